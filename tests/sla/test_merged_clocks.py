"""The clock stands still while a ticket is merged and goes on where it stood."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from hotline.db import db, transaction
from hotline.people import queries as people
from hotline.people.models import Unit
from hotline.sla import sweep
from tests.matters import CITY, Matter, at, handled, replied, taken

Clock = Callable[[str], None]


@pytest.fixture(autouse=True)
def _friday(clock: Clock) -> None:
    clock("2026-11-20 10:00")


def merged(app: Flask, matter: Matter, master: Matter | None = None) -> Matter:
    return matter.do("merge", master=(master or taken(app)).ticket.number)


def test_working_days_spent_merged_are_not_the_units(app: Flask, clock: Clock) -> None:
    matter = handled(app, assist=("sjj",))
    clock("2026-11-24 09:30")
    merged(app, matter)
    assert matter.clock("cgw").next_at is None
    clock("2026-11-27 11:00")
    matter.do("unmerge", text="不是一件事")
    assert matter.ticket.due_at == matter.clock("cgw").due_at == matter.part("cgw").due_at == at("2026-12-04 17:30")
    assert matter.clock("sjj").due_at == at("2026-12-02 17:30"), "still two working days before the lead"
    assert matter.clock("cgw").next_at == at("2026-12-02 09:00")
    assert "11月25日（周三）暂停，不计" in matter.part("cgw").explanation
    assert matter.ticket.promised_at == at("2026-12-01 17:30"), "the citizen's clock is never paused"


def test_a_merge_of_one_morning_costs_and_gives_nothing(app: Flask, clock: Clock) -> None:
    matter = handled(app)
    before = matter.clock("cgw")
    clock("2026-11-23 09:30")
    merged(app, matter)
    clock("2026-11-23 11:30")
    matter.do("unmerge", text="不是一件事")
    after = matter.clock("cgw")
    assert (after.assignment_id, after.due_at, after.next_at) == (before.assignment_id, before.due_at, before.next_at)


def test_hours_go_on_to_the_minute(app: Flask, clock: Clock) -> None:
    matter = taken(app).do("correct", urgency="h24").do("accept").do("dispatch", unit="cgw")
    clock("2026-11-20 11:00")
    merged(app, matter)
    clock("2026-11-20 16:30")
    matter.do("unmerge", text="不是一件事")
    assert matter.ticket.due_at == at("2026-11-21 15:30")
    assert matter.part("cgw").sign_by == at("2026-11-20 17:30"), "an hour of its two was gone"
    assert matter.clock("cgw").next_at == at("2026-11-21 03:30"), "half of the time it ran"


def test_a_limit_that_had_passed_stays_where_it_was(app: Flask, clock: Clock) -> None:
    matter = handled(app)
    clock("2026-12-02 10:00")
    with app.app_context():
        sweep.sweep(CITY, at("2026-12-02 10:00"))
    assert matter.rungs("cgw")[-1] == "red"
    merged(app, matter)
    clock("2026-12-03 10:00")
    matter.do("unmerge", text="不是一件事")
    assert matter.ticket.due_at == at("2026-12-01 17:30")
    assert (matter.ticket.level, matter.clock("cgw").next_at) == (3, at("2026-12-04 09:00"))


def test_what_stood_still_is_kept_by_a_correction_and_an_extension(app: Flask, clock: Clock) -> None:
    matter = handled(app)
    merged(app, matter)
    clock("2026-11-24 09:30")
    matter.do("unmerge", text="不是一件事").do("correct", kind="complaint")
    assert matter.ticket.due_at == at("2026-12-14 17:30"), "15 working days and the Monday it stood still"
    matter.do("ask_extension", "clerk", of="cgw", reason="complex", text="需开挖", days=2)
    matter.do("grant_extension", text="同意")
    assert matter.ticket.due_at == at("2026-12-16 17:30")


def test_a_second_merge_adds_its_own_days(app: Flask, clock: Clock) -> None:
    matter = handled(app)
    for begin, end in (("2026-11-23 09:30", "2026-11-24 09:30"), ("2026-11-25 09:30", "2026-11-26 09:30")):
        clock(begin)
        merged(app, matter)
        clock(end)
        matter.do("unmerge", text="不是一件事")
    assert matter.ticket.due_at == at("2026-12-03 17:30")


def test_a_master_withdrawn_gives_the_time_back_too(app: Flask, clock: Clock) -> None:
    master, matter = taken(app), handled(app)
    merged(app, matter, master)
    clock("2026-11-24 09:30")
    master.do("withdraw", "citizen")
    assert (matter.ticket.state, matter.ticket.due_at) == ("handling", at("2026-12-02 17:30"))


def test_a_pending_request_is_pending_again_and_the_parts_are_the_same(app: Flask, clock: Clock) -> None:
    matter = handled(app, assist=("sjj",))
    matter.do("ask_extension", "clerk", of="cgw", reason="complex", text="需开挖", days=2)
    before = [matter.part(unit) for unit in ("cgw", "sjj")]
    merged(app, matter)
    clock("2026-11-23 09:30")
    matter.do("unmerge", text="不是一件事")
    after = [matter.part(unit) for unit in ("cgw", "sjj")]
    kept = ("id", "part", "opinion", "made_at", "signed_at", "ended_at", "outcome")
    assert [[getattr(one, name) for name in kept] for one in after] == [
        [getattr(one, name) for name in kept] for one in before
    ]
    assert matter.ticket.holders == ["cgw", "sjj"]
    matter.do("grant_extension", text="同意")
    assert matter.ticket.extensions == 1


@pytest.fixture
def books() -> Iterator[None]:
    """For a test that closes a unit: the next one reads the units afresh."""
    yield
    people.forget()


def closed_down(app: Flask, unit: str) -> None:
    with app.app_context(), transaction():
        db.session.get_one(Unit, unit).active = False
    with app.app_context():
        people.forget()


@pytest.mark.usefixtures("books")
def test_without_its_unit_an_unmerged_ticket_waits_for_a_dispatcher(app: Flask, clock: Clock) -> None:
    matter = merged(app, handled(app))
    closed_down(app, "cgw")
    clock("2026-11-24 09:30")
    matter.do("unmerge", text="不是一件事")
    ticket = matter.ticket
    assert (ticket.state, ticket.lead_unit, ticket.holders) == ("accepted", "", [])
    assert ticket.due_at == ticket.promised_at == at("2026-12-01 17:30")


@pytest.mark.usefixtures("books")
def test_without_its_unit_a_rework_waits_for_a_dispatcher(app: Flask, clock: Clock) -> None:
    matter = replied(handled(app)).do("approve", "leader", of="cgw")
    closed_down(app, "cgw")
    clock("2026-11-25 09:30")
    matter.do("rework", "citizen", solved="unsolved", satisfied="dissatisfied")
    ticket = matter.ticket
    assert (ticket.state, ticket.lead_unit, ticket.reworks, ticket.holders) == ("accepted", "", 1, [])
    assert ticket.due_at == ticket.promised_at == at("2026-12-04 17:30"), "promised anew, as another unit begins anew"
    assert matter.events("rework")[0].unit == "cgw", "the mark is that of the unit that answered"
    matter.do("dispatch", unit="sjj")
    assert matter.ticket.due_at == at("2026-12-04 17:30")


def test_a_reopened_ticket_has_its_own_extension_and_reworks(app: Flask, clock: Clock) -> None:
    matter = handled(app)
    matter.do("ask_extension", "clerk", of="cgw", reason="complex", text="需开挖", days=2)
    replied(matter.do("grant_extension", text="同意")).do("approve", "leader", of="cgw")
    matter.do("rework", "citizen", solved="unsolved", satisfied="dissatisfied")
    replied(matter).do("approve", "leader", of="cgw").do("visit", "citizen", solved="solved", satisfied="satisfied")
    matter.do("reopen", text="又坏了")
    assert (matter.ticket.extensions, matter.ticket.reworks) == (0, 0)
    matter.do("dispatch", unit="cgw").do("sign", "clerk", of="cgw")
    matter.do("ask_extension", "clerk", of="cgw", reason="complex", text="需开挖", days=2)
    assert matter.do("grant_extension", text="同意").ticket.extensions == 1
