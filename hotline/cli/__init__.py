"""The `hotline` command. Exit codes: 0 done, 1 refused or failed (one clear line on stderr), 2 wrong usage."""

from typing import Any

import click
from sqlalchemy.exc import OperationalError, ProgrammingError

from hotline.errors import HotlineError

NO_DATABASE = (
    "数据库连不上，或还没有准备好（先运行hotline init）。 The database is out of reach or not prepared: hotline init."
)


class Commands(click.Group):
    """Known problems become one line on stderr, never a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except HotlineError as error:
            click.echo(f"{error.zh} {error.en}", err=True)
            ctx.exit(1)
        except (OperationalError, ProgrammingError) as error:
            # The error itself would print the parameters of the statement, which may be what a citizen wrote.
            click.echo(f"{NO_DATABASE} {str(error.orig).splitlines()[0]}", err=True)
            ctx.exit(1)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """12345政务热线。An open-source platform for 12345 hotlines and mayors' mailboxes."""


def _mount() -> None:
    from hotline.cli import (
        boards,
        calls,
        catalogue,
        data,
        demo,
        feeds,
        inbox,
        insight,
        jobs,
        judging,
        learning,
        mailboxes,
        models,
        people,
        receive,
        routing,
        serve,
        tokens,
    )

    modules = (
        serve, boards, calls, catalogue, data, demo, receive, inbox,
        insight, judging, learning, mailboxes, models, routing, jobs, people, tokens, feeds,
    )  # fmt: skip
    for module in modules:
        for command in module.COMMANDS:
            main.add_command(command)


_mount()
