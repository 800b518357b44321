"""`hotline jobs`: the scheduler is a process of its own; any number of them may run."""

import json
import logging
import os
import signal
import threading
import time
from collections.abc import Callable
from functools import partial

import click
from apscheduler.schedulers.background import BackgroundScheduler
from flask import Flask

from hotline import clock, db, ending
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
FINISH_SECONDS = 2.0
"""What a job is given to come to the end of the piece it is at."""


@click.group()
def jobs() -> None:
    """The work that time brings: ladder, inbox, outbox, rollups."""


@jobs.command("run")
def run_all() -> None:
    """Run every job on its schedule, and listen to the mailboxes, until stopped (SIGTERM).

    What runs is finished if that is a matter of a moment; else it is rolled back, and whoever comes next takes it up.
    """
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
    ending.tell()
    _leave(running.shutdown, listener.stop)


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


def _leave(*ends: Callable[[], None]) -> None:
    """End the process when all of this has returned, and after FINISH_SECONDS whatever it is doing.

    Not by an exception in its threads: what a job held is let go by the database, as when a machine loses its power.
    """
    threads = [threading.Thread(target=end, daemon=True) for end in ends]
    for thread in threads:
        thread.start()
    over = time.monotonic() + FINISH_SECONDS
    for thread in threads:
        thread.join(max(0.0, over - time.monotonic()))
    if any(thread.is_alive() for thread in threads):
        log.info("what still runs is left to the next process")
        logging.shutdown()
        os._exit(0)


def _run(app: Flask, job: machinery.Job) -> None:
    if ending.told():
        return
    with app.app_context():
        try:
            machinery.run(job, clock.now())
        except Exception:
            log.exception("job %s failed; it runs again on schedule", job.name)
        finally:
            db.db.session.remove()


COMMANDS = (jobs,)
