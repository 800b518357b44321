"""`hotline inbox`: what arrived and was set aside, shown and worked on once more."""

import json
import sys
from typing import Any

import click

from hotline import clock, config
from hotline.channels import inbox as way_in
from hotline.channels import mending, queries
from hotline.channels.models import Inbox
from hotline.cli.context import in_app
from hotline.errors import NotFound

STATES = ("new", "quarantined", "ignored", "done")


@click.group()
def inbox() -> None:
    """Raw messages as they arrived: list, show, replay."""


@inbox.command("list")
@click.option("--state", type=click.Choice((*STATES, "all")), default="quarantined", show_default=True)
@click.option("--channel", default="", help="Only this channel, e.g. letter.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True)
@in_app
def list_rows(state: str, channel: str, limit: int) -> None:
    """One JSON object a message, newest first; without anything that stands in it."""
    for row in queries.newest(config.settings().city, "" if state == "all" else state, channel, limit):
        click.echo(json.dumps(_told(row), ensure_ascii=False))


@inbox.command()
@click.argument("row_id", type=int)
@click.option("--raw", is_flag=True, help="The bytes as they arrived, and nothing else.")
@click.option("--mended", is_flag=True, help="The bytes an administrator made of it.")
@in_app
def show(row_id: int, raw: bool, mended: bool) -> None:
    """One message: what became of it, and its text."""
    row = queries.row(config.settings().city, row_id)
    if row is None:
        raise NotFound("没有这条消息。", "No such message.")
    if raw or mended:
        sys.stdout.buffer.write((row.mended or b"") if mended else row.raw)
        return
    click.echo(json.dumps(_told(row), ensure_ascii=False, indent=2))
    click.echo()
    click.echo(mending.shown(row.raw))


@inbox.command()
@click.argument("row_ids", type=int, nargs=-1)
@click.option("--all", "every", is_flag=True, help="Every message that is set aside.")
@click.option("--channel", default="", help="With --all: only this channel.")
@in_app
def replay(row_ids: tuple[int, ...], every: bool, channel: str) -> None:
    """Work once more on messages that are set aside. Prints one JSON object each; exit code 1 if one stays aside.

    The same message is never a second ticket, however often it is worked on.
    """
    city = config.settings().city
    if every == bool(row_ids):
        raise click.UsageError("Give ids, or --all.")
    wanted = [row.id for row in queries.newest(city, "quarantined", channel, 10_000)] if every else list(row_ids)
    good = True
    for row_id in wanted:
        outcome = way_in.replay(city, row_id, clock.now())
        good = good and outcome.disposition not in ("quarantined", "waiting")
        number = outcome.ticket.number if outcome.ticket else None
        told = {"id": row_id, "disposition": outcome.disposition, "reason": outcome.reason, "ticket": number}
        click.echo(json.dumps(told, ensure_ascii=False))
    if not good:
        sys.exit(1)


def _told(row: Inbox | queries.Seen) -> dict[str, Any]:
    return {
        "id": row.id, "channel": row.channel, "external_id": row.external_id, "received_at": clock.iso(row.received_at),
        "state": row.state, "reason": row.reason, "tries": row.tries, "sha256": row.sha256, "mailbox": row.mailbox,
    }  # fmt: skip


COMMANDS = (inbox,)
