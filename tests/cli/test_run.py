"""`hotline run`: one command starts web and jobs on an empty machine, and stopping it leaves nothing behind."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

pytestmark = pytest.mark.once

PATIENCE = 60


def test_it_serves_and_stops(tmp_path: Path) -> None:
    port = _free_port()
    settings = {name: value for name, value in os.environ.items() if not name.startswith("HOTLINE_")}
    command = [sys.executable, "-m", "hotline.cli", "run", "--port", str(port), "--workers", "1"]
    with (tmp_path / "told").open("w") as told:
        process = subprocess.Popen(
            command, env={**settings, "HOTLINE_VAR": str(tmp_path / "var")}, stdout=told, stderr=told
        )
    try:
        _wait_for(f"http://127.0.0.1:{port}/healthz", process)
        children = _children(process.pid)
        assert len(children) == 2, "web and jobs"
    finally:
        process.send_signal(signal.SIGTERM)
        code = process.wait(PATIENCE)
    said = (tmp_path / "told").read_text()
    assert code == 0, said
    assert "Traceback" not in said
    assert f"http://127.0.0.1:{port}/" in said
    assert (tmp_path / "var" / "seal.key").stat().st_mode & 0o777 == 0o600
    assert not any(Path(f"/proc/{child}").exists() for child in children)


def _wait_for(url: str, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                assert answer.status == 200
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    pytest.fail(f"{url} did not answer")


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
