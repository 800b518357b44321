"""How a ticket ends, or comes back: urge, withdraw, merge, visit, rework, close, reopen."""

from collections.abc import Callable

import pytest

from hotline import clock
from hotline.actors import system
from hotline.errors import Incomplete, NotAllowed, NotFound
from hotline.tickets import queries
from hotline.tickets.inbound import Person
from tests.tickets.walking import (
    BUREAU,
    CITY,
    CLERK,
    DISPATCHER,
    DISTRICT,
    FOLLOWUP,
    LEADER,
    OPERATOR,
    SUPERVISOR,
    accepted,
    dispatched,
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
    do("visit", ticket, FOLLOWUP, **WELL)
    do("reopen", ticket, SUPERVISOR, text="同一问题又出现")
    assert (ticket.state, ticket.open, ticket.lead_unit, ticket.closed_at) == ("accepted", True, "", None)
    do("dispatch", ticket, DISPATCHER, unit=DISTRICT)
    assert ticket.state == "dispatched"


def test_a_duplicate_is_handled_with_its_master() -> None:
    master, double = accepted("1"), dispatched("2", assist=(BUREAU,))
    do("merge", double, DISPATCHER, master=master.number)
    assert (double.state, double.open, double.master_id, double.holders) == ("merged", False, master.id, [])
    assert queries.merged_into(master) == [double]


def test_undoing_a_merge_gives_the_ticket_back_to_the_units_it_had() -> None:
    master, double = accepted("1"), handling("2", assist=(BUREAU,))
    do("merge", double, DISPATCHER, master=master.number)
    do("unmerge", double, DISPATCHER, text="不是同一件事")
    assert (double.state, double.open, double.master_id) == ("handling", True, None)
    assert (double.lead_unit, double.holders) == (DISTRICT, [DISTRICT, BUREAU])
    assert queries.merged_into(master) == []
    do("contact", double, CLERK, text="接着办")


def test_a_master_is_another_open_ticket_that_is_not_merged_itself() -> None:
    first, second, third = accepted("1"), accepted("2"), accepted("3")
    with pytest.raises(Incomplete):
        do("merge", first, DISPATCHER, master=first.number)
    with pytest.raises(Incomplete):
        do("merge", first, DISPATCHER, master="12345")
    do("merge", second, DISPATCHER, master=third.number)
    with pytest.raises(Incomplete):
        do("merge", first, DISPATCHER, master=second.number)
    wrong = second.number[:-1] + str((int(second.number[-1]) + 1) % 10)
    with pytest.raises((Incomplete, NotFound)):
        do("merge", first, DISPATCHER, master=wrong)
    assert first.state == "accepted"


def test_a_ticket_that_others_joined_does_not_join_a_third() -> None:
    first, second, third = accepted("1"), accepted("2"), accepted("3")
    do("merge", second, DISPATCHER, master=first.number)
    with pytest.raises(Incomplete):
        do("merge", first, DISPATCHER, master=third.number)
    do("merge", third, DISPATCHER, master=first.number)
    assert [one.id for one in queries.merged_into(first)] == [second.id, third.id]


def test_nobody_joins_a_ticket_that_is_answered_already() -> None:
    answered, late = reviewed("1"), accepted("2")
    with pytest.raises(Incomplete):
        do("merge", late, DISPATCHER, master=answered.number)


@pytest.mark.parametrize("verb", ["answer", "guide"])
def test_an_answer_from_the_hotline_reaches_those_who_joined(verb: str) -> None:
    master, double = accepted("1"), accepted("2")
    do("merge", double, DISPATCHER, master=master.number)
    do(verb, master, OPERATOR, text="请到政务服务中心办理。")
    assert (double.answer, double.answered_at) == ("请到政务服务中心办理。", clock.now())


def test_the_answer_names_its_own_citizen_to_nobody_else() -> None:
    master, double = accepted("1"), accepted("2", person=Person(name="演示另一人"))
    do("merge", double, DISPATCHER, master=master.number)
    do("answer", master, OPERATOR, text="演示来电人您好，已电话13800138000答复您。")
    assert "演示来电人" not in double.answer
    assert "13800138000" not in double.answer
    assert "演示来电人" in master.answer


@pytest.mark.parametrize("verb", ["withdraw", "void"])
def test_a_master_that_goes_without_an_answer_lets_the_others_go_on(verb: str) -> None:
    master, double = accepted("1"), handling("2")
    do("merge", double, DISPATCHER, master=master.number)
    do(verb, master, OPERATOR, text="来电人不再反映")
    assert (double.state, double.master_id, double.lead_unit) == ("handling", None, DISTRICT)
    assert queries.timeline(double)[-1].verb == "unmerge"


def test_an_undone_merge_takes_the_masters_answer_back() -> None:
    master, double = handling("1"), accepted("2")
    do("merge", double, DISPATCHER, master=master.number)
    do("reply", master, CLERK, resolution="solved", internal="已办", public="已办好。")
    do("approve", master, LEADER)
    assert double.answer == "已办好。"
    do("unmerge", double, DISPATCHER, text="不是同一件事")
    assert (double.state, double.answer, double.answered_at) == ("accepted", "", None)


def test_after_thirty_days_a_matter_is_a_new_one(core: Callable[[str], None]) -> None:
    first, second = reviewed("1"), reviewed("2")
    for ticket in (first, second):
        do("visit", ticket, FOLLOWUP, **WELL)
    core("2026-12-20T09:59:00+08:00")
    do("reopen", first, DISPATCHER, text="同一问题又出现")
    core("2026-12-20T10:01:00+08:00")
    with pytest.raises(NotAllowed):
        do("reopen", second, DISPATCHER, text="同一问题又出现")
