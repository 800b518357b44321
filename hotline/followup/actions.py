"""Recording visits (回访) and what follows: closed with the citizen's marks, done again, or called again."""

import logging
from datetime import datetime

from sqlalchemy import delete, select

from hotline import clock, config, outbox
from hotline.actors import Actor, system
from hotline.db import db, transaction, upsert
from hotline.errors import Incomplete, NotAllowed
from hotline.followup import queries, rules
from hotline.followup.models import Appointment, Visit
from hotline.tickets.actions import Happened, available, perform
from hotline.tickets.models import Ticket, TicketEvent

OUT_OF_REACH = "多次回访未接通，按未评价办结。"
NO_VISIT_WANTED = "诉求人不需要回访，答复后办结。"
PRAISE = "表扬件不回访，答复后办结。"
NO_PHONE = f"未留联系电话，无法回访；{rules.MARK_ON_WEB.days}天内没有收到网上评价，按未评价办结。"
PART = "分件已答复，随主件一并答复和回访。"
CONTACTED = ("yes", "no", "unsure")

log = logging.getLogger(__name__)


def record_visit(
    ticket: Ticket,
    actor: Actor,
    now: datetime,
    *,
    means: str = "phone",
    reached: bool,
    contacted: str = "",
    solved: str = "",
    satisfied: str = "",
    process: str = "",
    reason: str = "",
    words: str = "",
    again_at: datetime | None = None,
) -> TicketEvent:
    """One attempt, kept as it was, and its consequence in the same transaction; the event of that consequence.

    Not reached: the next attempt is due at `again_at`, which the caller takes from the calendar; after three attempts
    on two days or more the ticket closes without an evaluation (D-54). Discontent: the same unit does it again, twice
    at most (D-56). The third time the ticket closes with the citizen's own mark, which every rate counts as it is, and
    the supervisors are told: a person decides, by reopening it with a reason or by leaving it. `reason` is one of
    `rules.REASONS`, compulsory on the telephone when the citizen is not content. `means` is phone or web.
    Raises Incomplete, NotAllowed.
    """
    if not reached:
        return _missed(ticket, actor, now, means, words, again_at)
    unhappy = rules.discontent(solved, satisfied, ticket.resolution)
    if (reason or (unhappy and means == "phone")) and reason not in rules.REASONS:
        raise Incomplete("reason", "请选择不满意或没解决的原因。", "Choose why the citizen is not content.")
    if contacted and contacted not in CONTACTED:
        raise Incomplete("contacted", "请选择单位有没有联系过。", "Choose whether the unit got in touch.")
    consequence = rules.follows(solved, satisfied, ticket.resolution, ticket.reworks)
    marks = {"solved": solved, "satisfied": satisfied, "process": process, "contacted": contacted}
    _keep(ticket, actor, now, means, reached=True, reason=reason, words=words, **marks)
    if consequence == "rework":
        return perform("rework", ticket, actor, now, text=words, reason=reason, **marks)
    event = perform("visit", ticket, actor, now, text=words, **marks)
    if consequence == "unsettled":
        _tell_supervisors(event, now)
    return event


def book(ticket: Ticket, actor: Actor, now: datetime, at: datetime, words: str = "") -> TicketEvent:
    """预约回访: the citizen was reached and named a time. Not a missed attempt, no mark; a note says it.

    Raises Incomplete for a time that `rules.may_book` refuses, NotAllowed where nothing waits for a visit.
    """
    if "miss" not in available(ticket, actor):
        raise NotAllowed("这件工单现在不能预约回访。", "No call can be booked for this ticket now.")
    local = clock.local(at)
    if not rules.may_book(local, now):
        first, last = rules.FIRST_HOUR, rules.LAST_HOUR
        raise Incomplete(
            "day",
            f"预约时间应在{rules.FURTHEST.days}天内，{first}:00到{last}:00之间。",
            f"An appointment lies within {rules.FURTHEST.days} days, between {first}:00 and {last}:00.",
        )
    _over(ticket)
    db.session.execute(upsert(Appointment).values(city=ticket.city, ticket_id=ticket.id, at=at))
    ticket.next_visit_at = at
    said = f"市民约定{local:%Y-%m-%d %H:%M}再回访。{words}"
    return perform("note", ticket, actor, now, text=said)


def close_without_phone(now: datetime) -> int:
    """The job: nobody can call these citizens, and no mark came on the web. Returns how many were closed.

    They count as closed without a mark: outside the rates, and shown beside them.
    """
    city = config.settings().city
    with transaction():
        found = queries.unmarked_since(city, now - rules.MARK_ON_WEB)
    return sum(_give_up(city, ticket_id, now) for ticket_id in found)


def _give_up(city: str, ticket_id: int, now: datetime) -> bool:
    """One transaction a ticket; one that somebody works on now is left to the next run."""
    try:
        with transaction():
            held = select(Ticket).where(Ticket.city == city, Ticket.id == ticket_id, Ticket.state == "reviewed")
            ticket = db.session.scalar(held.with_for_update(skip_locked=True, key_share=True))
            if ticket is None:
                return False
            perform("close", ticket, system(city), now, text=NO_PHONE)
            return True
    except Exception:
        log.exception("ticket %s stays open; tried again at the next run", ticket_id)
        return False


def on_approved(happened: Happened) -> None:
    """The answer is out. Praise, and whoever wants no call, are done at once (D-52); others enter the queue.

    A part of a letter is done: its citizen is answered and visited once, about the whole.
    """
    ticket = happened.ticket
    if ticket.parent_id:
        perform("close", ticket, system(ticket.city), happened.now, text=PART)
    elif ticket.kind == "praise" or not ticket.follow_up:
        reason = PRAISE if ticket.kind == "praise" else NO_VISIT_WANTED
        perform("close", ticket, system(ticket.city), happened.now, text=reason)


def _missed(
    ticket: Ticket, actor: Actor, now: datetime, means: str, words: str, again_at: datetime | None
) -> TicketEvent:
    _keep(ticket, actor, now, means, reached=False, words=words)
    event = perform("miss", ticket, actor, now, text=words)
    attempts = [clock.local(one.at).date() for one in queries.since_answer(ticket)]
    if rules.out_of_reach(attempts):
        return perform("close", ticket, system(ticket.city), now, text=OUT_OF_REACH)
    if again_at is None or again_at <= now:
        raise Incomplete("again_at", "请说明下次回访的时间。", "Say when the next attempt is due.")
    ticket.next_visit_at = again_at
    return event


def _keep(ticket: Ticket, actor: Actor, now: datetime, means: str, reached: bool, **said: str) -> None:
    _over(ticket)
    attempt = len(queries.since_answer(ticket)) + 1
    made = Visit(
        city=ticket.city, ticket_id=ticket.id, at=now, by=actor.name, by_id=actor.id, means=means, attempt=attempt,
        reached=reached, **said,
    )  # fmt: skip
    db.session.add(made)


def _over(ticket: Ticket) -> None:
    """Whatever came of it, the appointment is past."""
    past = delete(Appointment).where(Appointment.city == ticket.city, Appointment.ticket_id == ticket.id)
    db.session.execute(past.execution_options(synchronize_session=False))


def _tell_supervisors(event: TicketEvent, now: datetime) -> None:
    data = {"ticket": event.ticket_id, "verb": event.verb, "level": 0}
    outbox.post(event.city, "role:supervisor", f"{event.id} unsettled", "unsettled", data, now)
