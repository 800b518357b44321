"""Long work (后台任务): what one person asked for and a job does, while she goes on with other things.

A row says what is wanted and how far it is. Whoever works on it beats it every moment; a row that nobody has beaten for
a while belongs to a process that was killed, and is begun again, a few times, before it says that it failed.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import CursorResult, Index, String, and_, delete, or_, select, update
from sqlalchemy.orm import Mapped, mapped_column

from hotline import config, ending
from hotline.actors import Actor
from hotline.db import Base, CityKey, db, new_id, transaction
from hotline.errors import NotFound

KEPT = timedelta(hours=24)
"""How long a finished one and its file can be fetched."""
SILENT = timedelta(seconds=45)
"""Without a beat for so long, whoever worked on it is gone."""
MOST_TRIES = 3
LISTED = 20
LIVE = frozenset({"waiting", "running"})


class Task(CityKey, Base):
    """One piece of work of one person."""

    __tablename__ = "tasks"
    __table_args__ = (Index(None, "city", "owner_id", "id"), Index(None, "city", "state", "id"))

    owner_id: Mapped[int]
    sort: Mapped[str] = mapped_column(String(8))
    """export | act | paper"""
    language: Mapped[str] = mapped_column(String(2))
    given: Mapped[dict[str, Any]]
    """What is wanted, without any citizen's name."""
    state: Mapped[str] = mapped_column(String(9), default="waiting")
    """asked (not confirmed yet) | waiting | running | done | failed | cancelled"""
    total: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    failures: Mapped[list[Any]] = mapped_column(default=list)
    tries: Mapped[int] = mapped_column(default=0)
    made_at: Mapped[datetime]
    beat_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    @property
    def live(self) -> bool:
        return self.state in LIVE

    @property
    def until(self) -> datetime:
        """When it will be forgotten, its file with it."""
        return (self.ended_at or self.made_at) + KEPT


@dataclass(frozen=True, slots=True)
class Claimed:
    """A task somebody works on now. `tries` names this one's turn: an earlier worker that comes back has no say."""

    city: str
    id: int
    owner_id: int
    sort: str
    language: str
    given: dict[str, Any]
    tries: int


class Stopped(Exception):
    """It was cancelled, another process has taken it over, or this one was told to end."""


def ask(actor: Actor, sort: str, given: dict[str, Any], language: str, now: datetime, state: str = "waiting") -> int:
    """Write down what is wanted. Returns the id."""
    key = new_id()
    db.session.add(
        Task(
            city=actor.city, id=key, owner_id=actor.id, sort=sort, language=language, given=given, state=state,
            made_at=now, total=int(given.get("total", 0)),
        )
    )  # fmt: skip
    return key


def of(actor: Actor, task_id: int) -> Task:
    """This person's task. NotFound for one of somebody else, and for one that is forgotten."""
    found = db.session.get(Task, (actor.city, task_id))
    if found is None or found.owner_id != actor.id:
        raise NotFound("没有这项任务，或者已经过期删除。", "There is no such task, or its time is over.")
    return found


def lately(actor: Actor, limit: int = LISTED) -> list[Task]:
    """This person's tasks, the newest first; one that was never confirmed is none."""
    mine = select(Task).where(Task.city == actor.city, Task.owner_id == actor.id, Task.state != "asked")
    return list(db.session.scalars(mine.order_by(Task.id.desc()).limit(limit)))


def begin(actor: Actor, task_id: int, more: dict[str, Any]) -> None:
    """Confirm what was only asked for; confirmed twice it is one."""
    task = of(actor, task_id)
    if task.state == "asked":
        task.given = {**task.given, **more}
        task.state = "waiting"


def cancel(actor: Actor, task_id: int, now: datetime) -> bool:
    """Stop it where it is. False for one that has ended by itself."""
    of(actor, task_id)
    mine = and_(Task.city == actor.city, Task.id == task_id, Task.state.in_(LIVE))
    return _changed(update(Task).where(mine).values(state="cancelled", ended_at=now)) == 1


def claim(city: str, now: datetime) -> Claimed | None:
    """The next task, mine to work on from now. One that nobody finished in its last turn has failed."""
    while True:
        with transaction():
            task = db.session.scalars(
                select(Task)
                .where(
                    Task.city == city,
                    Task.state.in_(LIVE),
                    or_(Task.state == "waiting", Task.beat_at < now - SILENT),
                )
                .order_by(Task.id)
                .limit(1)
                .with_for_update(skip_locked=True)
            ).first()
            if task is None:
                return None
            task.tries, task.beat_at = task.tries + 1, now
            if task.tries <= MOST_TRIES:
                task.state = "running"
                return Claimed(city, task.id, task.owner_id, task.sort, task.language, task.given, task.tries)
            task.state, task.ended_at = "failed", now


def beat(task: Claimed, now: datetime, **values: Any) -> None:
    """Say how far it is (`done`, `total`, `failures`). Raises Stopped when there is nothing to go on with.

    Where this process was told to end, the task waits for another at once, and the turn is not counted.
    """
    if ending.told():
        _keep(task, {"state": "waiting", "beat_at": None, "tries": task.tries - 1})
        raise Stopped
    _keep(task, {"beat_at": now, **values})


def end(task: Claimed, state: str, now: datetime, **values: Any) -> None:
    """It is over: `done` or `failed`. Raises Stopped when it was cancelled meanwhile."""
    _keep(task, {"state": state, "ended_at": now, **values})


def forget(now: datetime) -> int:
    """Delete what has had its time, the file first. Returns how many."""
    city = config.settings().city
    over = or_(Task.ended_at < now - KEPT, and_(Task.state == "asked", Task.made_at < now - KEPT))
    keys = list(db.session.scalars(select(Task.id).where(Task.city == city, over)))
    for key in keys:
        discard(key)
    with transaction():
        db.session.execute(delete(Task).where(Task.city == city, Task.id.in_(keys)))
    return len(keys)


def path(task_id: int) -> Path:
    """Where the file of a task is kept; while it grows it has another ending."""
    return config.settings().var / "tasks" / f"{task_id}.csv"


def discard(task_id: int) -> None:
    """Nothing of its file stays, neither of a whole one nor of one that a killed process left."""
    for left in path(task_id).parent.glob(f"{task_id}.*"):
        left.unlink(missing_ok=True)


def _keep(task: Claimed, values: dict[str, Any]) -> None:
    mine = and_(Task.city == task.city, Task.id == task.id, Task.state == "running", Task.tries == task.tries)
    with transaction():
        kept = _changed(update(Task).where(mine).values(**values))
    if not kept:
        raise Stopped


def _changed(statement: Any) -> int:
    result: CursorResult[Any] = db.session.execute(statement)  # type: ignore[assignment]  # of an UPDATE
    return result.rowcount
