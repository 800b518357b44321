"""The `hotline` command. Exit codes: 0 done, 1 refused or failed (one clear line on stderr), 2 wrong usage."""

from typing import Any

import click

from hotline.errors import HotlineError


class Commands(click.Group):
    """Known problems become one line on stderr, never a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except HotlineError as error:
            click.echo(f"{error.zh} {error.en}", err=True)
            ctx.exit(1)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """12345政务热线。An open-source platform for 12345 hotlines and mayors' mailboxes."""


def _mount() -> None:
    from hotline.cli import boards, data, demo, jobs, people, receive, routing, serve

    for module in (serve, boards, data, demo, receive, routing, jobs, people):
        for command in module.COMMANDS:
            main.add_command(command)


_mount()
