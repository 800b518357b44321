"""A person who writes to the official account, and WeChat in between: signatures and encryption by their formulas."""

import base64
import hashlib
import itertools
import struct
import time
from collections.abc import Mapping
from typing import Any
from xml.sax.saxutils import escape

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7
from defusedxml.ElementTree import fromstring
from flask import Flask
from sqlalchemy import func, select

from hotline import clock, config
from hotline.db import db
from hotline.tickets.models import Ticket
from tests.browsing import Client

TOKEN, APP, AES = "demo-token", "wxdemo0000000001", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
ACCOUNT, PERSON = "gh_demo", "oDemoPersonOne"
_ids = itertools.count(7_000_000_000_000_000_000)


def connect(encrypted: bool = False, more: str = "") -> None:
    """The city has an official account now, and a WeCom application."""
    key = f'aes_key = "{AES}"\n' if encrypted else ""
    text = f'[wechat]\napp_id = "{APP}"\ntoken = "{TOKEN}"\n{key}{more}\n'
    wecom = f'[wecom]\napp_id = "{APP}"\ntoken = "{TOKEN}"\naes_key = "{AES}"\nagent = 7\n'
    path = config.settings().connections
    path.write_text(text + wecom, encoding="utf-8")


def sha1(*parts: str) -> str:
    return hashlib.sha1("".join(sorted(parts)).encode(), usedforsecurity=False).hexdigest()


def seal(message: bytes, app: str = APP) -> str:
    key = base64.b64decode(AES + "=")
    padder = PKCS7(256).padder()
    plain = b"0123456789abcdef" + struct.pack(">I", len(message)) + message + app.encode()
    padded = padder.update(plain) + padder.finalize()
    sealing = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
    return base64.b64encode(sealing.update(padded) + sealing.finalize()).decode()


def unseal(text: str) -> bytes:
    key = base64.b64decode(AES + "=")
    opening = Cipher(algorithms.AES(key), modes.CBC(key[:16])).decryptor()
    padded = opening.update(base64.b64decode(text)) + opening.finalize()
    plain = padded[: -padded[-1]]
    (length,) = struct.unpack(">I", plain[16:20])
    assert plain[20 + length :] == APP.encode()
    return plain[20 : 20 + length]


def xml(**fields: Any) -> bytes:
    return (
        "<xml>" + "".join(f"<{name}>{escape(str(value))}</{name}>" for name, value in fields.items()) + "</xml>"
    ).encode()


def query(encrypted: str = "", nonce: str = "n1", ago: int = 0, token: str = TOKEN) -> dict[str, str]:
    stamp = str(int(clock.now().timestamp()) - ago)
    given = {"timestamp": stamp, "nonce": nonce, "signature": sha1(token, stamp, nonce)}
    if encrypted:
        given |= {"encrypt_type": "aes", "msg_signature": sha1(token, stamp, nonce, encrypted)}
    return given


def message(kind: str = "text", person: str = PERSON, number: int | None = None, **fields: Any) -> bytes:
    events = {} if kind == "event" else {"MsgId": number or next(_ids)}
    return xml(ToUserName=ACCOUNT, FromUserName=person, CreateTime=int(time.time()), MsgType=kind, **fields, **events)


def told(client: Client, raw: bytes, sealed: bool = False) -> str:
    """What the account answers; '' where it says nothing."""
    if sealed:
        text = seal(raw)
        answer = client.post("/channels/wechat", query_string=query(text), data=xml(ToUserName=ACCOUNT, Encrypt=text))
    else:
        answer = client.post("/channels/wechat", query_string=query(), data=raw)
    assert answer.status_code == 200, answer.status
    if answer.get_data(as_text=True) == "success":
        return ""
    fields = {child.tag: child.text or "" for child in fromstring(answer.data)}
    if sealed:
        right = sha1(TOKEN, fields["TimeStamp"], fields["Nonce"], fields["Encrypt"])
        assert fields["MsgSignature"] == right
        fields = {child.tag: child.text or "" for child in fromstring(unseal(fields["Encrypt"]))}
    return _of_person(fields)


def say(client: Client, text: str, person: str = PERSON) -> str:
    return told(client, message(person=person, Content=text))


def _of_person(fields: Mapping[str, str]) -> str:
    assert (fields["FromUserName"], fields["MsgType"]) == (ACCOUNT, "text")
    return fields["Content"]


LAMP = "锦江区春熙路口的路灯三天不亮了，晚上看不清路。"


OTHER = "oDemoPersonTwo"


def write(client: Client, person: str = PERSON, phone: str = "13800138000", last: str = "1") -> str:
    """The whole conversation; the receipt."""
    for words in (LAMP, "锦江区春熙路步行街北口", "没有", phone):
        said = say(client, words, person)
    assert said.startswith("请核对")
    return say(client, last, person)


def only(app: Flask) -> Ticket:
    with app.app_context():
        found = db.session.scalars(select(Ticket)).one()
        db.session.expunge(found)
        return found


def count(app: Flask, model: type) -> int:
    with app.app_context():
        return int(db.session.scalar(select(func.count()).select_from(model)) or 0)
