"""The ladder as a job: every rung once, in order, however late it comes, and nobody is warned twice."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from hotline import clock as hotline_clock
from hotline import events, outbox
from hotline.db import db
from hotline.sla import sweep
from hotline.sla.models import Escalation
from hotline.tickets.actions import Happened
from tests.matters import CITY, Matter, at, dispatched, handled, replied, taken

LADDER = ["reminder", "yellow", "red", "supervise_unit", "supervise_city"]
RUNGS = ("2026-11-27", "2026-11-30", "2026-12-02", "2026-12-04", "2026-12-08")
"""The days of the five rungs for a limit that ends on 1 December."""


@pytest.fixture(autouse=True)
def _friday(clock: Callable[[str], None]) -> None:
    clock("2026-11-20 10:00")


def fire(app: Flask, moment: str) -> int:
    with app.app_context():
        return sweep.sweep(CITY, at(moment))


def test_nothing_fires_before_its_moment(app: Flask) -> None:
    matter = dispatched(app)
    assert fire(app, "2026-11-27 08:59") == 0
    assert matter.rungs("cgw") == []


def test_each_rung_fires_once_at_its_moment(app: Flask) -> None:
    matter = dispatched(app)
    for done, day in enumerate(RUNGS, 1):
        assert fire(app, f"{day} 09:00") == 1
        assert fire(app, f"{day} 09:00") == 0
        assert fire(app, f"{day} 23:00") == 0
        assert matter.rungs("cgw") == LADDER[:done]
        assert matter.ticket.level == done
    assert matter.clock("cgw").next_at is None
    assert fire(app, "2027-06-01 09:00") == 0


def test_after_a_downtime_all_missed_rungs_come_in_order(app: Flask) -> None:
    matter = dispatched(app)
    assert fire(app, "2027-03-01 09:00") == 5
    assert matter.rungs("cgw") == LADDER
    assert [event.data["level"] for event in matter.events("escalate")] == [1, 2, 3, 4, 5]
    assert matter.ticket.level == 5
    assert fire(app, "2027-03-01 09:00") == 0


def test_each_rung_is_told_once_to_those_it_concerns(app: Flask) -> None:
    matter = dispatched(app)
    fire(app, "2027-03-01 09:00")
    told = [(message.data["level"], message.recipient) for message in matter.messages("ladder")]
    up_to_leader = [(level, "unit:cgw") for level in (1, 2, 3, 4, 5)] + [(4, "leaders:cgw"), (5, "leaders:cgw")]
    assert sorted(told) == sorted([*up_to_leader, (5, "role:supervisor")])


def test_a_warning_does_not_make_an_open_form_stale(app: Flask) -> None:
    matter = dispatched(app)
    version = matter.ticket.version
    fire(app, "2026-12-02 09:00")
    assert matter.ticket.version == version
    assert matter.ticket.level == 3


@pytest.mark.parametrize(
    ("urgency", "moments"),
    [
        ("h24", ("2026-11-21 04:00", "2026-11-21 10:00")),
        ("h2", ("2026-11-20 11:30", "2026-11-20 12:00")),
    ],
)
def test_limits_in_hours_climb_by_the_hour_day_and_night(app: Flask, urgency: str, moments: tuple[str, str]) -> None:
    matter = taken(app).do("correct", urgency=urgency).do("accept").do("dispatch", unit="cgw")
    fire(app, moments[0])
    assert "red" not in matter.rungs("cgw")
    assert "yellow" in matter.rungs("cgw")
    fire(app, moments[1])
    assert "red" in matter.rungs("cgw"), "the limit is over, at night as by day"
    fire(app, "2026-11-24 10:00")
    assert matter.rungs("cgw")[-1] == "supervise_city"
    assert len(set(matter.rungs("cgw"))) == len(matter.rungs("cgw"))


def test_a_reply_stops_the_ladder_and_sending_back_lets_it_go_on(app: Flask) -> None:
    matter = handled(app)
    fire(app, "2026-11-27 09:00")
    replied(matter)
    assert fire(app, "2026-12-08 09:00") == 0
    matter.do("send_back", "leader", of="cgw", text="请补充")
    assert fire(app, "2026-12-02 09:00") == 2
    assert matter.rungs("cgw") == LADDER[:3]


def test_an_approved_answer_ends_the_ladder(app: Flask) -> None:
    matter = replied(handled(app)).do("approve", "leader", of="cgw")
    assert fire(app, "2027-03-01 09:00") == 0
    assert matter.rungs("cgw") == []


def test_after_an_extension_the_rungs_of_the_new_limit_fire(app: Flask, clock: Callable[[str], None]) -> None:
    matter = handled(app)
    fire(app, "2026-11-30 09:00")
    clock("2026-12-01 10:00")
    matter.do("ask_extension", "clerk", of="cgw", reason="complex", text="需开挖", days=5).do(
        "grant_extension", text="同意"
    )
    assert matter.ticket.level == 0
    assert fire(app, "2026-12-03 10:00") == 0, "the red card of the old limit is off"
    assert fire(app, "2026-12-04 09:00") == 1
    assert matter.rungs("cgw") == ["reminder", "yellow", "reminder"]


def test_a_short_extension_does_not_repeat_the_rungs_behind_it(app: Flask, clock: Callable[[str], None]) -> None:
    matter = handled(app)
    fire(app, "2026-11-30 09:00")
    clock("2026-12-01 10:00")
    matter.do("ask_extension", "clerk", of="cgw", reason="complex", text="需开挖", days=1).do(
        "grant_extension", text="同意"
    )
    assert fire(app, "2026-12-01 10:01") == 0
    assert fire(app, "2026-12-03 09:00") == 1
    assert matter.rungs("cgw") == ["reminder", "yellow", "red"]


def test_a_limit_moved_away_and_back_does_not_fire_its_rungs_again(app: Flask, clock: Callable[[str], None]) -> None:
    matter = dispatched(app)
    fire(app, "2026-11-30 09:00")
    clock("2026-11-30 10:00")
    matter.do("correct", kind="complaint").do("correct", kind="help")
    assert fire(app, "2026-12-02 09:00") == 1
    assert matter.rungs("cgw") == LADDER[:3]
    assert len(matter.events("escalate")) == 3


def test_a_correction_of_the_kind_with_the_same_limit_changes_no_rung(app: Flask, clock: Callable[[str], None]) -> None:
    matter = dispatched(app, "help")
    fire(app, "2026-11-30 09:00")
    clock("2026-11-30 10:00")
    matter.do("correct", kind="suggest")
    assert matter.ticket.level == 2
    assert fire(app, "2026-11-30 10:00") == 0


def test_a_late_assisting_unit_is_charged_to_itself(app: Flask) -> None:
    matter = dispatched(app, assist=("sjj",))
    assert fire(app, "2026-11-30 08:59") == 3
    assert matter.rungs("sjj") == ["reminder", "yellow"]
    assert matter.rungs("cgw") == ["reminder"]
    fire(app, "2026-11-30 09:00")
    assert matter.rungs("sjj") == LADDER[:3]
    assert matter.ticket.level == 2, "the lead has its yellow card, the helper's red one is not the ticket's"
    assert {message.recipient for message in matter.messages("ladder")} == {"unit:cgw", "unit:sjj"}


def test_a_red_card_belongs_to_the_unit_that_has_it_after_redispatch(app: Flask, clock: Callable[[str], None]) -> None:
    matter = dispatched(app)
    fire(app, "2026-12-02 09:00")
    clock("2026-12-02 10:00")
    matter.do("redispatch", unit="sjj", text="属住建职责")
    assert matter.ticket.level == 0
    assert fire(app, "2026-12-04 09:00") == 0
    assert fire(app, "2026-12-09 09:00") == 1
    assert matter.rungs("sjj") == ["reminder"]


def test_one_faulty_clock_does_not_stop_the_others(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    good, bad, last = (dispatched(app) for _ in range(3))
    before = events._listeners

    def stumble(happened: Happened) -> None:
        if happened.ticket.id == bad.id:
            raise ValueError("a faulty rule")

    events.connect({**before, "escalate": (stumble,)})
    try:
        assert fire(app, "2026-11-27 09:00") == 2
    finally:
        events.connect(before)
    assert good.rungs("cgw") == last.rungs("cgw") == ["reminder"]
    assert bad.rungs("cgw") == []
    assert "tried again later" in caplog.text
    assert fire(app, "2026-11-27 09:09") == 0
    assert fire(app, "2026-11-27 09:10") == 1
    assert bad.rungs("cgw") == ["reminder"]


def test_more_than_one_batch_is_swept_in_one_run(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweep, "BATCH", 3)
    for _ in range(7):
        dispatched(app)
    assert fire(app, "2026-11-30 09:00") == 14
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Escalation)) == 14
        told = select(func.count()).select_from(outbox.Message).where(outbox.Message.template == "ladder")
        assert db.session.scalar(told) == 14


def test_a_unit_that_does_not_sign_is_signed_for(app: Flask) -> None:
    late, in_time = dispatched(app), dispatched(app, "help", "sjj").do("sign", "clerk", of="sjj")
    assert _sign(app, late.part("cgw").sign_by or at("2026-11-20")) == 0, "until the very end it may sign itself"
    assert _sign(app, at("2026-11-23 17:31")) == 1
    assert _sign(app, at("2026-11-23 17:31")) == 0
    event = late.events("sign")[0]
    assert (event.actor_role, event.data["late"]) == ("system", True)
    assert late.ticket.state == "handling"
    assert len(in_time.events("sign")) == 1


def _sign(app: Flask, now: datetime) -> int:
    with app.app_context():
        return sweep.auto_sign(CITY, now)


def test_a_rung_is_dated_when_it_fired_not_when_it_was_due(app: Flask) -> None:
    matter = dispatched(app)
    fire(app, "2026-11-27 11:11")
    event = matter.events("escalate")[0]
    assert event.at == at("2026-11-27 11:11")
    assert event.data["due_at"] == hotline_clock.iso(at("2026-12-01 17:30"))
    assert event.at - at("2026-11-27 09:00") < timedelta(hours=3)


def test_a_withdrawn_matter_is_never_escalated(app: Flask) -> None:
    matter: Matter = dispatched(app).do("withdraw", "citizen")
    assert fire(app, "2027-03-01 09:00") == 0
    assert matter.messages("ladder") == []
