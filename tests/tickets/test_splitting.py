"""A letter of several matters: recognised, split, handled in parts, answered once, counted once."""

from collections import Counter
from collections.abc import Callable

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import select

from hotline import clock as clocks
from hotline import files
from hotline.actors import system
from hotline.boards.measures import deltas
from hotline.channels import inbox
from hotline.cli import main
from hotline.db import db, transaction
from hotline.errors import NotAllowed
from hotline.outbox import Message
from hotline.routing import queries as routing
from hotline.routing.actions import portions
from hotline.tickets import actions, numbers, queries
from hotline.tickets.actions.splitting import Part
from hotline.tickets.inbound import Person
from hotline.tickets.models import Ticket, TicketEvent
from tests.browsing import Client
from tests.desks import stages
from tests.tickets import walking

TWO = """我住锦江区锦官驿街道，反映两个问题：
一、锦华路三段路灯不亮，已经一个星期了。
二、小区楼下烧烤店油烟扰民，每天晚上到凌晨。
"""
BUREAU = walking.BUREAU
pytestmark = pytest.mark.usefixtures("clock")


def split(app: Flask, *units: str) -> tuple[str, list[str]]:
    """A letter in parts, one for each of these units; its number and theirs."""
    number = stages.make(app, walking.accepted, body=TWO)
    parts = [Part(f"第{place}件事的内容", "", unit) for place, unit in enumerate(units, 1)]
    stages.do(app, number, "split", walking.DISPATCHER, parts=parts)
    with app.app_context():
        return number, [one.number for one in queries.parts(queries.get_ticket(number, walking.DISPATCHER))]


def answer(app: Flask, part: str, unit: str, words: str) -> None:
    stages.do(app, part, "sign", walking.who("clerk", unit))
    stages.do(app, part, "reply", walking.who("clerk", unit), resolution="solved", internal="已办。", public=words)
    stages.do(app, part, "approve", walking.who("leader", unit))


def tracked(app: Flask, client: Client, number: str) -> str:
    """The page that the citizen reads, opened with her number and code."""
    with app.app_context():
        code = queries.get_ticket(number, walking.DISPATCHER).query_code
    client.submit("/track", {"number": number, "code": code})
    return client.get(f"/track/{number}").get_data(as_text=True)


def flows(app: Flask) -> Counter[str]:
    with app.app_context():
        events = db.session.scalars(select(TicketEvent))
        found: Counter[str] = Counter()
        for key, n in (delta for one in events for delta in deltas(one)):
            found[key.measure] += n
        return found


@pytest.mark.parametrize(
    ("body", "count"),
    [
        (TWO, 2),
        ("锦江区锦华路三段路灯不亮，晚上很黑。另外我想问一下居住证怎么办理。", 2),
        ("1.武侯区垃圾没人清运，臭气熏天。2.成华区双林路井盖破损，很危险。3.公交车等了40分钟不来。", 3),
        ("一、事实：公司拖欠三个月工资。二、诉求：1.要求公司支付工资；2.要求劳动监察介入处理。", 0),
        ("小区停水三天了。1.什么时候恢复供水；2.为什么不提前通知停水。", 0),
        ("金牛区某小区：1.电梯经常坏，没人修理；2.小区物业服务差，大门没有保安值守。", 0),
        ("路灯不亮，还有很多人摔倒，请尽快修。", 0),
        ("反映学校收了补课费1.5万元，2.5万元的也有。", 0),
    ],
)
def test_several_matters_are_told_from_points_of_one(app: Flask, body: str, count: int) -> None:
    with app.app_context():
        found = portions(Ticket(title="", body=body, mailbox="", kind="complaint"))
    assert len(found) == count
    assert len({(one.category, one.district) for one in found}) == count


LIGHTS, SMOKE = "锦华路三段路灯不亮，晚上很黑。", "楼下烧烤店油烟扰民，窗户都不敢开。"
STORY = (
    "我去年在演示花园买了一套房，合同写明今年三月交付。开发商一拖再拖，业主去问了很多次，售楼部只说再等等，"
    "到现在也没有人给过一句准话，大家都很着急。"
)


@pytest.mark.parametrize(
    ("title", "body", "count"),
    [
        ("", f"问题1、{LIGHTS}问题2、{SMOKE}", 2),
        ("", f"{STORY}1.公交车四十分钟不来；2.房产证什么时候办。", 0),
        ("", "建议演示路通宵有公交。理由：1.公交车四十分钟才来一班；2.路灯不亮，晚上很黑。", 0),
        ("", f"我想说两个诉求：1.{LIGHTS}2.{SMOKE}", 2),
        ("投诉演示歌舞厅长期扰民", f"1.{SMOKE}2.消防通道被占，灭火器是空的。", 0),
        ("投诉演示歌舞厅扰民和消防问题", f"1.{SMOKE}2.消防通道被占，灭火器是空的。", 2),
        ("关于演示片区的投诉", "1.锦华路三段路灯不亮。2.双林路公交车等了四十分钟不来。", 2),
        ("", f"{LIGHTS}还有许多老人晚上去医院看病不方便。", 0),
        ("", "物业多收车位费，另外开具了一张没有章的发票。", 0),
        ("", "演示公司倒垃圾没人清运，多收演示清洁费。另外演示公司多收演示清洁费，发票也不开。", 0),
    ],
)
def test_the_points_of_a_story_a_title_or_one_thing_are_one_matter(
    app: Flask, title: str, body: str, count: int
) -> None:
    with app.app_context():
        assert len(portions(Ticket(title=title, body=body, mailbox="", kind="complaint"))) == count


def test_what_probably_holds_several_matters_is_dispatched_by_nobody_but_a_person(app: Flask) -> None:
    question = "请问居住证怎么办理，要带什么材料？"
    both = f"{question}另外锦江区锦华路三段路灯不亮，晚上很黑。"
    for words, state in ((question, "dispatched"), (both, "accepted")):
        with app.app_context(), transaction():
            told = walking.message(state, title="居住证", body=words, channel="app", category="0702", person=Person())
            assert actions.receive(told, system(walking.CITY), clocks.now()).state == state


def test_numbers_in_one_line_with_an_item_due_within_a_day_wait_as_well(app: Flask) -> None:
    body = (
        "一、井盖坏了两个月；二、对面工地夜里两点打桩；三、幼儿园为什么又涨学费；四、建议188路增加一个站。"
        "成华区二仙桥街道"
    )
    with app.app_context(), transaction():
        told = walking.message("several", title="一、井盖坏了两个月", body=body, channel="app", person=Person())
        ticket = actions.receive(told, system(walking.CITY), clocks.now())
        kept = routing.decision(ticket)
        assert (ticket.state, ticket.urgency) == ("accepted", "h24")
        assert kept is not None
        assert not kept.auto
        assert "several" in {one["rule"] for one in kept.because}
        assert len(portions(ticket)) == 3


def test_parts_go_their_own_way_and_one_answer_goes_out_once(app: Flask) -> None:
    number, (first, second) = split(app, walking.DISTRICT, BUREAU)
    assert [stages.state(app, one) for one in (number, first, second)] == ["parted", "dispatched", "dispatched"]
    answer(app, first, walking.DISTRICT, "路灯修好了。")
    assert (stages.state(app, first), stages.state(app, number)) == ("closed", "parted")
    with pytest.raises(NotAllowed):
        stages.do(app, number, "compose", walking.DISPATCHER, text="太早")
    answer(app, second, BUREAU, "油烟已整改。")
    assert stages.state(app, number) == "gathered"
    stages.do(app, number, "compose", walking.DISPATCHER, text="两件都办好了。")
    assert stages.state(app, number) == "reviewed"
    with app.app_context():
        told = Counter(db.session.scalars(select(Message.template).where(Message.recipient.like("petitioner:%"))))
        assert told == {"received": 1, "parted": 1, "answered": 1}
        assert queries.get_ticket(number, walking.DISPATCHER).resolution == "solved"


def test_a_letter_is_counted_once_and_its_parts_for_their_units(app: Flask) -> None:
    number, (first, second) = split(app, walking.DISTRICT, BUREAU)
    assert flows(app)["in_dispatched"] == 2
    answer(app, first, walking.DISTRICT, "修好了。")
    answer(app, second, BUREAU, "整改了。")
    stages.do(app, number, "compose", walking.DISPATCHER, text="两件都办好了。")
    stages.do(app, number, "visit", walking.FOLLOWUP, solved="solved", satisfied="satisfied")
    counted = flows(app)
    assert {name: counted[name] for name in ("received", "closed", "evaluated", "unmarked")} == {
        "received": 1, "closed": 1, "evaluated": 1, "unmarked": 0,
    }  # fmt: skip
    assert (counted["dispatched"], counted["answered_on_time"]) == (2, 2)
    assert {name: n for name, n in counted.items() if name.startswith("in_") and n} == {}
    recounted = CliRunner().invoke(main, ["boards", "recount"])
    assert (recounted.exit_code, recounted.stdout) == (0, "0\n")


def test_files_come_along_and_what_the_citizen_adds_reaches_every_part(app: Flask) -> None:
    number = stages.make(app, walking.accepted, body=TWO)
    with app.app_context(), transaction():
        whole = queries.get_ticket(number, walking.DISPATCHER)
        inbox.add_files(whole, [("说明.txt", "说明".encode(), files.store("说明".encode()))], clocks.now())
    stages.do(app, number, "split", walking.DISPATCHER, parts=[Part("路灯", "", BUREAU), Part("油烟")])
    stages.do(app, number, "supply", walking.OPERATOR, text="3栋门口也不亮")
    with app.app_context():
        parts = queries.parts(queries.get_ticket(number, walking.DISPATCHER))
        assert [[file.name for file in queries.attachments(one)] for one in parts] == [["说明.txt"], ["说明.txt"]]
        assert all("3栋门口" in queries.timeline(one)[-1].text for one in parts)
        told = db.session.scalars(select(Message.recipient).where(Message.template == "supplied"))
        assert list(told) == [f"unit:{BUREAU}"]


def test_a_part_is_neither_split_nor_reopened(app: Flask) -> None:
    _number, (first, _second) = split(app, "", BUREAU)
    with pytest.raises(NotAllowed):
        stages.do(app, first, "split", walking.DISPATCHER, parts=[Part("一"), Part("二")])
    stages.do(app, first, "answer", walking.OPERATOR, text="已告知。")
    with pytest.raises(NotAllowed):
        stages.do(app, first, "reopen", walking.DISPATCHER, text="再来")


def test_the_dispatcher_sees_the_parts_edits_joins_and_splits(app: Flask, sign_in: Callable[..., Client]) -> None:
    number = stages.make(app, walking.accepted, body=TWO)
    person, page = sign_in("dispatcher"), f"{stages.path(number)}/split"
    assert "这封信里可能有2件事" in person.get(f"/staff/dispatch/{number}").get_data(as_text=True)
    assert "这封信里可能有2件事" in person.get(stages.path(number)).get_data(as_text=True)
    shown = person.get(page).get_data(as_text=True)
    assert "一、锦华路三段路灯不亮" in shown
    grown = person.submit(page, {"part1-words": "路灯坏了", "add": "1"}, action=page).get_data(as_text=True)
    assert "路灯坏了" in grown
    assert "第3件" in grown
    unknown = person.submit(page, {"part1-unit": "没有这个单位"}, action=page)
    assert (unknown.status_code, "没有这个单位" in unknown.get_data(as_text=True)) == (422, True)
    done = person.submit(page, {"part1-words": "路灯坏了", "part1-unit": "市城管委"}, action=page)
    assert done.status_code == 303
    after = person.get(stages.path(number)).get_data(as_text=True)
    assert "分件" in after
    assert "路灯坏了" in after


def test_the_desk_finds_a_draft_of_the_one_answer(app: Flask, sign_in: Callable[..., Client]) -> None:
    number, (first, second) = split(app, walking.DISTRICT, BUREAU)
    answer(app, first, walking.DISTRICT, "路灯修好了。")
    answer(app, second, BUREAU, "油烟已整改。")
    page = sign_in("dispatcher").get(stages.path(number)).get_data(as_text=True)
    assert page.index("路灯修好了。") < page.index("油烟已整改。")
    assert "关于“第1件事的内容”" in page


def test_the_citizen_has_one_number_and_reads_how_far_each_part_is(app: Flask, client: Client) -> None:
    number, (first, _second) = split(app, walking.DISTRICT, BUREAU)
    answer(app, first, walking.DISTRICT, "路灯修好了。")
    page = tracked(app, client, number)
    assert "2件事正在分别办理" in page
    assert page.index("已办结") < page.index("正在确定承办单位")
    assert "路灯修好了" not in page


def withdrawn(app: Flask, *, by_merge: bool = False) -> tuple[str, list[str]]:
    """A letter withdrawn when one part was answered, one written but not approved, and one in work."""
    number, parts = split(app, walking.DISTRICT, BUREAU, walking.OTHER)
    answer(app, parts[0], walking.DISTRICT, "路灯修好了。")
    stages.do(app, parts[1], "sign", walking.who("clerk", BUREAU))
    written = {"resolution": "solved", "internal": "已办。", "public": "油烟已整改。"}
    stages.do(app, parts[1], "reply", walking.who("clerk", BUREAU), **written)
    if by_merge:
        master = stages.make(app, walking.handling, "another")
        stages.do(app, parts[2], "merge", walking.DISPATCHER, master=master)
    stages.do(app, number, "withdraw", walking.OPERATOR, text="市民来电撤回")
    return number, parts


def test_a_withdrawn_letter_ends_its_parts_and_each_unit_is_told(app: Flask) -> None:
    number, parts = withdrawn(app)
    assert [stages.state(app, one) for one in (number, *parts)] == ["withdrawn", "closed", "withdrawn", "withdrawn"]
    with app.app_context():
        told = db.session.scalars(select(Message.recipient).where(Message.template == "withdrawn"))
        assert sorted(told) == sorted([f"unit:{BUREAU}", f"unit:{walking.OTHER}"])
        hers = db.session.scalars(select(Message.template).where(Message.recipient.like("petitioner:%")))
        assert Counter(hers) == {"received": 1, "parted": 1}
        assert all(one.holders == [] for one in queries.parts(queries.get_ticket(number, walking.DISPATCHER)))


def test_a_withdrawn_letter_is_counted_once_and_leaves_nothing_in_hand(app: Flask) -> None:
    withdrawn(app)
    counted = flows(app)
    assert (counted["withdrawn"], counted["answered_on_time"]) == (1, 1)
    assert {name: n for name, n in counted.items() if name.startswith("in_") and n} == {}
    recounted = CliRunner().invoke(main, ["boards", "recount"])
    assert (recounted.exit_code, recounted.stdout) == (0, "0\n")


def test_a_part_that_was_merged_leaves_its_master_with_the_letter(app: Flask) -> None:
    _number, parts = withdrawn(app, by_merge=True)
    with app.app_context():
        last = queries.get_ticket(parts[2], walking.DISPATCHER)
        assert (last.state, last.master_id) == ("withdrawn", None)


def test_a_gathered_letter_is_answered_and_not_withdrawn(app: Flask) -> None:
    number, parts = split(app, "", "")
    for one in parts:
        stages.do(app, one, "answer", walking.OPERATOR, text="已告知。")
    with pytest.raises(NotAllowed):
        stages.do(app, number, "withdraw", walking.OPERATOR, text="撤回")


def test_she_withdraws_a_letter_in_parts_and_keeps_what_was_answered(app: Flask, client: Client) -> None:
    number, (first, _second) = split(app, walking.DISTRICT, BUREAU)
    answer(app, first, walking.DISTRICT, "路灯修好了。")
    before = tracked(app, client, number)
    assert "信里各件事一并撤回" in before
    assert "路灯修好了" not in before
    client.submit(f"/track/{number}", {"text": "都好了"}, action=f"/track/{numbers.show(number)}/withdraw")
    page = client.get(f"/track/{number}").get_data(as_text=True)
    assert page.index("已办结") < page.index("路灯修好了") < page.rindex("已撤回")
