"""A demo city of one Friday morning."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from hotline import clock as time
from hotline import demo

CITY = "510100"


@pytest.fixture
def city(app: Flask, clock: Callable[[str], None]) -> Iterator[dict[str, int]]:
    """400 tickets over 60 days, in an application context."""
    with app.app_context():
        yield demo.fill(400, 60, 1, time.now())
