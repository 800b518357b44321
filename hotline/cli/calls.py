"""`hotline calls`: processes that listen to telephone systems. One of each is enough; two do no harm."""

import logging
import signal
import socket
import threading
from types import FrameType

import click
from sqlalchemy.exc import SQLAlchemyError

from hotline import clock, config, db
from hotline.cli.context import in_app
from hotline.errors import Misconfigured
from hotline.telephony import actions, ami, ami_client, softphone
from hotline.telephony.rules import CallEvent


@click.group()
def calls() -> None:
    """Listen to a telephone system and tell the call desks."""


@calls.command("ami")
@in_app
def asterisk() -> None:
    """Listen to an Asterisk (HOTLINE_AMI_URL) until stopped; connects again by itself."""
    settings = config.settings()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(levelname)s %(message)s")
    where = ami_client.address(settings.ami_url)
    tracker = ami.Tracker(settings.ami_contexts, settings.recordings_url)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: _end(stop, _frame))
    ami_client.Listener(where, tracker, _take_asterisk, _over_but).run(stop)


@calls.command("softphone")
@click.option("--extension", required=True, help="The desk at which this softphone stands.")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=4444, show_default=True)
@in_app
def one_softphone(extension: str, host: str, port: int) -> None:
    """Listen to one baresip softphone (module ctrl_tcp) until it closes the connection."""
    try:
        line = socket.create_connection((host, port), 5)
    except OSError as error:
        raise Misconfigured(
            f"连不上{host}:{port}的软电话。", f"No softphone at {host}:{port}: {error.strerror}."
        ) from None
    with line:
        line.settimeout(None)
        for event in softphone.listen(line, extension, clock.now):
            _take("softphone", [event])


def _end(stop: threading.Event, _frame: FrameType | None) -> None:
    """Raised out of the waiting socket: nothing is half done between two messages."""
    stop.set()
    raise SystemExit(0)


def _take_asterisk(events: list[CallEvent]) -> None:
    _take("ami", events)


def _take(source: str, events: list[CallEvent]) -> None:
    try:
        with db.transaction():
            actions.take(config.settings().city, source, events, clock.now())
    finally:
        db.db.session.remove()


def _over_but(living: set[str]) -> None:
    try:
        with db.transaction():
            actions.over_but(config.settings().city, "ami", living, clock.now())
    except SQLAlchemyError:
        db.db.session.rollback()
        raise
    finally:
        db.db.session.remove()


COMMANDS = (calls,)
