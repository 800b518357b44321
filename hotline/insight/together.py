"""Several tickets about one event put with one master in one press (批量并案), after a look: who stays, and why."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm.exc import StaleDataError

from hotline import clock, i18n
from hotline.actors import Actor
from hotline.db import db, transaction
from hotline.errors import HotlineError, Stale
from hotline.tickets import actions, numbers
from hotline.tickets import queries as tickets
from hotline.tickets.models import Ticket

SAID = "与同一事件的其他来件一并并案。"
MOST = 200
"""Tickets of one press: as many as the page of an issue shows."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a press would do. `masters` are those that could lead; `left` says of each that stays why."""

    master: Ticket | None
    masters: list[Ticket]
    go: list[Ticket]
    left: list[tuple[Ticket, str]]
    brought: int
    """Tickets that wait with one that goes, and come along."""
    units: list[str]
    """Codes of the units that stop working on theirs, because the master's unit answers."""
    sooner: int
    """Citizens that were promised an answer on an earlier day than the master's."""


def plan(actor: Actor, chosen: Sequence[str], master: str = "") -> Plan:
    """Of these numbers, those this actor sees.

    Without a wish the master is who leads already, else one with the unit that has the most of them; of these the one
    that was promised an answer first, so that nobody waits longer than she was told.
    """
    wanted = [stored for stored in map(numbers.read, dict.fromkeys(chosen[:MOST])) if stored]
    mine = select(Ticket).where(tickets.visible_to(actor), Ticket.number.in_(wanted)).order_by(Ticket.id)
    found = list(db.session.scalars(mine))
    masters = [one for one in found if one.open and one.answered_at is None and not one.confidential]
    with_it = tickets.waiting_counts(masters)
    of = Counter(one.lead_unit for one in masters)
    order = sorted(
        masters,
        key=lambda one: (
            one.number != master,
            -with_it.get(one.id, 0),
            not one.holders,
            -of[one.lead_unit],
            _promised(one),
            one.id,
        ),
    )
    chief = order[0] if order else None
    others = [one for one in found if one is not chief]
    why = {one.id: _why_left(one, actor) for one in others}
    go = [one for one in others if chief is not None and not why[one.id]]
    left = [(one, why[one.id]) for one in others if why[one.id]]
    units = {unit for one in go for unit in one.holders} - set(chief.holders if chief else ())
    sooner = sum(_promised(one) < _promised(chief) for one in go) if chief else 0
    return Plan(chief, masters, go, left, sum(with_it.get(one.id, 0) for one in go), sorted(units), sooner)


def elsewhere(found: Sequence[Ticket]) -> set[str]:
    """Numbers of those in another district than most: the same words there are rarely the same event."""
    districts = Counter(one.district for one in found if one.district)
    most = max(districts.values(), default=0)
    here = {code for code, n in districts.items() if n == most}
    return {one.number for one in found if one.district and (one.district not in here or len(here) > 1)}


def merge_all(
    chosen: Sequence[str], master: str, versions: Mapping[str, int], actor: Actor, now: datetime
) -> tuple[int, list[tuple[str, str]]]:
    """Each in a transaction of its own. How many went, and the numbers of the others with the reason in words."""
    done, failed, language = 0, list[tuple[str, str]](), i18n.language()
    for number in chosen:
        try:
            with transaction():
                ticket = tickets.get_ticket(number, actor, versions.get(number))
                actions.perform("merge", ticket, actor, now, master=master, text=SAID)
            done += 1
        except (HotlineError, StaleDataError) as error:
            failed.append((number, (error if isinstance(error, HotlineError) else Stale()).words(language)))
    return done, failed


def _promised(ticket: Ticket) -> date:
    """The day her page names."""
    return clock.local(ticket.promised_at or ticket.due_at).date()


def _why_left(ticket: Ticket, actor: Actor) -> str:
    """Empty where it may be merged."""
    if ticket.confidential:
        return str(_("Confidential: it is handled by itself"))
    if ticket.state == "merged":
        return str(_("It is with another already"))
    if ticket.answered_at is not None or not ticket.open:
        return str(_("It has its answer, or has ended"))
    if "merge" not in actions.available(ticket, actor):
        return str(_("As it stands now it goes on by itself"))
    return ""
