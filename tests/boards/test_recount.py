"""What is counted while work goes on is what the events say; what is lost is found and mended."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import delete, func, select, update

from hotline import clock
from hotline.boards.actions import BATCH, compact
from hotline.boards.measures import ALWAYS, STOCKS, deltas, made_by
from hotline.boards.models import Rollup, RollupDelta
from hotline.boards.recount import differences
from hotline.cli import main
from hotline.db import db, transaction
from hotline.tickets.models import Ticket, TicketEvent
from tests.boards.walking import CITY, EVERY_VERB, Walk

Walked = Callable[..., Walk]


def sums() -> Counter[tuple[object, ...]]:
    total: Counter[tuple[object, ...]] = Counter()
    for table in (Rollup, RollupDelta):
        columns = (table.day, table.unit, table.category, table.channel, table.kind, table.measure)
        for *key, n in db.session.execute(select(*columns, func.sum(table.n)).group_by(*columns)):
            total[tuple(key)] += int(n)
    return Counter({key: n for key, n in total.items() if n})


def test_counting_and_recounting_agree_after_everything_happened(app: Flask, walked: Walked) -> None:
    walk = walked(1500, seed=13)
    with app.app_context():
        with transaction():
            walk.take_back()
            walk.several()
        assert EVERY_VERB - walk.done == set()
        db.session.rollback()
        assert list(differences(CITY)) == []
        _stock_is_what_is_open()
        _every_number_names_its_verbs()


def _stock_is_what_is_open() -> None:
    open_ones = Counter(
        {
            (unit, STOCKS[state]): n
            for unit, state, n in db.session.execute(
                select(Ticket.lead_unit, Ticket.state, func.count())
                .where(Ticket.open, Ticket.state != "parted")
                .group_by(Ticket.lead_unit, Ticket.state)
            )
        }
    )
    counted: Counter[tuple[str, str]] = Counter()
    for key, n in sums().items():
        if key[0] == ALWAYS:
            counted[str(key[1]), str(key[5])] += n
    assert Counter({key: n for key, n in counted.items() if n}) == open_ones


def _every_number_names_its_verbs() -> None:
    for event in db.session.scalars(select(TicketEvent)):
        for key, n in deltas(event):
            if n > 0 and key.day != ALWAYS and event.verb != "correct":
                assert event.verb in made_by(key.measure), key.measure


def test_folding_keeps_every_sum(app: Flask, walked: Walked) -> None:
    walked(600)
    with app.app_context():
        before, waiting = sums(), db.session.scalar(select(func.count()).select_from(RollupDelta))
        db.session.rollback()
        assert waiting is not None
        assert waiting > BATCH
        assert compact(CITY, clock.now()) == waiting
        assert db.session.scalar(select(func.count()).select_from(RollupDelta)) == 0
        assert sums() == before
        assert compact(CITY, clock.now()) == 0


def test_two_processes_fold_each_number_once(app: Flask, walked: Walked) -> None:
    walked(600)
    with app.app_context():
        before, waiting = sums(), db.session.scalar(select(func.count()).select_from(RollupDelta))
        db.session.rollback()

    def fold() -> int:
        with app.app_context():
            return compact(CITY, clock.now())

    with ThreadPoolExecutor(2) as pool:
        folded = [pool.submit(fold) for _ in range(2)]
    with app.app_context():
        assert sum(one.result() for one in folded) == waiting
        assert sums() == before


def test_a_lost_number_is_found_and_mended(app: Flask, walked: Walked) -> None:
    walked(200)
    with app.app_context():
        compact(CITY, clock.now())
        with transaction():
            db.session.execute(update(Rollup).where(Rollup.measure == "received").values(n=Rollup.n + 2))
            db.session.execute(delete(Rollup).where(Rollup.measure == "in_accepted"))
    runner = CliRunner()
    found = runner.invoke(main, ["boards", "recount"])
    assert found.exit_code == 1
    assert int(found.stdout) > 1
    mended = runner.invoke(main, ["boards", "recount", "--fix"])
    assert (mended.exit_code, mended.stdout) == (0, found.stdout)
    assert "received" in mended.stderr
    again = runner.invoke(main, ["boards", "recount"])
    assert (again.exit_code, again.stdout) == (0, "0\n")


@pytest.mark.usefixtures("clock")
def test_an_empty_city_has_nothing_to_differ(app: Flask) -> None:
    assert CliRunner().invoke(main, ["boards", "recount"]).stdout == "0\n"
