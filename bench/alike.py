"""The same matter, suggested while a letter is typed, in a city of many tickets. Aim: under 300 ms, the longest too.

`python -m bench.alike` asks in a process of its own, no page around it, and prints the figures as JSON.
"""

import json
import os
import random
import time
from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import func, select

from bench.filling import phone
from bench.places import Place
from bench.table import Figure
from hotline import clock, config
from hotline.actors import Actor
from hotline.app import create_app
from hotline.db import db
from hotline.insight import again, queries
from hotline.tickets.inbound import Person
from hotline.tickets.models import Ticket

SIZE, BIG = 60_000, 1_000_000
QUESTIONS = 300
SHORTEST, LONGEST = 30, 200
"""Characters of the body that stand there when somebody asks."""
WHAT = {"words": "matters in like words", "phone": "matters of the same telephone"}


def figures(place: Place) -> Iterator[Figure]:
    size = BIG if os.environ.get("BENCH_BIG") else SIZE
    city = place.beside("alike")
    city.run("-m", "bench.filling", str(size))
    for what, found in json.loads(city.run("-m", "bench.alike").splitlines()[-1]).items():
        told = (
            f"half within {found['half']:.0f} ms, 95 of 100 {found['most']:.0f} ms, longest {found['longest']:.0f} ms"
        )
        yield Figure(f"{WHAT[what]}, {size:,} tickets", told, place.name, "", "under 300 ms")


def main() -> None:
    with create_app().app_context():
        actor, now = Actor(1, "演示派单员", "dispatcher", config.settings().city), clock.now()
        asked = list(_questions())
        found = {
            "words": _timed(
                lambda one, body: queries.near(actor, one.title, body, now, (one.id,)), asked
            ),
            "phone": _timed(
                lambda one, body: again.told(actor, Person(phone=phone(one.id)), one.title, body, (one.id,)), asked
            ),
        }  # fmt: skip
    print(json.dumps(found))


def _questions() -> Iterator[tuple[Any, str]]:
    """Letters that the city holds, as far as somebody has typed them."""
    chance = random.Random(1)
    first, last = db.session.execute(select(func.min(Ticket.id), func.max(Ticket.id))).one()
    for _ in range(QUESTIONS):
        row = select(Ticket.id, Ticket.title, Ticket.body).where(Ticket.id >= chance.randint(first, last))
        one = db.session.execute(row.order_by(Ticket.id).limit(1)).one()
        yield one, one.body[: chance.randint(SHORTEST, LONGEST)]


def _timed(ask: Callable[[Any, str], object], asked: list[tuple[Any, str]]) -> dict[str, float]:
    """Milliseconds. The first question also reads how rare words are, as the first of a day in each process does."""
    taken: list[float] = []
    for one, body in asked:
        begun = time.perf_counter()
        ask(one, body)
        taken.append((time.perf_counter() - begun) * 1000)
        # Each asks in a session of its own, as a request does.
        db.session.remove()
    first, *taken = taken
    taken.sort()
    last = len(taken) - 1
    return {"first": first, "half": taken[last // 2], "most": taken[last * 95 // 100], "longest": taken[last]}


if __name__ == "__main__":
    main()
