"""A private PostgreSQL server for one test run: its own directory, its own port on loopback, gone afterwards."""

import ctypes
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import psycopg

from tests.places import new_folder

USER = "hotline"
START_SECONDS = 90
QUICK = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}
"""Durability is of no use to a database that lives for minutes, and the tests are several times faster without it."""
PR_SET_PDEATHSIG = 1
"""From <sys/prctl.h>."""


class NoServer(RuntimeError):
    """PostgreSQL is not installed, or it did not start; the text says which and what it wrote."""


class Owner(NamedTuple):
    """Whose processes these are; empty for the user who runs the tests."""

    user: int | None
    group: int | None
    extra_groups: tuple[int, ...] | None


class Server:
    """A running server. `url(name)` is the SQLAlchemy URL of one of its databases."""

    def __init__(self, port: int, password: str) -> None:
        self.port = port
        self.password = password

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://{USER}:{self.password}@127.0.0.1:{self.port}/{database}"

    def create(self, database: str, template: str = "template0") -> None:
        """A new database; `template` is copied whole and must have no open connection."""
        self.run(f'CREATE DATABASE "{database}" TEMPLATE "{template}"')

    def drop(self, database: str) -> None:
        """Remove a database, also when somebody still holds a connection to it."""
        self.run(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')

    def run(self, statement: str) -> None:
        """One statement outside any transaction, on the maintenance database."""
        with self.connect() as connection:
            connection.execute(statement.encode())

    def connect(self, database: str = "postgres") -> psycopg.Connection[Any]:
        return psycopg.connect(
            host="127.0.0.1", port=self.port, user=USER, password=self.password, dbname=database, autocommit=True
        )


@contextmanager
def server(durable: bool = False) -> Iterator[Server]:
    """Start a server, give it, and stop it whatever happens. Raises NoServer.

    `durable`: on disk, with what is committed safe from a power cut, as a city runs it; else as quick as can be.
    """
    binaries = _binaries()
    home = Path(tempfile.mkdtemp(prefix="hotline-pg-")) if durable else new_folder("hotline-pg-")
    password = secrets.token_urlsafe(16)
    try:
        _initialise(binaries, home, password)
        with _started(binaries, home, password, {} if durable else QUICK) as running:
            yield running
    finally:
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def _started(binaries: Path, home: Path, password: str, more: dict[str, str]) -> Iterator[Server]:
    port = _free_port()
    options = {
        "listen_addresses": "127.0.0.1",
        "port": str(port),
        "unix_socket_directories": str(home),
        "timezone": "UTC",
        **more,
    }
    arguments = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
    owner = _owner()
    with (home / "log").open("wb") as log:
        process = subprocess.Popen(
            [binaries / "postgres", "-D", home / "data", *arguments],
            stdout=log,
            stderr=log,
            cwd=home,
            user=owner.user,
            group=owner.group,
            extra_groups=owner.extra_groups,
            preexec_fn=end_with_the_tests,
        )
    try:
        running = Server(port, password)
        _wait(running, process, home)
        yield running
    finally:
        _stop(process)


def _initialise(binaries: Path, home: Path, password: str) -> None:
    secret = home / "password"
    secret.write_text(password)
    owner = _owner()
    if owner.user is not None and owner.group is not None:
        for path in (home, secret):
            os.chown(path, owner.user, owner.group)
    options = ["-U", USER, "-E", "UTF8", "--locale=C.UTF-8", "--auth=scram-sha-256", f"--pwfile={secret}", "--no-sync"]
    done = subprocess.run(
        [binaries / "initdb", "-D", home / "data", *options],
        capture_output=True,
        text=True,
        cwd=home,
        check=False,
        user=owner.user,
        group=owner.group,
        extra_groups=owner.extra_groups,
    )
    if done.returncode:
        raise NoServer(f"initdb failed: {done.stderr}")


def _wait(running: Server, process: "subprocess.Popen[bytes]", home: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            running.connect().close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    raise NoServer(f"PostgreSQL did not start: {(home / 'log').read_text(errors='replace')}")


def end_with_the_tests() -> None:
    """Linux stops the server for us when the test run is killed and cannot do it itself."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGINT)


def _stop(process: "subprocess.Popen[bytes]") -> None:
    # SIGINT is PostgreSQL's "fast" shutdown: it ends the connections instead of waiting for them.
    process.send_signal(signal.SIGINT)
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGQUIT)
        process.wait(10)


def _binaries() -> Path:
    """The folder of the newest installed server."""
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[4]))
    found = str(installed[-1]) if installed else shutil.which("initdb")
    if not found:
        raise NoServer("PostgreSQL is not installed: run `sh scripts/test-needs.sh`.")
    return Path(found).resolve().parent


def _owner() -> Owner:
    """PostgreSQL refuses to run as root; root lends it an unprivileged identity."""
    if os.geteuid() != 0:
        return Owner(None, None, None)
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = names.get("postgres") or names["nobody"]
    return Owner(entry.pw_uid, entry.pw_gid, ())


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
