"""Speaking to WeChat and WeCom: tokens, template messages, texts to staff, files. Without an address, to the spool."""

import json
import threading
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from hotline import spool
from hotline.channels import speaking
from hotline.channels.connections import Wechat

EARLY = 300
"""A token is fetched anew so many seconds before it ends."""
STALE_TOKEN = frozenset({40001, 40014, 42001})
THING, STRING = 20, 32
"""Characters WeChat allows in the fields of a template message."""


class Refused(Exception):
    """The platform said no; the words are its error code alone, for they may hold an OpenID."""


@dataclass(frozen=True, slots=True)
class _Token:
    value: str
    ends: float


_tokens: dict[tuple[str, str], _Token] = {}
_lock = threading.Lock()


def send_template(account: Wechat, openid: str, number: str, subject: str, page: str = "") -> None:
    """A template message (模板消息). Raises Refused or OSError."""
    data = {
        account.template_subject: {"value": subject[:THING]},
        account.template_number: {"value": number[:STRING]},
    }
    told = {"touser": openid, "template_id": account.template, "data": data, **({"url": page} if page else {})}
    _tell(account, "/cgi-bin/message/template/send", told)


def send_text(account: Wechat, users: list[str], text: str) -> None:
    """A text of the WeCom application to members by their ids. Raises Refused or OSError."""
    told = {"touser": "|".join(users), "msgtype": "text", "agentid": account.agent, "text": {"content": text}}
    _tell(account, "/cgi-bin/message/send", told)


def media(account: Wechat, media_id: str) -> bytes:
    """The bytes of a picture, voice or film. Raises Refused or OSError."""
    query = urlencode({"access_token": token(account), "media_id": media_id})
    content, kind = _fetch(f"{account.api}/cgi-bin/media/get?{query}")
    if kind.startswith(("application/json", "text/plain")):
        _checked(account, content)
        raise Refused("no file")
    return content


def token(account: Wechat) -> str:
    """The access token, kept until shortly before it ends. Raises Refused or OSError."""
    key = (account.api, account.app_id)
    with _lock:
        kept = _tokens.get(key)
        if kept is not None and kept.ends > time.monotonic():
            return kept.value
        told = _asked_token(account)
        _tokens[key] = _Token(str(told["access_token"]), time.monotonic() + int(told["expires_in"]) - EARLY)
        return _tokens[key].value


def _asked_token(account: Wechat) -> dict[str, Any]:
    if account.agent:
        query = urlencode({"corpid": account.app_id, "corpsecret": account.secret})
        content, _kind = _fetch(f"{account.api}/cgi-bin/gettoken?{query}")
    else:
        # The stable token is the same for every process that asks; the older kind ends those of the others.
        asked = {"grant_type": "client_credential", "appid": account.app_id, "secret": account.secret}
        content, _kind = _fetch(f"{account.api}/cgi-bin/stable_token", asked)
    told = _checked(account, content)
    if "access_token" not in told or "expires_in" not in told:
        raise Refused("no token")
    return told


def _tell(account: Wechat, path: str, told: dict[str, Any]) -> None:
    if not account.api:
        spool.line("wecom" if account.agent else "wechat", told)
        return
    content, _kind = _fetch(f"{account.api}{path}?{urlencode({'access_token': token(account)})}", told)
    _checked(account, content)


def _checked(account: Wechat, content: bytes) -> dict[str, Any]:
    try:
        told = json.loads(content)
        code = int(told.get("errcode", 0))
    except (ValueError, AttributeError, TypeError) as error:
        raise Refused("not JSON") from error
    if code in STALE_TOKEN:
        _tokens.pop((account.api, account.app_id), None)
    if code:
        raise Refused(str(code))
    return dict(told)


def _fetch(address: str, body: dict[str, Any] | None = None) -> tuple[bytes, str]:
    raw = json.dumps(body, ensure_ascii=False).encode() if body is not None else None
    try:
        content, headers = speaking.ask(address, raw, {"Content-Type": "application/json; charset=utf-8"})
    except ValueError as error:
        raise Refused("address") from error
    if len(content) > speaking.MOST_BYTES:
        raise Refused("too large")
    return content, headers.get("Content-Type", "")
