"""Intake over HTTP, everything in (inbox, route, clock, events, rollups, messages), against a bare committed row."""

import secrets
from collections.abc import Iterator
from urllib.parse import urlencode

from bench.callers import Request, load
from bench.places import Place
from bench.table import Figure

SECONDS = 8
WARM_UP = 3
WARM_LETTERS = 1_000_000
"""More than the warm-up can send: no letter is sent twice."""
RUN = secrets.token_hex(4)
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
MATTERS = (
    ("0204", "锦江区春熙路的路灯坏了好几天，晚上一片漆黑，老人小孩出行很不安全，希望尽快派人维修。"),
    ("0101", "青羊区浣花溪公园门口每天都有人占道摆摊，油烟扰民，打过几次电话没有人管，请核实处理并回复。"),
    ("0204", "我家住在武侯区浆洗街，楼下的路灯一直闪，影响休息，请有关部门看一看。"),
)


def letter(number: int) -> Request:
    code, text = MATTERS[number % len(MATTERS)]
    fields = {
        "service_code": code, "description": f"{text}这是第{number}封。" + "情况属实，盼复。" * 8, "first_name": "演示",
        "last_name": "市民", "phone": "13800001234", "external_id": f"bench {RUN} {number}",
    }  # fmt: skip
    return "POST", "/open311/v2/requests.json", urlencode(fields).encode(), FORM


def row(number: int) -> Request:
    return "POST", "/", letter(number)[2], FORM


def figures(place: Place) -> Iterator[Figure]:
    place.run("-m", "bench.bare")
    with place.served("bench.bare:create_app()") as port:
        load(port, lambda number: [row(number)], WARM_UP, 201)
        plain = load(port, lambda number: [row(number)], SECONDS, 201)
    with place.served("hotline.app:create_app()") as port:
        load(port, lambda number: [letter(number)], WARM_UP, 201)
        whole = load(port, lambda number: [letter(number + WARM_LETTERS)], SECONDS, 201)
    yield Figure("bare Flask and one committed row", f"{plain.per_second:,.0f}/s", place.name)
    yield Figure(
        "intake over HTTP, all of it",
        f"{whole.per_second:,.0f}/s, median {whole.p50_ms:.0f} ms, p99 {whole.p99_ms:.0f} ms",
        place.name,
        f"{plain.per_second / whole.per_second:.1f}× the bare row",
        "100/s",
    )
