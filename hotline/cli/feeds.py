"""`hotline feeds`: a file of items of a connected source, for what has neither webhook nor RSS."""

import json
import sys
from pathlib import Path

import click

from hotline import clock, config
from hotline.channels import connections, rows
from hotline.channels.clean import Unreadable
from hotline.channels.feeds import intake
from hotline.cli.context import in_app
from hotline.errors import NotFound


@click.group()
def feeds() -> None:
    """Microblogs, forums, media and public opinion."""


@feeds.command("import")
@click.argument("source")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@in_app
def import_(source: str, file: Path) -> None:
    """Take the items of FILE (.jsonl, .csv, .xlsx) as SOURCE's; what is here already is left alone.

    Columns: id, thread, link, author, title (or subject), body, at. Exit code 1 when a row was refused.
    """
    feed = connections.known().feeds.get(source)
    if feed is None:
        raise NotFound(f"没有连接名为“{source}”的来源。", f"No source “{source}” is connected.")
    total, refused = intake.Taken(), 0
    for number, given in rows.records(file):
        if isinstance(given, Unreadable):
            click.echo(f"{number}: {given.zh} {given.en}", err=True)
            refused += 1
            continue
        item = {**given, "title": given.get("title") or given.get("subject")}
        taken = intake.take(config.settings().city, feed, [item], clock.now())
        for one in taken.refused:
            click.echo(f"{number}: {one['zh']} {one['en']}", err=True)
        refused += len(taken.refused)
        total.new, total.known, total.waiting = (
            total.new + taken.new, total.known + taken.known, total.waiting + taken.waiting,
        )  # fmt: skip
    click.echo(json.dumps({"new": total.new, "known": total.known, "waiting": total.waiting, "refused": refused}))
    if refused:
        sys.exit(1)


COMMANDS = (feeds,)
