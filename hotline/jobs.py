"""A job is a function of `now`, safe to run twice and on any number of machines; its heartbeat is a row."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import String, func, select
from sqlalchemy.orm import Mapped, mapped_column

from hotline.db import Base, db, transaction, upsert


class Heartbeat(Base):
    """When a job last ended well, and how many rows it did."""

    __tablename__ = "heartbeats"

    job: Mapped[str] = mapped_column(String(40), primary_key=True)
    at: Mapped[datetime]
    done: Mapped[int]


@dataclass(frozen=True, slots=True)
class Job:
    """`when` are APScheduler trigger arguments, e.g. `{"trigger": "interval", "seconds": 15}`."""

    name: str
    function: Callable[[datetime], int]
    when: dict[str, Any] = field(default_factory=dict)


def run(job: Job, now: datetime) -> int:
    """Run one job and keep its heartbeat. Returns how many rows it did."""
    done = job.function(now)
    with transaction():
        beat = upsert(Heartbeat).values(job=job.name, at=now, done=done)
        db.session.execute(beat.on_conflict_do_update(index_elements=["job"], set_={"at": now, "done": done}))
    return done


def last_beat() -> datetime | None:
    """The newest heartbeat of any job."""
    return db.session.scalar(select(func.max(Heartbeat.at)))
