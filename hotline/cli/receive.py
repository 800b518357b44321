"""`hotline receive` and `hotline import`: raw messages and whole files through the same way in as the live channels."""

import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from sqlalchemy import inspect
from sqlalchemy.exc import OperationalError

from hotline import clock, config, db
from hotline.channels import doors, importing, inbox, rows
from hotline.channels.clean import Unreadable
from hotline.channels.correspondence import threads
from hotline.channels.models import Inbox
from hotline.cli.context import in_app
from hotline.errors import HotlineError, Misconfigured
from hotline.tickets.inbound import CHANNELS, Inbound

STDIN = "-"


@click.command()
@click.argument("channel", type=click.Choice(sorted(doors.DOORS)))
@click.argument("files", nargs=-1)
@click.option("--dry-run", is_flag=True, help="Show what would happen; store nothing.")
@in_app
def receive(channel: str, files: tuple[str, ...], dry_run: bool) -> None:
    """Take raw messages, one a FILE (`-` or none: standard input), and print one JSON object a message.

    Exit code 1 when a file could not be opened or the database could not finish a message now; a message that can't
    be read is no failure: it is kept, and its disposition is `quarantined`.
    """
    if not dry_run:
        _need_tables()
    failed = False
    for name in files or (STDIN,):
        try:
            raw = sys.stdin.buffer.read() if name == STDIN else Path(name).read_bytes()
        except OSError as error:
            click.echo(f"{name}: {error.strerror}", err=True)
            failed = True
            continue
        told = _looked_at(channel, raw) if dry_run else _taken(channel, raw)
        failed = failed or told["disposition"] == "waiting"
        click.echo(json.dumps({"file": name, **told}, ensure_ascii=False))
    if failed:
        sys.exit(1)


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--channel", type=click.Choice(CHANNELS), default="import", show_default=True)
@in_app
def import_(file: Path, channel: str) -> None:
    """Make tickets of the rows of FILE (.jsonl, .csv, .xlsx); run it again after an interruption.

    Prints the counts as JSON. Rows that became no ticket stand in FILE.errors.jsonl, and the exit code is then 1.
    """
    _need_tables()
    tally, now = importing.Tally(), clock.now()
    batches = importing.bring_in(rows.read(file, channel, now), config.settings().city, now, tally)
    errors = file.with_name(file.name + ".errors.jsonl")
    errors.unlink(missing_ok=True)
    try:
        for refusals in _shown(batches, tally):
            _keep_errors(errors, refusals)
    except OperationalError:
        raise HotlineError(
            f"数据库暂时不可用，已导入{tally.tickets:,}件。请再运行一次，已导入的不会重复。",
            f"The database is not available; {tally.tickets:,} tickets were made. Run again: none is made twice.",
        ) from None
    click.echo(json.dumps(tally.counts(), ensure_ascii=False))
    if tally.refused:
        click.echo(f"有{tally.refused:,}行未导入，原因见{errors}。See the reasons in {errors}.", err=True)
        sys.exit(1)


def _taken(channel: str, raw: bytes) -> dict[str, Any]:
    outcome = inbox.arrive(doors.DOORS[channel], raw, clock.now())
    number = outcome.ticket.number if outcome.ticket else None
    return _told(channel, outcome.disposition, outcome.reason, number, outcome.inbound, raw, outcome.duplicate)


def _looked_at(channel: str, raw: bytes) -> dict[str, Any]:
    """What `receive` would say, as far as the message itself tells: the database is not asked."""
    try:
        inbound = doors.CHANNELS[doors.DOORS[channel]].parse(raw, clock.now())
    except Unreadable as error:
        return _told(channel, "quarantined", error.zh, None, None, raw, False)
    if inbound.automatic:
        return _told(channel, "ignored", inbound.automatic, None, inbound, raw, False)
    reply = channel == "letter" and threads.answered(raw)
    return _told(channel, inbox.REPLY if reply else "ticket", "", reply or None, inbound, raw, False)


def _told(
    door: str, disposition: str, reason: str, ticket: str | None, inbound: Inbound | None, raw: bytes, duplicate: bool
) -> dict[str, Any]:
    digest = hashlib.sha256(raw).hexdigest()
    message = inbound or Inbound(doors.DOORS[door], digest, "", "", clock.now())
    person = message.person
    return {
        "channel": message.channel,
        "external_id": message.external_id,
        "disposition": disposition,
        "reason": reason,
        "ticket": ticket,
        "subject": message.title,
        "body": message.body,
        "petitioner": {"name": person.name, "phone": person.phone, "email": person.email},
        "mailbox": message.mailbox,
        "received_at": clock.iso(message.received_at),
        "in_reply_to": message.in_reply_to,
        "automatic": bool(message.automatic),
        "attachments": [
            {
                "name": file.name,
                "type": file.type,
                "size": len(file.content),
                "sha256": hashlib.sha256(file.content).hexdigest(),
            }
            for file in message.files
        ],
        "duplicate": duplicate,
    }


def _shown(batches: Iterator[list[importing.Refusal]], tally: importing.Tally) -> Iterator[list[importing.Refusal]]:
    """The batches, with a bar on a terminal and none in a pipe. How many rows a file has is not known before."""
    if not sys.stderr.isatty():
        yield from batches
        return
    with click.progressbar(
        batches,
        label="Importing",
        file=sys.stderr,
        show_pos=True,
        item_show_func=lambda _: f"{tally.tickets:,} tickets",
    ) as shown:
        yield from shown


def _keep_errors(errors: Path, refusals: list[importing.Refusal]) -> None:
    if refusals:
        with errors.open("a", encoding="utf-8") as file:
            file.writelines(refusal.line() + "\n" for refusal in refusals)


def _need_tables() -> None:
    try:
        ready = inspect(db.db.engine).has_table(Inbox.__tablename__)
    except OperationalError:
        raise Misconfigured("连不上数据库。", "The database can't be reached.") from None
    if not ready:
        raise Misconfigured(
            "数据库还没有准备好，请先运行hotline init。", "The database is not ready: run hotline init first."
        )


COMMANDS = (receive, import_)
