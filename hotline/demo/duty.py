"""The demo's duty rooms and rosters (值班), from seed/demo/duty.toml; and the precedents its history left behind."""

from collections.abc import Mapping

from sqlalchemy import and_, select

from hotline.actors import Actor, system
from hotline.db import db, new_id
from hotline.demo import texts
from hotline.routing.duty.models import DutyShift, UnitHours
from hotline.routing.models import Precedent
from hotline.tickets.models import Request, Ticket

SORTS = {"return": "return", "arbitrate": "ruling"}


def bring(city: str, signed: Mapping[str, Actor]) -> int:
    """Put the roster into a city that has none. Returns how many shifts."""
    if db.session.scalar(select(DutyShift.id).where(DutyShift.city == city).limit(1)) is not None:
        return 0
    data, made = texts.read("duty"), 0
    for row in data["room"]:
        kept = db.session.get(UnitHours, (city, row["unit"])) or UnitHours(city=city, unit=row["unit"], opens="office")
        kept.room, kept.stand_in = row["phone"], row.get("stand_in", kept.stand_in or "")
        db.session.add(kept)
    for row in data["shift"]:
        user = signed.get(row.get("login", ""))
        for weekday in row["weekdays"]:
            db.session.add(
                DutyShift(
                    city=city, id=new_id(), unit=row["unit"], weekday=weekday, starts=row["starts"], ends=row["ends"],
                    name=user.name if user else row["name"], phone=row.get("phone", ""),
                    user_id=user.id if user else None,
                )
            )  # fmt: skip
            made += 1
    return made


def precede(city: str) -> int:
    """Every ruling, and every return that a person upheld, as a precedent. Returns how many."""
    there = select(Precedent.ticket_id).where(Precedent.city == city)
    query = (
        select(Request, Ticket.category, Ticket.district, Ticket.lead_unit)
        .join(Ticket, and_(Ticket.city == Request.city, Ticket.id == Request.ticket_id))
        .where(Request.city == city, Request.state == "granted", Request.sort.in_(SORTS))
        .where(Request.decided_by != system(city).name, Request.ticket_id.not_in(there))
        .order_by(Request.decided_at, Request.id)
    )
    rows = db.session.execute(query).all()
    for asked, category, district, lead in rows:
        to_unit = asked.suggested_unit or (lead if lead != asked.unit else "")
        db.session.add(
            Precedent(
                city=city, id=new_id(), ticket_id=asked.ticket_id, at=asked.decided_at, sort=SORTS[asked.sort],
                category=category, district=district, from_unit=asked.unit, to_unit=to_unit, basis=asked.text,
                decision=asked.decision, decided_by=asked.decided_by,
            )
        )  # fmt: skip
    return len(rows)
