"""`hotline topics`, `hotline duplicates`, `hotline check-reply`: what messages say together, and what replies lack."""

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, TextIO, TypeVar

import click

from hotline import clock, config
from hotline.cli.context import in_app
from hotline.insight import duplicates as same
from hotline.insight import queries, seeds
from hotline.insight import topics as events
from hotline.insight.grouping import Message
from hotline.insight.judging import Answered, Judged

T = TypeVar("T")


@click.command()
@click.argument("file", type=click.File("r", encoding="utf-8", errors="replace"), required=False)
@click.option("--since", help="ISO 8601: the tickets of the city from then on, instead of a file.")
@click.option("--top", type=click.IntRange(min=1), help="Print only the hottest.")
@click.pass_context
@in_app
def topics(ctx: click.Context, file: TextIO | None, since: str | None, top: int | None) -> None:
    """Print the hot issues of FILE (JSON lines), or of the city's tickets, the hottest first."""
    if (file is None) == (since is None):
        raise click.UsageError("give a FILE or --since")
    if since is not None:
        found = queries.topics(config.settings().city, _moment(since, "--since"), clock.now(), top)
        faulty = 0
    else:
        messages, faulty = _read(ctx, file, _message)
        found = events.topics(messages)
    for rank, one in enumerate(found[:top], 1):
        shown = {
            "rank": rank,
            "heat": round(one.heat, 2),
            "from": clock.iso(one.first_at),
            "to": clock.iso(one.last_at),
        }
        _print(shown | {"place": one.place, "title": one.title, "size": len(one.ids), "ids": one.ids})
    ctx.exit(1 if faulty else 0)


@click.command()
@click.argument("file", type=click.File("r", encoding="utf-8", errors="replace"))
@click.pass_context
def duplicates(ctx: click.Context, file: TextIO) -> None:
    """Print the groups of letters in FILE (JSON lines) that are the same letter or the same citizen's matter again."""
    letters, faulty = _read(ctx, file, _letter)
    for group in same.find(letters):
        _print({"ids": group.ids, "why": group.why})
    ctx.exit(1 if faulty else 0)


@click.command("check-reply")
@click.argument("file", type=click.File("r", encoding="utf-8", errors="replace"))
@click.pass_context
def check_reply(ctx: click.Context, file: TextIO) -> None:
    """Score every reply of FILE (JSON lines of letters with their replies) and print what it lacks."""
    faulty = 0
    for number, row in _rows(file):
        try:
            if row is None:
                raise ValueError("not a JSON object")
            _print(_judgement(row.get("id"), seeds.judged(_answered(row))))
        except ValueError as error:
            faulty += 1
            _skipped(number, error)
    ctx.exit(1 if faulty else 0)


def _judgement(key: object, found: Judged) -> dict[str, Any]:
    score = found.score
    return {
        "id": key,
        "score": found.whole,
        "relevance": score.relevance,
        "completeness": score.completeness,
        "explanation": score.explanation,
        "timeliness": score.timeliness,
        "faults": [str(one) for one in found.faults],
    }


def _message(row: dict[str, Any]) -> Message:
    return Message(
        id=_words(row["id"]), author=_words(row.get("author")), subject=_words(row.get("subject")),
        body=_words(row.get("body")), at=_time(row["at"]), likes=_count(row.get("likes")),
        dislikes=_count(row.get("dislikes")),
    )  # fmt: skip


def _letter(row: dict[str, Any]) -> same.Letter:
    author = next((_words(row[name]) for name in ("author", "phone", "email", "name") if row.get(name)), "")
    return same.Letter(
        _words(row["id"]), _words(row.get("subject")), _words(row.get("body")), author, _words(row.get("channel"))
    )


def _answered(row: dict[str, Any]) -> Answered:
    asked, replied = row.get("asked_at"), row.get("replied_at")
    return Answered(
        _words(row.get("subject")), _words(row.get("body")), _words(row.get("reply")),
        _time(asked) if asked else None, _time(replied) if replied else None,
    )  # fmt: skip


def _read(ctx: click.Context, file: TextIO | None, make: Callable[[dict[str, Any]], T]) -> tuple[list[T], int]:
    """What the rows of the file are, and how many could not be read."""
    made: list[T] = []
    faulty = 0
    for number, row in _rows(file or ()):
        try:
            if row is None:
                raise ValueError("not a JSON object")
            made.append(make(row))
        except (KeyError, ValueError) as error:
            faulty += 1
            _skipped(number, error)
    return made, faulty


def _rows(file: Any) -> Iterator[tuple[int, dict[str, Any] | None]]:
    for number, line in enumerate(file, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            row = None
        yield number, row if isinstance(row, dict) else None


def _skipped(number: int, error: Exception) -> None:
    click.echo(f"第{number}行读不懂，已跳过。Line {number} cannot be read; skipped: {error}", err=True)


def _words(value: object) -> str:
    return "" if value is None else str(value)


def _count(value: object) -> int:
    return int(value) if isinstance(value, int | float | str) and str(value).strip() else 0


def _time(value: object) -> datetime:
    return clock.parse(str(value))


def _moment(value: str, option: str) -> datetime:
    try:
        return clock.parse(value)
    except ValueError:
        raise click.BadParameter("not an ISO 8601 time", param_hint=option) from None


def _print(row: dict[str, Any]) -> None:
    click.echo(json.dumps(row, ensure_ascii=False))


COMMANDS = (topics, duplicates, check_reply)
