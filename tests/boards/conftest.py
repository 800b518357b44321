"""A city after some hundred steps, walked once and put back for whoever asks for the same."""

from collections.abc import Callable
from typing import Any

import pytest

from hotline import clock as clocks
from hotline.db import transaction
from hotline.sla.sweep import sweep
from tests.boards.walking import CITY, Walk

BEGIN = clocks.parse("2026-09-10T09:00:00+08:00")


@pytest.fixture
def walked(once_made: Callable[[str, Callable[[], Any]], Walk], clock: Callable[[str], None]) -> Callable[..., Walk]:
    """`walked(600)`: a city after so many steps, the ladder climbed now and then. No application context is open."""

    def walk(steps: int, seed: int = 12345) -> Walk:
        return once_made(f"walked-{steps}-{seed}", lambda: _walk(steps, seed))

    return walk


def _walk(steps: int, seed: int) -> Walk:
    walk = Walk(seed, BEGIN)
    for start in range(0, steps, 100):
        with transaction():
            for _ in range(min(100, steps - start)):
                walk.step()
        sweep(CITY, walk.now)
    return walk
