"""Calling back (漏接回拨): one task for all missed calls of a number, claimed, tried, done. Nothing here commits."""

from datetime import datetime, timedelta

from sqlalchemy import func, select, update

from hotline.actors import Actor
from hotline.db import db, new_id, upsert
from hotline.errors import HotlineError
from hotline.privacy import sealing
from hotline.telephony import queries, rules
from hotline.telephony.models import Call, Callback
from hotline.telephony.tables import rules as city_rules
from hotline.tickets.models import Ticket

LOOK_BACK = timedelta(days=7)
"""Missed calls that are older make no task any more."""
BY_PEOPLE = ("reached", "given_up")


class Taken(HotlineError):
    """A colleague is calling this number."""

    status = 409

    def __init__(self, by: str) -> None:
        super().__init__(f"{by}正在回拨这个号码，请先打下一个。", f"{by} is calling this number; take the next one.")


def settle(city: str, phone: str, now: datetime) -> None:
    """Make, change or close the number's open task, as all its calls together demand."""
    hashes = sealing.ring().lookups(phone)
    rows = db.session.execute(
        select(Call.state, Call.rang_at, Call.answered_at).where(
            Call.city == city, Call.phone_hash.in_(hashes), Call.rang_at > now - LOOK_BACK
        )
    ).all()
    settled = db.session.scalar(
        select(func.max(Callback.done_at)).where(
            Callback.city == city, Callback.phone_hash.in_(hashes), Callback.state.in_(BY_PEOPLE)
        )
    )
    left = rules.to_call_back(
        [row.rang_at for row in rows if row.state == "missed"],
        [row.answered_at for row in rows if row.answered_at],
        settled,
    )
    if left is None:
        _not_needed(city, hashes, now)
    else:
        _open(city, phone, left)


def _open(city: str, phone: str, left: rules.Waiting) -> None:
    """One statement makes the task or brings it up to date: two calls that end at once make one."""
    due_at = left.due_at(city_rules().callback)
    told = {"calls": left.calls, "first_at": left.first_at, "last_at": left.last_at, "due_at": due_at}
    key = sealing.lookup(phone)
    row = upsert(Callback).values(
        city=city, id=new_id(), phone=phone, phone_hash=key, open_key=key, state="open", next_at=left.first_at,
        attempts=0, claimed_by_id=0, claimed_by="", done_by="", note="", **told,
    )  # fmt: skip
    db.session.execute(row.on_conflict_do_update(index_elements=["city", "open_key"], set_=told))


def _not_needed(city: str, hashes: list[str], now: datetime) -> None:
    """The citizen got through by herself."""
    for task in db.session.scalars(select(Callback).where(Callback.city == city, Callback.open_key.in_(hashes))):
        _close(task, "called", "", now)


def claim(task_id: int, actor: Actor, now: datetime) -> Callback:
    """This number is this person's to call for some minutes. Raises Taken, NotFound."""
    task = queries.callback(actor.city, task_id)
    until = now + city_rules().claim
    changed = db.session.execute(
        update(Callback)
        .where(
            Callback.city == actor.city, Callback.id == task_id, Callback.state == "open",
            (Callback.claimed_by_id.in_([0, actor.id])) | (Callback.claimed_until <= now),
        )
        .values(claimed_by_id=actor.id, claimed_by=actor.name, claimed_until=until)
        .execution_options(synchronize_session=False)
        .returning(Callback.id)
    ).first()  # fmt: skip
    db.session.refresh(task)
    if changed is None:
        raise Taken(task.claimed_by or task.done_by) if task.state == "open" else _done_already()
    return task


def tried(task_id: int, actor: Actor, now: datetime, reached: bool, note: str = "") -> Callback:
    """One attempt. Not reached: again later, and given up after the last. Raises Taken, NotFound, HotlineError."""
    task = claim(task_id, actor, now)
    task.attempts += 1
    task.note = note.strip()[:300] or task.note
    task.claimed_by_id, task.claimed_by, task.claimed_until = 0, "", None
    if reached:
        _close(task, "reached", actor.name, now)
    elif task.attempts >= city_rules().attempts:
        _close(task, "given_up", actor.name, now)
    else:
        task.next_at = now + city_rules().retry
    return task


def link(task_id: int, ticket: Ticket, actor: Actor) -> None:
    """The call back led to this ticket; the task of another person is left alone."""
    task = db.session.get(Callback, (actor.city, task_id))
    if task is not None and task.state == "reached" and task.done_by == actor.name:
        task.ticket_id = ticket.id


def _close(task: Callback, state: str, by: str, now: datetime) -> None:
    task.state, task.done_at, task.done_by = state, now, by
    task.open_key = str(task.id)


def _done_already() -> HotlineError:
    error = HotlineError("这条回拨任务已经办完。", "This task is done already.")
    error.status = 409
    return error
