"""The core alone: its actions without anybody listening, so that nothing but the core is under test."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from hotline import events, wiring
from hotline.db import db


@pytest.fixture
def core(app: Flask, clock: Callable[[str], None]) -> Iterator[Callable[[str], None]]:
    """An application context in which no routing, no clock and no notice hears what happens; gives the clock."""
    events.connect({})
    with app.app_context():
        yield clock
        db.session.rollback()
    events.connect(wiring.HANDLERS)
