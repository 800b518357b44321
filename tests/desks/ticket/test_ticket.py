"""The page of one ticket: what each person sees of it, and what stays hidden."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from hotline import clock as now_of
from hotline import files
from hotline.actors import system
from hotline.db import db, transaction
from hotline.privacy.models import Reveal
from hotline.tickets import queries
from hotline.tickets.models import Attachment
from tests import inspection
from tests.browsing import Client
from tests.desks import stages
from tests.scans import photo
from tests.tickets import walking

pytestmark = pytest.mark.usefixtures("clock")
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360f8cfc0000003010100c9fe92ef0000000049454e44ae426082"
)
SECRETS = ("王小明", "13812341234", "wang@example.com", "2栋501")


def _page(client: Client, number: str) -> str:
    answer = client.get(stages.path(number))
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    return answer.get_data(as_text=True)


@pytest.mark.parametrize(
    ("role", "unit"),
    [("operator", ""), ("dispatcher", ""), ("clerk", "510104"), ("leader", "510104"), ("followup", ""),
     ("supervisor", ""), ("mayor", ""), ("auditor", "")],
)  # fmt: skip
@pytest.mark.parametrize("language", ["zh", "en"])
def test_everybody_who_may_see_it_sees_it_masked(
    app: Flask, sign_in: Callable[..., Client], role: str, unit: str, language: str
) -> None:
    number = stages.make(app, walking.reviewed)
    client = sign_in(role, unit or "510100")
    client.get(f"/language/{language}")
    page = _page(client, number)
    assert [secret for secret in SECRETS if secret in page] == []
    assert "138****1234" in page
    assert "请帮忙看看这件事" in page


def test_the_page_offers_exactly_the_verbs_of_the_moment(app: Flask, sign_in: Callable[..., Client]) -> None:
    number = stages.make(app, walking.handling)
    forms = _verbs(sign_in("clerk", "510104"), number)
    assert forms & {"sign", "accept", "approve", "grant_return"} == set()
    assert {"contact", "reply", "sub_assign", "ask_return", "ask_extension", "note"} <= forms
    assert _verbs(sign_in("auditor"), number) == set()


def test_the_likeliest_act_stands_open_first(app: Flask, sign_in: Callable[..., Client]) -> None:
    number = stages.make(app, walking.handling)
    unsigned = stages.make(app, walking.dispatched, "2")
    clerk = sign_in("clerk", "510104")
    assert _opened(_page(clerk, number)) == ["contact"]
    assert _opened(_page(clerk, unsigned)) == []
    stages.do(app, number, "contact", walking.CLERK, text="电话已打通")
    assert _opened(_page(clerk, number)) == ["reply"]
    assert _opened(_page(sign_in("mayor"), number)) == ["instruct"]


def test_requests_are_decided_only_while_they_wait(app: Flask, sign_in: Callable[..., Client]) -> None:
    number = stages.make(app, walking.handling)
    dispatcher = sign_in("dispatcher")
    assert "/grant_return" not in _page(dispatcher, number)
    stages.do(
        app, number, "ask_return", walking.CLERK, reason="place", text="地址在成华区", suggested_unit=walking.OTHER
    )
    page = _page(dispatcher, number)
    assert "/grant_return" in page
    assert "地址在成华区" in page
    stages.do(app, number, "refuse_return", walking.DISPATCHER, text="地址在锦江区")
    assert "/grant_return" not in _page(dispatcher, number)
    clerk = _page(sign_in("clerk", "510104"), number)
    assert "/ask_return" not in clerk
    assert "本单位已申请过退单或已答复过" in clerk


def test_the_leader_reads_the_whole_reply_before_it_goes(app: Flask, sign_in: Callable[..., Client]) -> None:
    number = stages.make(app, walking.replied)
    page = _page(sign_in("leader", "510104"), number)
    assert page.index("您好，已责令整改。") < page.rindex("同意并发出")
    assert "核查属实，已整改。" in page


def test_the_timeline_tells_every_event_in_words(app: Flask, sign_in: Callable[..., Client]) -> None:
    number = stages.make(app, walking.reviewed)
    stages.do(app, number, "rework", walking.FOLLOWUP, solved="unsolved", satisfied="dissatisfied", text="没人来过")
    page = _page(sign_in("supervisor"), number)
    for words in ("收到诉求", "派单", "签收", "提交答复", "答复发出", "重办", "没解决", "不满意", "没人来过"):
        assert words in page, words


def test_merged_tickets_lead_to_each_other(app: Flask, sign_in: Callable[..., Client]) -> None:
    master, double = stages.make(app, walking.accepted, "1"), stages.make(app, walking.accepted, "2")
    stages.do(app, double, "merge", walking.DISPATCHER, master=master)
    dispatcher = sign_in("dispatcher")
    assert stages.path(master) in _page(dispatcher, double)
    assert stages.path(double) in _page(dispatcher, master)


def test_who_may_record_visits_is_led_to_the_follow_up_desk(app: Flask, sign_in: Callable[..., Client]) -> None:
    number = stages.make(app, walking.reviewed)
    page = _page(sign_in("followup"), number)
    assert f"/staff/follow-ups/{number}" in page
    assert "/visit" not in page


def test_a_long_letter_is_folded_and_its_markup_is_text(app: Flask, sign_in: Callable[..., Client]) -> None:
    number = stages.make(app, walking.received, body="<script>alert(1)</script>𠮷㐂" + "很长。" * 2000)
    page = _page(sign_in("operator"), number)
    assert "<script>alert" not in page
    assert "𠮷㐂" in page
    assert "展开全文" in page


def test_one_field_is_shown_for_a_reason_that_is_written_down(app: Flask, sign_in: Callable[..., Client]) -> None:
    number = stages.make(app, walking.handling)
    client = sign_in("clerk", "510104", login="chen")
    answer = client.submit(
        stages.path(number), {"field": "phone", "reason": "contact"}, f"{stages.path(number)}/reveal"
    )
    page = answer.get_data(as_text=True)
    assert "138 1234 1234" in page
    assert "王小明" not in page
    assert answer.headers["Cache-Control"] == "no-store"
    assert "138 1234 1234" not in _page(client, number)
    with app.app_context():
        [row] = db.session.scalars(select(Reveal))
        assert (row.field, row.reason, row.user_name, row.unit, row.ip) == (
            "phone", "contact", "演示clerk", "510104", "127.0.0.1",
        )  # fmt: skip


@pytest.mark.parametrize(("field", "reason"), [("phone", ""), ("phone", "curious"), ("query_code", "contact")])
def test_without_a_reason_or_for_another_field_nothing_is_shown(
    app: Flask, sign_in: Callable[..., Client], field: str, reason: str
) -> None:
    number = stages.make(app, walking.handling)
    client = sign_in("clerk", "510104")
    form = next(form for form in _forms(client, number) if form.action.endswith("/reveal"))
    answer = client.post(form.action, data={**form.values, "field": field, "reason": reason})
    assert answer.status_code == 422
    assert "138 1234 1234" not in answer.get_data(as_text=True)
    with app.app_context():
        assert db.session.scalars(select(Reveal)).all() == []


def test_the_mayor_and_a_unit_above_read_without_learning_who_wrote(app: Flask, sign_in: Callable[..., Client]) -> None:
    number = stages.make(app, walking.dispatched, unit=walking.STREET)
    token = _forms(sign_in("clerk", walking.STREET), number)[0].values["csrf_token"]
    for role, unit in (("mayor", "510100"), ("auditor", "510100"), ("clerk", "510104")):
        client = sign_in(role, unit, login=f"{role}-above")
        assert "/reveal" not in _page(client, number), role
        mine = inspection.read(client.get("/staff/tickets").get_data(as_text=True)).forms[0].values["csrf_token"]
        assert mine != token
        data = {"csrf_token": mine, "field": "phone", "reason": "contact"}
        assert client.post(f"{stages.path(number)}/reveal", data=data).status_code == 403, role


def test_when_it_happened_by_the_text_stands_as_a_date_beside_it(
    app: Flask, sign_in: Callable[..., Client], clock: Callable[[str], None]
) -> None:
    clock("2026-11-20T10:00:00+08:00")
    number = stages.make(app, walking.handling, body="昨天下午三点小区停水，车牌川A12345的车压坏了水管")
    page = _page(sign_in("clerk", "510104"), number)
    assert '<b lang="zh-CN">昨天下午三点</b> <span class="text-nowrap">2026-11-19 15:00</span>' in page
    assert "川A****5的车" in page


def test_a_number_in_the_title_is_hidden_like_one_in_the_text(app: Flask, sign_in: Callable[..., Client]) -> None:
    number = stages.make(app, walking.handling, title="川A12345占道，电话13912345678")
    clerk = sign_in("clerk", "510104")
    for page in (_page(clerk, number), clerk.get("/staff/tickets").get_data(as_text=True)):
        assert "川A****5占道，电话139****5678" in page
        assert "13912345678" not in page


def _attach(app: Flask, number: str, name: str, content: bytes, kind: str) -> str:
    with app.app_context(), transaction():
        ticket = queries.get_ticket(number, system(walking.CITY))
        row = Attachment(
            city=ticket.city, ticket_id=ticket.id, part="letter", name=name, type=kind, size=len(content),
            sha256=files.store(content), at=now_of.now(),
        )  # fmt: skip
        db.session.add(row)
        db.session.flush()
        return f"{stages.path(number)}/files/{row.id}"


def test_a_file_is_reached_through_its_ticket_and_saved_not_opened(app: Flask, sign_in: Callable[..., Client]) -> None:
    number, other = stages.make(app, walking.handling), stages.make(app, walking.handling, "2")
    taken = photo()
    picture = _attach(app, number, "现场.png", taken, "image/jpeg")
    page_in_disguise = _attach(app, number, "照片.png", b"<script>alert(1)</script>", "image/png")
    clerk = sign_in("clerk", "510104")
    assert "现场.png" in _page(clerk, number)
    saved = clerk.get(picture)
    assert saved.headers["Content-Disposition"].startswith("attachment")
    assert saved.headers["X-Content-Type-Options"] == "nosniff"
    assert saved.data == taken
    shown = clerk.get(f"{picture}?inline=1")
    assert shown.headers["Content-Disposition"].startswith("inline")
    assert b"Example Camera" not in shown.data
    assert clerk.get(f"{_attach(app, number, '坏.png', PNG, 'image/png')}?inline=1").status_code == 404
    disguised = clerk.get(f"{page_in_disguise}?inline=1")
    assert disguised.headers["Content-Disposition"].startswith("attachment")
    assert disguised.mimetype == "text/plain"
    assert clerk.get(picture.replace(number, other)).status_code == 404
    assert sign_in("clerk", walking.OTHER).get(picture).status_code == 404


def test_a_damaged_picture_is_a_row_without_a_preview(app: Flask, sign_in: Callable[..., Client]) -> None:
    number = stages.make(app, walking.handling)
    clerk, whole = sign_in("clerk", "510104"), _attach(app, number, "现场.jpg", photo(), "image/jpeg")
    assert "图片无法预览" not in _page(clerk, number)
    broken = _attach(app, number, "断了的.jpg", photo()[:-900], "image/jpeg")
    page = _page(clerk, number)
    assert page.count("图片无法预览") == 1
    assert f"{whole}?inline=1" in page
    assert f"{broken}?inline=1" not in page
    assert clerk.get(broken).data == photo()[:-900]


def test_who_may_not_know_the_citizen_gets_no_photo_that_tells_where_it_was_taken(
    app: Flask, sign_in: Callable[..., Client]
) -> None:
    number = stages.make(app, walking.handling)
    picture = _attach(app, number, "现场.jpeg", photo(), "image/jpeg")
    saved = sign_in("auditor").get(picture)
    assert saved.headers["Content-Disposition"].startswith("attachment")
    assert (saved.mimetype, b"Example Camera" in saved.data, b"Exif" in saved.data) == ("image/jpeg", False, False)


def _verbs(client: Client, number: str) -> set[str]:
    """The verbs that have a form on the page."""
    mine = f"{stages.path(number)}/"
    return {form.action.removeprefix(mine) for form in _forms(client, number) if form.action.startswith(mine)}


def _opened(page: str) -> list[str]:
    """The forms that stand open."""
    return re.findall(r'<details class="(?:composer-tab|act)[^>]* id="(\w+)" open>', page)


def _forms(client: Client, number: str) -> list[inspection.Form]:
    return inspection.read(_page(client, number)).forms
