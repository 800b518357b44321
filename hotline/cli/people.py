"""`hotline users`: administration without the web. Passwords are read from the terminal or from stdin, never shown."""

import sys

import click

from hotline import clock, config, db
from hotline.actors import ROLES
from hotline.cli.context import in_app
from hotline.people import actions, queries


@click.group()
def users() -> None:
    """People who sign in."""


@users.command()
@click.argument("login")
@click.option("--name", required=True, help="姓名")
@click.option("--role", required=True, type=click.Choice(ROLES))
@click.option("--unit", required=True, help="Code of the unit, e.g. 510104 or cgw.")
@in_app
def add(login: str, name: str, role: str, unit: str) -> None:
    """Add a user; the password is asked for."""
    password = _password()
    with db.transaction():
        actions.add_user(config.settings().city, login, name, role, unit, password, clock.now())
    click.echo(login.strip().lower())


@users.command("list")
@in_app
def list_users() -> None:
    """login, role, unit, active, name: one a line, tab-separated."""
    after = ""
    while page := queries.users(config.settings().city, after, 500):
        for user in page:
            state = "active" if user.active else "disabled"
            click.echo(f"{user.login}\t{user.role}\t{user.unit}\t{state}\t{user.name}")
        after = page[-1].login


@users.command()
@click.argument("login")
@in_app
def disable(login: str) -> None:
    """Switch an account off and end its sessions."""
    with db.transaction():
        actions.set_active(login, False)


@users.command()
@click.argument("login")
@in_app
def enable(login: str) -> None:
    """Switch an account on again."""
    with db.transaction():
        actions.set_active(login, True)


@users.command()
@click.argument("login")
@in_app
def password(login: str) -> None:
    """Set a new password; older sessions end."""
    new = _password()
    with db.transaction():
        actions.set_password(login, new)


def _password() -> str:
    if sys.stdin.isatty():
        return str(click.prompt("密码 Password", hide_input=True, confirmation_prompt=True, err=True))
    return sys.stdin.readline().rstrip("\n")


COMMANDS = (users,)
