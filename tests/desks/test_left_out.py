"""Lists of units: whom a ticket accuses stands in none of them, with the reason beside the list."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event
from sqlalchemy.engine import Engine

from hotline.routing.keeping_off import barred_of
from hotline.tickets import queries
from tests.browsing import Client
from tests.desks.calling import assist, send
from tests.desks.dispatch.test_bulk import bulk
from tests.matters import CITY, Matter, handled, staff, taken

DISTRICT, NAME, STREET, BUREAU = "510104", "锦江区", "春熙路街道", "sjj"
REPORT: dict[str, Any] = {
    "title": "举报锦江区政府工作人员受贿", "body": "举报锦江区政府工作人员收受贿赂、吃拿卡要。", "category": "2803",
}  # fmt: skip
LAMP: dict[str, Any] = {"title": "路灯不亮", "body": "锦江区春熙路路灯坏了。", "category": "0101"}
WHY = "名单中没有锦江区：举报涉及的单位及其下属、承包单位不能承办"


@pytest.fixture(autouse=True)
def _friday(clock: Callable[[str], None]) -> None:
    clock("2026-11-20 10:00")


def report(app: Flask) -> Matter:
    return taken(app, "report", **REPORT).do("accept")


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def values(shown: str, field: str) -> set[str]:
    """What the list with this id offers."""
    found = re.search(rf'<select[^>]*\bid="{field}".*?</select>', shown, re.S)
    assert found, field
    return set(re.findall(r'<option[^>]* value="([^"]+)"', found[0]))


def names(shown: str, which: str = "unit-names") -> set[str]:
    """What the browser suggests while a name is typed."""
    found = re.search(rf'<datalist id="{which}">.*?</datalist>', shown, re.S)
    assert found, which
    return set(re.findall(r'value="([^"]+)"', found[0]))


def of_ticket(matter: Matter) -> str:
    return f"/staff/tickets/{matter.ticket.number}"


def test_the_dispatchers_desk_offers_nobody_it_accuses_and_says_why(app: Flask, sign_in: Callable[..., Client]) -> None:
    dispatcher, matter = sign_in("dispatcher"), report(app)
    shown = page(dispatcher, f"/staff/dispatch/{matter.ticket.number}")
    assert DISTRICT not in values(shown, "dispatch-unit")
    assert BUREAU in values(shown, "dispatch-unit")
    here = names(shown, "unit-names-here")
    assert "武侯区" in here
    assert not {name for name in here if NAME in name or STREET in name}
    assert shown.count('list="unit-names-here"') == 2
    assert any(NAME in name for name in names(shown)), "the list for many tickets is not this one's"
    hints = re.findall(r'<p class="hint" id="dispatch-(?:named|unit)-hint">(.*?)</p>', shown)
    assert [WHY in hint for hint in hints] == [True, True]
    assert f"街道（镇）也可以。{WHY}" in hints[0]


def test_a_ticket_that_accuses_nobody_has_the_whole_list(app: Flask, sign_in: Callable[..., Client]) -> None:
    shown = page(sign_in("dispatcher"), f"/staff/dispatch/{taken(app).do('accept').ticket.number}")
    assert DISTRICT in values(shown, "dispatch-unit")
    assert "unit-names-here" not in shown


def test_neither_dispatch_nor_redispatch_nor_a_ruling_offers_it(app: Flask, sign_in: Callable[..., Client]) -> None:
    dispatcher, matter = sign_in("dispatcher"), report(app)
    shown = page(dispatcher, of_ticket(matter))
    assert DISTRICT not in values(shown, "dispatch-unit")
    assert not any(NAME in name for name in names(shown))
    matter.do("dispatch", unit=BUREAU)
    shown = page(dispatcher, of_ticket(matter))
    assert DISTRICT not in values(shown, "redispatch-unit")
    assert WHY in shown
    assert DISTRICT not in values(page(sign_in("clerk", BUREAU), of_ticket(matter)), "ask_return-suggested_unit")
    matter.do("refer", text="职责有争议")
    for person in (dispatcher, sign_in("supervisor")):
        shown = page(person, of_ticket(matter))
        assert DISTRICT not in values(shown, "rule-unit")
        assert "cgw" in values(shown, "rule-unit")
        assert WHY in shown


def test_in_english_the_reason_is_english(app: Flask, sign_in: Callable[..., Client]) -> None:
    dispatcher = sign_in("dispatcher")
    dispatcher.get("/language/en")
    shown = page(dispatcher, of_ticket(report(app)))
    assert re.search(r"Not in the list: Jinjiang[^.]*, accused in a report, and whoever", shown)


def test_who_lost_it_for_a_later_word_stands_in_no_list(app: Flask, sign_in: Callable[..., Client]) -> None:
    matter = handled(app, "complaint", DISTRICT, **LAMP)
    matter.do("supply", "citizen", text="来办理的工作人员伸手要红包，不给就不修。")
    shown = page(sign_in("dispatcher"), f"/staff/dispatch/{matter.ticket.number}")
    assert DISTRICT not in values(shown, "dispatch-unit")
    assert f'name="unit" value="{DISTRICT}"' not in shown, "nor is it suggested"


def test_a_report_that_came_with_it_keeps_its_accused_out_of_the_masters_list(
    app: Flask, sign_in: Callable[..., Client]
) -> None:
    master, matter = taken(app, **LAMP, confidential=True).do("accept"), report(app)
    matter.do("merge", master=master.ticket.number)
    assert DISTRICT not in values(page(sign_in("dispatcher"), of_ticket(master)), "dispatch-unit")


def test_who_alone_made_it_no_report_misses_the_unit_and_a_colleague_does_not(
    app: Flask, sign_in: Callable[..., Client]
) -> None:
    one, other, matter = sign_in("dispatcher"), sign_in("dispatcher", login="dispatcher-2"), report(app)
    one.submit(of_ticket(matter), {"kind": "complaint"}, action=f"{of_ticket(matter)}/correct")
    assert matter.ticket.kind == "complaint"
    shown = page(one, of_ticket(matter))
    assert DISTRICT not in values(shown, "dispatch-unit")
    assert "须由另一位同事派出" in shown
    assert DISTRICT in values(page(other, of_ticket(matter)), "dispatch-unit")


def test_a_street_that_is_accused_is_not_offered_to_its_district(app: Flask, sign_in: Callable[..., Client]) -> None:
    accusing = {"title": "街道办乱收费", "body": "举报春熙路街道办事处乱收费。", "category": "0101"}
    matter = handled(app, "report", DISTRICT, **accusing)
    offered = values(page(sign_in("clerk", DISTRICT), of_ticket(matter)), "sub_assign-unit")
    assert "510104022" not in offered
    assert offered


def test_the_parts_of_a_letter_are_not_given_to_whom_it_accuses(app: Flask, sign_in: Callable[..., Client]) -> None:
    shown = page(sign_in("dispatcher"), f"{of_ticket(report(app))}/split")
    assert not any(NAME in name for name in names(shown))
    assert WHY in shown


def test_many_tickets_are_offered_whom_one_of_them_may_have(app: Flask, sign_in: Callable[..., Client]) -> None:
    dispatcher, matter, lamp = sign_in("dispatcher"), report(app), taken(app, **LAMP).do("accept")
    alone = bulk(dispatcher, [matter.ticket.number]).get_data(as_text=True)
    assert not any(NAME in name for name in names(alone))
    both = bulk(dispatcher, [matter.ticket.number, lamp.ticket.number], named=DISTRICT).get_data(as_text=True)
    assert any(NAME in name for name in names(both))
    assert both.count("不派被举报单位") == 1


def test_the_bulk_act_of_the_list_leaves_it_out_or_tells_of_it(app: Flask, sign_in: Callable[..., Client]) -> None:
    dispatcher, matter, lamp = sign_in("dispatcher"), report(app), taken(app, **LAMP).do("accept")

    def shown(*numbers: str) -> str:
        fields = {"verb": "dispatch", "number": list(numbers)}
        return dispatcher.submit("/staff/tickets", fields, action="/staff/tickets/bulk").get_data(as_text=True)

    alone, both = shown(matter.ticket.number), shown(matter.ticket.number, lamp.ticket.number)
    assert DISTRICT not in values(alone, "dispatch-unit")
    assert DISTRICT in values(both, "dispatch-unit")
    assert "其中有的举报或投诉涉及锦江区" in both


def test_the_operator_cannot_choose_whom_the_caller_accuses(sign_in: Callable[..., Client]) -> None:
    operator = sign_in("operator")
    said = assist(operator, body=REPORT["body"])
    assert DISTRICT in (re.search(r'data-barred="([^"]*)"', said) or [""])[1].split()
    assert "不得派给" in said
    shown = send(operator, "/staff/calls/assist", body=REPORT["body"]).get_data(as_text=True)
    closed = re.findall(r"<option(?=[^>]*\bdisabled)[^>]* value=\"([^\"]+)\"", shown)
    assert DISTRICT in closed
    assert BUREAU not in closed


def test_more_tickets_cost_no_more_statements(app: Flask) -> None:
    numbers = [report(app).ticket.number for _turn in range(4)]
    actor, asked = staff("dispatcher"), list[str]()

    def count(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    def cost(few: int) -> int:
        with app.app_context():
            rows = [queries.get_ticket(number, actor) for number in numbers[:few]]
            barred_of(rows, actor)
            event.listen(Engine, "before_cursor_execute", count)
            asked.clear()
            found = barred_of(rows, actor)
            event.remove(Engine, "before_cursor_execute", count)
            assert all(DISTRICT in one.accused and CITY not in one.accused for one in found.values())
            return len(asked)

    assert cost(1) == cost(4) <= 3
