"""Letters on paper and visitors: kept at once, confirmed by a person, one ticket."""

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from hotline import clock as time_of_city
from hotline.channels.models import Inbox
from hotline.channels.scans import recognizing
from hotline.db import db
from hotline.desks.tasks.run import run_waiting
from hotline.tickets.models import Attachment, Ticket
from tests import inspection
from tests.browsing import Client
from tests.scans import PICTURE_WORDS, SURELY_READ, page_of

pytestmark = pytest.mark.usefixtures("clock")
SignIn = Callable[..., Client]
NEW, VISIT = "/staff/paper/new", "/staff/paper/visit"
WHO = {"name": "演示来信人", "phone": "13800000000", "kind": "help"}


def text(client: Client, path: str) -> str:
    return client.get(path).get_data(as_text=True)


def values(client: Client, path: str, action: str = "") -> dict[str, Any]:
    forms = inspection.read(text(client, path)).forms
    return dict(next(one for one in forms if one.action.endswith(action or path)).values)


def bring(client: Client, *scans: tuple[bytes, str]) -> Any:
    data = {**values(client, NEW), "scan": [(io.BytesIO(content), name) for content, name in scans]}
    return client.post(NEW, data=data, content_type="multipart/form-data")


def work(app: Flask) -> int:
    with app.app_context():
        return run_waiting(time_of_city.now())


def rows(app: Flask, what: Any) -> list[Any]:
    with app.app_context():
        return list(db.session.scalars(select(what)))


def test_a_scan_is_kept_read_confirmed_and_is_one_ticket(app: Flask, sign_in: SignIn) -> None:
    client = sign_in("operator")
    scan = page_of(PICTURE_WORDS)
    page = str(bring(client, (scan, "来信.png")).location)
    assert [(one.channel, one.state) for one in rows(app, Inbox)] == [("paper", "quarantined")]
    assert 'hx-trigger="every 1s"' in text(client, page)
    assert "来信.png" in text(client, NEW), "whoever comes next finds it"
    assert work(app) == 1
    given = values(client, page)
    assert SURELY_READ in given["body"]
    shown = client.get(f"{page}/pages/1")
    assert shown.mimetype == "image/jpeg"
    assert client.get(f"{page}/files/1").get_data() == scan
    sent = {**given, **WHO, "body": PICTURE_WORDS}
    assert client.post(page, data=sent).location == NEW
    [ticket] = rows(app, Ticket)
    assert (ticket.channel, ticket.body, ticket.state != "") == ("paper", PICTURE_WORDS, True)
    assert [(one.name, one.type, one.size) for one in rows(app, Attachment)] == [("来信.png", "image/png", len(scan))]
    code = f"{ticket.query_code[:4]} {ticket.query_code[4:]}"
    assert code in text(client, NEW)
    assert client.get(f"{page}/pages/1").status_code == 404, "what was made for comparing is gone"
    again = client.post(page, data=sent)
    assert again.location == f"/staff/tickets/{ticket.number}"
    assert bring(client, (scan, "来信.png")).location == page, "the same scan again is the same letter"
    assert len(rows(app, Ticket)) == 1


def test_the_pages_of_a_pdf_are_shown(app: Flask, sign_in: SignIn) -> None:
    client = sign_in("dispatcher")
    page = str(bring(client, (page_of(PICTURE_WORDS, "PDF"), "x.jpg")).location)
    work(app)
    assert SURELY_READ in values(client, page)["body"]
    assert client.get(f"{page}/pages/1").mimetype == "image/jpeg"


def test_unsure_words_carry_a_mark(app: Flask, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    table = "head\n" + "\n".join(
        f"5\t1\t1\t1\t1\t1\t0\t0\t9\t9\t{sure}\t{word}" for word, sure in (("路", 95), ("打", 31))
    )
    monkeypatch.setattr(recognizing, "_run", lambda command, given=b"": (table if given else "chi_sim").encode())
    client = sign_in("operator")
    page = str(bring(client, (page_of("路灯"), "a.png")).location)
    work(app)
    seen = text(client, page)
    assert re.findall(r'<mark class="paper-unsure">(.)<span aria-hidden="true">\?', seen) == ["打"]
    assert "有1处存疑" in seen


def test_without_the_programs_the_text_is_typed(app: Flask, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    client = sign_in("operator")
    assert "没有安装文字识别" in text(client, NEW)
    page = str(bring(client, (page_of("字", "PDF"), "a.pdf"), (page_of("字"), "b.png")).location)
    work(app)
    seen = text(client, page)
    assert "没有安装文字识别" in seen
    assert "无法在此显示" in seen
    assert client.post(page, data={**values(client, page), **WHO, "body": "楼道灯不亮"}).status_code == 303
    assert len(rows(app, Attachment)) == 2


def test_nobody_has_to_wait_and_an_empty_text_is_asked_for(sign_in: SignIn) -> None:
    client = sign_in("operator")
    page = str(bring(client, (page_of("字"), "a.png")).location)
    given = values(client, f"{page}?type=1", page)
    answer = client.post(page, data={**given, "body": " "})
    assert answer.status_code == 422
    assert "填写来信或来访的内容" in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    ("scans", "why"),
    [((), "先选择"), (((b"plain words", "a.pdf"),), "只能是PDF"), (((b"MZ..", "a.png"),), "不支持")],
)
def test_what_is_no_scan_is_told_by_its_bytes(app: Flask, sign_in: SignIn, scans: Any, why: str) -> None:
    answer = bring(sign_in("operator"), *scans)
    assert answer.status_code == 422
    assert why in answer.get_data(as_text=True)
    assert rows(app, Inbox) == []


def test_a_visitor_is_taken_down_once(app: Flask, sign_in: SignIn) -> None:
    client = sign_in("operator")
    sent = {**values(client, VISIT), **WHO, "body": "来访人反映楼道灯不亮"}
    for _press in range(2):
        assert client.post(VISIT, data=sent).location == NEW
    assert [one.channel for one in rows(app, Ticket)] == ["paper"]


def test_only_those_who_take_matters_down_see_it(sign_in: SignIn) -> None:
    page = str(bring(sign_in("operator"), (page_of("字"), "a.png")).location)
    clerk = sign_in("clerk", "510104")
    paths = (NEW, VISIT, page, f"{page}/files/1", f"{page}/pages/1")
    assert {clerk.get(path).status_code for path in paths} == {403}
    assert sign_in("dispatcher").get("/staff/paper/1").status_code == 404
