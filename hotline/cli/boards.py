"""`hotline boards`: the proof that every number of the boards follows from the events."""

import sys

import click

from hotline import clock, config, db
from hotline.boards.actions import compact
from hotline.boards.recount import differences, mend
from hotline.cli.context import in_app

SHOWN = 10


@click.group()
def boards() -> None:
    """The numbers of the boards."""


@boards.command()
@click.option("--fix", is_flag=True, help="Put right what differs, in one transaction.")
@in_app
def recount(fix: bool) -> None:
    """Recount every rollup from the events; print how many differ, and exit with 1 if any does."""
    city = config.settings().city
    db.read_only(not fix)
    with db.transaction():
        found = list(differences(city))
        if fix:
            mend(city, found)
    db.read_only(False)
    click.echo(len(found))
    for one in found[:SHOWN]:
        at = one.key
        where = " ".join((at.day.isoformat(), *(word or "-" for word in (at.unit, at.category, at.channel, at.kind))))
        click.echo(f"{at.measure} {where}: {one.kept} → {one.counted}", err=True)
    if len(found) > SHOWN:
        click.echo(f"…… +{len(found) - SHOWN}", err=True)
    if found and not fix:
        sys.exit(1)
    if found:
        compact(city, clock.now())
        click.echo(f"已更正{len(found):,}处。Mended: {len(found):,}.", err=True)


COMMANDS = (boards,)
