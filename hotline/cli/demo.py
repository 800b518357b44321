"""`hotline demo`: fill the database with a synthetic history, to look at or to measure with."""

import json
import sys

import click

from hotline import clock
from hotline.cli.context import in_app
from hotline.cli.data import prepare


@click.command()
@click.option("--tickets", default=2000, show_default=True, type=click.IntRange(1, 4_000_000), help="How many.")
@click.option("--days", default=90, show_default=True, type=click.IntRange(1, 1000), help="Over the last so many days.")
@click.option("--seed", default=1, show_default=True, help="The same seed at the same minute: the same history.")
@click.option("--more", is_flag=True, help="Add to the tickets that are there; refused otherwise.")
@in_app
def demo(tickets: int, days: int, seed: int, more: bool) -> None:
    """Fill a synthetic history, with demo sign-ins. Deterministic; prints what it wrote."""
    from hotline.demo import fill

    prepare()
    shown = sys.stderr.isatty()
    with click.progressbar(length=tickets, label="演示工单 demo tickets", file=sys.stderr, hidden=not shown) as bar:
        counts = fill(tickets, days, seed, clock.now(), more, lambda done: bar.update(done))
    click.echo(json.dumps(counts, ensure_ascii=False))


COMMANDS = (demo,)
