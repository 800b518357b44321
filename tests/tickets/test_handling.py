"""Dispatch, signing, contact, sub-assignment, opinions, replies and their review."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from hotline import clock
from hotline.actors import system
from hotline.errors import Incomplete, NotAllowed, NotFound
from hotline.tickets import queries
from tests.tickets.walking import (
    BUREAU,
    CITY,
    CLERK,
    DISPATCHER,
    DISTRICT,
    LEADER,
    MAYOR,
    OTHER,
    STREET,
    SUPERVISOR,
    accepted,
    dispatched,
    do,
    handling,
    limit,
    replied,
    reviewed,
    who,
)

pytestmark = pytest.mark.usefixtures("core")
HELPER = who("clerk", BUREAU)


def test_a_dispatch_gives_one_lead_and_each_helper_once() -> None:
    ticket = dispatched(assist=(BUREAU, BUREAU, DISTRICT))
    assert (ticket.state, ticket.lead_unit, ticket.holders) == ("dispatched", DISTRICT, [DISTRICT, BUREAU])
    assert [(row.unit, row.part) for row in queries.assignments(ticket)] == [(DISTRICT, "lead"), (BUREAU, "assist")]
    assert queries.assignments(ticket)[0].opinion == "请尽快核实"
    told = queries.timeline(ticket)[-1].data
    assert (told["unit"], told["assist"]) == (DISTRICT, [BUREAU])


@pytest.mark.parametrize("unit", ["", "nobody", CITY])
def test_only_a_unit_that_works_can_be_given_a_ticket(unit: str) -> None:
    ticket = accepted()
    with pytest.raises(Incomplete) as missing:
        do("dispatch", ticket, DISPATCHER, unit=unit)
    assert missing.value.field == "unit"
    assert ticket.state == "accepted"


def test_a_ticket_goes_to_another_unit_and_the_old_parts_end() -> None:
    ticket = handling(assist=(BUREAU,))
    event = do("redispatch", ticket, DISPATCHER, unit=OTHER, text="属地不符")
    assert (ticket.state, ticket.lead_unit, ticket.holders) == ("dispatched", OTHER, [OTHER])
    assert {row.outcome for row in queries.assignments(ticket) if row.ended_at} == {"redispatched"}
    assert event.data["from_unit"] == DISTRICT
    with pytest.raises(Incomplete):
        do("redispatch", ticket, DISPATCHER, unit=OTHER, text="再来一次")


def test_signing_is_the_lead_s_and_happens_once() -> None:
    ticket = dispatched(assist=(BUREAU,))
    with pytest.raises(NotAllowed):
        do("sign", ticket, HELPER)
    do("sign", ticket, CLERK)
    lead = queries.lead_assignment(ticket)
    assert lead is not None
    assert lead.signed_at == clock.now()
    with pytest.raises(NotAllowed):
        do("sign", ticket, CLERK)


def test_signing_after_the_hour_is_told_as_late() -> None:
    ticket = dispatched()
    lead = queries.lead_assignment(ticket)
    assert lead is not None
    lead.sign_by = clock.now() - timedelta(minutes=1)
    assert do("sign", ticket, CLERK).data["late"] is True


def test_the_first_contact_is_marked_and_stays_the_first(core: Callable[[str], None]) -> None:
    ticket = handling()
    assert do("contact", ticket, CLERK, text="电话已打通").data["first"] is True
    first = ticket.contacted_at
    core("2026-11-21T10:00:00+08:00")
    assert do("contact", ticket, CLERK, text="又打了一次").data["first"] is False
    assert ticket.contacted_at == first


def test_a_part_goes_to_the_unit_s_own_street_within_its_own_limit() -> None:
    ticket = handling()
    do("sub_assign", ticket, CLERK, unit=STREET, text="请现场看看")
    child = queries.assignments(ticket)[-1]
    assert (child.unit, child.part, child.due_at) == (STREET, "child", ticket.due_at)
    assert ticket.holders == [DISTRICT, STREET]
    assert ticket.state == "handling"


@pytest.mark.parametrize("unit", [OTHER, BUREAU, "510105001", ""])
def test_a_part_goes_to_nobody_else(unit: str) -> None:
    with pytest.raises(Incomplete):
        do("sub_assign", handling(), CLERK, unit=unit)


def test_a_street_is_not_given_its_part_twice() -> None:
    ticket = handling()
    do("sub_assign", ticket, CLERK, unit=STREET)
    with pytest.raises(Incomplete):
        do("sub_assign", ticket, CLERK, unit=STREET)


def test_a_helper_reports_its_part_and_is_done() -> None:
    ticket = handling(assist=(BUREAU,))
    do("opine", ticket, HELPER, text="已派人巡查")
    assert ticket.holders == [DISTRICT]
    assert queries.assignments(ticket)[1].outcome == "opined"
    with pytest.raises(NotAllowed):
        do("opine", ticket, HELPER, text="再报一次")
    with pytest.raises(NotAllowed):
        do("opine", ticket, CLERK, text="主办不提协办意见")


def test_a_reply_waits_for_the_unit_s_leader_and_reaches_nobody_before() -> None:
    ticket = replied()
    assert (ticket.state, ticket.answer, ticket.resolution) == ("replied", "", "solved")
    waiting = queries.waiting_reply(ticket)
    assert waiting is not None
    assert (waiting.internal, waiting.public, waiting.unit) == ("核查属实，已整改。", "您好，已责令整改。", DISTRICT)


def test_a_reply_needs_its_three_parts_and_a_known_result() -> None:
    ticket = handling()
    good = {"resolution": "solved", "internal": "查", "public": "答"}
    for field in good:
        with pytest.raises(Incomplete) as missing:
            do("reply", ticket, CLERK, **{**good, field: " "})
        assert missing.value.field == field
    with pytest.raises(Incomplete):
        do("reply", ticket, CLERK, **{**good, "resolution": "great"})


def test_the_clock_of_the_unit_is_judged_when_it_replies(core: Callable[[str], None]) -> None:
    ticket = handling()
    limit(ticket, clock.now() + timedelta(hours=1))
    core("2026-11-20T12:00:00+08:00")
    event = do("reply", ticket, CLERK, resolution="solved", internal="查", public="答")
    assert event.data["late"] is True


def test_the_leader_lets_the_answer_go_and_a_clerk_cannot() -> None:
    ticket = replied()
    with pytest.raises(NotAllowed):
        do("approve", ticket, CLERK)
    do("approve", ticket, LEADER)
    assert (ticket.state, ticket.answer) == ("reviewed", "您好，已责令整改。")
    assert ticket.answered_at == ticket.next_visit_at == clock.now()
    assert queries.lead_assignment(ticket) is None


def test_a_leader_of_another_unit_does_not_sign_for_this_one() -> None:
    with pytest.raises(NotAllowed):
        do("approve", replied(), who("leader", OTHER))


def test_what_is_sent_back_is_written_again() -> None:
    ticket = replied()
    do("send_back", ticket, LEADER, text="没写依据")
    assert (ticket.state, ticket.replied_at, ticket.resolution) == ("handling", None, "")
    assert queries.replies(ticket)[0].review == "没写依据"
    do("reply", ticket, CLERK, resolution="partly", internal="查", public="改好的答复")
    do("approve", ticket, SUPERVISOR)
    assert ticket.answer == "改好的答复"


def test_an_approval_without_a_reply_finds_none() -> None:
    ticket = replied()
    waiting = queries.waiting_reply(ticket)
    assert waiting is not None
    waiting.state = "approved"
    with pytest.raises(NotFound):
        do("approve", ticket, LEADER)


def test_notes_instructions_and_demands_are_never_the_citizen_s_to_read() -> None:
    ticket = handling()
    do("note", ticket, CLERK, text="批注")
    do("instruct", ticket, MAYOR, text="批示")
    do("supervise", ticket, SUPERVISOR, text="督办")
    assert {"批注", "批示", "督办"} & {event.text for event in queries.timeline(ticket, public_only=True)} == set()
    assert ticket.state == "handling"


def test_a_rung_of_the_ladder_only_goes_up() -> None:
    ticket = dispatched()
    for level, reached in ((3, 3), (2, 3)):
        do("escalate", ticket, system(CITY), level=level, code="x", due_at=clock.iso(ticket.due_at))
        assert ticket.level == reached


def test_an_answer_that_went_out_is_no_longer_the_unit_s_to_change() -> None:
    ticket = reviewed()
    with pytest.raises(NotAllowed):
        do("reply", ticket, CLERK, resolution="solved", internal="查", public="改口")
