"""`hotline judge`: how good the machine is on letters of one's own, read by a person before."""

import json
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any, TextIO

import click

from hotline.cli import insight
from hotline.cli.context import reading
from hotline.cli.lines import FILE, READ, lines
from hotline.cli.routing import matter
from hotline.insight import figures
from hotline.insight.issues import topics as issues
from hotline.insight.likeness import duplicates as same
from hotline.insight.replies.judging import Answered, Judge, Judged
from hotline.people import queries as people
from hotline.routing import queries as routing
from hotline.routing.decision import route_figures
from hotline.routing.decision.route_figures import Right

SHARES = 4
"""Digits of a printed share."""


@click.group()
def judge() -> None:
    """How good the machine is on letters that a person has read and marked. Prints one JSON object; stores nothing."""


@judge.command()
@FILE
@click.option("--missed", is_flag=True, help="First a line for every letter whose unit or district was not found.")
@click.pass_context
@reading
def routes(ctx: click.Context, file: TextIO, missed: bool) -> None:
    """Units, districts and categories. Rows as for `hotline route`, with "right": {"units": […], "district"?, "told"?,
    "categories"?, "kinds"?}; units and districts by code or name; "told": false where only the mailbox tells the
    district."""
    rows, names, unit = lines(file), _names(), cache(routing.mailbox_unit)
    read = rows.each(lambda row: (row.get("id"), _right(row, names), matter(row, unit)))
    engine = routing.engine()
    found = []
    for key, right, asked in read:
        one = engine.decide(asked)
        found.append((right, one))
        if missed and (
            one.unit not in right.units or (right.district and right.told and one.district != right.district)
        ):
            _print(
                {"id": key, "unit": one.unit, "district": one.district, "confidence": one.confidence, "auto": one.auto}
            )
    _print(route_figures.figures(found))
    ctx.exit(1 if rows.faulty else 0)


@judge.command()
@FILE
@click.option(
    "--events", "known", required=True, type=READ,
    help='JSON lines {"event", "ids": […]}: the events you know, each with its messages.',
)  # fmt: skip
@click.pass_context
def topics(ctx: click.Context, file: TextIO, known: TextIO) -> None:
    """Hot issues: of every event you know how much is in one group, and how much of that group is the event."""
    rows, marks = lines(file), lines(known)
    events = dict(marks.each(lambda row: (str(row["event"]), [str(one) for one in row["ids"]])))
    found = figures.events(events, [one.ids for one in issues.topics(list(rows.each(insight.message)))])
    for one in found:
        _print(one)
    _print(figures.mean(found))
    ctx.exit(1 if rows.faulty or marks.faulty else 0)


@judge.command()
@FILE
@click.option("--group", default="group", show_default=True, help="Field that is one for letters that are the same.")
@click.pass_context
def duplicates(ctx: click.Context, file: TextIO, group: str) -> None:
    """Duplicates: precision and recall of the pairs that stand in one group."""
    rows = lines(file)
    marked = list(rows.each(lambda row: (insight.letter(row), str(row[group]))))
    places = {one.id: str(place) for place, (one, _) in enumerate(marked)}
    for found in same.find([one for one, _ in marked]):
        places.update(dict.fromkeys(found.ids, places[found.ids[0]]))
    _print(figures.pairs([truth for _, truth in marked], [places[one.id] for one, _ in marked]))
    ctx.exit(1 if rows.faulty else 0)


@judge.command()
@FILE
@insight.JUDGE
@click.pass_context
def replies(ctx: click.Context, file: TextIO, judge: Judge) -> None:
    """Replies. Rows as for `hotline check-reply`, with your marks "complete" and "explained" from 1 to 5 (4 and 5 are
    good): whether the score orders replies as you do, beside their mere length."""
    rows = lines(file)
    marked = [(row, one, judge(one)) for row, one in rows.each(lambda row: (row, insight.answered(row)))]
    _print(
        {
            "complete": _orders("complete", marked, lambda found: found.score.completeness),
            "explained": _orders("explained", marked, lambda found: found.score.explanation),
        }
    )
    ctx.exit(1 if rows.faulty else 0)


def _orders(
    mark: str, marked: Iterable[tuple[dict[str, Any], Answered, Judged]], part: Callable[[Judged], float]
) -> dict[str, Any]:
    held = [(float(row[mark]), one, found) for row, one, found in marked if isinstance(row.get(mark), int | float)]
    rulers = {
        "length": [float(len(one.reply)) for _, one, _ in held],
        "score": [float(found.whole) for _, _, found in held],
        "part": [float(part(found)) for _, _, found in held],
    }
    return figures.orders([value for value, _, _ in held], rulers)


def _right(row: dict[str, Any], names: dict[str, str]) -> Right:
    marks = row["right"]
    if not isinstance(marks, dict):
        raise ValueError('"right" is not an object')
    district = str(marks.get("district") or "")
    return Right(
        units=frozenset(_code(name, names) for name in _several(marks, "units")),
        district=_code(district, names) if district else "",
        told=marks.get("told") is not False,
        categories=tuple(_several(marks, "categories")),
        kinds=frozenset(_several(marks, "kinds")),
    )


def _several(marks: dict[str, Any], field: str) -> list[str]:
    held = marks.get(field) or []
    return [str(one) for one in held] if isinstance(held, list) else [str(held)]


def _code(name: str, names: dict[str, str]) -> str:
    if name not in names:
        raise ValueError(f"no unit {name!r}")
    return names[name]


def _names() -> dict[str, str]:
    """Codes and names of units → codes."""
    held = people.units().values()
    return {
        **{one.short: one.code for one in held if one.short},
        **{one.name: one.code for one in held},
        **{one.code: one.code for one in held},
    }


def _print(row: dict[str, Any]) -> None:
    shown = {name: round(value, SHARES) if isinstance(value, float) else value for name, value in row.items()}
    click.echo(json.dumps(shown, ensure_ascii=False))


COMMANDS = (judge,)
