"""A real clamd on loopback for the tests, with one signature: that of the EICAR test file."""

import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from flask import Flask

from hotline import clamav
from hotline.db import db, transaction
from hotline.tickets import queries, scanning
from tests.postgres import end_with_the_tests

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}" + b"$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
"""Put together here, so that no scanner takes this source for it."""
NAME = "Demo.Eicar.UNOFFICIAL"
MOST = 2**20
START_SECONDS = 60

_CONFIG = """
Foreground yes
LogFile {folder}/log
DatabaseDirectory {folder}/signatures
TemporaryDirectory {folder}
LocalSocket {folder}/clamd.sock
TCPAddr 127.0.0.1
TCPSocket {port}
StreamMaxLength 1M
MaxThreads 2
"""


class Scanner:
    """`socket` and `port` are two ways to the same clamd."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder, self.socket, self.port = folder, f"{folder}/clamd.sock", f"127.0.0.1:{port}"


@contextmanager
def running() -> Iterator[Scanner]:
    folder = Path(tempfile.mkdtemp(prefix="hotline-clamd-"))
    (folder / "signatures").mkdir()
    (folder / "signatures" / "demo.ndb").write_text(f"Demo.Eicar:0:*:{EICAR.hex()}\n")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    (folder / "clamd.conf").write_text(_CONFIG.format(folder=folder, port=port))
    process = subprocess.Popen(
        [shutil.which("clamd") or "/usr/sbin/clamd", "-c", str(folder / "clamd.conf")],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        preexec_fn=end_with_the_tests,
    )  # fmt: skip
    try:
        _wait(folder, process)
        yield Scanner(folder, port)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(10)
        shutil.rmtree(folder, ignore_errors=True)


def _wait(folder: Path, process: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        if (folder / "clamd.sock").exists():
            return
        time.sleep(0.05)
    log = folder / "log"
    raise AssertionError(f"clamd does not answer: {log.read_text() if log.exists() else process.returncode}")


def lock_a_file(app: Flask, city: str, ticket_id: int, now: datetime) -> None:
    """A file of this ticket's letter, in which a virus is found."""
    with app.app_context(), transaction():
        ticket = queries.by_id(city, ticket_id)
        assert ticket is not None
        scanning.attach(ticket, "letter", [scanning.Kept("账单.pdf", "application/pdf", 1, "0" * 64)], now)
        db.session.flush()
        scanning.settle(city, queries.attachments(ticket)[0].id, clamav.Verdict(NAME), now)
