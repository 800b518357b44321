"""Requests of a unit and their decisions: return 退单 and extension 延期."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from hotline import clock
from hotline.errors import Incomplete, NotAllowed, NotFound
from hotline.tickets import queries
from hotline.tickets.models import Ticket
from tests.tickets.walking import (
    CITY,
    CLERK,
    DISPATCHER,
    DISTRICT,
    LEADER,
    OTHER,
    SUPERVISOR,
    do,
    handling,
    limit,
    of,
    reviewed,
)

pytestmark = pytest.mark.usefixtures("core")


def _in_time() -> Ticket:
    ticket = handling()
    limit(ticket, clock.now() + timedelta(days=7))
    return ticket


def _ask_return(ticket: Ticket, reason: str = "place") -> None:
    do("ask_return", ticket, CLERK, reason=reason, text="地址在成华区", suggested_unit=OTHER)


def test_a_return_asked_for_stops_nothing() -> None:
    ticket = handling()
    due = ticket.due_at
    _ask_return(ticket)
    pending = queries.pending_request(ticket, "return")
    assert pending is not None
    assert (pending.unit, pending.reason, pending.suggested_unit, pending.state) == (
        DISTRICT,
        "place",
        OTHER,
        "pending",
    )
    assert (ticket.state, ticket.due_at) == ("handling", due)
    assert [(request.id, found.id) for request, found in queries.waiting_requests(CITY)] == [(pending.id, ticket.id)]


def test_a_granted_return_waits_to_be_dispatched_again() -> None:
    ticket = handling()
    _ask_return(ticket)
    event = do("grant_return", ticket, DISPATCHER, text="确属成华区")
    assert (ticket.state, ticket.lead_unit, ticket.holders, ticket.returns) == ("accepted", "", [], 1)
    assert event.unit == DISTRICT
    assert event.data["unit"] == DISTRICT
    assert queries.assignments(ticket)[0].outcome == "returned"
    assert queries.requests(ticket)[0].decision == "确属成华区"


def test_a_refused_return_is_refused_once_and_for_all() -> None:
    ticket = handling()
    _ask_return(ticket)
    do("refuse_return", ticket, DISPATCHER, text="地址在锦江区")
    assert ticket.state == "handling"
    with pytest.raises(NotAllowed):
        _ask_return(ticket)


def test_a_unit_that_got_it_back_may_not_return_it_again() -> None:
    ticket = handling()
    _ask_return(ticket)
    do("grant_return", ticket, DISPATCHER, text="再核实")
    do("dispatch", ticket, DISPATCHER, unit=DISTRICT)
    with pytest.raises(NotAllowed):
        _ask_return(ticket)


def test_who_answered_has_taken_it_as_its_own() -> None:
    ticket = reviewed()
    do("rework", ticket, of(ticket), solved="unsolved", satisfied="dissatisfied")
    with pytest.raises(NotAllowed):
        _ask_return(ticket)


def test_what_a_unit_asked_for_lapses_when_it_loses_the_ticket() -> None:
    ticket = _in_time()
    _ask_return(ticket)
    do("ask_extension", ticket, CLERK, reason="complex", text="情况复杂", days=5)
    do("redispatch", ticket, DISPATCHER, unit=OTHER, text="属地不符")
    assert [one.state for one in queries.requests(ticket)] == ["lapsed", "lapsed"]
    assert queries.waiting_requests(CITY) == []
    with pytest.raises(NotFound):
        do("grant_return", ticket, DISPATCHER, text="同意")


def test_a_request_waits_while_a_reply_is_read_and_lapses_with_the_answer() -> None:
    ticket = _in_time()
    do("ask_extension", ticket, CLERK, reason="complex", text="情况复杂", days=5)
    do("reply", ticket, CLERK, resolution="solved", internal="已办", public="已办好。")
    assert queries.waiting_requests(CITY) == [], "it can't be decided now"
    do("send_back", ticket, LEADER, text="请补充")
    assert len(queries.waiting_requests(CITY)) == 1
    do("reply", ticket, CLERK, resolution="solved", internal="已办", public="已办好。")
    do("approve", ticket, LEADER)
    assert [one.state for one in queries.requests(ticket)] == ["lapsed"]


def test_the_unit_named_for_a_return_exists() -> None:
    with pytest.raises(Incomplete) as missing:
        do("ask_return", handling(), CLERK, reason="place", text="不在辖区", suggested_unit="没有的单位" * 9)
    assert missing.value.field == "suggested_unit"


def test_one_return_at_a_time_and_only_with_a_known_reason() -> None:
    ticket = handling()
    with pytest.raises(Incomplete) as missing:
        _ask_return(ticket, reason="tired")
    assert missing.value.field == "reason"
    _ask_return(ticket)
    with pytest.raises(NotAllowed):
        _ask_return(ticket)


def test_nothing_is_decided_where_nothing_was_asked() -> None:
    ticket = handling()
    for verb in ("grant_return", "refuse_return", "grant_extension", "refuse_extension"):
        with pytest.raises(NotFound):
            do(verb, ticket, DISPATCHER, text="同意")


def test_more_time_is_granted_once() -> None:
    ticket = _in_time()
    do("ask_extension", ticket, CLERK, reason="testing", text="等待检测报告", days=5)
    event = do("grant_extension", ticket, SUPERVISOR, text="同意")
    assert event.data == {"days": 5, "reason": "testing"}
    assert event.public
    assert ticket.extensions == 1
    with pytest.raises(NotAllowed):
        do("ask_extension", ticket, CLERK, reason="testing", text="还要等", days=5)


def test_after_a_refusal_the_limit_stands_and_it_may_be_asked_again() -> None:
    ticket = _in_time()
    due = ticket.due_at
    do("ask_extension", ticket, CLERK, reason="complex", text="情况复杂", days=5)
    do("refuse_extension", ticket, DISPATCHER, text="请先去现场")
    assert (ticket.due_at, ticket.extensions) == (due, 0)
    do("ask_extension", ticket, CLERK, reason="joint", text="已去现场，需会办", days=3)


def test_more_time_comes_before_the_limit_or_not_at_all(core: Callable[[str], None]) -> None:
    ticket = _in_time()
    core("2026-12-01T10:00:00+08:00")
    with pytest.raises(NotAllowed):
        do("ask_extension", ticket, CLERK, reason="testing", text="等待检测报告", days=5)


@pytest.mark.parametrize("days", [0, -1, 16])
def test_an_absurd_number_of_days_is_refused(days: int) -> None:
    with pytest.raises(Incomplete) as missing:
        do("ask_extension", _in_time(), CLERK, reason="testing", text="等待检测报告", days=days)
    assert missing.value.field == "days"


def test_requests_are_the_lead_s_and_decisions_the_hotline_s() -> None:
    ticket = handling()
    with pytest.raises(NotAllowed):
        do("ask_return", ticket, DISPATCHER, reason="place", text="x")
    _ask_return(ticket)
    with pytest.raises(NotAllowed):
        do("grant_return", ticket, CLERK, text="自己同意")
    with pytest.raises(NotAllowed):
        do("grant_return", ticket, SUPERVISOR, text="督办不审退单")
