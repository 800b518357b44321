"""Tickets handled together: joined, parted again, and answered, each citizen for herself."""

from typing import Any

import pytest

from hotline import clock
from hotline.actors import system
from hotline.errors import Incomplete, NotAllowed, NotFound
from hotline.tickets import queries
from hotline.tickets.inbound import Person
from hotline.tickets.models import Ticket
from tests.tickets.walking import (
    BUREAU,
    CITY,
    CLERK,
    DISPATCHER,
    DISTRICT,
    FOLLOWUP,
    LEADER,
    OPERATOR,
    accepted,
    dispatched,
    do,
    handling,
    of,
    reviewed,
)

pytestmark = pytest.mark.usefixtures("core")
ANSWER: dict[str, Any] = {"resolution": "solved", "internal": "已办", "public": "已办好。"}


def answered_together(double: Ticket) -> Ticket:
    """The master of this ticket, answered by its unit."""
    master = handling("master")
    do("merge", double, DISPATCHER, master=master.number)
    do("reply", master, CLERK, **ANSWER)
    do("approve", master, LEADER)
    return master


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


def test_two_masters_become_one_and_those_that_waited_come_along() -> None:
    first, of_first, second, of_second = accepted("1"), handling("2"), accepted("3"), accepted("4")
    do("merge", of_first, DISPATCHER, master=first.number)
    do("merge", of_second, DISPATCHER, master=second.number)
    do("merge", first, DISPATCHER, master=second.number)
    assert {one.id for one in queries.waiting_with(second)} == {first.id, of_first.id, of_second.id}
    do("answer", second, OPERATOR, text="请到政务服务中心办理。")
    assert {one.answer for one in (first, of_first, of_second)} == {"请到政务服务中心办理。"}


def test_a_master_that_leaves_takes_along_who_came_with_it_and_each_can_leave_for_itself() -> None:
    first, of_first, second, of_second = accepted("1"), handling("2"), accepted("3"), accepted("4")
    do("merge", of_first, DISPATCHER, master=first.number)
    do("merge", of_second, DISPATCHER, master=second.number)
    do("merge", first, DISPATCHER, master=second.number)
    do("unmerge", first, DISPATCHER, text="不是同一件事。")
    assert (first.state, of_first.master_id, of_second.master_id) == ("accepted", first.id, second.id)
    do("unmerge", of_first, DISPATCHER, text="不是同一件事。")
    assert (of_first.state, of_first.holders) == ("handling", [DISTRICT])


@pytest.mark.parametrize("secret", ["master", "double"])
def test_a_confidential_matter_is_not_handled_together_with_one_that_is_not(secret: str) -> None:
    master, double = accepted("1", confidential=secret == "master"), accepted("2", confidential=secret == "double")
    with pytest.raises(Incomplete, match="confidential"):
        do("merge", double, DISPATCHER, master=master.number)
    assert double.state == "accepted"


def test_a_master_that_became_confidential_shares_no_answer() -> None:
    master, double = accepted("1"), accepted("2")
    do("merge", double, DISPATCHER, master=master.number)
    master.confidential = True
    do("answer", master, OPERATOR, text="您举报的情况已核查。")
    assert (double.state, double.answer) == ("accepted", "")


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


@pytest.mark.parametrize("before", [accepted, dispatched, handling])
def test_whoever_joined_is_visited_and_evaluates_by_herself(before: Any) -> None:
    double = before("2")
    master = answered_together(double)
    assert (double.state, double.open, double.answer) == ("reviewed", True, "已办好。")
    assert (double.resolution, double.lead_unit, double.next_visit_at) == ("solved", DISTRICT, clock.now())
    do("visit", double, of(double), solved="solved", satisfied="satisfied")
    assert (double.state, master.state) == ("closed", "reviewed")


def test_whoever_joined_and_is_not_content_gets_it_done_again_alone() -> None:
    double = accepted("2")
    master = answered_together(double)
    do("rework", double, FOLLOWUP, solved="unsolved", satisfied="dissatisfied")
    assert (double.state, double.lead_unit, double.holders, double.master_id) == (
        "handling",
        DISTRICT,
        [DISTRICT],
        None,
    )
    assert double.dispatched_at == clock.now()
    assert master.state == "reviewed"
    do("reply", double, CLERK, **{**ANSWER, "public": "这次办好了。"})
    do("approve", double, LEADER)
    assert (double.answer, master.answer) == ("这次办好了。", "已办好。")


def test_a_masters_second_answer_is_its_own() -> None:
    double = accepted("2")
    master = answered_together(double)
    do("visit", double, FOLLOWUP, solved="solved", satisfied="satisfied")
    do("rework", master, FOLLOWUP, solved="unsolved", satisfied="dissatisfied")
    do("reply", master, CLERK, **{**ANSWER, "public": "再办一次。"})
    do("approve", master, LEADER)
    assert (double.state, double.answer) == ("closed", "已办好。")


def test_who_was_answered_with_a_master_is_not_taken_out_but_reworked() -> None:
    double = accepted("2")
    answered_together(double)
    with pytest.raises(NotAllowed) as refused:
        do("unmerge", double, DISPATCHER, text="不是同一件事")
    assert "主件已经答复" in refused.value.zh
    assert "在回访时重新办理" in refused.value.zh
    assert "reworked at the visit" in refused.value.en
    do("rework", double, FOLLOWUP, solved="unsolved", satisfied="dissatisfied")
    assert double.state == "handling"


def test_nothing_is_shared_before_the_master_has_an_answer() -> None:
    master, double = handling("1"), accepted("2")
    do("merge", double, DISPATCHER, master=master.number)
    with pytest.raises(NotAllowed):
        do("share", double, system(CITY))


def test_only_what_the_merge_ended_comes_back() -> None:
    master, double = accepted("1"), handling("2", assist=(BUREAU,))
    do("opine", double, CLERK.__class__(8, "演示", "clerk", CITY, BUREAU), text="已核实")
    do("merge", double, DISPATCHER, master=master.number)
    do("unmerge", double, DISPATCHER, text="不是同一件事")
    parts = {row.unit: (row.outcome, row.signed_at is not None) for row in queries.assignments(double)}
    assert parts == {DISTRICT: ("", True), BUREAU: ("opined", False)}
    assert double.holders == [DISTRICT]
