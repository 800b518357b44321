"""Who led past tickets of the same item in the same place in the end: evidence beside catalogue and words."""

from collections import Counter
from dataclasses import replace

from sqlalchemy import select

from hotline.db import db
from hotline.people import queries as people
from hotline.routing.decision.evidence import Decision, Option, Reason
from hotline.tickets.models import Ticket

NEWEST = 100
LEAST, SHARE = 8, 0.7
"""Closed tickets, and the share of them one unit led, from which on the past says something."""


def usual(city: str, category: str, district: str) -> tuple[str, int, int]:
    """The unit that led most of the newest closed tickets of this item here: (unit, its tickets, all); a street counts
    as its district. Empty when they are few or divided."""
    query = (
        select(Ticket.lead_unit)
        .where(
            Ticket.city == city,
            Ticket.open.is_(False),
            Ticket.category == category,
            Ticket.district == district,
            Ticket.lead_unit != "",
        )
        .order_by(Ticket.id.desc())
        .limit(NEWEST)
    )
    # The ticket that is being received is written once, when all is known of it.
    with db.session.no_autoflush:
        leads = list(db.session.scalars(query))
    counts = Counter(_above(code) for code in leads)
    of = sum(counts.values())
    unit, n = counts.most_common(1)[0] if counts else ("", 0)
    return (unit, n, of) if of >= LEAST and n >= SHARE * of else ("", 0, of)


def weighed(city: str, found: Decision) -> Decision:
    """The decision with what the past says of it; where that is otherwise a person looks, both units before her."""
    unit, n, of = usual(city, found.category, found.district) if found.category and found.unit else ("", 0, 0)
    if not unit or unit in found.never:
        return found
    zh, en = people.unit_short(unit, "zh"), people.unit_short(unit, "en")
    if unit == found.unit:
        told = f"同类同地{of}件已办结工单中，{n}件由{zh}主办"
        said = Reason("past/agrees", told, f"{n} of {of} like it here were led by {en}")
        return replace(found, because=(*found.because, said))
    said = Reason(
        "past/differs",
        f"同类同地{of}件已办结工单中，{n}件最终由{zh}主办，请派单员确认",
        f"{n} of {of} like it here were led by {en} in the end: a dispatcher decides",
    )
    others = tuple(one for one in found.alternatives if one.unit != unit)
    first = Option(unit, found.category, round(0.5 * found.confidence, 3))
    return replace(found, auto=False, because=(*found.because, said), alternatives=(first, *others)[:3])


def _above(code: str) -> str:
    unit = people.unit(code)
    return unit.parent or code if unit is not None and unit.kind == "street" else code
