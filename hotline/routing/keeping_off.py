"""Which units a ticket never goes to (回避): those it accuses or complains of; and those one person alone may not
send it to, because it was she who said that it does neither."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select

from hotline.actors import Actor
from hotline.db import db
from hotline.errors import Incomplete
from hotline.people import queries as people
from hotline.routing import queries
from hotline.routing.actions import matter_of
from hotline.tickets.actions import Happened
from hotline.tickets.models import Ticket, TicketEvent


@dataclass(frozen=True, slots=True)
class Barred:
    """The units that may not get one ticket: `accused` in a report and `complained` of from nobody, `cleared` not from
    this person."""

    accused: frozenset[str] = frozenset()
    complained: frozenset[str] = frozenset()
    cleared: frozenset[str] = frozenset()

    @property
    def never(self) -> frozenset[str]:
        return self.accused | self.complained

    @property
    def units(self) -> frozenset[str]:
        return self.never | self.cleared


NOBODY = Barred()
OF_BODIES = ("report", "complaint")
"""The kinds of ticket that can be about a public body."""
NO_ONE = -1


def keep_off(happened: Happened) -> None:
    """No person sends a report to those it accuses (D-66), a complaint to those it is about, nor a bureau's matter to a
    street (D-2)."""
    if happened.actor.role == "system" or not happened.assignments:
        return
    off = barred(happened.ticket, happened.actor)
    for part in happened.assignments:
        _check(happened.ticket, part.unit, off)


def check_unit(ticket: Ticket, code: str, actor: Actor) -> None:
    """Raises Incomplete where this unit may not get this ticket, or not from this hand."""
    _check(ticket, code, barred(ticket, actor))


def barred(ticket: Ticket, actor: Actor) -> Barred:
    """The units that a list of this person leaves out for this ticket, for they are refused when it is sent."""
    return barred_of([ticket], actor)[ticket.id]


def barred_of(tickets: Sequence[Ticket], actor: Actor) -> dict[int, Barred]:
    """The same of each of these tickets, in as many statements as for one."""
    if not tickets:
        return {}
    together = _together(tickets)
    every = {one.id: one for group in together.values() for one in group}
    mine = (TicketEvent.city == tickets[0].city, TicketEvent.ticket_id.in_(list(every)))
    events = list(db.session.scalars(select(TicketEvent).where(*mine).order_by(TicketEvent.id)))
    return _read(tickets, actor, together, events)


def barred_here(ticket: Ticket, actor: Actor, beside: Sequence[Ticket], events: Sequence[TicketEvent]) -> Barred:
    """The same where a page has read what stands `beside` the ticket, and its events; asks only for reports there."""
    reports = [one.id for one in beside if one.kind == "report"]
    if reports:
        theirs = select(TicketEvent).where(TicketEvent.city == ticket.city, TicketEvent.ticket_id.in_(reports))
        events = [*events, *db.session.scalars(theirs.order_by(TicketEvent.id))]
    return _read([ticket], actor, {ticket.id: [ticket, *beside]}, events)[ticket.id]


def of_all(every: Sequence[Barred]) -> Barred:
    """Whom a list for all of these tickets leaves out: only who may get none of them."""
    if not every:
        return NOBODY
    accused = frozenset.intersection(*(one.accused for one in every))
    complained = frozenset.intersection(*(one.never for one in every)) - accused
    cleared = frozenset.intersection(*(one.units for one in every)) - accused - complained
    return Barred(accused, complained, cleared)


def outermost(codes: Collection[str]) -> list[str]:
    """These units without those below another of them."""
    known = set(codes)
    return [code for code in sorted(known) if not set(people.ancestors(code)) & (known - {code})]


def _check(ticket: Ticket, code: str, off: Barred) -> None:
    category, unit = queries.categories().get(ticket.category), people.unit(code)
    if code in off.accused:
        name = unit.short if unit is not None else code
        raise Incomplete(
            "unit", f"举报件不能给被举报的单位及其下属、承包单位（{name}），请选别的单位。",
            f"The report is about {unit.name_en if unit is not None else code}, or one it is below or works for; "
            "choose another.",
        )  # fmt: skip
    if code in off.complained:
        name = unit.short if unit is not None else code
        raise Incomplete(
            "unit",
            f"投诉件不能给被投诉的单位及其下属、承包单位（{name}），请选别的单位。"
            "投诉的不是它的，请先更正类型，再由另一位同事派出。",
            f"The complaint is about {unit.name_en if unit is not None else code}, or one it is below or works for; "
            "choose another. If it is not, correct its kind; somebody else then sends it there.",
        )  # fmt: skip
    if code in off.cleared:
        raise Incomplete(
            "unit", "这件原是对该单位的举报或投诉，是您更正为其他类型的；要给它办理，须由另一位同事派出。",
            "You took away that it is a report or a complaint about this unit: somebody else must send it there.",
        )  # fmt: skip
    if category is not None and not category.grassroots and unit is not None and unit.kind == "street":
        raise Incomplete(
            "unit", f"“{category.name}”须由部门或区（市）县办理，不派街道（镇）。",
            f"“{category.name_en}” is not for streets and towns; choose a bureau or a district.",
        )  # fmt: skip


def _together(tickets: Sequence[Ticket]) -> dict[int, list[Ticket]]:
    """What whoever gets each of them reads of too: those merged into it, and the letter it is a part of."""
    city, found = tickets[0].city, {ticket.id: [ticket] for ticket in tickets}
    merged = select(Ticket).where(Ticket.city == city, Ticket.master_id.in_(list(found)), Ticket.kind == "report")
    for one in db.session.scalars(merged.order_by(Ticket.id)):
        found[one.master_id or 0].append(one)
    parents = {ticket.parent_id for ticket in tickets if ticket.parent_id}
    if parents:
        letters = select(Ticket).where(Ticket.city == city, Ticket.id.in_(sorted(parents)), Ticket.kind == "report")
        known = {one.id: one for one in db.session.scalars(letters)}
        for ticket in tickets:
            if ticket.parent_id in known:
                found[ticket.id].append(known[ticket.parent_id])
    return found


def _read(
    tickets: Sequence[Ticket],
    actor: Actor,
    together: Mapping[int, Sequence[Ticket]],
    events: Iterable[TicketEvent],
) -> dict[int, Barred]:
    """What the engine says of the reports and complaints, with who lost one for what the citizen said of them later.

    Who made it no report or no complaint any more cannot send it to those it was about: two must agree.
    """
    lost, by = defaultdict[int, list[str]](list), dict[tuple[int, str], int | None]()
    for event in events:
        if event.data.get("accuses"):
            lost[event.ticket_id] += event.data["recused"]
        if event.verb == "correct" and "kind" in event.data.get("changed", {}):
            by[event.ticket_id, event.data["changed"]["kind"][0]] = event.actor_id
    engine, accused, found = queries.engine(), dict[int, frozenset[str]](), dict[int, Barred]()
    for ticket in tickets:
        for one in together[ticket.id]:
            if one.kind == "report" and one.id not in accused:
                accused[one.id] = frozenset((*engine.decide(matter_of(one, "")).barred, *lost[one.id]))
        cleared = set[str]()
        if ticket.kind != "report" and by.get((ticket.id, "report"), NO_ONE) == actor.id:
            matter = replace(matter_of(ticket, ""), kind="report")
            cleared |= {*engine.decide(matter).barred, *engine.named(matter), *lost[ticket.id]}
        if ticket.kind not in OF_BODIES and by.get((ticket.id, "complaint"), NO_ONE) == actor.id:
            cleared |= engine.complained(matter_of(ticket, ""))
        reports = (one.id for one in together[ticket.id] if one.kind == "report")
        complained = engine.complained(matter_of(ticket, "")) if ticket.kind == "complaint" else frozenset[str]()
        off = frozenset[str]().union(*(accused[key] for key in reports))
        found[ticket.id] = Barred(off, complained - off, frozenset(cleared) - off - complained)
    return found
