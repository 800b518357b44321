"""Web servers and the job process, started again whenever they end, and killed with -9 at random moments."""

import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from hotline.cli.serve import web_command

START_SECONDS = 90
LOOK_SECONDS = 0.1
KINDS = ("worker", "worker", "server", "jobs")
"""What is killed, each as likely as it is named: one web process, a server with all its processes, the jobs."""


class Group:
    """One command in a process group of its own."""

    def __init__(self, command: list[str], environment: Mapping[str, str]) -> None:
        self.command, self.environment = command, dict(environment)
        self.process = self._started()

    def again(self) -> None:
        """As whoever watches over processes does: start what has ended."""
        if self.process.poll() is not None:
            self.process = self._started()

    def kill(self) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(10)

    def kill_one_below(self, chance: random.Random) -> bool:
        """One of the processes it started; False when there is none just now."""
        below = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        found = below.read_text().split() if below.exists() else []
        if found:
            os.kill(int(chance.choice(found)), signal.SIGKILL)
        return bool(found)

    def _started(self) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(
            self.command, env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            start_new_session=True,
        )  # fmt: skip


class Killed:
    """All processes of a city, and a count of what was killed."""

    def __init__(self, ports: list[int], environment: Mapping[str, str], workers: int) -> None:
        self.ports = ports
        self.servers = [Group(web_command("127.0.0.1", port, workers), environment) for port in ports]
        self.jobs = Group([sys.executable, "-m", "hotline.cli", "jobs", "run"], environment)
        self.count: Counter[str] = Counter()
        self._over = threading.Event()
        self._watch = threading.Thread(target=self._keep)
        self._killer: threading.Thread | None = None

    def wait(self) -> None:
        """Until every server answers."""
        self._watch.start()
        end = time.monotonic() + START_SECONDS
        for port in self.ports:
            while not _answers(port):
                if time.monotonic() > end:
                    raise RuntimeError("the servers did not start")
                time.sleep(0.05)

    def begin(self, chance: random.Random, gap: float, may: Callable[[], bool]) -> None:
        """Kill from now on; `gap` is the mean of seconds between two kills, `may` whether the next one is allowed."""
        self._killer = threading.Thread(target=self._kill, args=(chance, gap, may))
        self._killer.start()

    def end(self) -> None:
        self._over.set()
        for thread in (self._watch, self._killer):
            if thread is not None and thread.is_alive():
                thread.join()
        for group in (*self.servers, self.jobs):
            group.kill()

    def _keep(self) -> None:
        while not self._over.wait(LOOK_SECONDS):
            for group in (*self.servers, self.jobs):
                group.again()

    def _kill(self, chance: random.Random, gap: float, may: Callable[[], bool]) -> None:
        while not self._over.wait(chance.uniform(0.4 * gap, 1.6 * gap)):
            while not may():
                if self._over.wait(LOOK_SECONDS):
                    return
            kind, server = chance.choice(KINDS), chance.choice(self.servers)
            if kind == "worker" and not server.kill_one_below(chance):
                kind = "server"
            if kind == "server":
                server.kill()
            elif kind == "jobs":
                self.jobs.kill()
            self.count[kind] += 1


@contextmanager
def running(environment: Mapping[str, str], servers: int, workers: int) -> Iterator[Killed]:
    """So many web servers and one job process; gone afterwards."""
    processes = Killed([_free_port() for _ in range(servers)], environment, workers)
    try:
        processes.wait()
        yield processes
    finally:
        processes.end()


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
