"""`hotline jobs`: the scheduler is a process of its own; any number of them may run."""

import json
import logging
import signal
import time
from functools import partial

import click
from apscheduler.schedulers.background import BackgroundScheduler
from flask import Flask

from hotline import clock, db
from hotline import jobs as machinery
from hotline.app import create_app
from hotline.channels.mailboxes.listening import Listener
from hotline.cli.context import in_app
from hotline.errors import NotFound
from hotline.wiring import JOBS

log = logging.getLogger("hotline.jobs")
MISFIRE_SECONDS = 60
STOP_SECONDS = 0.2
"""How often it is looked whether we are told to stop."""


@click.group()
def jobs() -> None:
    """The work that time brings: ladder, inbox, outbox, rollups."""


@jobs.command("run")
def run_all() -> None:
    """Run every job on its schedule, and listen to the mailboxes, until stopped (SIGTERM): what runs is finished."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(levelname)s %(message)s")
    logging.getLogger("apscheduler").setLevel(logging.WARNING)
    told: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda number, _frame: told.append(number))
    app = create_app()
    running, listener = scheduler(app), Listener(app)
    running.start()
    listener.start()
    while not told:
        time.sleep(STOP_SECONDS)
    running.shutdown(wait=False)
    listener.stop()


@jobs.command("list")
def list_jobs() -> None:
    """Name and schedule, one a line."""
    for job in JOBS:
        click.echo(f"{job.name}\t{json.dumps(job.when)}")


@jobs.command()
@click.argument("name")
@click.option("--at", "moment", help="Pretend it is this moment (ISO 8601).")
@in_app
def once(name: str, moment: str | None) -> None:
    """Run one job now and print how many rows it did."""
    job = next((job for job in JOBS if job.name == name), None)
    if job is None:
        known = ", ".join(job.name for job in JOBS)
        raise NotFound(f"没有这个任务，可用：{known}。", f"No such job; there are {known}.")
    try:
        now = clock.parse(moment) if moment else clock.now()
    except ValueError:
        raise click.BadParameter("not an ISO 8601 time", param_hint="--at") from None
    click.echo(machinery.run(job, now))


def scheduler(app: Flask) -> BackgroundScheduler:
    """All jobs on the city's clock; each runs alone, late runs are folded into one."""
    made = BackgroundScheduler(timezone="Asia/Shanghai")
    defaults = {"coalesce": True, "max_instances": 1, "misfire_grace_time": MISFIRE_SECONDS}
    for job in JOBS:
        made.add_job(partial(_run, app, job), id=job.name, **job.when, **defaults)
    return made


def _run(app: Flask, job: machinery.Job) -> None:
    with app.app_context():
        try:
            machinery.run(job, clock.now())
        except Exception:
            log.exception("job %s failed; it runs again on schedule", job.name)
        finally:
            db.db.session.remove()


COMMANDS = (jobs,)
