"""The work list and the ticket page over HTTP, in a small city and in one many times its size."""

import http.cookiejar
import os
import re
import statistics
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator

from bench.places import Place
from bench.table import Figure

SMALL, LARGE, BIG = 10_000, 60_000, 1_000_000
TICKETS = 40
LISTS = 40
PASSWORD = "demo-12345"  # noqa: S105 - the demo's published one
WHO = ("dispatcher", "bureau")


def figures(place: Place) -> Iterator[Figure]:
    big = BIG if os.environ.get("BENCH_BIG") else LARGE
    have, measured = 0, list[dict[str, float]]()
    for size, days in ((SMALL, 90), (big, 900)):
        more = ("--more",) if have else ()
        place.run("-m", "hotline.cli", "demo", "--tickets", str(size - have), "--days", str(days), *more)
        have = size
        place.run("-c", ANALYZE)
        with place.served("hotline.app:create_app()") as port:
            measured.append({key: found for who in WHO for key, found in _pages(port, who)})
    small, large = measured
    for key, found in large.items():
        ratio = f"{found / small[key]:.2f}× {SMALL:,} tickets"
        yield Figure(f"{key}, {have:,} tickets", f"{found:.1f} ms", place.name, ratio, "1.3×")


ANALYZE = """
from hotline.app import create_app
from hotline.db import db, transaction
with create_app().app_context(), transaction():
    db.session.connection().exec_driver_sql("ANALYZE")
"""


def _pages(port: int, who: str) -> Iterator[tuple[str, float]]:
    person = Person(port, who)
    listed = person.get("/staff/tickets")
    yield f"work list of a {who}", statistics.median(person.timed("/staff/tickets") for _ in range(LISTS))
    numbers = list(dict.fromkeys(re.findall(r'href="(/staff/tickets/[^"/?#]+)"', listed)))[:TICKETS]
    if not numbers:
        raise RuntimeError(f"the work list of {who} is empty")
    for path in numbers:
        person.get(path)
    yield f"ticket page of a {who}", statistics.median(person.timed(path) for path in numbers for _ in range(2))


class Person:
    """A signed-in browser that keeps its cookies."""

    def __init__(self, port: int, login: str) -> None:
        self.base = f"http://127.0.0.1:{port}"
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', self.get("/login"))
        fields = {"login": login, "password": PASSWORD, "csrf_token": token[1] if token else ""}
        with self.opener.open(f"{self.base}/login", urllib.parse.urlencode(fields).encode(), 30) as answer:
            if answer.url.endswith("/login"):
                raise RuntimeError(f"{login} cannot sign in")

    def get(self, path: str) -> str:
        with self.opener.open(self.base + path, timeout=120) as answer:
            return str(answer.read().decode())

    def timed(self, path: str) -> float:
        """Milliseconds from the question to the whole answer."""
        begun = time.perf_counter()
        self.get(path)
        return (time.perf_counter() - begun) * 1000
