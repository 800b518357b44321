"""Where a benchmark runs: a folder and a database of its own, commands and servers in it, all gone afterwards."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.postgres import Server, server

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 60
WORKERS = 2


@dataclass(frozen=True, slots=True)
class Place:
    name: str
    var: Path
    url: str
    server: Server | None = None

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("HOTLINE_")}
        return kept | {
            "HOTLINE_VAR": str(self.var), "HOTLINE_DATABASE_URL": self.url, "HOTLINE_RATE_LIMITS": "off",
            "HOTLINE_DEMO": "1", "PYTHONPATH": str(ROOT),
        }  # fmt: skip

    def start(self, *arguments: str) -> "subprocess.Popen[str]":
        """A Python process of this place; its output is read with `communicate`."""
        command = [sys.executable, *arguments]
        return subprocess.Popen(command, env=self.environment, cwd=ROOT, stdout=subprocess.PIPE, text=True)

    def run(self, *arguments: str, seconds: float = 3600) -> str:
        """What a Python process printed. Raises when it fails or takes longer."""
        process = self.start(*arguments)
        out, _ = process.communicate(timeout=seconds)
        if process.returncode:
            raise RuntimeError(f"{' '.join(arguments[:4])} ended with {process.returncode}")
        return out

    def beside(self, name: str) -> "Place":
        """Another prepared place on the same engine, with a database of its own."""
        var = self.var.with_name(f"{self.var.name}-{name}")
        if self.server is None:
            made = Place(self.name, var, f"sqlite:///{var / 'hotline.db'}")
        else:
            self.server.create(name)
            made = Place(self.name, var, self.server.url(name), self.server)
        made.run("-m", "hotline.cli", "init")
        return made

    @contextmanager
    def served(self, application: str) -> Iterator[int]:
        """The application under gunicorn as `hotline run` starts it; gives the port."""
        port = free_port()
        command = [
            sys.executable, "-m", "gunicorn", application, "--bind", f"127.0.0.1:{port}", "--workers", str(WORKERS),
            "--threads", "4", "--worker-class", "gthread", "--keep-alive", "30", "--log-level", "warning",
            "--no-control-socket",
        ]  # fmt: skip
        process = subprocess.Popen(command, env=self.environment, cwd=ROOT)
        try:
            _wait(port, process)
            yield port
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(PATIENCE)


@contextmanager
def places() -> Iterator[list[Place]]:
    """A prepared SQLite and a prepared PostgreSQL of this run."""
    home = Path(tempfile.mkdtemp(prefix="hotline-bench-"))
    try:
        with server(durable=True) as running:
            running.create("bench")
            found = [
                Place("SQLite", home / "sqlite", f"sqlite:///{home / 'sqlite' / 'hotline.db'}"),
                Place("PostgreSQL", home / "postgresql", running.url("bench"), running),
            ]
            for place in found:
                place.run("-m", "hotline.cli", "init")
            yield found
    finally:
        shutil.rmtree(home, ignore_errors=True)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(port: int, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("the server did not start")
