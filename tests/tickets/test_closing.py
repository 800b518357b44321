"""How a ticket ends, or comes back: urge, withdraw, merge, visit, rework, close, reopen."""

from collections.abc import Callable

import pytest

from hotline import clock
from hotline.actors import system
from hotline.errors import Incomplete, NotAllowed
from hotline.tickets import queries
from tests.tickets.walking import (
    CITY,
    CLERK,
    DISPATCHER,
    DISTRICT,
    FOLLOWUP,
    OPERATOR,
    SUPERVISOR,
    do,
    handling,
    of,
    received,
    reviewed,
)

pytestmark = pytest.mark.usefixtures("core")
WELL = {"solved": "solved", "satisfied": "satisfied", "process": "basically", "contacted": "yes"}
BADLY = {"solved": "unsolved", "satisfied": "dissatisfied"}


def test_an_urge_is_counted_on_the_ticket() -> None:
    ticket = handling()
    do("urge", ticket, of(ticket))
    event = do("urge", ticket, OPERATOR, text="来电催办")
    assert (ticket.urges, event.data["count"], ticket.state) == (2, 2, "handling")


def test_the_citizen_takes_the_matter_back_and_the_unit_is_free() -> None:
    ticket = handling()
    do("withdraw", ticket, of(ticket), text="已自行解决")
    assert (ticket.state, ticket.open, ticket.holders) == ("withdrawn", False, [])
    assert queries.lead_assignment(ticket) is None


def test_another_citizen_has_no_say() -> None:
    mine, other = received("1"), received("2")
    for verb in ("withdraw", "urge"):
        with pytest.raises(NotAllowed):
            do(verb, mine, of(other))


def test_good_marks_close_the_ticket_and_are_kept_as_given() -> None:
    ticket = reviewed()
    event = do("visit", ticket, FOLLOWUP, **WELL)
    assert (ticket.state, ticket.open, ticket.closed_at) == ("closed", False, clock.now())
    assert {name: event.data[name] for name in WELL} == WELL


@pytest.mark.parametrize(
    ("field", "value"), [("solved", ""), ("solved", "great"), ("satisfied", "very"), ("process", "quick")]
)
def test_a_mark_is_one_of_the_known_ones(field: str, value: str) -> None:
    with pytest.raises(Incomplete) as missing:
        do("visit", reviewed(), FOLLOWUP, **{**WELL, field: value})
    assert missing.value.field == field


def test_the_unit_does_not_mark_its_own_work() -> None:
    with pytest.raises(NotAllowed):
        do("visit", reviewed(), CLERK, **WELL)


def test_a_dissatisfied_citizen_gets_it_done_again_by_the_same_unit() -> None:
    ticket = reviewed()
    do("rework", ticket, of(ticket), **BADLY, reason="not_there", text="没有人来过")
    assert (ticket.state, ticket.reworks, ticket.lead_unit) == ("handling", 1, DISTRICT)
    assert (ticket.replied_at, ticket.answered_at, ticket.resolution) == (None, None, "")
    lead = queries.lead_assignment(ticket)
    assert lead is not None
    assert lead.signed_at == clock.now()
    assert [row.part for row in queries.assignments(ticket)] == ["lead", "lead"]


def test_a_call_that_reaches_nobody_is_counted_and_the_matter_stays_open() -> None:
    ticket = reviewed()
    assert do("miss", ticket, FOLLOWUP).data["misses"] == 1
    assert (ticket.state, ticket.misses) == ("reviewed", 1)


def test_a_ticket_closes_without_a_mark_only_for_a_reason() -> None:
    ticket = reviewed()
    with pytest.raises(Incomplete):
        do("close", ticket, system(CITY), text="")
    do("close", ticket, system(CITY), text="多次未接通")
    assert ticket.state == "closed"


def test_new_facts_bring_it_back_to_be_dispatched_again() -> None:
    ticket = reviewed()
    do("miss", ticket, FOLLOWUP)
    do("visit", ticket, FOLLOWUP, **WELL)
    ticket.reworks, ticket.extensions = 2, 1
    do("reopen", ticket, SUPERVISOR, text="同一问题又出现")
    assert (ticket.state, ticket.open, ticket.lead_unit, ticket.closed_at) == ("accepted", True, "", None)
    assert (ticket.reworks, ticket.extensions, ticket.misses) == (0, 0, 0)
    do("dispatch", ticket, DISPATCHER, unit=DISTRICT)
    assert ticket.state == "dispatched"


def test_after_thirty_days_a_matter_is_a_new_one(core: Callable[[str], None]) -> None:
    first, second = reviewed("1"), reviewed("2")
    for ticket in (first, second):
        do("visit", ticket, FOLLOWUP, **WELL)
    core("2026-12-20T09:59:00+08:00")
    do("reopen", first, DISPATCHER, text="同一问题又出现")
    core("2026-12-20T10:01:00+08:00")
    with pytest.raises(NotAllowed):
        do("reopen", second, DISPATCHER, text="同一问题又出现")
