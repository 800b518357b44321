"""A demo city of one Friday morning."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask

from hotline import clock as time
from hotline import demo

CITY = "510100"


@pytest.fixture
def city(
    app: Flask, clock: Callable[[str], None], once_made: Callable[[str, Callable[[], Any]], dict[str, int]]
) -> Iterator[dict[str, int]]:
    """400 tickets over 60 days, in an application context."""
    made = once_made("demo-400-60-1", lambda: demo.fill(400, 60, 1, time.now()))
    with app.app_context():
        yield made
