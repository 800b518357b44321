"""`hotline topics`, `hotline duplicates`, `hotline check-reply`: what messages say together, and what replies lack."""

import json
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any, TextIO

import click

from hotline import clock, config
from hotline.cli.context import reading
from hotline.cli.lines import FILE, file_argument, lines
from hotline.insight import queries
from hotline.insight.issues import topics as events
from hotline.insight.issues.grouping import Message
from hotline.insight.likeness import duplicates as same
from hotline.insight.replies import seeds
from hotline.insight.replies.judging import Answered, Judge, Judged
from hotline.insight.replies.plugging import plugged
from hotline.jsonlines import Lines, key, number, words

_WRITTEN = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]*(\d{1,2})[:：](\d{1,2})(?:[:：](\d{1,2})(?:\.\d+)?)?)?"
)


@click.command()
@file_argument(required=False)
@click.option("--since", help="ISO 8601: instead of a file the city's tickets from then on; earlier ones are left out.")
@click.option("--top", type=click.IntRange(min=1), help="Print only the hottest.")
@click.pass_context
@reading
def topics(ctx: click.Context, file: TextIO | None, since: str | None, top: int | None) -> None:
    """Print the hot issues of FILE (JSON lines), or of the city's tickets, the hottest first."""
    if (file is None) == (since is None):
        raise click.UsageError("give a FILE or --since")
    if since is not None:
        found = queries.topics(config.settings().city, _moment(since, "--since"), clock.now(), top)
        faulty = 0
    else:
        rows = lines(file or ())
        found, faulty = events.topics(list(_once(rows))), rows.faulty
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
@FILE
@click.pass_context
def duplicates(ctx: click.Context, file: TextIO) -> None:
    """Print the groups of letters in FILE (JSON lines) that are the same letter or the same citizen's matter again."""
    rows = lines(file)
    for group in same.find(list(rows.each(letter))):
        _print({"ids": group.ids, "why": group.why})
    ctx.exit(1 if rows.faulty else 0)


def _judge(_ctx: click.Context, _param: click.Parameter, value: str | None) -> Judge:
    try:
        return plugged(value) if value else seeds.judged
    except ValueError as error:
        raise click.BadParameter(str(error)) from None


JUDGE = click.option(
    "--judge", callback=_judge, metavar="FILE.py:NAME",
    help="A judge of one's own: a function of Answered that gives Judged (hotline/insight/replies/judging.py).",
)  # fmt: skip


@click.command("check-reply")
@FILE
@JUDGE
@click.pass_context
def check_reply(ctx: click.Context, file: TextIO, judge: Judge) -> None:
    """Score every reply of FILE (JSON lines of letters with their replies) and print what it lacks."""
    rows = lines(file)
    for one, reply in rows.each(lambda row: (key(row), answered(row))):
        _print(_judgement(one, judge(reply)))
    ctx.exit(1 if rows.faulty else 0)


def _judgement(one: object, found: Judged) -> dict[str, Any]:
    score = found.score
    return {
        "id": one,
        "score": found.whole,
        "relevance": score.relevance,
        "completeness": score.completeness,
        "explanation": score.explanation,
        "timeliness": score.timeliness,
        "faults": [str(fault) for fault in found.faults],
    }


def _once(rows: Lines) -> Iterator[Message]:
    """The messages; of two with one id the first: read twice, one message would be an event."""
    known = set[str]()
    for one in rows.each(message):
        if one.id in known:
            rows.skip(f"与前面一行编号相同（{one.id}）", f"has the id of an earlier line ({one.id})")
            continue
        known.add(one.id)
        yield one
    if not known:
        click.echo("没有可读的行。No line could be read.", err=True)


def message(row: dict[str, Any]) -> Message:
    return Message(
        id=_id(row), author=words(row, "author", code=True), subject=words(row, "subject"),
        body=words(row, "body"), at=_time(row["at"]), likes=_count(row, "likes"), dislikes=_count(row, "dislikes"),
    )  # fmt: skip


def letter(row: dict[str, Any]) -> same.Letter:
    author = next(filter(None, (words(row, name, code=True) for name in ("author", "phone", "email", "name"))), "")
    return same.Letter(_id(row), words(row, "subject"), words(row, "body"), author, words(row, "channel"))


def answered(row: dict[str, Any]) -> Answered:
    asked, replied = row.get("asked_at"), row.get("replied_at")
    return Answered(
        words(row, "subject"), words(row, "body"), words(row, "reply"),
        _time(asked) if asked else None, _time(replied) if replied else None,
    )  # fmt: skip


def _id(row: dict[str, Any]) -> str:
    return words(row, "id", code=True) or str(row["id"] or "")


def _count(row: dict[str, Any], name: str) -> int:
    return int(number(row, name) or 0)


def _time(value: object) -> datetime:
    """ISO 8601, or as spreadsheets and forms write it: 2026/11/1 8:00, 2026年11月1日 8:00:05."""
    written = _WRITTEN.fullmatch(str(value).strip())
    if written is None:
        return clock.parse(str(value))
    year, month, day, hour, minute, second = (int(part or 0) for part in written.groups())
    return clock.parse(f"{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")


def _moment(value: str, option: str) -> datetime:
    try:
        return clock.parse(value)
    except ValueError:
        raise click.BadParameter("not an ISO 8601 time", param_hint=option) from None


def _print(row: dict[str, Any]) -> None:
    click.echo(json.dumps(row, ensure_ascii=False))


COMMANDS = (topics, duplicates, check_reply)
