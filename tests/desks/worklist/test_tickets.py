"""The work list: who sees which rows, filters in the address, pages, finding, and what it costs."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event
from sqlalchemy.engine import Engine

from hotline.tickets import worklist
from tests import inspection
from tests.browsing import Client
from tests.desks import stages
from tests.tickets import walking

pytestmark = pytest.mark.usefixtures("clock")


@contextmanager
def _statements() -> Iterator[list[str]]:
    said: list[str] = []

    def hear(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "INSERT", "UPDATE", "DELETE")):
            said.append(statement)

    event.listen(Engine, "before_cursor_execute", hear)
    yield said
    event.remove(Engine, "before_cursor_execute", hear)


def _text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.get_data(as_text=True)


def test_a_row_shows_the_matter_its_limit_and_a_masked_name(app: Flask, sign_in: Callable[..., Client]) -> None:
    number = stages.make(app, walking.handling)
    page = _text(sign_in("clerk", "510104"), "/staff/tickets")
    assert stages.path(number) in page
    assert f"…{number[-7:]}" in page
    for shown in ("王**", "办理中", "还剩", "个工作日", "锦江区"):
        assert shown in page, shown
    for hidden in ("王小明", "13812341234"):
        assert hidden not in page


def test_a_confidential_row_names_its_citizen_to_the_hotline_alone(app: Flask, sign_in: Callable[..., Client]) -> None:
    stages.make(app, walking.handling, confidential=True)
    unit, hotline = _text(sign_in("clerk", "510104"), "/staff/tickets"), _text(sign_in("operator"), "/staff/tickets")
    assert "保密" in unit
    assert "王**" not in unit
    assert "王**" in hotline


def test_a_unit_finds_only_its_own_rows(app: Flask, sign_in: Callable[..., Client]) -> None:
    mine = stages.make(app, walking.dispatched)
    other = stages.make(app, walking.dispatched, "2", unit=walking.OTHER)
    clerk = sign_in("clerk", "510104")
    page = _text(clerk, f"/staff/tickets?scope=all&unit={walking.OTHER}")
    assert mine in page
    assert other not in page
    everyone = _text(sign_in("dispatcher"), f"/staff/tickets?scope=all&unit={walking.OTHER}")
    assert other in everyone
    assert mine not in everyone


@pytest.mark.parametrize("role", ["operator", "dispatcher", "followup", "supervisor", "mayor", "auditor"])
def test_every_tab_of_every_role_opens(app: Flask, sign_in: Callable[..., Client], role: str) -> None:
    stages.make(app, walking.reviewed)
    client = sign_in(role)
    page = _text(client, "/staff/tickets")
    addresses = [part.split('"')[0].replace("&amp;", "&") for part in page.split('href="') if "scope=" in part[:60]]
    assert len(addresses) >= 4
    for address in addresses:
        _text(client, address)


def test_a_filter_stands_in_the_address_and_can_be_taken_away(app: Flask, sign_in: Callable[..., Client]) -> None:
    help_ = stages.make(app, walking.accepted, "1", kind="help")
    praise = stages.make(app, walking.accepted, "2", kind="praise")
    client = sign_in("dispatcher")
    page = _text(client, "/staff/tickets?scope=open&kind=praise")
    assert praise in page
    assert help_ not in page
    assert "去掉“表扬”" in page
    nothing = _text(client, "/staff/tickets?scope=open&kind=report")
    assert "没有符合筛选条件的工单" in nothing


@pytest.mark.parametrize(
    "query",
    ["scope=mad", "state=mad", "kind=%00", "unit=%3Cb%3E", "level=99", "category=x%27", "after=zzz", "after=1e400_1"],
)
def test_an_absurd_address_shows_the_list(sign_in: Callable[..., Client], query: str) -> None:
    _text(sign_in("dispatcher"), f"/staff/tickets?{query}")


def test_pages_follow_each_other(app: Flask, sign_in: Callable[..., Client], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worklist.worklist, "__defaults__", ("", 2, ""))
    numbers = [stages.make(app, walking.handling, str(n)) for n in range(5)]
    client, seen, address = sign_in("clerk", "510104"), [], "/staff/tickets?scope=open"
    for _page in range(3):
        page = _text(client, address)
        seen += [number for number in numbers if number in page]
        address = next(
            (part.split('"')[0].replace("&amp;", "&") for part in page.split('rel="next" href="')[1:]), "/staff/tickets"
        )
    assert sorted(seen) == sorted(numbers)
    assert address == "/staff/tickets"


def test_a_number_leads_to_the_ticket_however_it_is_typed(app: Flask, sign_in: Callable[..., Client]) -> None:
    number = stages.make(app, walking.received)
    typed = f"{number[:6]}－{number[6:14]} {number[14:20]}-{number[20:]}"
    answer = sign_in("operator").submit("/staff/tickets", {"find": typed})
    assert (answer.status_code, answer.location) == (303, stages.path(number))


def test_a_caller_is_found_by_telephone_which_never_stands_in_an_address(
    app: Flask, sign_in: Callable[..., Client]
) -> None:
    number = stages.make(app, walking.received)
    client = sign_in("operator")
    answer = client.submit("/staff/tickets", {"find": "138 1234 1234"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert number in page
    assert "138****1234" in page
    assert "13812341234" not in page
    nobody = client.submit("/staff/tickets", {"find": "139 0000 0000"}).get_data(as_text=True)
    assert "没有找到工单" in nobody


def test_what_is_neither_is_said_and_kept(sign_in: Callable[..., Client]) -> None:
    answer = sign_in("operator").submit("/staff/tickets", {"find": "占道经营"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "请填21位工单编号" in page
    assert inspection.read(page).forms[0].values.get("find", "占道经营") == "占道经营"


def test_somebody_else_s_number_is_not_found(app: Flask, sign_in: Callable[..., Client]) -> None:
    number = stages.make(app, walking.dispatched, unit=walking.OTHER)
    client = sign_in("clerk", "510104")
    assert client.submit("/staff/tickets", {"find": number}).status_code == 404
    assert client.get(stages.path(number)).status_code == 404


def test_forty_rows_cost_no_more_questions_than_one(app: Flask, sign_in: Callable[..., Client]) -> None:
    client = sign_in("dispatcher")
    counts = []
    for upto in (1, 40):
        for n in range(upto):
            stages.make(app, walking.accepted, f"{upto} {n}")
        client.get("/staff/tickets?scope=open")
        with _statements() as said:
            client.get("/staff/tickets?scope=open")
        counts.append(len(said))
        assert [one for one in said if "count(" in one.lower() and "LIMIT" not in one] == []
    assert counts[0] == counts[1]
    assert len([one for one in said if re.search(r"\b(?:tickets|petitioners|reach)\b", one)]) == 3


def test_who_runs_the_machine_sees_no_ticket(app: Flask, sign_in: Callable[..., Client]) -> None:
    number = stages.make(app, walking.handling)
    admin = sign_in("admin")
    assert admin.get("/staff/tickets").status_code == 403
    assert admin.get(stages.path(number)).status_code == 404
    assert admin.get("/staff/").location == "/staff/admin/users"


def test_it_reads_in_english_too(app: Flask, sign_in: Callable[..., Client]) -> None:
    stages.make(app, walking.handling)
    client = sign_in("clerk", "510104")
    client.get("/language/en")
    page = _text(client, "/staff/tickets")
    for shown in ("Due today", "In progress", "working days left", "Jinjiang District"):
        assert shown in page, shown
