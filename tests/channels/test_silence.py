"""A door that stays silent longer than it usually does is told of, once; one that is only quiet at night is not."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count

import pytest
from flask import Flask
from sqlalchemy import select

from hotline import clock as clocks
from hotline import config
from hotline.channels import silence
from hotline.channels.models import Inbox
from hotline.db import db, id_at, transaction
from hotline.outbox import Message

SERIAL = count()
MONDAY = clocks.parse("2026-11-16T00:00:00+08:00")


@pytest.fixture
def here(app: Flask) -> Iterator[Flask]:
    with app.app_context():
        yield app


def came(*moments: datetime, channel: str = "letter", mailbox: str = "") -> None:
    with transaction():
        for moment in moments:
            db.session.add(
                Inbox(
                    city=config.settings().city, id=id_at(moment) + next(SERIAL), channel=channel, raw=b"x",
                    external_id=f"{channel} {moment}", mailbox=mailbox, sha256="", received_at=moment, state="done",
                )
            )  # fmt: skip


def weeks(channel: str = "letter", mailbox: str = "") -> None:
    """Three weeks with six messages an hour from nine to six on working days, one an hour on weekends."""
    days = [MONDAY - timedelta(days=number) for number in range(21)]
    came(
        *(
            day + timedelta(hours=hour, minutes=minute)
            for day in days
            for hour in range(9, 18)
            for minute in ((5,) if clocks.local(day).weekday() >= 5 else range(5, 60, 10))
        ),
        channel=channel,
        mailbox=mailbox,
    )


def at(hour: int, minute: int = 0) -> datetime:
    return MONDAY + timedelta(hours=hour, minutes=minute)


def told() -> list[tuple[str, str]]:
    rows = db.session.scalars(select(Message).where(Message.template == "door_silent").order_by(Message.id)).all()
    return [(row.recipient, row.data["door"]) for row in rows]


def test_a_night_is_no_silence_and_a_working_morning_without_a_letter_is_told_once(here: Flask) -> None:
    weeks()
    assert [silence.watch(at(17, 59)), silence.watch(at(24 + 8, 59)), silence.watch(at(24 + 10))] == [0, 0, 0]
    assert [silence.watch(at(24 + 11)), silence.watch(at(24 + 12))] == [1, 0]
    assert told() == [("role:admin", "letter")]
    (door,) = silence.watched(config.settings().city)
    assert (door.usual_gap, door.silent_since) == (600, at(24 + 11))


def test_the_next_message_ends_the_silence_and_a_later_one_is_told_anew(here: Flask) -> None:
    weeks()
    silence.watch(at(24 + 11))
    came(at(24 + 11, 1))
    assert silence.watch(at(24 + 11, 2)) == 0
    assert silence.watched(config.settings().city)[0].silent_since is None
    assert silence.watch(at(24 + 14)) == 1
    assert len(told()) == 2


def test_each_mailbox_is_a_door_of_its_own(here: Flask) -> None:
    weeks(mailbox="mayor")
    weeks(mailbox="secretary", channel="web")
    came(*(at(24 + hour, minute) for hour in (9, 10, 11) for minute in range(0, 60, 10)))
    silence.watch(at(24 + 12))
    assert ("role:admin", "letter:mayor") in told()
    assert ("role:admin", "letter") not in told()


def test_before_anything_is_learned_the_table_of_doors_decides(here: Flask) -> None:
    came(at(9))
    assert silence.watch(at(9 + 23)) == 0
    assert silence.watch(at(9 + 25)) == 1
    assert silence.watched(config.settings().city)[0].usual_gap is None


def test_counting_twice_counts_nothing_twice(here: Flask) -> None:
    weeks()
    for _ in range(3):
        silence.watch(at(18))
    assert silence.watched(config.settings().city)[0].usual_gap is None, "nobody writes at six in the evening"
    silence.watch(at(24 + 9))
    assert silence.watched(config.settings().city)[0].usual_gap == 600
