"""Whose duty a matter was found to be before (先例): rulings, and returns a person upheld; kept, looked up, cited."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, func, or_, select, update

from hotline import clock
from hotline.actors import Actor
from hotline.db import append, db, new_id
from hotline.errors import NotFound
from hotline.people import queries as people
from hotline.routing.decision.evidence import Decision, Option, Reason
from hotline.routing.models import Precedent
from hotline.routing.units import DISTRICTS
from hotline.tickets import queries as tickets
from hotline.tickets.actions import Happened
from hotline.tickets.models import Request, Ticket

NEWEST = 20
"""Precedents of an item that are looked through for a new letter."""
TWICE = 2
"""Returns of one unit that make a rule; a single one had perhaps its own facts, and is only told."""
YEAR = timedelta(days=365)
PLACED = DISTRICTS | {"street"}


def keep_ruling(happened: Happened) -> None:
    """rule: the ruled unit, with the basis of the dispute."""
    asked = _decided(happened.ticket, "arbitrate")
    if asked is not None:
        _keep(happened, "ruling", asked, str(happened.event.data["from_unit"]), str(happened.event.data["unit"]))


def keep_return(happened: Happened) -> None:
    """grant_return by a person: silence upholds nothing."""
    if happened.actor.role == "system":
        return
    asked = _decided(happened.ticket, "return")
    if asked is not None:
        _keep(happened, "return", asked, asked.unit, asked.suggested_unit)


def follow(happened: Happened) -> None:
    """dispatch by a person after a return: where it went then is what the precedent says."""
    ticket = happened.ticket
    if happened.actor.role == "system" or not ticket.returns:
        return
    newest = (
        select(Precedent.id)
        .where(Precedent.city == ticket.city, Precedent.ticket_id == ticket.id, Precedent.sort == "return")
        .order_by(Precedent.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    unit = str(happened.event.data["unit"])
    mine = and_(Precedent.city == ticket.city, Precedent.id == newest, Precedent.from_unit != unit)
    db.session.execute(update(Precedent).where(mine).values(to_unit=unit))


def weighed(city: str, found: Decision) -> Decision:
    """The decision with the precedent of its item and place level; where that says otherwise a person looks."""
    rows = newest(city, found.category) if found.category and found.unit else []
    one = nearest(rows, found.district)
    if one is None or one.to_unit in found.never:
        return found
    differs = _differs(one, found) and (one.sort == "ruling" or _again(rows, one) >= TWICE)
    told = replace(found, because=(*found.because, _reason(one, differs, found)))
    if not differs:
        return told
    others = [option for option in found.alternatives if option.unit != one.to_unit]
    if one.to_unit and one.to_unit != found.unit:
        others.insert(0, Option(one.to_unit, found.category, round(0.5 * found.confidence, 3)))
    return replace(told, auto=False, alternatives=tuple(others)[:3])


def often_returned(city: str, found: Decision, now: datetime) -> Decision:
    """The decision with how often this item was rightly given back in this place within a year, and by whom."""
    if not found.category:
        return found
    query = (
        select(Precedent.from_unit, func.count())
        .join(Ticket, and_(Ticket.city == Precedent.city, Ticket.id == Precedent.ticket_id))
        .where(Precedent.city == city, Precedent.category == found.category, ~Ticket.confidential)
        .where(Precedent.sort == "return", Precedent.district == found.district, Precedent.at >= now - YEAR)
        .group_by(Precedent.from_unit)
        .order_by(func.count().desc(), Precedent.from_unit)
    )
    # The ticket that is being received is written once, when all is known of it.
    with db.session.no_autoflush:
        rows = [(unit, int(n)) for unit, n in db.session.execute(query)]
    n = sum(count for _unit, count in rows)
    if n < TWICE:
        return found
    zh, en = (
        sep.join(f"{people.unit_short(unit, language)}{gap}{count}" for unit, count in rows[:3])
        for language, sep, gap in (("zh", "、", ""), ("en", ", ", " "))
    )
    said = Reason(
        "returned", f"同类同地一年内退单获准{n}件：{zh}", f"Rightly returned {n} times here within a year: {en}"
    )
    return replace(found, because=(*found.because, said))


def newest(city: str, category: str) -> list[Precedent]:
    """The newest precedents of an item, none of a confidential ticket."""
    query = (
        select(Precedent)
        .join(Ticket, and_(Ticket.city == Precedent.city, Ticket.id == Precedent.ticket_id))
        .where(Precedent.city == city, Precedent.category == category, ~Ticket.confidential)
        .order_by(Precedent.id.desc())
        .limit(NEWEST)
    )
    # The ticket that is being received is written once, when all is known of it.
    with db.session.no_autoflush:
        return list(db.session.scalars(query))


def nearest(rows: Sequence[Precedent], district: str) -> Precedent | None:
    """Of these the one that fits a place level: one of this district goes first, then a ruling for or against a unit of
    the whole city, which holds everywhere."""
    here = next((row for row in rows if row.district == district), None)
    return here or next((row for row in rows if row.sort == "ruling" and not _placed(row.to_unit)), None)


def listed(
    actor: Actor, category: str = "", unit: str = "", after: int = 0, limit: int = 50
) -> list[tuple[Precedent, str]]:
    """A page of precedents, the newest first, with the number of the ticket where this person may see it.

    What is confidential is on no such list.
    """
    seen = select(Ticket.number).where(
        Ticket.city == Precedent.city, Ticket.id == Precedent.ticket_id, tickets.visible_to(actor)
    )
    query = (
        select(Precedent, seen.correlate(Precedent).scalar_subquery())
        .join(Ticket, and_(Ticket.city == Precedent.city, Ticket.id == Precedent.ticket_id))
        .where(Precedent.city == actor.city, ~Ticket.confidential)
    )
    if category:
        query = query.where(Precedent.category.startswith(category, autoescape=True))
    if unit:
        query = query.where(or_(Precedent.from_unit == unit, Precedent.to_unit == unit))
    if after:
        query = query.where(Precedent.id < after)
    rows = db.session.execute(query.order_by(Precedent.id.desc()).limit(limit))
    return [(row, number or "") for row, number in rows]


def one(city: str, precedent_id: int) -> Precedent:
    """NotFound for one that is not the city's, or has become confidential."""
    query = (
        select(Precedent)
        .join(Ticket, and_(Ticket.city == Precedent.city, Ticket.id == Precedent.ticket_id))
        .where(Precedent.city == city, Precedent.id == precedent_id, ~Ticket.confidential)
    )
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise NotFound("没有这个先例。", "There is no such precedent.")
    return found


def as_basis(precedent: Precedent) -> str:
    """The precedent as a line of the catalogue's basis of duty (职责依据)."""
    told = "裁定" if precedent.sort == "ruling" else "退单获准"
    unit = people.unit_short(precedent.to_unit or precedent.from_unit, "zh")
    verb = "由" if precedent.to_unit else "不由"
    # Why it was referred says nothing of the duty: of a ruling its own reason counts.
    why = precedent.decision if precedent.sort == "ruling" else precedent.basis
    return f"先例：{clock.local(precedent.at).date().isoformat()}{told}{verb}{unit}主办，{why}"


def _again(rows: Sequence[Precedent], one: Precedent) -> int:
    """How often this unit gave such a matter of this district back."""
    return sum((row.sort, row.district, row.from_unit) == (one.sort, one.district, one.from_unit) for row in rows)


def _decided(ticket: Ticket, sort: str) -> Request | None:
    """The request this step has just decided."""
    rows = [row for row in tickets.requests(ticket) if row.sort == sort and row.state == "granted"]
    return max(rows, key=lambda row: row.id, default=None)


def _keep(happened: Happened, sort: str, asked: Request, from_unit: str, to_unit: str) -> None:
    ticket = happened.ticket
    append(
        Precedent(
            city=ticket.city, id=new_id(), ticket_id=ticket.id, at=happened.now, sort=sort, category=ticket.category,
            district=ticket.district, from_unit=from_unit, to_unit=to_unit, basis=asked.text,
            decision=asked.decision, decided_by=asked.decided_by,
        )
    )  # fmt: skip


def _differs(one: Precedent, found: Decision) -> bool:
    if one.sort == "return" and found.unit == one.from_unit:
        return True
    return one.sort == "ruling" and _above(one.to_unit) != _above(found.unit)


def _reason(one: Precedent, differs: bool, found: Decision) -> Reason:
    day, here = clock.local(one.at).date().isoformat(), one.district == found.district
    zh, en = (_told(one, language) for language in ("zh", "en"))
    end_zh, end_en = ("，与本建议不同，请派单员确认", "; a dispatcher decides") if differs else ("", "")
    same_zh, same_en = ("同类同地", "like it here") if here else ("同类", "like it")
    rule = "precedent-differs" if differs else "precedent"
    said = f"先例（{same_zh}，{day}）：{zh}{end_zh}"
    return Reason(f"{rule}/{one.id}", said, f"Precedent {day}, {same_en}: {en}{end_en}")


def _told(one: Precedent, language: str) -> str:
    left, given = (people.unit_short(code, language) if code else "" for code in (one.from_unit, one.to_unit))
    if one.sort == "ruling":
        return f"裁定由{given}主办" if language == "zh" else f"ruled that {given} leads"
    if language == "zh":
        return f"{left}退单获准" + (f"，改由{given}主办" if given else "")
    return f"a return by {left} was upheld" + (f", {given} leads" if given else "")


def _above(code: str) -> str:
    """A street counts as its district."""
    unit: Any = people.unit(code)
    return unit.parent or code if unit is not None and unit.kind == "street" else code


def _placed(code: str) -> bool:
    unit = people.unit(code)
    return unit is None or unit.kind in PLACED
