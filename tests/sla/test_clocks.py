"""The two clocks of a ticket: what every step does to the promise and to the limits of the units."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from hotline.cli import main
from hotline.sla import queries
from tests.matters import at, dispatched, handled, replied, taken

Clock = Callable[[str], None]


@pytest.fixture
def another_calendar() -> Iterator[None]:
    """For a test that loads one: the rules a process keeps for a minute are read afresh by the next test."""
    yield
    queries.forget()


@pytest.fixture(autouse=True)
def _friday(clock: Clock) -> None:
    clock("2026-11-20 10:00")


@pytest.mark.parametrize(
    ("kind", "ends"),
    [("consult", "2026-11-25 17:30"), ("help", "2026-12-01 17:30"), ("complaint", "2026-12-11 17:30")],
)
def test_the_promise_is_made_on_receipt_by_the_kind(app: Flask, kind: str, ends: str) -> None:
    ticket = taken(app, kind).ticket
    assert ticket.promised_at == ticket.due_at == at(ends)
    assert not ticket.provisional


def test_the_unit_clock_runs_from_dispatch_and_the_promise_stays(app: Flask, clock: Clock) -> None:
    matter = taken(app)
    clock("2026-11-23 16:00")
    matter.do("accept").do("dispatch", unit="cgw")
    assert matter.ticket.promised_at == at("2026-12-01 17:30")
    assert matter.ticket.due_at == matter.clock("cgw").due_at == matter.part("cgw").due_at == at("2026-12-02 17:30")
    assert matter.clock("cgw").next_at == at("2026-11-30 09:00"), "the reminder comes two working days before"
    assert matter.part("cgw").sign_by == at("2026-11-24 17:30")
    assert matter.part("cgw").contact_by == at("2026-11-24 16:00")
    assert matter.part("cgw").explanation[-1] == "到期：12月2日（周三）17:30"


def test_signing_moves_no_limit(app: Flask, clock: Clock) -> None:
    matter = dispatched(app)
    before = matter.clock("cgw").due_at
    clock("2026-11-23 16:00")
    matter.do("sign", "clerk", of="cgw")
    assert matter.clock("cgw").due_at == matter.ticket.due_at == before


@pytest.mark.parametrize(
    ("urgency", "ends", "sign_by"),
    [("h2", "2026-11-20 12:00", "2026-11-20 11:00"), ("h24", "2026-11-21 10:00", "2026-11-20 12:00")],
)
def test_emergencies_run_on_the_wall_clock(app: Flask, urgency: str, ends: str, sign_by: str) -> None:
    matter = taken(app).do("correct", urgency=urgency).do("accept").do("dispatch", unit="cgw")
    assert matter.ticket.due_at == at(ends)
    assert matter.part("cgw").sign_by == at(sign_by)


def test_an_assisting_unit_ends_two_working_days_before_the_lead(app: Flask) -> None:
    matter = dispatched(app, assist=("sjj", "510104"))
    assert matter.clock("cgw").due_at == at("2026-12-01 17:30")
    assert matter.clock("sjj").due_at == matter.clock("510104").due_at == at("2026-11-27 17:30")
    assert matter.ticket.holders == ["cgw", "sjj", "510104"]
    assert matter.part("sjj").explanation[-1] == "到期：11月27日（周五）17:30"


def test_redispatch_stops_the_old_clock_and_starts_a_full_one(app: Flask, clock: Clock) -> None:
    matter = dispatched(app)
    clock("2026-11-24 09:30")
    matter.do("redispatch", unit="sjj", text="属住建职责")
    assert matter.clock("cgw").next_at is None
    assert matter.clock("sjj").due_at == matter.ticket.due_at == at("2026-12-03 17:30")
    assert matter.ticket.promised_at == at("2026-12-01 17:30"), "the citizen's clock is never paused"


def test_a_granted_return_stops_the_clock_and_the_promise_counts_again(app: Flask, clock: Clock) -> None:
    matter = handled(app)
    clock("2026-11-23 09:30")
    matter.do("ask_return", "clerk", of="cgw", reason="duty", text="不属本单位职责，依据三定方案。")
    assert matter.clock("cgw").next_at is not None, "asking stops nothing"
    matter.do("grant_return", text="同意")
    ticket = matter.ticket
    assert (ticket.state, ticket.lead_unit, ticket.level) == ("accepted", "", 0)
    assert matter.clock("cgw").next_at is None
    assert ticket.due_at == ticket.promised_at == at("2026-12-01 17:30")


def test_a_reply_rests_the_ladder_and_sending_back_resumes_it(app: Flask, clock: Clock) -> None:
    matter = handled(app)
    due_at, next_at = matter.clock("cgw").due_at, matter.clock("cgw").next_at
    clock("2026-11-23 09:30")
    replied(matter)
    assert matter.clock("cgw").next_at is None
    matter.do("send_back", "leader", of="cgw", text="请写明时间")
    assert (matter.clock("cgw").due_at, matter.clock("cgw").next_at) == (due_at, next_at)


def test_approval_withdrawal_and_merging_stop_every_clock(app: Flask) -> None:
    master = dispatched(app)
    approved = replied(handled(app, assist=("sjj",))).do("approve", "leader", of="cgw")
    withdrawn = dispatched(app, assist=("sjj",)).do("withdraw", "citizen")
    merged = dispatched(app, assist=("sjj",)).do("merge", master=master.ticket.number)
    for matter in (approved, withdrawn, merged):
        assert matter.clock("cgw").next_at is None
        assert matter.clock("sjj").next_at is None
    assert master.clock("cgw").next_at is not None


def test_an_opinion_ends_only_the_assisting_part(app: Flask) -> None:
    matter = dispatched(app, assist=("sjj",)).do("opine", "clerk", of="sjj", text="已核实")
    assert matter.clock("sjj").next_at is None
    assert matter.clock("cgw").next_at is not None


def test_a_streets_part_ends_with_the_part_of_its_district(app: Flask, clock: Clock) -> None:
    matter = handled(app, unit="510104")
    clock("2026-11-25 09:30")
    matter.do("sub_assign", "clerk", of="510104", unit="510104017")
    child = matter.clock("510104017")
    assert child.due_at == matter.part("510104017").due_at == matter.ticket.due_at == at("2026-12-01 17:30")
    assert child.next_at == at("2026-11-27 09:00")


def test_an_extension_moves_every_limit_and_the_promise(app: Flask, clock: Clock) -> None:
    matter = handled(app, assist=("sjj",))
    clock("2026-12-01 10:00")
    matter.do("ask_extension", "clerk", of="cgw", reason="complex", text="需开挖", days=5)
    assert matter.ticket.due_at == at("2026-12-01 17:30"), "asking moves nothing"
    matter.do("grant_extension", text="同意")
    ticket = matter.ticket
    assert ticket.due_at == ticket.promised_at == matter.part("cgw").due_at == at("2026-12-08 17:30")
    assert matter.clock("sjj").due_at == at("2026-12-04 17:30")
    assert matter.clock("cgw").next_at == at("2026-12-04 09:00"), "the ladder is that of the new limit"
    assert matter.part("cgw").explanation[-1] == "到期：12月8日（周二）17:30"


def test_an_extended_emergency_runs_on_in_working_days(app: Flask) -> None:
    matter = (
        taken(app).do("correct", urgency="h24").do("accept").do("dispatch", unit="cgw").do("sign", "clerk", of="cgw")
    )
    matter.do("ask_extension", "clerk", of="cgw", reason="complex", text="需开挖", days=2).do(
        "grant_extension", text="同意"
    )
    assert matter.ticket.due_at == at("2026-11-24 17:30"), "Saturday's end and two working days"
    assert matter.clock("cgw").limit_hours == 0


def test_a_correction_counts_the_new_limit_from_the_same_start(app: Flask, clock: Clock) -> None:
    matter = dispatched(app, "complaint", assist=("sjj",))
    clock("2026-11-23 09:30")
    matter.do("correct", kind="consult")
    assert matter.ticket.due_at == matter.part("cgw").due_at == at("2026-11-25 17:30")
    assert matter.clock("sjj").due_at == at("2026-11-23 17:30")
    assert matter.ticket.promised_at == at("2026-11-25 17:30")
    assert matter.clock("cgw").policy == matter.part("cgw").policy == "consult"


def test_a_correction_keeps_what_was_granted_as_extension(app: Flask) -> None:
    matter = handled(app, "complaint")
    matter.do("ask_extension", "clerk", of="cgw", reason="joint", text="会办", days=3).do(
        "grant_extension", text="同意"
    )
    matter.do("correct", kind="help")
    assert matter.ticket.due_at == matter.ticket.promised_at == at("2026-12-04 17:30"), "7 and 3 working days"


def test_a_correction_of_the_place_moves_no_limit(app: Flask, clock: Clock) -> None:
    matter = dispatched(app)
    clock("2026-11-23 09:30")
    matter.do("correct", district="510105")
    assert matter.ticket.due_at == at("2026-12-01 17:30")


def test_a_rework_has_its_own_short_limit_also_after_a_correction(app: Flask, clock: Clock) -> None:
    matter = replied(handled(app, "complaint")).do("approve", "leader", of="cgw")
    clock("2026-11-30 09:30")
    matter.do("rework", "followup", solved="unsolved", satisfied="dissatisfied", reason="result")
    assert matter.ticket.due_at == matter.ticket.promised_at == at("2026-12-03 17:30")
    matter.do("correct", kind="help")
    assert matter.ticket.due_at == matter.ticket.promised_at == at("2026-12-03 17:30")


def test_a_reopened_ticket_is_promised_anew(app: Flask, clock: Clock) -> None:
    matter = replied(handled(app, "consult")).do("approve", "leader", of="cgw").do("close", "followup", text="未接通")
    clock("2026-12-14 09:30")
    matter.do("reopen", text="又坏了")
    assert matter.ticket.due_at == matter.ticket.promised_at == at("2026-12-17 17:30")


@pytest.mark.usefixtures("another_calendar")
def test_limits_across_the_new_year_are_marked_until_its_calendar_is_published(
    app: Flask, clock: Clock, tmp_path: Path
) -> None:
    clock("2026-12-24 10:00")
    desk = taken(app)
    unit = dispatched(app, assist=("sjj",))
    extended = handled(app, "consult")
    extended.do("ask_extension", "clerk", of="cgw", reason="season", text="雨季", days=3).do(
        "grant_extension", text="同意"
    )
    resting = replied(handled(app))
    short = dispatched(app, "consult")
    assert [one.ticket.provisional for one in (desk, unit, extended, resting, short)] == [True] * 4 + [False]
    assert unit.ticket.due_at == at("2027-01-05 17:30")

    with app.app_context():
        loaded = next(row.text for row in queries.years() if row.year == 2027)
    published = loaded.replace("official = false", "official = true").replace("last = 2027-01-01", "last = 2027-01-04")
    file = tmp_path / "2027.toml"
    file.write_text(published, encoding="utf-8")
    main.main(["calendar", "import", str(file)], standalone_mode=False)

    for one in (desk, unit, resting):
        assert one.ticket.due_at == one.ticket.promised_at == at("2027-01-06 17:30")
    assert unit.clock("sjj").due_at == at("2026-12-31 17:30"), "it ends before the new year and does not move"
    assert extended.ticket.due_at == extended.ticket.promised_at == at("2027-01-05 17:30")
    assert resting.clock("cgw").next_at is None, "a reply still rests the ladder"
    assert unit.clock("cgw").next_at == at("2026-12-31 09:00")
    assert not any(one.ticket.provisional for one in (desk, unit, extended, resting, short))
    assert short.ticket.due_at == at("2026-12-29 17:30")
