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
WARM_UP, TURNS = 20, 100
PASSWORD = "demo-12345"  # noqa: S105 - the demo's published one
WHO = ("dispatcher", "leader")


def figures(place: Place) -> Iterator[Figure]:
    large_size, days = (BIG, 900) if os.environ.get("BENCH_BIG") else (LARGE, 300)
    small, large = place.beside("small"), place.beside("large")
    for one, size, span in ((small, SMALL, 90), (large, large_size, days)):
        one.run("-m", "hotline.cli", "demo", "--tickets", str(size), "--days", str(span))
        one.run("-c", ANALYZE)
    with small.served("hotline.app:create_app()") as first, large.served("hotline.app:create_app()") as second:
        for who in WHO:
            people = Person(first, who), Person(second, who)
            lists = [["/staff/tickets?scope=all"]] * 2  # full pages on both sides: a small city has few open ones
            pages = [person.tickets() for person in people]
            for what, paths in (("work list", lists), ("ticket page", pages)):
                base, found = _medians(people, paths)
                ratio = f"{found / base:.2f}× {SMALL:,} tickets"
                yield Figure(
                    f"{what} of a {who}, {large_size:,} tickets", f"{found:.1f} ms", place.name, ratio, "under 1.3×"
                )


ANALYZE = """
from hotline.app import create_app
from hotline.db import db, transaction
with create_app().app_context(), transaction():
    db.session.connection().exec_driver_sql("ANALYZE")
"""


def _medians(people: "tuple[Person, Person]", paths: list[list[str]]) -> tuple[float, float]:
    """Milliseconds in the small and in the large city, asked in turn so that both meet the same weather."""
    taken: tuple[list[float], list[float]] = ([], [])
    for turn in range(WARM_UP + TURNS):
        for person, asked, times in zip(people, paths, taken, strict=True):
            spent = person.timed(asked[turn % len(asked)])
            if turn >= WARM_UP:
                times.append(spent)
    return statistics.median(taken[0]), statistics.median(taken[1])


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

    def tickets(self) -> list[str]:
        """The addresses of the tickets on the work list."""
        found = re.findall(r'href="(/staff/tickets/[^"/?#]+)"', self.get("/staff/tickets"))
        if not found:
            raise RuntimeError("the work list is empty")
        return list(dict.fromkeys(found))

    def timed(self, path: str) -> float:
        """Milliseconds from the question to the whole answer."""
        begun = time.perf_counter()
        self.get(path)
        return (time.perf_counter() - begun) * 1000
