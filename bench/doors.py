"""Matters a second through each door of the web, all of it, against a bare committed row (mails: `bench.mails`)."""

import json
from collections.abc import Callable, Iterator, Sequence
from urllib.parse import urlencode
from uuid import uuid4

from bench.callers import Request, load
from bench.intake import FORM, MATTERS, RUN, letter, row
from bench.places import Place
from bench.table import Figure
from hotline import clock
from hotline.channels import signed
from hotline.channels.wechat import crypto, flat_xml
from tests.faults.visitor import Browser

SECONDS, WARM_UP = 8, 2
AFRESH = 1_000_000
"""What is added to the numbers after the warm-up: nothing is sent twice."""
TOKEN = SECRET = "bench"  # noqa: S105 - of a place that lives for minutes
CONNECTIONS = f"""
[wechat]
app_id = "wxbench"
token = "{TOKEN}"
[[feed]]
code = "bench"
name = "演示论坛"
channel = "forum"
secret = "{SECRET}"
"""
Made = Callable[[int], Sequence[Request]]


def figures(place: Place) -> Iterator[Figure]:
    place = place.beside("doors")
    (place.var / "connections.toml").write_text(CONNECTIONS, encoding="utf-8")
    place.run("-m", "bench.bare")
    with place.served("bench.bare:create_app()") as port:
        plain = _rate(port, lambda number: [row(number)], 201)
    yield Figure("a bare committed row, for the doors", f"{plain:,.0f}/s", place.name)
    with place.served("hotline.app:create_app()") as port:
        doors: tuple[tuple[str, Made, int], ...] = (
            ("government app (Open311)", lambda number: [letter(number)], 201),
            ("feed, one signed item each", lambda number: [_item(number)], 200),
            ("letter on the web", _web(port), 303),
            ("WeChat, five messages to a matter", _talk, 200),
        )
        for what, made, expected in doors:
            found = _rate(port, made, expected)
            yield Figure(f"intake: {what}", f"{found:,.0f}/s", place.name, f"{plain / found:.1f}× the bare row")


def _rate(port: int, made: Made, expected: int) -> float:
    load(port, made, WARM_UP, expected)
    return load(port, lambda number: made(number + AFRESH), SECONDS, expected).per_second


def _words(number: int) -> str:
    return f"{MATTERS[number % len(MATTERS)][1]}这是第{number}封。" + "情况属实，盼复。" * 8


def _item(number: int) -> Request:
    item = {"id": f"{RUN} {number}", "author": "演示网友", "title": "路灯不亮", "body": _words(number)}
    body = json.dumps(item).encode()
    return "POST", "/channels/feeds/bench", body, signed.headers(SECRET, body, clock.now())


def _web(port: int) -> Made:
    """The form of one visitor, sent again and again as letters of their own."""
    visitor = Browser(f"http://127.0.0.1:{port}")
    hidden = visitor.hidden(visitor.send("/letters/new"))
    headers = {**FORM, "Cookie": visitor.cookies()}

    def made(number: int) -> Sequence[Request]:
        fields = {**hidden, "form_id": str(uuid4()), "body": _words(number), "phone": "13800001234"}
        return [("POST", "/letters/send", urlencode(fields).encode(), headers)]

    return made


def _talk(number: int) -> Sequence[Request]:
    """What it is, where, no pictures, a telephone, yes."""
    said = (_words(number), "锦江区春熙路步行街北口", "没有", "13800001234", "1")
    stamp = str(int(clock.now().timestamp()))
    query = {"timestamp": stamp, "nonce": "bench", "signature": crypto.signature(TOKEN, stamp, "bench")}
    address = f"/channels/wechat?{urlencode(query)}"
    told = {"ToUserName": "gh_bench", "FromUserName": f"o{RUN}{number}", "CreateTime": stamp, "MsgType": "text"}
    return [
        ("POST", address, flat_xml.write({**told, "MsgId": f"{number}{int(RUN, 16)}{step}", "Content": words}), {})
        for step, words in enumerate(said)
    ]
