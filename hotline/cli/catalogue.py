"""`hotline catalogue`: the dispatch catalogue as a file, what differs, what a change would move, without the web."""

import csv
import io
import json
import sys
from datetime import date, datetime, timedelta
from pathlib import Path

import click

from hotline import clock, config
from hotline.actors import system
from hotline.cli.context import in_app
from hotline.db import transaction
from hotline.errors import HotlineError
from hotline.people import queries as people
from hotline.routing import catalogue_files, catalogues, queries, simulation
from hotline.routing.catalogue_rows import HEADS, Change, Row, differences
from hotline.routing.models import CatalogueVersion

FILE = click.Path(dir_okay=False, path_type=Path)
READ = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def catalogue() -> None:
    """The dispatch catalogue (派单目录) as .xlsx or .csv."""


@catalogue.command("export")
@click.argument("file", type=FILE, required=False)
@click.option("--version", "name", help="A version of the catalogue; without it, the one in force.")
@in_app
def export(file: Path | None, name: str | None) -> None:
    """Write the catalogue to FILE (.xlsx or .csv); without FILE as CSV to stdout."""
    rows = _named(name) if name else queries.catalogue_rows()
    if file is None:
        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerows([list(HEADS.values()), *(row.cells() for row in rows)])
        click.echo(out.getvalue(), nl=False)
        return
    file.write_bytes(catalogue_files.written(rows, file.suffix))
    click.echo(f"{len(rows)}项已写入{file}。 {len(rows)} items written.", err=True)


@catalogue.command("import")
@click.argument("file", type=READ)
@click.option("--name", default="", help="Name of the version; without it the next free one of the year.")
@click.option("--effective", type=click.DateTime(["%Y-%m-%d"]), help="First day in force; without it today.")
@click.option("--note", default="", help="What changes and why.")
@click.option("--draft", is_flag=True, help="Leave it as a draft for review by a second person on the web.")
@in_app
def import_(file: Path, name: str, effective: datetime | None, note: str, draft: bool) -> None:
    """Take FILE as a new version of the catalogue and put it in force on its day; tickets keep theirs."""
    rows, now = _read(file), clock.now()
    day = effective.date() if effective else clock.local(now).date()
    changed = differences(queries.catalogue_rows(), rows)
    with transaction():
        made = catalogues.draft(system(config.settings().city), rows, name, day, note, now)
        version = catalogues.version(config.settings().city, made)
        if not draft and changed:
            _agree(version, day, now)
        told = {"version": version.version, "state": version.state, "items": len(rows), "changes": len(changed)}
    click.echo(json.dumps({**told, "effective": day.isoformat()}, ensure_ascii=False))


@catalogue.command()
@click.argument("file", type=READ)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a change.")
@in_app
def diff(file: Path, as_json: bool) -> None:
    """Say what FILE would change of the catalogue in force."""
    for change in differences(queries.catalogue_rows(), _read(file)):
        click.echo(json.dumps(_facts(change), ensure_ascii=False) if as_json else _line(change))


@catalogue.command()
@click.argument("file", type=READ)
@click.option("--days", type=click.IntRange(min=1), default=365, show_default=True, help="Tickets of how many days.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object; without it, lines to read.")
@in_app
def simulate(file: Path, days: int, as_json: bool) -> None:
    """Try FILE on past tickets: how many would go elsewhere, from whom to whom. Stores nothing."""
    rows, since = _read(file), clock.now() - timedelta(days=days)
    length = simulation.count(since)
    with click.progressbar(length=length, label="模拟 trying", file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:
        outcome = simulation.run(rows, since, bar.update)
    pairs = [{"from": one, "to": other, "tickets": n} for (one, other), n in outcome.pairs.most_common()]
    moves = [[move.number, move.from_unit, move.to_unit] for move in outcome.moves]
    if as_json:
        told = {"tickets": outcome.tried, "moved": outcome.moved, "pairs": pairs, "moves": moves}
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    click.echo(f"{outcome.tried}件中{outcome.moved}件会改派。 {outcome.moved} of {outcome.tried} would go elsewhere.")
    for pair in pairs:
        click.echo(f"{_unit(pair['from'])} → {_unit(pair['to'])}\t{pair['tickets']}")


def _agree(version: CatalogueVersion, day: date, now: datetime) -> None:
    """Who sits at the machine itself answers for it; the record says so."""
    version.state, version.reviewed_at, version.reviewed_by_name = "agreed", now, "command line"
    if day <= clock.local(now).date():
        catalogues.put_in_force(version, now)


def _named(name: str) -> list[Row]:
    found = next((one for one in catalogues.versions(config.settings().city) if one.version == name), None)
    if found is None:
        raise HotlineError(f"没有目录版本{name}。", f"No version {name}.")
    return catalogues.rows_of(found)


def _read(file: Path) -> list[Row]:
    rows, faults = catalogue_files.read(file.read_bytes(), file.suffix, people.units())
    if faults:
        for fault in faults:
            click.echo(f"{fault.said('zh')}。 {fault.said('en')}.", err=True)
        raise HotlineError(f"目录有{len(faults)}处错误，没有读入。", f"{len(faults)} faults; nothing was taken.")
    return rows


def _unit(code: object) -> str:
    return people.unit_short(str(code), "zh") if code else "（无）"


def _facts(change: Change) -> dict[str, object]:
    fields = [{"column": name, "before": old, "after": new} for name, old, new in change.fields]
    return {"change": change.sort, "code": change.code, "name": change.name, "fields": fields}


def _line(change: Change) -> str:
    mark = {"added": "+", "ended": "-", "changed": "~"}[change.sort]
    told = "；".join(f"{HEADS[name]} {old or '空'} → {new or '空'}" for name, old, new in change.fields)
    return f"{mark} {change.code} {change.name}" + (f"：{told}" if told else "")


COMMANDS = (catalogue,)
