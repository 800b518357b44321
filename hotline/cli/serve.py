"""`hotline run`: everything on one machine: migrations, base data, web and jobs as two processes."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from types import FrameType

import click

from hotline import clock, config, db
from hotline.app import create_app
from hotline.cli.data import prepare

GRACE_SECONDS = 10
"""What a request is given to end when we are told to stop; the web server gives up two seconds before we do."""
ROLES = "operator dispatcher clerk bureau leader followup supervisor mayor admin auditor"


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=5000, show_default=True)
@click.option("--demo", is_flag=True, help="Fill an empty database with a demo city.")
@click.option("--workers", default=2, show_default=True, help="Web processes.")
def run(host: str, port: int, demo: bool, workers: int) -> None:
    """Apply migrations, load base data, start web and jobs."""
    _ready(demo)
    web = web_command(host, port, workers)
    jobs = [sys.executable, "-m", "hotline.cli", "jobs", "run"]
    _announce(host, port, demo)
    raise SystemExit(_together((web, jobs)))


def web_command(host: str, port: int, workers: int) -> list[str]:
    """The web server with so many processes, each of four threads; one that dies is replaced within milliseconds."""
    return [
        sys.executable, "-m", "gunicorn", "hotline.app:warmed()", "--bind", f"{host}:{port}",
        "--workers", str(workers), "--threads", "4", "--worker-class", "gthread", "--access-logfile", "/dev/null",
        "--log-level", "warning", "--no-control-socket", "--max-requests", "20000", "--max-requests-jitter", "2000",
        "--graceful-timeout", str(GRACE_SECONDS - 2), "--preload",
    ]  # fmt: skip


def _ready(demo: bool) -> None:
    app = create_app()
    with app.app_context():
        prepare()
        if demo:
            from hotline.demo import fill_once

            click.echo("演示城市…… Demo city …", err=True)
            fill_once(clock.now())
        db.db.session.remove()
        db.db.engine.dispose()


def _announce(host: str, port: int, demo: bool) -> None:
    name = "127.0.0.1" if host in {"0.0.0.0", "::"} else host  # noqa: S104 - compared, not bound
    click.echo(f"\n  {config.settings().city_name} 12345  →  http://{name}:{port}/        工作台 staff: /staff/")
    if demo:
        click.echo(f"  演示登录 demo sign-ins: {ROLES}\n  密码 password: demo-12345")
    click.echo("  Ctrl+C 停止 stops.\n")


def _together(commands: Sequence[Sequence[str]]) -> int:
    """Run the processes until one ends or we are told to stop; then stop the others. Returns the exit code."""
    running = [subprocess.Popen(command, env=os.environ) for command in commands]  # noqa: S603 - our own commands

    def stop(_signal: int, _frame: FrameType | None) -> None:
        for process in running:
            if process.poll() is None:
                process.terminate()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    while all(process.poll() is None for process in running):
        time.sleep(0.2)
    stop(0, None)
    deadline = time.monotonic() + GRACE_SECONDS
    for process in running:
        try:
            process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    return max((process.returncode for process in running if process.returncode > 0), default=0)


COMMANDS = (run,)
