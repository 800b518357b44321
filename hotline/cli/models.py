"""`hotline models`: the models the city has learned, which one is asked, and the way back to an earlier one."""

from pathlib import Path

import click

from hotline import clock
from hotline.cli.context import in_app
from hotline.db import db, transaction
from hotline.routing import queries as routing
from hotline.routing import retraining
from hotline.routing.learning import learned
from hotline.routing.models import LearnedModel

WHO = "hotline models"
NUMBER = click.argument("number", type=int)


@click.group()
def models() -> None:
    """Models learned from the city's letters."""


@models.command("list")
@in_app
def list_models() -> None:
    """One a line, newest first: number, state, origin, time, letters learned from, macro-F1, that of its rival."""
    for row in learned.models():
        click.echo(_line(row))


@models.command()
@in_app
def learn() -> None:
    """Learn now from the catalogue and the city's letters, as the nightly job does; in service unless it is worse."""
    row = retraining.learn(clock.now())
    click.echo(_line(row))


@models.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@in_app
def add(file: Path) -> None:
    """Take a FILE that `hotline train` wrote among the city's models, as a candidate; it is used once it is signed."""
    with transaction():
        row = retraining.bring_in(file, clock.now())
    click.echo(_line(row))
    click.echo(f"sha256 {row.sha256}", err=True)


@models.command()
@NUMBER
@click.option("--sha256", default="", help="What the file must be; without it the SHA-256 is shown and you are asked.")
@in_app
def sign(number: int, sha256: str) -> None:
    """Sign a model brought from elsewhere, once its SHA-256 is the one that its makers told you."""
    if not sha256:
        sha256 = learned.fingerprint(number)
        click.echo(f"sha256 {sha256}", err=True)
        click.confirm("与提供方公布的指纹一致，签名？ Is it the one its makers told you? Sign it", abort=True, err=True)
    with transaction():
        row = retraining.sign(number, sha256.lower())
    click.echo(_line(row))


@models.command()
@NUMBER
@click.option("--anyway", is_flag=True, help="Also one that is worse than what decides now, or that is not measured.")
@in_app
def use(number: int, anyway: bool) -> None:
    """Put a model into service in place of the present one, unless it is worse on the letters held back."""
    if not anyway:
        try:
            retraining.weigh(number)
        except retraining.Unfit as error:
            raise retraining.Unfit(
                f"{error.zh}仍要启用请加--anyway。", f"{error.en} Use --anyway to take it all the same."
            ) from None
        # Measuring takes a while: nobody waits for our connection meanwhile.
        db.session.rollback()
    with transaction():
        row = retraining.use(number, WHO, clock.now())
    routing.tell()
    click.echo(_line(row))


@models.command()
@NUMBER
@in_app
def retire(number: int) -> None:
    """Take the model out of service; the catalogue's words alone decide."""
    with transaction():
        row = retraining.retire(number, WHO, clock.now())
    routing.tell()
    click.echo(_line(row))


def _line(row: LearnedModel) -> str:
    own, rival = (str(one.get("macro_f1", "-")) for one in (row.figures, row.rival))
    return "\t".join((str(row.id), row.state, row.origin, clock.iso(row.made_at), str(row.lessons), own, rival))


COMMANDS = (models,)
