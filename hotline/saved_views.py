"""Saved views (常用视图) of the work list: a name and the filters of an address; and how a person sets the list up."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import BigInteger, Index, String, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from hotline.actors import Actor
from hotline.db import Base, CityKey, db, upsert
from hotline.errors import Incomplete, NotAllowed, NotFound

MOST = 20
"""Views of one person, and views shared with one unit: more is a list nobody reads."""
LONGEST_NAME = 20
LONGEST_QUERY = 800
SHARERS = frozenset({"leader", "dispatcher", "supervisor", "mayor"})
"""Who may put a view before the colleagues of the own unit."""


class SavedView(CityKey, Base):
    """One view. `unit` is the unit it is shared with, empty for the owner alone."""

    __tablename__ = "saved_views"
    __table_args__ = (Index(None, "city", "owner_id"), Index(None, "city", "unit"))

    owner_id: Mapped[int]
    owner_name: Mapped[str] = mapped_column(String(60))
    unit: Mapped[str] = mapped_column(String(20), default="")
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    query: Mapped[str] = mapped_column(String(LONGEST_QUERY))
    """The filters as a query string."""
    made_at: Mapped[datetime]


class WorkListSetting(Base):
    """How one person sets up the work list: the columns, and the filters it opens with."""

    __tablename__ = "work_list_settings"

    city: Mapped[str] = mapped_column(String(6), primary_key=True)
    user_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    columns: Mapped[list[str]]
    start: Mapped[str] = mapped_column(String(LONGEST_QUERY))


def seen_by(actor: Actor) -> list[SavedView]:
    """One's own views and those shared with one's unit, in the order of their making."""
    own = SavedView.owner_id == actor.id
    wanted = own | (SavedView.unit == actor.unit) if actor.unit else own
    query = select(SavedView).where(SavedView.city == actor.city, wanted).order_by(SavedView.id)
    return list(db.session.scalars(query.limit(2 * MOST)))


def save(actor: Actor, name: str, query: str, shared: bool, now: datetime) -> SavedView:
    """Keep a view. Raises Incomplete for a bad or taken name, NotAllowed for sharing without the right to."""
    if shared and not may_share(actor):
        raise NotAllowed("与本单位共用的视图由单位领导保存。", "Views for the whole unit are saved by its leader.")
    if len(query) > LONGEST_QUERY:
        raise Incomplete("name", "筛选条件太长，请去掉几个。", "These filters are too long. Take some away.")
    seen = seen_by(actor)
    unit = actor.unit if shared else ""
    if sum(row.unit == unit and (shared or row.owner_id == actor.id) for row in seen) >= MOST:
        raise Incomplete("name", f"最多保存{MOST}个视图，请先删掉一个。", f"At most {MOST} views. Delete one first.")
    made = SavedView(
        city=actor.city, owner_id=actor.id, owner_name=actor.name, unit=unit, query=query, made_at=now,
        name=_named(name, seen),
    )  # fmt: skip
    db.session.add(made)
    return made


def rename(actor: Actor, view_id: int, name: str) -> SavedView:
    found = owned(actor, view_id)
    found.name = _named(name, [row for row in seen_by(actor) if row is not found])
    return found


def remove(actor: Actor, view_id: int) -> SavedView:
    """Delete a view. Raises NotFound for one that is gone or not this person's to change."""
    found = owned(actor, view_id)
    db.session.execute(delete(SavedView).where(SavedView.city == actor.city, SavedView.id == view_id))
    return found


def owned(actor: Actor, view_id: int) -> SavedView:
    """A view this person may change: the own ones, and for sharers those of the unit."""
    found = db.session.get(SavedView, (actor.city, view_id))
    if found is None or not may_change(actor, found):
        raise NotFound("没有这个视图。", "There is no such view.")
    return found


def may_share(actor: Actor) -> bool:
    return actor.role in SHARERS and bool(actor.unit)


def may_change(actor: Actor, view: SavedView) -> bool:
    return view.owner_id == actor.id or (may_share(actor) and view.unit == actor.unit)


def setting(actor: Actor) -> WorkListSetting | None:
    return db.session.get(WorkListSetting, (actor.city, actor.id))


def set_columns(actor: Actor, columns: Sequence[str]) -> None:
    _set(actor, columns=list(columns))


def set_start(actor: Actor, query: str) -> None:
    """The filters the list opens with; empty for the first view of the role."""
    _set(actor, start=query[:LONGEST_QUERY])


def _set(actor: Actor, **values: object) -> None:
    row = upsert(WorkListSetting).values(
        **{"city": actor.city, "user_id": actor.id, "columns": [], "start": "", **values}
    )
    db.session.execute(row.on_conflict_do_update(index_elements=["city", "user_id"], set_=values))


def _named(name: str, others: Sequence[SavedView]) -> str:
    name = " ".join(name.split())
    if not name or not name.isprintable():
        raise Incomplete("name", "给视图起个名字。", "Give the view a name.")
    if len(name) > LONGEST_NAME:
        raise Incomplete("name", f"名字最多{LONGEST_NAME}个字。", f"A name has at most {LONGEST_NAME} characters.")
    if any(row.name == name for row in others):
        raise Incomplete("name", "已有同名视图，请换个名字。", "There is a view of this name already.")
    return name
