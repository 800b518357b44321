"""What units ask of the dispatcher: a return or more time, granted or refused."""

from typing import Any

from flask import Flask

from hotline import web
from hotline.routing import queries as routing
from hotline.tickets import queries
from tests import inspection
from tests.browsing import Client
from tests.desks.dispatch.triage import LIST, returned, text
from tests.followup import stages


def decide(client: Client, number: str, verb: str, text_: str) -> Any:
    page = inspection.read(text(client, f"{LIST}/requests?sort={verb.partition('_')[2]}"))
    form = next(form for form in page.forms if f"/requests/{number}/" in form.action)
    return client.post(f"{LIST}/requests/{number}/{verb}", data={**form.values, "text": text_})


def test_a_granted_return_is_dispatched_again_with_the_named_unit_first(app: Flask, dispatcher: Client) -> None:
    number = returned(app)
    asked = text(dispatcher, f"{LIST}/requests")
    with app.app_context():
        item = routing.categories()[queries.get_ticket(number, stages.who("dispatcher")).category]
    for words in ("按职责清单第3条。", "权属不清", "审批剩余", "审批意见", item.name, item.basis):
        assert words in asked, words
    answer = decide(dispatcher, number, "grant_return", "确属市级职责。")
    assert answer.location == f"{LIST}/{number}"
    shown = text(dispatcher, answer.location)
    forms = inspection.read(shown).forms
    units = [form.values["unit"] for form in forms if form.action.endswith("/dispatch") and form.values.get("unit")]
    assert units[0] == "cgw"
    assert len(units) == len(set(units)), "each suggestion once"
    assert stages.UNIT not in units, "the unit that returned it is not suggested again"
    assert "退单单位建议" in shown


def test_who_decides_second_reads_that_it_is_decided_and_keeps_her_words(app: Flask, dispatcher: Client) -> None:
    number = returned(app)
    page = inspection.read(text(dispatcher, f"{LIST}/requests?sort=return"))
    form = next(form for form in page.forms if f"/requests/{number}/" in form.action)
    stages.do(app, number, "refuse_return", stages.who("dispatcher"), text="属本单位职责")
    late = dispatcher.post(form.action, data={**form.values, "text": "同意，重新派。"})
    shown = late.get_data(as_text=True)
    assert late.status_code == 409
    assert "“同意退单”已不能由您办理：这件工单刚被别人处理过。" in shown
    assert "没有提交。写的内容保留在这里" in shown
    assert "同意，重新派。" in shown
    assert "请核对后再提交" not in shown


def test_a_unit_keeps_what_it_would_return_only_with_words(app: Flask, dispatcher: Client) -> None:
    number = returned(app)
    assert decide(dispatcher, number, "refuse_return", " ").status_code == 422
    with app.app_context():
        ticket = queries.get_ticket(number, stages.who("dispatcher"))
        assert queries.pending_request(ticket, "return") is not None
    decide(dispatcher, number, "refuse_return", "属本区职责。")
    assert stages.read(app, number).state == "handling"


def test_a_granted_extension_moves_the_limit(app: Flask, dispatcher: Client) -> None:
    number = stages.dispatched(app)
    clerk = stages.who("clerk", stages.UNIT)
    stages.do(app, number, "sign", clerk)
    stages.do(app, number, "ask_extension", clerk, reason="testing", text="等检测。", days=5)
    before = stages.read(app, number).due_at
    shown = text(dispatcher, f"{LIST}/requests?sort=extension")
    assert decide(dispatcher, number, "grant_extension", "").location == f"{LIST}/requests?sort=extension"
    after = stages.read(app, number).due_at
    assert after > before
    assert web.when(after) in shown
    with app.app_context():
        (asked,) = queries.requests(queries.get_ticket(number, stages.who("dispatcher")))
    assert asked.decision == "同意延期。"
    assert "没有待审的延期" in text(dispatcher, f"{LIST}/requests?sort=extension")
