"""`hotline tokens`: keys for the programs of others. A key is printed once; afterwards only its name is known."""

import click

from hotline import clock, config, db
from hotline.api import tokens as keys
from hotline.api.models import SCOPES
from hotline.cli.context import in_app


@click.group()
def tokens() -> None:
    """Keys of programs that use Open311 or the REST interface."""


@tokens.command()
@click.argument("name")
@click.option("--scopes", required=True, help=f"Separated by commas: {', '.join(SCOPES)}.")
@click.option("--per-minute", default=600, show_default=True, help="Requests a minute it may make.")
@in_app
def add(name: str, scopes: str, per_minute: int) -> None:
    """Make a key and print it, this once."""
    wanted = [scope.strip() for scope in scopes.split(",") if scope.strip()]
    with db.transaction():
        made = keys.add(config.settings().city, name, wanted, per_minute, clock.now())
    click.echo("请立即保存，之后无法再查看。 Keep it now: it is shown only once.", err=True)
    click.echo(made)


@tokens.command("list")
@in_app
def list_tokens() -> None:
    """name, scopes, requests a minute, since when, state: one a line, tab-separated."""
    for row in keys.rows(config.settings().city):
        state = f"ended {clock.iso(row.ended_at)}" if row.ended_at else "works"
        click.echo(f"{row.name}\t{','.join(row.scopes)}\t{row.per_minute}\t{clock.iso(row.created_at)}\t{state}")


@tokens.command()
@click.argument("name")
@in_app
def end(name: str) -> None:
    """End a key: within seconds it opens nothing."""
    with db.transaction():
        keys.end(config.settings().city, name, clock.now())


COMMANDS = (tokens,)
