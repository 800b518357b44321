"""The callbacks of WeChat and WeCom (`/channels/wechat`, `/channels/wecom`): verified, opened, answered in time."""

import logging
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooSlow
from datetime import datetime

from flask import Blueprint, Flask, Response, abort, current_app, request
from sqlalchemy.exc import SQLAlchemyError

from hotline import clock, config, web
from hotline.api import wechat_turns
from hotline.channels import connections, inbox
from hotline.channels.clean import Unreadable
from hotline.channels.connections import Wechat
from hotline.channels.wechat import crypto, flat_xml, spoken
from hotline.channels.wechat.crypto import Forged
from hotline.db import db

log = logging.getLogger(__name__)

IN_TIME = 4.0
"""Seconds: WeChat waits five, then sends the message again."""
AT_ONCE = 8
NOTHING = "success"
"""What WeChat takes as "received, no answer"."""

blueprint = Blueprint("wechat", __name__)
web.csrf.exempt(blueprint)
_pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="wechat")


@blueprint.get("/channels/wechat")
@web.limiter.limit("600/minute")
def verify_wechat() -> Response:
    """服务器地址验证: the echo comes back when the signature is right."""
    account = _account("wechat")
    given = request.args
    try:
        crypto.check(
            account.token, given.get("signature", ""), given.get("timestamp", ""), given.get("nonce", ""), clock.now()
        )
    except Forged:
        abort(403)
    return _plain(given.get("echostr", "")[:200])


@blueprint.get("/channels/wecom")
@web.limiter.limit("600/minute")
def verify_wecom() -> Response:
    """接收消息服务器验证: WeCom's echo is encrypted."""
    account = _account("wecom")
    try:
        return _plain(_opened(account, request.args.get("echostr", ""), clock.now()).decode("utf-8", "replace"))
    except Forged:
        abort(403)


@blueprint.post("/channels/wecom")
@web.limiter.exempt
def from_wecom() -> Response:
    """What members write to the application is not for this door: it is verified and answered with nothing."""
    account = _account("wecom")
    try:
        _message(account, request.get_data(), clock.now())
    except (Forged, Unreadable):
        abort(403)
    return _plain("")


@blueprint.post("/channels/wechat")
@web.limiter.exempt
def from_wechat() -> Response:
    """The answer to a message, within WeChat's time. 403 for what is forged or old, 503 where it must come again."""
    account, now = _account("wechat"), clock.now()
    raw = request.get_data()
    try:
        message, sealed = _message(account, raw, now)
    except Forged:
        abort(403)
    except Unreadable:
        # It is signed, so it is from WeChat: kept for a person, and not sent again and again.
        inbox.arrive("wechat", raw, now)
        return _plain(NOTHING)
    try:
        said = spoken.read(flat_xml.read(message))
    except Unreadable:
        inbox.arrive("wechat", message, now)
        return _plain(NOTHING)
    db.session.rollback()
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # the proxy has it
    working: Future[str] = _pool.submit(_work, app, said, now)
    try:
        reply = working.result(IN_TIME)
    except (TooSlow, SQLAlchemyError) as error:
        log.warning("a message waits to be sent again: %s", type(error).__name__)
        abort(503)
    if not reply:
        return _plain(NOTHING)
    answer = flat_xml.reply(said.person, said.account, now, reply)
    return _xml(_sealed(account, answer, now) if sealed else answer)


def _work(app: Flask, said: spoken.Said, now: datetime) -> str:
    """In a thread of its own: a database that is slow must not make WeChat wait."""
    with app.app_context():
        return wechat_turns.answer(config.settings().city, said, now)


def _message(account: Wechat, raw: bytes, now: datetime) -> tuple[bytes, bool]:
    """The plain message, and whether it came encrypted. Raises Forged, Unreadable."""
    given = request.args
    if given.get("encrypt_type") == "aes" or account.agent:
        return _opened(account, flat_xml.read(raw).get("Encrypt", ""), now), True
    if account.aes_key:
        raise Forged("this account only takes encrypted messages")
    crypto.check(account.token, given.get("signature", ""), given.get("timestamp", ""), given.get("nonce", ""), now)
    return raw, False


def _opened(account: Wechat, encrypted: str, now: datetime) -> bytes:
    given = request.args
    if not account.aes_key or not encrypted:
        raise Forged("no key or no ciphertext")
    crypto.check(
        account.token, given.get("msg_signature", ""), given.get("timestamp", ""), given.get("nonce", ""), now,
        encrypted,
    )  # fmt: skip
    return crypto.decrypt(account.aes_key, account.app_id, encrypted)


def _sealed(account: Wechat, answer: bytes, now: datetime) -> bytes:
    """The answer in the envelope of the encrypted mode."""
    encrypted = crypto.encrypt(account.aes_key, account.app_id, answer)
    timestamp, nonce = str(int(now.timestamp())), request.args.get("nonce", "")[:40]
    signed = crypto.signature(account.token, timestamp, nonce, encrypted)
    return flat_xml.write({"Encrypt": encrypted, "MsgSignature": signed, "TimeStamp": timestamp, "Nonce": nonce})


def _account(name: str) -> Wechat:
    known = connections.known()
    account = known.wechat if name == "wechat" else known.wecom
    if account is None:
        abort(404)
    return account


def _plain(text: str) -> Response:
    return Response(text, content_type="text/plain; charset=utf-8")


def _xml(raw: bytes) -> Response:
    return Response(raw, content_type="text/xml; charset=utf-8")
