"""Several clients at once, each on a connection it keeps: how many answers a second, and how long they took."""

import http.client
import itertools
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

CALLERS = 8


@dataclass(frozen=True, slots=True)
class Load:
    per_second: float
    p50_ms: float
    p99_ms: float


Request = tuple[str, str, bytes, dict[str, str]]
"""method, path, body, headers"""


def load(port: int, made: Callable[[int], Sequence[Request]], seconds: float, expected: int) -> Load:
    """Send what `made(number)` gives, one after the other, for so long; another status than `expected` is an error."""
    numbers, taken, errors = itertools.count(), list[float](), list[str]()
    end = time.monotonic() + seconds

    def call() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        while time.monotonic() < end and not errors:
            matter = made(next(numbers))
            begun = time.perf_counter()
            for method, path, body, headers in matter:
                connection.request(method, path, body, headers)
                answer = connection.getresponse()
                told = answer.read()
                if answer.status != expected:
                    errors.append(f"{path} answered {answer.status}: {told[:200]!r}")
            taken.append(time.perf_counter() - begun)
        connection.close()

    callers = [threading.Thread(target=call) for _ in range(CALLERS)]
    begun = time.monotonic()
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()
    if errors:
        raise RuntimeError(errors[0])
    taken.sort()
    spent = time.monotonic() - begun
    return Load(len(taken) / spent, taken[len(taken) // 2] * 1000, taken[len(taken) * 99 // 100] * 1000)
