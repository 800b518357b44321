"""Filling: the same again, refused twice, signed in, carried on by real work."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from hotline import clock as time
from hotline import config, demo
from hotline.db import db, transaction
from hotline.demo import filling
from hotline.demo.signins import DISTRICT, PASSWORD, SIGN_INS, STREET
from hotline.demo.writing import TABLES
from hotline.errors import HotlineError
from hotline.people import actions as people
from hotline.people.models import User
from hotline.sla.calendar import at, local_day
from hotline.tickets.actions import perform, receive
from hotline.tickets.inbound import Inbound
from hotline.tickets.models import Petitioner, Ticket
from hotline.tickets.queries import get_ticket
from hotline.tickets.worklist import Filter, worklist
from tests.databases import Database


def test_the_same_seed_and_moment_give_the_same_rows(
    app: Flask, clock: Callable[[str], None], database: Database
) -> None:
    first = _filled(app, 1)
    database.reset()
    assert _filled(app, 1) == first
    database.reset()
    assert _filled(app, 2) != first


def test_a_second_filling_is_refused_unless_more_is_asked_for(city: dict[str, int]) -> None:
    with pytest.raises(HotlineError):
        demo.fill(100, 30, 1, time.now())
    assert demo.fill_once(time.now()) == {}
    assert demo.fill(100, 30, 2, time.now(), more=True)["tickets"] == 100
    assert db.session.scalar(select(func.count()).select_from(Ticket)) == 500


def test_everybody_of_the_demo_can_sign_in(city: dict[str, int]) -> None:
    for one in SIGN_INS:
        user = people.check_password(one.login, PASSWORD)
        assert user is not None
        assert (user.role, user.unit) == (one.role, one.unit)


def test_the_hints_on_the_sign_in_page_are_switched_on(city: dict[str, int]) -> None:
    assert config.load().demo


def test_the_mark_needs_no_folder_made_before(tmp_path: Path) -> None:
    filling.mark(tmp_path / "var")
    assert (tmp_path / "var" / "demo").exists()


@pytest.mark.parametrize(
    "moment",
    [
        "2026-11-20T10:00:00+08:00",
        "2026-11-22T21:00:00+08:00",
        "2026-10-03T08:00:00+08:00",
        "2026-11-20T18:30:00+08:00",
    ],
    ids=["working day", "sunday", "holiday", "evening"],
)
def test_every_desk_finds_its_work_whenever_the_demo_is_made(
    app: Flask, clock: Callable[[str], None], moment: str
) -> None:
    clock(moment)
    with app.app_context():
        demo.fill(200, 60, 1, time.now())
        clerk = db.session.scalars(select(User).where(User.login == "clerk")).one().actor()
        now = time.now()
        midnight = at(local_day(now), 86_400)
        assert clerk.unit == STREET
        assert len(worklist(clerk, Filter(scope="today"), now, midnight).tickets) >= 2
        assert len(worklist(clerk, Filter(scope="overdue"), now, midnight).tickets) >= 1
        leader = db.session.scalars(select(User).where(User.login == "leader")).one().actor()
        waiting = worklist(leader, Filter(state="replied"), now, midnight).tickets
        assert sum(ticket.lead_unit == DISTRICT for ticket in waiting) >= 3
        assert set(db.session.scalars(select(Ticket.level).where(Ticket.open).distinct())) == {0, 1, 2, 3, 4, 5}
        for state in ("received", "accepted", "needs_info", "dispatched", "handling", "reviewed"):
            assert db.session.scalar(select(Ticket.id).where(Ticket.state == state).limit(1)), state


def test_a_real_intake_goes_on_after_the_demo(city: dict[str, int]) -> None:
    now = time.now()
    operator = _actor("operator")
    with transaction():
        for number in range(20):
            receive(Inbound("phone", f"call-{number}", "路灯不亮", "春熙路街道路灯不亮", now), operator, now)
    assert db.session.scalar(select(func.count(Ticket.number.distinct()))) == 420


def test_the_demos_users_take_real_steps_on_its_tickets(city: dict[str, int]) -> None:
    now = time.now()
    leader, clerk = _actor("leader"), _actor("clerk")
    with transaction():
        waiting = _one(Ticket.state == "replied", Ticket.lead_unit == DISTRICT)
        perform("approve", get_ticket(waiting.number, leader), leader, now, text="同意")
        held = _one(Ticket.state == "handling", Ticket.lead_unit == STREET)
        mine = get_ticket(held.number, clerk)
        perform("reply", mine, clerk, now, resolution="solved", internal="已办理。", public="您好，已办理。")
    assert waiting.state in {"reviewed", "closed"}
    assert mine.state == "replied"


def test_the_command_fills_and_says_what_it_wrote(app: Flask, clock: Callable[[str], None]) -> None:
    from click.testing import CliRunner

    from hotline.cli import main

    answer = CliRunner().invoke(main, ["demo", "--tickets", "60", "--days", "20"])
    assert answer.exit_code == 0, answer.output
    assert '"tickets": 60' in answer.output
    again = CliRunner().invoke(main, ["demo", "--tickets", "60"])
    assert again.exit_code == 1
    assert "--more" in again.stderr


def _filled(app: Flask, seed: int) -> dict[str, list[str]]:
    """Every row but what is sealed, which never looks the same twice."""
    with app.app_context():
        demo.fill(150, 40, seed, time.now())
        rows = {}
        for model in TABLES.values():
            table = model.__table__
            sealed = {"name", "phone", "email", "id_number", "address"} if model is Petitioner else {"query_code"}
            columns = [column for column in table.c if column.name not in sealed]
            rows[model.__tablename__] = sorted(map(repr, db.session.execute(select(*columns))))
        db.session.remove()
        db.engine.dispose()
        return rows


def _actor(login: str):
    return db.session.scalars(select(User).where(User.login == login)).one().actor()


def _one(*conditions) -> Ticket:
    return db.session.scalars(select(Ticket).where(*conditions).order_by(Ticket.id.desc()).limit(1)).one()
