"""`hotline init`, `hotline calendar`: migrations and base data."""

import json
from datetime import date
from pathlib import Path

import click

from hotline import clock, config, db
from hotline.cli.context import in_app
from hotline.errors import HotlineError
from hotline.people import queries as people
from hotline.seed import load
from hotline.sla import queries as sla
from hotline.sla import recount
from hotline.sla.calendar import CalendarError


def prepare() -> dict[str, int]:
    """Migrations and base data; safe to run again, and quick when there is nothing to do."""
    db.upgrade()
    with db.transaction():
        counts = load.load_all(config.settings().city, clock.now())
    people.forget()
    sla.forget()
    return counts


@click.command()
@in_app
def init() -> None:
    """Apply migrations and load units, posts, catalogue, limits and calendars. Safe to run again."""
    click.echo(json.dumps(prepare(), ensure_ascii=False))


@click.group()
def calendar() -> None:
    """Working-day calendars."""


@calendar.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@in_app
def import_calendar(file: Path) -> None:
    """Load one year's official schedule (TOML); open clocks are recomputed."""
    try:
        with db.transaction():
            year = load.load_calendar(file.read_text(encoding="utf-8"), clock.now())
    except (CalendarError, ValueError) as error:
        raise HotlineError(f"日历文件有误：{error}", f"Faulty calendar: {error}") from error
    sla.forget()
    # A New Year holiday may begin in the December before.
    moved = recount.recompute_open(config.settings().city, date(year - 1, 12, 1), clock.now())
    click.echo(json.dumps({"year": year, "clocks_moved": moved}))


COMMANDS = (init, calendar)
