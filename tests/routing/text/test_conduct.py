"""Letters that accuse officials: measured on written letters, half of them looked at while the words were written."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask

from hotline.routing import queries
from hotline.routing.decision.decide import below
from hotline.routing.decision.engine import Engine, Matter
from hotline.routing.decision.evidence import Decision

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Written:
    """One letter of the tables and what a careful reader says of it."""

    group: str
    secret: bool
    never: frozenset[str]
    title: str
    body: str

    @property
    def half(self) -> str:
        return "work" if zlib.crc32((self.title + self.body).encode()) % 2 else "held"


@pytest.fixture
def engine(app: Flask) -> Engine:
    with app.app_context():
        return queries.engine()


def letters(file: str, engine: Engine) -> Iterator[Written]:
    units = engine.book.units.values()
    names = {name: unit.code for unit in units for name in (unit.name.removeprefix("成都"), unit.name, unit.short)}
    rows = [line for line in (HERE / file).read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    for line in rows[1:]:
        group, secret, accused, title, body = line.split("\t")
        codes = [names[name] for name in accused.split() if name != "-"]
        yield Written(group, secret == "1", frozenset(below(codes, engine.book)), title, body)


def judged(engine: Engine, file: str, half: str, group: str) -> list[tuple[Written, Decision]]:
    some = [one for one in letters(file, engine) if one.half == half or not half]
    return [(one, engine.decide(Matter(one.title, one.body))) for one in some if one.group in group]


def share(held: list[bool]) -> float:
    return sum(held) / len(held)


def offered(found: Decision) -> set[str]:
    return {found.unit, found.street, *found.assist, *(one.unit for one in found.alternatives)}


def kept_off(rows: list[tuple[Written, Decision]]) -> float:
    """Of letters that accuse a unit, those where it and all below are neither offered nor open to a person's choice."""
    never = [(one, found) for one, found in rows if one.never]
    return share([not one.never & offered(found) and one.never <= set(found.barred) for one, found in never])


@pytest.mark.parametrize(("half", "secret", "off"), [("work", 0.99, 0.99), ("held", 0.96, 0.97)])
def test_who_accuses_officials_is_hidden_and_those_accused_are_kept_off(
    engine: Engine, half: str, secret: float, off: float
) -> None:
    rows = judged(engine, "accusations.tsv", half, "a")
    assert share([found.confidential for _one, found in rows]) >= secret
    assert kept_off(rows) >= off
    assert not [one.title for one, found in rows if found.auto]


@pytest.mark.parametrize(("half", "hidden"), [("work", 0.04), ("held", 0.13)])
def test_what_is_only_not_done_or_only_mentioned_goes_its_usual_way(engine: Engine, half: str, hidden: float) -> None:
    rows = [(one, found) for one, found in judged(engine, "accusations.tsv", half, "bc") if not one.secret]
    assert share([found.confidential for _one, found in rows]) <= hidden
    assert share([bool(found.barred) for _one, found in rows]) <= 0.03


def test_of_letters_written_to_evade_the_words_some_are_heard_and_few_go_out_by_themselves(engine: Engine) -> None:
    rows = judged(engine, "accusations_unseen.tsv", "", "a")
    assert share([found.confidential for _one, found in rows]) >= 0.6
    assert kept_off(rows) >= 0.55
    assert share([found.auto for _one, found in rows]) <= 0.06
    others = judged(engine, "accusations_unseen.tsv", "", "bc")
    assert share([found.confidential for _one, found in others]) <= 0.12


def test_accusations_as_they_are_told_on_the_phone_are_heard_and_ordinary_calls_are_not(engine: Engine) -> None:
    told = (HERE / "accusations_third.txt").read_text(encoding="utf-8").splitlines()
    calls = (HERE.parents[1] / "insight" / "alarms_third.tsv").read_text(encoding="utf-8").splitlines()
    ordinary = [line.partition("\t")[2] for line in calls if line.startswith("none\t")]
    accused, others = (engine.conduct.each([("", text) for text in some]) for some in (told, ordinary))
    assert share([bool(one.words) for one in accused]) >= 0.6
    assert share([bool(one.words) or one.perhaps for one in accused]) >= 0.75
    assert share([bool(one.words) for one in others]) <= 0.055
    assert share([bool(one.words) or one.perhaps for one in others]) <= 0.075
