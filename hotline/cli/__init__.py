"""The `hotline` command. Exit codes: 0 done, 1 refused or failed (one clear line on stderr), 2 wrong usage."""

from importlib import import_module
from typing import Any

import click

from hotline.errors import HotlineError

NO_DATABASE = (
    "数据库连不上，或还没有准备好（先运行hotline init）。 The database is out of reach or not prepared: hotline init."
)
MODULES = {
    "boards": "boards",
    "calendar": "data",
    "calls": "calls",
    "catalogue": "catalogue",
    "check-reply": "insight",
    "demo": "demo",
    "due": "routing",
    "duplicates": "insight",
    "evaluate": "learning",
    "feeds": "feeds",
    "import": "receive",
    "inbox": "inbox",
    "init": "data",
    "jobs": "jobs",
    "judge": "judging",
    "mailbox": "mailboxes",
    "models": "models",
    "predict": "learning",
    "receive": "receive",
    "route": "routing",
    "run": "serve",
    "tokens": "tokens",
    "topics": "insight",
    "train": "learning",
    "users": "people",
}
"""Where each command lives; only the one that is asked for is loaded, which is most of the time a command takes."""


class Commands(click.Group):
    """Known problems become one line on stderr, never a traceback."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(MODULES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in MODULES:
            return None
        held: tuple[click.Command, ...] = import_module(f"hotline.cli.{MODULES[cmd_name]}").COMMANDS
        return next(command for command in held if command.name == cmd_name)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except HotlineError as error:
            click.echo(f"{error.zh} {error.en}", err=True)
            ctx.exit(1)
        except Exception as error:
            if not (told := _of_the_database(error)):
                raise
            click.echo(f"{NO_DATABASE} {told}", err=True)
            ctx.exit(1)


def _of_the_database(error: Exception) -> str:
    """The first line of what a database out of reach said; empty for any other error.

    The error itself would print the parameters of the statement, which may be what a citizen wrote.
    """
    # Loaded only here: most commands that ask no database start sooner.
    from sqlalchemy.exc import OperationalError, ProgrammingError

    return str(error.orig).splitlines()[0] if isinstance(error, OperationalError | ProgrammingError) else ""


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """12345政务热线。An open-source platform for 12345 hotlines and mayors' mailboxes."""
