"""Names and boxes on the map that people teach the gazetteer (地名学习), and the second look at each."""

from datetime import datetime

from sqlalchemy import literal, or_, select

from hotline.actors import Actor
from hotline.datum import wgs84
from hotline.db import db, new_id
from hotline.errors import Incomplete, NotAllowed, NotFound
from hotline.people import queries as people
from hotline.routing import queries
from hotline.routing.models import LocalPlace
from hotline.routing.units import DISTRICTS

LISTED = 200
SHORTEST, LONGEST = 2, 40
WIDEST = 0.5
"""Degrees: a box larger than this is a slip of the pen."""


def teach(actor: Actor, name: str, code: str, now: datetime, ticket_id: int | None = None) -> LocalPlace:
    """`name` lies in this district, zone or street; it suggests from the next letter on. Incomplete for what can't."""
    name = "".join(name.split())
    if not SHORTEST <= len(name) <= LONGEST:
        raise Incomplete("name", "地名应为2～40个字。", "A place name has 2 to 40 characters.")
    unit, street = _whose(code)
    known = db.session.scalars(
        select(LocalPlace).where(LocalPlace.city == actor.city, LocalPlace.name == name, LocalPlace.sort == "name")
    ).first()
    row = known or LocalPlace(city=actor.city, id=new_id(), name=name, sort="name", box=[])
    row.unit, row.street, row.state, row.ticket_id = unit, street, "proposed", ticket_id
    row.made_at, row.made_by, row.made_by_name = now, actor.id, actor.name
    row.reviewed_at, row.reviewed_by_name = None, ""
    db.session.add(row)
    db.session.flush()
    queries.forget()
    return row


def draw(actor: Actor, name: str, code: str, box: tuple[float, float, float, float], gcj: bool, now: datetime) -> None:
    """Points inside west, south, east, north belong to this unit, whatever the outlines say (边界修正)."""
    west, south, east, north = box
    if gcj:
        west, south = wgs84(west, south)
        east, north = wgs84(east, north)
    if not (0 < east - west <= WIDEST and 0 < north - south <= WIDEST):
        raise Incomplete("west", "范围应是从西南到东北的一小块。", "Give a small box from its south-west corner on.")
    if not SHORTEST <= len(name.strip()) <= LONGEST:
        raise Incomplete("name", "请写明这块地方的名称。", "Say what this stretch is called.")
    unit, street = _whose(code)
    db.session.add(
        LocalPlace(
            city=actor.city, id=new_id(), name=name.strip(), sort="box", unit=unit, street=street,
            box=[round(value, 6) for value in (west, south, east, north)], state="proposed", made_at=now,
            made_by=actor.id, made_by_name=actor.name,
        )
    )  # fmt: skip
    db.session.flush()
    queries.forget()


def judge(actor: Actor, place_id: int, agreed: bool, now: datetime) -> None:
    """The second look: agreed it stays, refused it counts no more.

    Raises NotFound; NotAllowed for whoever taught it: to agree takes a second person, to take it back does not.
    """
    row = db.session.get(LocalPlace, (actor.city, place_id), with_for_update=True)
    if row is None:
        raise NotFound("没有这个地名。", "There is no such place.")
    if agreed and row.made_by == actor.id:
        raise NotAllowed(
            "这个地名是您添加的，要由另一位同事确认；您可以停用它。",
            "You added this place: a colleague has to agree to it. You can take it back.",
        )
    row.state = "agreed" if agreed else "refused"
    row.reviewed_at, row.reviewed_by_name = now, actor.name
    db.session.flush()
    queries.forget()


def listed(city: str, about: str = "") -> list[LocalPlace]:
    """Those to look at first, then the newest; `about` a text: only names that stand in it or that it is a part of."""
    query = select(LocalPlace).where(LocalPlace.city == city)
    if about:
        within = literal(about).contains(LocalPlace.name, autoescape=False)
        query = query.where(or_(LocalPlace.name.contains(about, autoescape=True), within))
    rows = db.session.scalars(query.order_by(LocalPlace.id.desc()).limit(LISTED))
    return sorted(rows, key=lambda row: row.state != "proposed")


def _whose(code: str) -> tuple[str, str]:
    """The district or zone that looks after it, and its street where one is given."""
    unit = people.unit(code)
    if unit is None or unit.kind not in DISTRICTS | {"street"}:
        raise Incomplete(
            "unit", "请选择区（市）县、功能区或街道（镇）。", "Choose a district, a zone, a street or town."
        )
    return (unit.parent or "", unit.code) if unit.kind == "street" else (unit.code, "")
