"""Reading calls: who sits where, what rings at a desk now, which calls, tags and tasks a number has."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select

from hotline.db import db
from hotline.errors import NotFound
from hotline.privacy import sealing
from hotline.telephony.models import Call, CallAct, Callback, CallEventRow, Nuisance, Seat
from hotline.tickets.models import Ticket

FRESH = timedelta(hours=12)
"""A live call that began longer ago is none: its end was lost, and the job will find it."""
SHOWN = 50


def seat(city: str, user_id: int) -> Seat | None:
    """The desk where this person sits."""
    return db.session.scalars(select(Seat).where(Seat.city == city, Seat.user_id == user_id)).one_or_none()


def ringing_at(city: str, user_id: int, now: datetime) -> Call | None:
    """The newest live call at this person's desk that he has not taken: two index probes, asked every second.

    Not ordered by the database: PostgreSQL would rather walk all calls backwards than sort one.
    """
    desk = select(Seat.extension).where(Seat.city == city, Seat.user_id == user_id).scalar_subquery()
    found = db.session.scalars(
        select(Call).where(
            Call.city == city, Call.live == True,  # noqa: E712  # SQLite's planner knows the index by `live = 1`
            Call.extension == desk, Call.taken_by_id != user_id, Call.rang_at > now - FRESH,
        )
    )  # fmt: skip
    return max(found, key=lambda one: one.id, default=None)


def call(city: str, call_id: int) -> Call:
    """Raises NotFound."""
    found = db.session.get(Call, (city, call_id))
    if found is None:
        raise NotFound("没有这次通话。", "There is no such call.")
    return found


def calls_of(ticket: Ticket) -> list[Call]:
    """The calls that belong to this ticket, oldest first."""
    return list(
        db.session.scalars(
            select(Call).where(Call.city == ticket.city, Call.ticket_id == ticket.id).order_by(Call.id).limit(SHOWN)
        )
    )


def acts_of(ticket: Ticket) -> list[CallAct]:
    """What operators did during those calls."""
    return list(
        db.session.scalars(
            select(CallAct)
            .where(CallAct.city == ticket.city, CallAct.ticket_id == ticket.id)
            .order_by(CallAct.id)
            .limit(SHOWN)
        )
    )


def acts_in(city: str, form: str) -> list[CallAct]:
    """What was done so far during the call of this form."""
    return list(
        db.session.scalars(
            select(CallAct).where(CallAct.city == city, CallAct.form == form).order_by(CallAct.id).limit(SHOWN)
        )
    )


def endings(city: str) -> list[CallAct]:
    """Calls ended for abuse that nobody has looked at, oldest first, then the newest that somebody has."""
    ended = select(CallAct).where(CallAct.city == city, CallAct.kind == "ending")
    waiting = db.session.scalars(ended.where(CallAct.reviewed_at.is_(None)).order_by(CallAct.id).limit(SHOWN))
    seen = db.session.scalars(ended.where(CallAct.reviewed_at.is_not(None)).order_by(CallAct.id.desc()).limit(10))
    return [*waiting, *seen]


def events_of(found: Call) -> Sequence[CallEventRow]:
    return list(
        db.session.scalars(
            select(CallEventRow).where(CallEventRow.city == found.city, CallEventRow.call_id == found.id)
        )
    )


def tag_of(city: str, phone: str, now: datetime) -> Nuisance | None:
    """The tag that holds for this number now."""
    if not phone:
        return None
    return db.session.scalars(
        select(Nuisance)
        .where(
            Nuisance.city == city, Nuisance.phone_hash.in_(sealing.ring().lookups(phone)),
            Nuisance.state == "approved", Nuisance.expires_at > now,
        )
        .order_by(Nuisance.id.desc())
        .limit(1)
    ).one_or_none()  # fmt: skip


def tags(city: str, state: str) -> list[Nuisance]:
    """The newest tags of one state."""
    return list(
        db.session.scalars(
            select(Nuisance)
            .where(Nuisance.city == city, Nuisance.state == state)
            .order_by(Nuisance.id.desc())
            .limit(SHOWN)
        )
    )


def open_callbacks(city: str, limit: int = 200) -> list[Callback]:
    """The tasks to call back, those first that may be tried first."""
    return list(
        db.session.scalars(
            select(Callback)
            .where(Callback.city == city, Callback.state == "open")
            .order_by(Callback.next_at, Callback.id)
            .limit(limit)
        )
    )


def open_callback_of(city: str, phone: str) -> Callback | None:
    """The open task of this number."""
    if not phone:
        return None
    keys = sealing.ring().lookups(phone)
    return db.session.scalars(select(Callback).where(Callback.city == city, Callback.open_key.in_(keys))).first()


def callback(city: str, callback_id: int) -> Callback:
    """Raises NotFound."""
    found = db.session.get(Callback, (city, callback_id))
    if found is None:
        raise NotFound("没有这条回拨任务。", "There is no such task.")
    return found


def newest(city: str, limit: int = 20) -> list[Call]:
    """The newest calls."""
    return list(db.session.scalars(select(Call).where(Call.city == city).order_by(Call.id.desc()).limit(limit)))


def waiting(city: str, now: datetime) -> tuple[int, int]:
    """(open tasks, of them past their limit)."""
    late = func.count().filter(Callback.due_at < now)
    total, over = db.session.execute(
        select(func.count(), late).where(Callback.city == city, Callback.state == "open")
    ).one()
    return total, over
