"""The demo's history obeys the rules the program obeys: every row could have come from a person's step."""

from collections import defaultdict

from sqlalchemy import func, select

from hotline import clock as time
from hotline.boards.recount import differences
from hotline.db import db, transaction
from hotline.demo import parts, signins
from hotline.people import queries as people
from hotline.sla import waits
from hotline.sla.models import Clock, Escalation, Wait
from hotline.sla.sweep import auto_sign, sweep
from hotline.tickets import numbers, states, workload
from hotline.tickets.models import Assignment, Petitioner, Reach, Reply, Request, Sequence, Ticket, TicketEvent
from tests.demo.conftest import CITY

LIVE = states.UNIT | {"replied"}


def _by_ticket(model):
    rows = defaultdict(list)
    for row in db.session.scalars(select(model).order_by(model.ticket_id)):
        rows[row.ticket_id].append(row)
    return rows


def test_every_ticket_walks_the_table_of_steps(city):
    events = _by_ticket(TicketEvent)
    for ticket in db.session.scalars(select(Ticket)):
        first, *walk = sorted(events[ticket.id], key=lambda event: event.id)
        assert (first.verb, first.frm, first.to) == ("receive", "", "received")
        here, at = "received", first.at
        for event in walk:
            step = states.find(event.verb, event.frm)
            assert step is not None, f"{event.verb} from {event.frm}"
            assert event.frm == here
            assert event.to == (step.to or here)
            assert event.public == step.public
            assert event.at >= at
            here, at = event.to, event.at
        assert ticket.state == here
        assert ticket.open == (here in states.OPEN)


def test_every_state_and_every_rung_is_there(city):
    with transaction():
        parts.bring(CITY, signins.ensure(CITY, time.now()), time.now())
    assert set(db.session.scalars(select(Ticket.state).distinct())) == set(states.STATES)
    levels = select(Ticket.level).where(Ticket.open).distinct()
    assert set(db.session.scalars(levels)) == {0, 1, 2, 3, 4, 5}
    assert set(db.session.scalars(select(Request.state).distinct())) == {"pending", "granted", "refused"}
    assert set(db.session.scalars(select(Reply.state).distinct())) == {"waiting", "approved", "sent_back"}


def test_holders_are_the_live_assignments_and_reach_is_everybody_above_all_of_them(city):
    parts, reach = _by_ticket(Assignment), _by_ticket(Reach)
    for ticket in db.session.scalars(select(Ticket)):
        live = [row.unit for row in parts[ticket.id] if row.ended_at is None]
        assert sorted(ticket.holders) == sorted(live)
        assert bool(live) == (ticket.state in LIVE)
        above = {code for row in parts[ticket.id] for code in people.ancestors(row.unit)}
        assert {row.unit for row in reach[ticket.id]} == above
        assert all(row.open == ticket.open and row.due_at == ticket.due_at for row in reach[ticket.id])


def test_clocks_run_on_live_parts_only(city):
    ended = {row.id: row.ended_at for row in db.session.scalars(select(Assignment))}
    for clock in db.session.scalars(select(Clock)):
        assert clock.next_at is None or ended[clock.assignment_id] is None


def test_the_boards_agree_with_the_events(city):
    assert list(differences(CITY)) == []


def test_the_system_finds_nothing_it_should_have_done_before(city):
    """The ladder goes on from the present: at the same moment nothing is owed."""
    assert sweep(CITY, time.now()) == 0
    assert auto_sign(CITY, time.now()) == 0


def test_what_is_waited_for_goes_on_when_its_time_is_over(city):
    asked = select(Request.ticket_id).where(Request.sort == "return", Request.state == "pending")
    returns = set(db.session.scalars(asked))
    questions = set(db.session.scalars(select(Ticket.id).where(Ticket.state == "needs_info")))
    now = time.now()
    waiting = {(row.ticket_id, row.sort): row.due_at for row in db.session.scalars(select(Wait))}
    assert set(waiting) == {(one, "return_review") for one in returns} | {(one, "need_info") for one in questions}
    assert len(returns) >= 2
    assert questions
    assert all(until > now for until in waiting.values()), "nothing is late on the day it is made"
    db.session.rollback()
    assert waits.sweep(CITY, max(waiting.values())) == len(waiting)
    assert db.session.scalar(asked.limit(1)) is None


def test_the_ladder_goes_on_from_where_the_demo_left_it(city):
    before = db.session.scalar(select(func.count()).select_from(Escalation))
    db.session.rollback()
    monday = time.parse("2026-11-23T09:00:30+08:00")
    fired = sweep(CITY, monday)
    assert fired > 0
    assert db.session.scalar(select(func.count()).select_from(Escalation)) == before + fired


def test_numbers_are_valid_and_in_the_order_of_arrival(city):
    tickets = list(db.session.scalars(select(Ticket).order_by(Ticket.id)))
    assert len(tickets) == 400
    assert all(numbers.read(ticket.number) for ticket in tickets)
    assert [ticket.number for ticket in tickets] == sorted(ticket.number for ticket in tickets)
    assert [ticket.received_at for ticket in tickets] == sorted(ticket.received_at for ticket in tickets)


def test_the_days_sequences_go_on_after_the_last_number(city):
    used = defaultdict(set)
    for number in db.session.scalars(select(Ticket.number)):
        used[number[6:14]].add(int(number[14:20]))
    for row in db.session.scalars(select(Sequence)):
        assert not {n for n in used[f"{row.day:%Y%m%d}"] if n % 8 == row.stripe and n > row.last * 8 + row.stripe}


def test_nobody_in_the_demo_could_be_a_real_person(city):
    for person in db.session.scalars(select(Petitioner)):
        assert person.name == "" or person.name.startswith("演示市民")
        assert person.phone == "" or person.phone.startswith("+86285")
        assert person.email == "" or person.email.endswith("@example.com")
        assert person.id_number == ""


def test_two_units_have_clerks_with_more_and_less_in_hand_and_one_of_them_is_suggested(city):
    for unit in (signins.BUREAU, signins.DISTRICT):
        loads = workload.of_unit(CITY, unit, time.now())
        assert len(loads) == 3
        assert all(one.name.startswith("演示") for one in loads)
        taken = select(Assignment.handler, func.count()).where(Assignment.unit == unit, Assignment.handler_id != 0)
        counts = dict(db.session.execute(taken.group_by(Assignment.handler)).all())
        assert len(set(counts.values())) > 1
        assert workload.suggested(loads) == min(loads, key=lambda one: (one.open, one.lately, one.user_id))


def test_no_two_citizens_tell_the_same_matter_in_the_same_words(city):
    rows = db.session.execute(select(Ticket.title, Ticket.body).where(Ticket.category.in_(("0501", "0301", "1001"))))
    told = [body for _title, body in rows]
    assert len(set(told)) >= 0.9 * len(told) > 5
    assert db.session.scalar(select(func.count()).where(Ticket.body.contains("{") | Ticket.title.contains("{"))) == 0
