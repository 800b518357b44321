"""The work list: counters, saved views, columns, sorting, text, both ways through the pages, and what is absurd."""

import json
import re
from collections.abc import Callable

import pytest
from flask import Flask

from hotline.tickets import worklist
from tests.browsing import Client
from tests.desks import stages
from tests.tickets import walking

pytestmark = pytest.mark.usefixtures("clock")
SignIn = Callable[..., Client]
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
"""Digits as a Chinese input method writes them once it was switched to full width."""


def _text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.get_data(as_text=True)


def _counts(page: str) -> dict[str, str]:
    return dict(re.findall(r'data-count="(\w+)">([^<]+)<', page))


def _order(page: str) -> list[str]:
    return re.findall(r'data-number="(\d+)"', page)


def test_each_tab_says_how_much_waits(app: Flask, sign_in: SignIn) -> None:
    stages.make(app, walking.dispatched, "1")
    stages.make(app, walking.handling, "2")
    stages.make(app, walking.dispatched, "3", unit=walking.OTHER)
    back = stages.make(app, walking.replied, "4")
    stages.do(app, back, "send_back", walking.LEADER, text="请写明日期。")
    clerk = _text(sign_in("clerk", "510104"), "/staff/tickets")
    assert _counts(clerk) == {
        "open": "3", "today": "0", "overdue": "0", "dispatched": "1", "handling": "2", "back": "1", "replied": "0",
    }  # fmt: skip
    assert _counts(_text(sign_in("supervisor"), "/staff/tickets?scope=open"))["open"] == "4"
    assert _order(_text(sign_in("clerk", "510104", "other"), "/staff/tickets?scope=back")) == [back]


def test_a_limit_that_comes_near_is_counted(app: Flask, sign_in: SignIn, clock: Callable[[str], None]) -> None:
    stages.make(app, walking.handling)
    due = re.search(r'deadline-at">(\d+)月(\d+)日', _text(sign_in("clerk", "510104"), "/staff/tickets"))
    assert due
    day = f"2026-{int(due[1]):02}-{int(due[2]):02}"
    for moment, key in ((f"{day}T08:00:00+08:00", "today"), (f"{day}T23:00:00+08:00", "overdue")):
        clock(moment)
        for role, unit in (("clerk", "510104"), ("supervisor", "510100")):
            page = _text(sign_in(role, unit, f"{role}-{key}"), f"/staff/tickets?scope={key}")
            assert _counts(page)[key] == "1", (role, key)
            assert len(_order(page)) == 1


def test_pages_go_forth_and_back(app: Flask, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worklist.worklist, "__defaults__", ("", 2, ""))
    made = [stages.make(app, walking.handling, str(n)) for n in range(5)]
    client = sign_in("clerk", "510104")
    for sort in ("due", "-due", "received", "-received"):
        pages = [_text(client, f"/staff/tickets?scope=open&sort={sort}")]
        while forth := re.search(r'rel="next" href="([^"]+)"', pages[-1]):
            pages.append(_text(client, forth[1].replace("&amp;", "&")))
        seen = [_order(page) for page in pages]
        assert [len(one) for one in seen] == [2, 2, 1]
        assert "第5–5件，共5件" in pages[-1]
        back = re.search(r'rel="prev" href="([^"]+)"', pages[-1])
        assert back
        assert _order(_text(client, back[1].replace("&amp;", "&"))) == seen[1]
        assert [number for page in seen for number in page] == (made[::-1] if sort.startswith("-") else made)


def test_the_sorted_column_is_said(app: Flask, sign_in: SignIn) -> None:
    stages.make(app, walking.handling)
    client = sign_in("clerk", "510104")
    assert 'aria-sort="ascending"' in _text(client, "/staff/tickets")
    assert "全部在办，按期限排，近的在前" in _text(client, "/staff/tickets")
    turned = _text(client, "/staff/tickets?scope=open&sort=-due")
    assert 'aria-sort="descending"' in turned
    assert "按期限排，远的在前" in turned


def test_a_text_finds_titles_and_the_end_of_a_number(app: Flask, sign_in: SignIn) -> None:
    lamp = stages.make(app, walking.handling, "1", title="路灯不亮")
    noise = stages.make(app, walking.handling, "2", title="100%噪声_扰民")
    client = sign_in("clerk", "510104")
    numbers = (lamp[-4:], lamp[-7:].translate(WIDE))
    for text, found in (("路灯", lamp), ("噪声_", noise), ("100%25噪", noise), *((end, lamp) for end in numbers)):
        assert _order(_text(client, f"/staff/tickets?text={text}")) == [found], text
    assert "没有符合筛选条件的工单" in _text(client, "/staff/tickets?text=灯路")


def test_a_telephone_in_the_address_is_refused_with_words(sign_in: SignIn) -> None:
    page = _text(sign_in("operator"), "/staff/tickets?text=13812341234")
    assert "电话号码不能留在网址里" in page
    assert "“13812341234”" not in page


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("due=2026-02-31", "期限不晚于"),
        ("from=9999-01-01", "收到时间从"),
        ("from=2026-11-20&until=2026-11-01", "收到时间到"),
        ("kind=mad", "诉求类别"),
        ("sort=sideways", "排序"),
    ],
)
def test_what_cannot_filter_is_said_and_does_not(app: Flask, sign_in: SignIn, query: str, words: str) -> None:
    number = stages.make(app, walking.accepted)
    page = _text(sign_in("dispatcher"), f"/staff/tickets?scope=open&{query}")
    assert f"“{words}”没有起作用" in page
    assert _order(page) == [number]


def test_days_include_themselves(app: Flask, sign_in: SignIn) -> None:
    number = stages.make(app, walking.accepted)
    client = sign_in("dispatcher")
    assert _order(_text(client, "/staff/tickets?scope=open&from=2026-11-20&until=2026-11-20")) == [number]
    assert _order(_text(client, "/staff/tickets?scope=open&from=2026-11-21")) == []
    assert _order(_text(client, "/staff/tickets?scope=open&until=2026-11-19")) == []


def test_a_view_is_kept_opened_renamed_and_deleted(app: Flask, sign_in: SignIn) -> None:
    stages.make(app, walking.handling)
    client = sign_in("clerk", "510104")
    place = "/staff/tickets?scope=open&kind=help"
    answer = client.submit(place, {"name": " 求助件 "}, "/staff/tickets/views")
    assert (answer.status_code, answer.location) == (303, place)
    page = _text(client, place)
    assert re.search(r'href="/staff/tickets\?scope=open&amp;kind=help" aria-current="page">求助件', page)
    again = client.submit(place, {"name": "求助件"}, "/staff/tickets/views")
    assert "已有同名视图" in _text(client, again.location)
    change = re.search(r'action="(/staff/tickets/views/\d+)"', page)
    assert change
    client.submit(place, {"name": "要办的求助", "act": "rename"}, change[1])
    assert "要办的求助</a>" in _text(client, place)
    stranger = sign_in("clerk", "510104", "stranger")
    assert "要办的求助" not in _text(stranger, place)
    client.submit(place, {"act": "delete"}, change[1])
    assert "要办的求助</a>" not in _text(client, place)


def test_a_leader_shares_a_view_with_the_unit_alone(sign_in: SignIn) -> None:
    leader = sign_in("leader", "510104")
    leader.submit("/staff/tickets?scope=overdue", {"name": "本区超期", "shared": "1"}, "/staff/tickets/views")
    clerk = sign_in("clerk", "510104")
    page = _text(clerk, "/staff/tickets")
    assert "本区超期" in page
    assert "改名或删除视图" not in page
    assert "本区超期" not in _text(sign_in("clerk", "510108"), "/staff/tickets")
    assert 'name="shared"' not in page


def test_the_list_opens_with_the_view_a_person_chose(app: Flask, sign_in: SignIn) -> None:
    handled = stages.make(app, walking.handling, "1")
    waiting = stages.make(app, walking.dispatched, "2")
    client = sign_in("clerk", "510104")
    assert set(_order(_text(client, "/staff/tickets"))) == {handled, waiting}
    client.submit("/staff/tickets?scope=open&state=dispatched", {"act": "start"}, "/staff/tickets/views")
    assert _order(_text(client, "/staff/tickets")) == [waiting]
    client.submit("/staff/tickets", {"act": "usual"}, "/staff/tickets/views")
    assert set(_order(_text(client, "/staff/tickets"))) == {handled, waiting}


def test_columns_are_remembered_and_bounded(app: Flask, sign_in: SignIn) -> None:
    stages.make(app, walking.handling, title="路灯")
    client = sign_in("clerk", "510104")
    page = _text(client, "/staff/tickets")
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token
    given = {"csrf_token": token[1], "column": ["state", "received"]}
    assert client.post("/staff/tickets/columns", data=given).status_code == 303
    heads = re.findall(r'role="columnheader"[^>]*>(?:<a[^>]*>)?([^<]+)', _text(client, "/staff/tickets"))
    assert [head.strip() for head in heads] == ["编号", "标题", "状态", "收到"]
    every = {**given, "column": ["state", "due", "person", "unit", "contact", "urges", "kind", "channel"]}
    told = client.post("/staff/tickets/columns", data=every)
    assert "最多选7列" in _text(client, told.location)


def test_news_name_the_numbers_and_are_not_sent_twice(app: Flask, sign_in: SignIn) -> None:
    number = stages.make(app, walking.handling)
    client = sign_in("clerk", "510104")
    answer = client.get("/staff/tickets/news?scope=open")
    told = json.loads(answer.get_data(as_text=True))
    assert told["numbers"] == [number]
    assert told["counts"]["open"] == "1"
    again = {"If-None-Match": answer.headers["ETag"]}
    assert client.get("/staff/tickets/news?scope=open", headers=again).status_code == 304
    stages.make(app, walking.dispatched, "2")
    assert client.get("/staff/tickets/news?scope=open", headers=again).status_code == 200


def test_the_preview_is_masked_and_leads_to_the_page_without_script(app: Flask, sign_in: SignIn) -> None:
    number = stages.make(app, walking.handling)
    client = sign_in("clerk", "510104")
    shown = client.get(f"{stages.path(number)}/preview", headers={"HX-Request": "true"}).get_data(as_text=True)
    assert stages.TITLE in shown
    assert "138****1234" in shown
    assert "13812341234" not in shown
    assert client.get(f"{stages.path(number)}/preview").location == stages.path(number)
    other = stages.make(app, walking.dispatched, "2", unit=walking.OTHER)
    assert client.get(f"{stages.path(other)}/preview", headers={"HX-Request": "true"}).status_code == 404


def test_an_empty_view_says_why_and_what_next(app: Flask, sign_in: SignIn) -> None:
    stages.make(app, walking.handling)
    page = _text(sign_in("clerk", "510104"), "/staff/tickets?scope=overdue")
    assert "没有超期的" in page
    assert "全部在办1件" in page
