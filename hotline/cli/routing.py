"""`hotline route` and `hotline due`: the two rules a city wants to try before it trusts them."""

import json
import sys
from collections import deque
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, TextIO

import click

from hotline import clock
from hotline.cli.context import reading
from hotline.cli.lines import FILE, lines
from hotline.datum import wgs84
from hotline.errors import HotlineError
from hotline.jsonlines import flag, key, number, words
from hotline.routing import queries as routing
from hotline.routing.actions import held_back, told_apart
from hotline.routing.decision.engine import Matter
from hotline.routing.decision.evidence import Decision
from hotline.sla import queries as sla
from hotline.sla.calendar import OutOfHorizon
from hotline.sla.deadlines import due as limit_end
from hotline.sla.policies import NoPolicy, by_code
from hotline.tickets.inbound import KINDS


@click.command()
@FILE
@click.option("--json", "as_json", is_flag=True, help="JSON lines; without it, one readable line a matter.")
@click.pass_context
@reading
def route(ctx: click.Context, file: TextIO, as_json: bool) -> None:
    """Say for every line of FILE (JSON lines) which unit's duty it is, and why. Stores nothing."""
    asked = _Asked(file)
    for found in routing.engine().each(asked):
        one, told = asked.waiting.popleft()
        if found.auto:
            found = held_back(found, told_apart(told.body, told.title))
        # One write a letter without a flush each: there may be thousands.
        sys.stdout.write((json.dumps(_answer(one, found), ensure_ascii=False) if as_json else _line(one, found)) + "\n")
    ctx.exit(1 if asked.lines.faulty else 0)


class _Asked:
    """The matters of a file; `waiting`: ids and matters that have no answer yet, for several are read ahead."""

    def __init__(self, file: TextIO) -> None:
        self.waiting: deque[tuple[Any, Matter]] = deque()
        self.lines = lines(file)
        self._unit = cache(routing.mailbox_unit)

    def __iter__(self) -> Iterator[Matter]:
        for one, asked in self.lines.each(lambda row: (key(row), matter(row, self._unit))):
            self.waiting.append((one, asked))
            yield asked


def matter(row: dict[str, Any], unit: Callable[[str], str]) -> Matter:
    """`unit`: whose mailbox it is. Raises WrongType."""
    mailbox, kind = words(row, "mailbox", code=True), words(row, "kind")
    lon, lat = number(row, "lon"), number(row, "lat")
    if lon is not None and lat is not None and words(row, "datum") == "gcj02":
        lon, lat = wgs84(lon, lat)
    return Matter(
        title=words(row, "subject"),
        body=words(row, "body"),
        address=words(row, "address"),
        lon=lon,
        lat=lat,
        mailbox=unit(mailbox),
        kind=kind if kind in KINDS else "",
        confidential=flag(row, "confidential"),
    )


def _answer(one: object, found: Decision) -> dict[str, Any]:
    return {
        "id": one,
        "unit": found.unit,
        "category": found.category,
        "confidence": round(found.confidence, 4),
        "auto": found.auto,
        "because": [one.zh for one in found.because],
        "alternatives": [
            {"unit": one.unit, "category": one.category, "confidence": round(one.confidence, 4)}
            for one in found.alternatives
        ],
        "assist": list(found.assist),
        "kind": found.kind,
        "urgency": found.urgency,
        "district": found.district,
        "street": found.street,
    }


def _line(one: object, found: Decision) -> str:
    mark = "自动" if found.auto else "待人工"
    return f"{one}\t{found.unit}\t{found.category}\t{found.confidence:.2f}\t{mark}"


@click.command()
@click.option("--from", "start", required=True, help="ISO 8601 moment of dispatch.")
@click.option("--days", type=click.IntRange(min=1), help="Working days.")
@click.option("--hours", type=click.IntRange(min=1), help="Hours on the wall clock.")
@click.option("--policy", help="Code of a limit rule, e.g. consult.")
@click.option("--json", "as_json", is_flag=True, help="With the day-by-day explanation.")
@reading
def due(start: str, days: int | None, hours: int | None, policy: str | None, as_json: bool) -> None:
    """Print when a limit ends on the city's calendar, and why."""
    if sum(one is not None for one in (days, hours, policy)) != 1:
        raise click.UsageError("give exactly one of --days, --hours, --policy")
    try:
        moment = clock.parse(start)
    except ValueError:
        raise click.BadParameter("not an ISO 8601 time", param_hint="--from") from None
    try:
        if policy is not None:
            finish = by_code(sla.pack(), policy).finish
            days, hours = finish.days, finish.hours
        answer = limit_end(moment, days, hours, sla.calendar())
    except (ValueError, OutOfHorizon, NoPolicy) as error:
        raise HotlineError(f"算不出期限：{error}", f"No deadline: {error}") from error
    if not as_json:
        click.echo(clock.iso(answer.due_at))
        return
    shown = {
        "due_at": clock.iso(answer.due_at),
        "provisional": answer.provisional,
        "explanation": list(answer.explanation),
    }
    click.echo(json.dumps(shown, ensure_ascii=False))


COMMANDS = (route, due)
