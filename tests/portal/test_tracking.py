"""Following a matter: one line that says everything, nobody's name, and the few things its citizen may do."""

import re
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO

import pytest
from flask import Flask

from hotline import clock as now_clock
from hotline import config, web
from hotline.actors import system
from hotline.app import create_app
from hotline.db import db, transaction
from hotline.tickets import numbers, queries
from hotline.tickets.models import Ticket
from tests.browsing import Client
from tests.conftest import new_client
from tests.portal.office import ANSWER, answered, do, path, state, with_unit
from tests.portal.writing import BODY, NAME, PHONE, PNG, form_to, words, written

Clock = Callable[[str], None]


def test_number_and_code_open_the_page_on_any_device(app: Flask, client: Client) -> None:
    sent = written(client)
    other = new_client(app)
    answer = other.submit("/track", {"number": sent.number, "code": sent.code})
    assert (answer.status_code, answer.location) == (303, path(sent))
    assert other.get(path(sent)).status_code == 200
    assert sent.code.replace(" ", "") not in other.get(path(sent)).get_data(as_text=True)


@pytest.mark.parametrize("wrong", ["number", "code", "both"])
def test_every_wrong_pair_gets_the_same_answer(app: Flask, client: Client, wrong: str) -> None:
    sent = written(client)
    unknown = numbers.show(numbers.make("510100", now_clock.today(), 999_999))
    number = sent.number if wrong == "code" else unknown
    code = sent.code if wrong == "number" else "x1234567"
    page = new_client(app).submit("/track", {"number": number, "code": code})
    assert page.status_code == 422
    assert "编号和查询码对不上，请核对" in words(page)
    assert form_to(page, "/track")["number"] == number
    assert form_to(page, "/track")["code"] == ""
    assert code not in page.get_data(as_text=True)


def test_a_page_is_not_opened_by_its_address_alone(app: Flask, client: Client) -> None:
    sent = written(client)
    answer = new_client(app).get(path(sent))
    assert (answer.status_code, answer.location) == (303, f"/track?number={sent.number}")


def test_the_proof_ends_after_two_hours_and_on_leaving(client: Client, clock: Clock) -> None:
    sent = written(client)
    assert client.get(path(sent)).status_code == 200
    client.post("/track/leave", data=form_to(client.get(path(sent)), "/track/leave"))
    assert client.get("/letters/sent").location == "/track"
    assert client.get(path(sent)).status_code == 303
    client.submit("/track", {"number": sent.number, "code": sent.code})
    clock("2026-11-20T12:00:01+08:00")
    assert client.get(path(sent)).status_code == 303


def test_guessing_is_slow(app: Flask, settings: config.Settings) -> None:
    guarded = create_app(replace(settings, rate_limits=True))
    guarded.test_client_class = Client
    try:
        stranger = new_client(guarded)
        tries = [stranger.submit("/track", {"number": "1", "code": "2"}).status_code for _ in range(11)]
    finally:
        web.limiter.reset()
        web.limiter.enabled = False
        with guarded.app_context():
            db.engine.dispose()
    assert tries == [422] * 10 + [429]


def test_the_page_names_nobody(app: Flask, client: Client) -> None:
    sent = written(
        client,
        confidential="y",
        address="锦华路三段88号",
        email="demo.writer@example.com",
        body=f"{BODY}我叫{NAME}，电话{PHONE}。",
    )
    answered(app, sent)
    html = client.get(path(sent)).get_data(as_text=True)
    for secret in (NAME, PHONE, "demo.writer", "88号", "演示clerk", "内部"):
        assert secret not in html, secret
    assert "138****8000" in html
    assert "028-86660000" in html


def test_each_stage_says_who_has_it_and_by_when(app: Flask, client: Client, clock: Clock) -> None:
    sent = written(client, kind="complaint")
    with_unit(app, sent)
    assert "锦江区正在办理，12月11日（周五）前答复您" in words(client.get(path(sent)))
    do(app, sent, "ask_extension", "clerk", reason="testing", text="内部说明", days=5)
    do(app, sent, "grant_extension", "dispatcher", text="内部批复")
    page = words(client.get(path(sent)))
    assert "锦江区正在办理，答复改到12月18日（周五）前，原因：等待检测鉴定" in page
    assert "内部" not in page
    do(app, sent, "reply", "clerk", resolution="solved", internal="内部报告", public=ANSWER)
    page = words(client.get(path(sent)))
    assert "锦江区已写好答复，正在审核" in page
    assert "净化器" not in page
    do(app, sent, "approve", "leader")
    page = words(client.get(path(sent)))
    assert "锦江区已答复，请您评价" in page
    assert "净化器" in page


def test_a_return_is_shown_with_the_days_it_takes(app: Flask, client: Client, clock: Clock) -> None:
    sent = written(client)
    with_unit(app, sent)
    clock("2026-11-23T10:00:00+08:00")
    do(app, sent, "ask_return", "clerk", reason="duty", text="内部依据")
    do(app, sent, "grant_return", "dispatcher", text="内部批复")
    clock("2026-11-24T10:00:00+08:00")
    client.submit("/track", {"number": sent.number, "code": sent.code})
    page = words(client.get(path(sent)))
    assert "正在确定承办单位（第2天）" in page
    assert "锦江区请求改派，正在另找承办单位" in page


def test_late_is_called_late(app: Flask, client: Client, clock: Clock) -> None:
    sent = written(client, kind="complaint")
    with_unit(app, sent)
    clock("2026-12-14T10:00:00+08:00")
    client.submit("/track", {"number": sent.number, "code": sent.code})
    assert "锦江区本该在12月11日（周五）前答复您，已经晚了，我们正在催促" in words(client.get(path(sent)))


def test_urging_counts_once_a_working_day(app: Flask, client: Client, clock: Clock) -> None:
    sent = written(client)
    form = form_to(client.get(path(sent)), path(sent, "/urge"))

    def urges() -> int:
        with app.app_context():
            return queries.get_ticket(sent.number, system(config.settings().city)).urges

    client.post(path(sent, "/urge"), data=form)
    assert "您已经催过" in words(client.get(path(sent)))
    client.post(path(sent, "/urge"), data=form)
    clock("2026-11-21T09:00:00+08:00")
    client.submit("/track", {"number": sent.number, "code": sent.code})
    client.post(path(sent, "/urge"), data=form)
    assert urges() == 1
    clock("2026-11-23T09:00:00+08:00")
    client.submit("/track", {"number": sent.number, "code": sent.code})
    client.post(path(sent, "/urge"), data=form)
    assert urges() == 2


def test_supplied_words_and_files_reach_the_ticket(app: Flask, client: Client) -> None:
    sent = written(client)
    added = {"text": f"还有三号楼，电话{PHONE}", "files": [(BytesIO(PNG), "三号楼.png")]}
    assert client.submit(path(sent), added, action=path(sent, "/supply")).status_code == 303
    page = client.get(path(sent)).get_data(as_text=True)
    assert "还有三号楼，电话138****8000" in page
    with app.app_context():
        ticket = queries.get_ticket(sent.number, system(config.settings().city))
        assert [one.name for one in queries.attachments(ticket)] == ["三号楼.png"]


def test_what_was_asked_for_is_said_and_answering_it_moves_on(app: Flask, client: Client) -> None:
    sent = written(client, body="楼道灯不亮，请尽快修。")
    if state(app, sent) not in {"received", "accepted"}:
        pytest.fail("a letter without a place must wait at the desk")
    do(app, sent, "ask_info", "operator", text="请补充具体楼栋。")
    page = words(client.get(path(sent)))
    assert "还需要您补充一点情况" in page
    assert "请补充具体楼栋。" in page
    client.submit(path(sent), {"text": "三栋"}, action=path(sent, "/supply"))
    assert state(app, sent) == "received"


def test_an_empty_addition_is_an_error_beside_its_field(client: Client) -> None:
    sent = written(client)
    page = client.submit(path(sent), {"text": " "}, action=path(sent, "/supply"))
    assert page.status_code == 422
    assert "<title>错误：" in page.get_data(as_text=True)
    assert "请写下要补充的内容" in words(page)


def test_an_addition_that_comes_too_late_is_kept_and_explained(app: Flask, client: Client) -> None:
    sent = written(client)
    form = form_to(client.get(path(sent)), path(sent, "/supply"))
    client.submit(path(sent), {}, action=path(sent, "/withdraw"))
    page = client.post(path(sent, "/supply"), data=form | {"text": "还有三号楼"})
    assert page.status_code == 409
    assert "还有三号楼" in words(page)


def test_a_session_that_ended_gives_the_words_back_after_the_code(client: Client, clock: Clock) -> None:
    sent = written(client)
    form = form_to(client.get(path(sent)), path(sent, "/supply"))
    clock("2026-11-20T14:00:00+08:00")
    page = client.post(path(sent, "/supply"), data=form | {"text": "还有三号楼"})
    assert page.status_code == 401
    resumed = client.post("/track", data=form_to(page, "/track") | {"code": sent.code})
    assert "还有三号楼" in words(resumed)
    assert client.post(path(sent, "/supply"), data=form_to(resumed, path(sent, "/supply"))).status_code == 303
    assert "还有三号楼" in words(client.get(path(sent)))


def test_withdrawing_ends_it(app: Flask, client: Client) -> None:
    sent = written(client)
    assert client.submit(path(sent), {"text": "已经修好了"}, action=path(sent, "/withdraw")).status_code == 303
    assert state(app, sent) == "withdrawn"
    page = words(client.get(path(sent)))
    assert "您已撤回" in page
    assert "催一催" not in page


def test_withdrawing_what_changed_meanwhile_shows_the_change_first(app: Flask, client: Client) -> None:
    sent = written(client)
    form = form_to(client.get(path(sent)), path(sent, "/withdraw"))
    with_unit(app, sent)
    page = client.post(path(sent, "/withdraw"), data=form | {"text": "不用了"})
    assert page.status_code == 409
    assert "有了新进展" in words(page)
    assert 'value="不用了"' in page.get_data(as_text=True)
    assert state(app, sent) == "handling"


def test_a_merged_matter_has_the_answer_but_nobody_elses_name(app: Flask, client: Client) -> None:
    master = written(client, name="演示另一人", phone="13900139000")
    sent = written(client, body=BODY + "我也遇到了。")
    do(app, sent, "merge", "dispatcher", master=master.number)
    assert "与他人反映的同一件事一并办理" in words(client.get(path(sent)))
    with_unit(app, master)
    public = "演示另一人您好，13900139000：净化器已装好。"
    do(app, master, "reply", "clerk", resolution="solved", internal="内部报告", public=public)
    do(app, master, "approve", "leader")
    html = client.get(path(sent)).get_data(as_text=True)
    assert "净化器已装好" in html
    assert "演示另一人" not in html
    assert "13900139000" not in html
    assert "另有1人反映同一件事" in html


def test_a_merged_matter_tells_nothing_from_before_its_own_letter(app: Flask, client: Client, clock: Clock) -> None:
    master = written(client, name="演示另一人", phone="13900139000")
    assert state(app, master) == "dispatched"
    clock("2026-11-24T09:00:00+08:00")
    sent = written(client, body=BODY + "我也遇到了。")
    clock("2026-11-24T09:30:00+08:00")
    do(app, sent, "merge", "dispatcher", master=master.number)
    page = words(client.get(path(sent)))
    assert re.search(r"转给锦江区\s*11月24日 09:30", page), "from then on it was true for her"
    assert "11月20日" not in page
    assert "第1天" in page, "whoever wrote first has waited longer"


def test_the_citizen_reads_no_word_of_the_office(app: Flask, client: Client) -> None:
    sent = written(client)
    pages = [client.get("/"), client.get("/mailboxes"), client.get("/letters/new"), client.get(path(sent))]
    answered(app, sent)
    pages += [client.get(path(sent)), client.get(path(sent, "/evaluate"))]
    for page in pages:
        for word in ("诉求", "工单", "派遣", "派单", "办结率"):
            assert word not in page.get_data(as_text=True), f"{word} on {page.request.path}"


def test_mailboxes_are_found_by_post_or_office(client: Client) -> None:
    page = words(client.get("/mailboxes?q=锦江"))
    assert "锦江区委书记" in page
    assert "武侯区" not in page
    assert words(client.get("/mailboxes")).index("市委书记") < words(client.get("/mailboxes")).index("市长")
    assert "没有找到这个信箱" in words(client.get("/mailboxes?q=%00𠮷"))


def test_the_urgent_is_promised_by_the_hour(app: Flask, client: Client) -> None:
    sent = written(client)
    with app.app_context(), transaction():
        ticket: Ticket = queries.get_ticket(sent.number, system(config.settings().city))
        ticket.urgency = "h24"
        ticket.promised_at = now_clock.parse("2027-11-21T10:00:00+08:00")
    assert "11月21日（周日）10:00前答复您" in words(client.get(path(sent)))


def test_whoever_joined_reads_the_answer_and_evaluates_it_herself(app: Flask, client: Client) -> None:
    master = written(client, name="演示另一人", phone="13900139000")
    sent = written(client, body=BODY + "我也遇到了。")
    do(app, sent, "merge", "dispatcher", master=master.number)
    answered(app, master)
    page = words(client.get(path(sent)))
    assert "与他人反映的同一件事一并办理" in page
    assert "问题解决了吗" in page
    marks = {"solved": "unsolved", "satisfied": "dissatisfied"}
    assert client.submit(path(sent, "/evaluate"), marks, action=path(sent, "/evaluate")).status_code == 303
    assert (state(app, sent), state(app, master)) == ("handling", "reviewed")


def test_the_day_until_which_something_can_be_added_is_said(app: Flask, client: Client, clock: Clock) -> None:
    sent = written(client, body="楼道灯不亮，请尽快修。")
    do(app, sent, "ask_info", "operator", text="请补充楼栋号")
    assert "到11月25日（周三）还没有补充的" in words(client.get(path(sent)))


def test_what_the_master_was_asked_or_was_not_content_with_is_told_to_nobody_else(app: Flask, client: Client) -> None:
    master = written(client, name="王演示", phone="13900139000")
    answered(app, master)
    do(app, master, "rework", "followup", solved="unsolved", satisfied="dissatisfied", reason="no_show")
    assert "您说没解决" in words(client.get(path(master)))
    sent = written(client, body=BODY + "我也遇到了。")
    do(app, sent, "merge", "dispatcher", master=master.number)
    page = words(client.get(path(sent)))
    assert "您说没解决" not in page
    assert "重新办理" not in page
    assert "前答复您" in page


def test_an_answer_for_all_greets_nobody_by_anothers_name(app: Flask, client: Client) -> None:
    master = written(client, name="王演示", phone="13900139000")
    sent = written(client, body=BODY + "我也遇到了。")
    do(app, sent, "merge", "dispatcher", master=master.number)
    assert "结果会一起告诉您" in words(client.get(path(sent)))
    with_unit(app, master)
    public = "王女士，您好！已到王演示家中查看，王女士反映属实，净化器已装好。"
    do(app, master, "reply", "clerk", resolution="solved", internal="内部报告", public=public)
    do(app, master, "approve", "leader")
    page = words(client.get(path(sent)))
    assert "您好！已到来信人家中查看，来信人反映属实，净化器已装好。" in page
    assert "王" not in page
    assert "另有1人反映同一件事，答复相同" in page
