"""A demo city as a newcomer starts it, `hotline run --demo` on a free loopback port, and people before its pages."""

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext

from tests.browser.hands import Person

CHROMIUM = "/usr/bin/chromium"
START_SECONDS = 240


@dataclass(frozen=True)
class City:
    """A running demo city: its address and its environment, for commands beside it."""

    url: str
    environment: dict[str, str]
    signed_in: dict[str, Any] = field(default_factory=dict)
    """The cookies of whoever signed in at the door, by login: nobody need do it a second time."""

    def command(self, *arguments: str, said: str | None = None) -> str:
        """Run `hotline …` beside the server, with `said` as its standard input, and give what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "hotline.cli", *arguments],
            env=self.environment, input=said, capture_output=True, text=True, timeout=120, check=True,
        )  # fmt: skip
        return done.stdout.strip()

    def begin(self, script: str) -> None:
        """Run one of `begun` beside the server: what no page makes."""
        subprocess.run([sys.executable, "-c", script], env=self.environment, timeout=120, check=True)


class People:
    """Opens a page for any role; every page is closed at the end."""

    def __init__(self, browser: Browser, city: City) -> None:
        self.browser, self.city = browser, city
        self.contexts: list[BrowserContext] = []
        self.signed_in: dict[str, Person] = {}

    def citizen(self, width: int = 390) -> Person:
        """Somebody without an account, on a phone."""
        return self._open(width)

    def role(self, login: str, width: int = 1440) -> Person:
        """The demo person of this role, signed in."""
        if login not in self.signed_in:
            self.signed_in[login] = self._open(width)
            come_in(self.signed_in[login], self.city, login)
        return self.signed_in[login]

    def close(self) -> None:
        for context in self.contexts:
            context.close()

    def _open(self, width: int) -> Person:
        context = self.browser.new_context(viewport={"width": width, "height": 900}, locale="zh-CN")
        self.contexts.append(context)
        context.set_default_timeout(10_000)
        return Person(context.new_page(), self.city.url)


def come_in(person: Person, city: City, login: str) -> None:
    """Sign in through the page, the first time; later with what the door gave then."""
    if login in city.signed_in:
        person.page.context.add_cookies(city.signed_in[login])
    else:
        person.sign_in(login)
        city.signed_in[login] = person.page.context.cookies()


@contextlib.contextmanager
def demo_city(var: Path, tickets: int = 0) -> Iterator[City]:
    """The city whose data lies in `var`; its log is `var/log`. With `tickets` a small one, of so many in a month."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("HOTLINE_")}
    environment |= {"HOTLINE_VAR": str(var), "HOTLINE_RATE_LIMITS": "off"}
    environment |= {"HOTLINE_CALLS_SECRET": "of the tests", "HOTLINE_TRANSCRIPTS": str(var / "said")}
    if tickets:
        for command in (("init",), ("demo", "--tickets", str(tickets), "--days", "30")):
            subprocess.run(
                [sys.executable, "-m", "hotline.cli", *command], env=environment, capture_output=True, check=True
            )
    with (var / "log").open("wb") as log:
        running = subprocess.Popen(
            [sys.executable, "-m", "hotline.cli", "run", "--demo", "--port", str(port)],
            env=environment, stdout=log, stderr=subprocess.STDOUT,
        )  # fmt: skip
    try:
        url = f"http://127.0.0.1:{port}"
        _wait(url, running, var / "log")
        yield City(url, environment)
    finally:
        running.terminate()
        running.wait(90)


def _wait(url: str, running: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and running.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/healthz", timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"the city did not start:\n{log.read_text(errors='replace')[-2000:]}")
