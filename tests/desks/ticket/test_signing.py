"""From the reply to its signature: what stops a reply once, who was faster, which comes next, what is written down."""

from collections.abc import Callable
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import event, select
from sqlalchemy.engine import Engine

from hotline.actors import system
from hotline.db import db, transaction
from hotline.desks.ticket import printed
from hotline.privacy.models import Opening
from hotline.tickets import queries
from tests import inspection
from tests.browsing import Client
from tests.desks import stages
from tests.tickets import walking

pytestmark = pytest.mark.usefixtures("clock")
REPLY = {"resolution": "solved", "internal": "核查属实", "public": "王小明您好，路灯已修好。"}


def _page(client: Client, number: str) -> str:
    return unescape(client.get(stages.path(number)).get_data(as_text=True))


def _opened(app: Flask, what: str = "page") -> list[str]:
    with app.app_context():
        return list(db.session.scalars(select(Opening.user_name).where(Opening.what == what).order_by(Opening.id)))


def test_a_reply_with_personal_data_goes_on_only_when_that_is_confirmed(
    app: Flask, sign_in: Callable[..., Client]
) -> None:
    number = stages.make(app, walking.handling)
    client = sign_in("clerk", "510104")
    form = _values(client, number, "reply")
    stopped = client.post(f"{stages.path(number)}/reply", data={**form, **REPLY})
    page = stopped.get_data(as_text=True)
    assert stopped.status_code == 422
    assert "有个人信息" in page
    assert "王**" in page
    assert stages.state(app, number) == "handling"
    again = next(one.values for one in inspection.read(page).forms if one.path.endswith("/reply"))
    assert again["public"].strip() == REPLY["public"]
    sent = client.post(f"{stages.path(number)}/reply", data={**again, "resolution": "solved", "sure": "1"})
    assert sent.status_code == 303
    assert stages.state(app, number) == "replied"


def test_the_checks_answer_for_what_is_typed_and_change_nothing(app: Flask, sign_in: Callable[..., Client]) -> None:
    number = stages.make(app, walking.handling)
    client = sign_in("clerk", "510104")
    typed = {**_values(client, number, "reply"), **REPLY, "public": "瞎投诉", "chosen": "2"}
    part = {"HX-Request": "true"}
    told = client.post(f"{stages.path(number)}/checks", data=typed, headers=part)
    page = told.get_data(as_text=True)
    assert told.status_code == 200
    assert "有推诿、指责的话" in page
    assert "已附证据" in page
    assert "<textarea" not in page
    assert stages.state(app, number) == "handling"
    assert sign_in("clerk", walking.OTHER).post(
        f"{stages.path(number)}/checks", data=typed, headers=part
    ).status_code in {400, 404}


def test_who_was_faster_and_with_what_is_told(app: Flask, sign_in: Callable[..., Client]) -> None:
    number = stages.make(app, walking.handling)
    client = sign_in("clerk", "510104")
    form = _values(client, number, "reply")
    stages.do(app, number, "urge", walking.OPERATOR, text="来电催办")
    stages.do(app, number, "supply", walking.OPERATOR, text="补充：三号楼下")
    answer = client.post(f"{stages.path(number)}/reply", data={**form, **REPLY, "public": "您好，已修好。"})
    page = answer.get_data(as_text=True)
    told = page[page.index('id="problem-title"') : page.index('class="ticket-head"')]
    assert answer.status_code == 409
    assert "来电催办" in told
    assert "补充：三号楼下" in told
    assert "收到诉求" not in told
    assert "您好，已修好。" in page


def test_after_a_signature_the_next_reply_opens_and_then_the_list(app: Flask, sign_in: Callable[..., Client]) -> None:
    first, second = stages.make(app, walking.replied, "1"), stages.make(app, walking.replied, "2")
    stages.make(app, walking.handling, "3")
    leader = sign_in("leader", "510104")
    assert "待我审核2件" in _page(leader, first)
    answer = leader.submit(stages.path(first), {}, action=f"{stages.path(first)}/approve")
    assert answer.location == stages.path(second)
    answer = leader.submit(stages.path(second), {"text": "缺依据"}, action=f"{stages.path(second)}/send_back")
    assert answer.location == "/staff/tickets?state=replied"


def test_reading_is_written_down_once_an_hour_and_again_for_news(
    app: Flask, sign_in: Callable[..., Client], clock: Callable[[str], None]
) -> None:
    clock("2026-11-20T12:00:00+08:00")
    number = stages.make(app, walking.handling)
    client = sign_in("clerk", "510104")
    client.get(stages.path(number))
    page = _page(client, number)
    assert _opened(app) == ["演示clerk"]
    assert "new-word" not in page
    clock("2026-11-20T12:10:00+08:00")
    stages.do(app, number, "urge", walking.OPERATOR, text="来电催办")
    assert _page(client, number).count("new-word") == 1
    assert "new-word" not in _page(client, number)
    assert _opened(app) == ["演示clerk"] * 2
    clock("2026-11-20T15:00:00+08:00")
    client.get(stages.path(number))
    assert _opened(app) == ["演示clerk"] * 3


def test_an_auditor_sees_who_read_it_and_who_was_shown_what(app: Flask, sign_in: Callable[..., Client]) -> None:
    number = stages.make(app, walking.handling)
    clerk = sign_in("clerk", "510104")
    clerk.submit(stages.path(number), {"field": "phone", "reason": "contact"}, f"{stages.path(number)}/reveal")
    auditor = sign_in("auditor")
    assert f"{stages.path(number)}/readers" in _page(auditor, number)
    told = auditor.get(f"{stages.path(number)}/readers").get_data(as_text=True)
    assert "演示clerk" in told
    assert "电话" in told
    assert "138" not in told
    assert clerk.get(f"{stages.path(number)}/readers").status_code == 403


@pytest.mark.parametrize("confidential", [False, True])
def test_the_sheet_is_masked_marked_and_written_down(
    app: Flask, sign_in: Callable[..., Client], confidential: bool
) -> None:
    number = stages.make(app, walking.reviewed, confidential=confidential)
    client = sign_in("leader", "510104")
    page = client.get(f"{stages.path(number)}/sheet").get_data(as_text=True)
    assert [secret for secret in ("王小明", "13812341234", "2栋501") if secret in page] == []
    assert ("王**" in page) is not confidential
    assert ("138****1234" in page) is not confidential or "138****1234" in page.split("来信内容")[1]
    assert "演示leader" in page
    assert _opened(app, "print") == ["演示leader"]
    pdf = client.get(f"{stages.path(number)}/sheet.pdf")
    if printed.can_pdf():
        assert pdf.data.startswith(b"%PDF")
        assert _opened(app, "pdf") == ["演示leader"]
    else:
        assert pdf.status_code == 404
        assert "另存为PDF" in page


def test_related_tickets_stand_beside_and_a_secret_one_does_not(app: Flask, sign_in: Callable[..., Client]) -> None:
    shown, near, secret, other = (stages.make(app, walking.handling, key) for key in "1234")
    for number in (shown, near, secret):
        _place(app, number, "510104", "0101", confidential=number == secret)
    _place(app, other, "510108", "0101")
    page = _page(sign_in("clerk", "510104"), shown)
    related = page[page.index('id="related-title"') : page.index('id="timeline-title"')]
    nearby, _heading, same_person = related.partition("同一来电人")
    assert _related(near) in nearby
    assert _related(secret) not in related
    assert _related(other) not in nearby
    assert _related(other) in same_person


def _related(number: str) -> str:
    return f'href="/staff/tickets/{number}"'


def test_the_sketch_shows_the_district_and_is_kept_by_the_browser(app: Flask, sign_in: Callable[..., Client]) -> None:
    number = stages.make(app, walking.handling)
    _place(app, number, "510104", "0101")
    client = sign_in("clerk", "510104")
    page = _page(client, number)
    source = page.split('class="sketch-here" href="')[1].split("#")[0]
    assert f'{source}#d510104"' in page
    drawing = client.get(source)
    assert drawing.mimetype == "image/svg+xml"
    assert 'id="d510104"' in drawing.get_data(as_text=True)
    assert "immutable" in drawing.headers["Cache-Control"]
    assert client.get("/staff/districts/0.svg").status_code == 404


def test_a_page_asks_the_database_as_often_for_a_long_story_as_for_a_short_one(
    app: Flask, sign_in: Callable[..., Client]
) -> None:
    short, long = stages.make(app, walking.handling, "1"), stages.make(app, walking.handling, "2")
    for turn in range(12):
        stages.do(app, long, "note", walking.CLERK, text=f"第{turn}次")
    client = sign_in("clerk", "510104")
    asked: list[str] = []

    def count(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    counts = []
    for number in (short, long):
        client.get(stages.path(number))
        event.listen(Engine, "before_cursor_execute", count)
        asked.clear()
        client.get(stages.path(number))
        event.remove(Engine, "before_cursor_execute", count)
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert counts[0] <= 25


def _place(app: Flask, number: str, district: str, category: str, confidential: bool = False) -> None:
    with app.app_context(), transaction():
        ticket = queries.get_ticket(number, system(walking.CITY))
        ticket.district, ticket.category, ticket.confidential = district, category, confidential


def _values(client: Client, number: str, verb: str) -> dict[str, str]:
    page = inspection.read(client.get(stages.path(number)).get_data(as_text=True))
    return next(dict(form.values) for form in page.forms if form.action.endswith(f"/{verb}"))
