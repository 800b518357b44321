"""Boards read afresh in each test."""

from collections.abc import Iterator

import pytest

from hotline.boards import snapshots


@pytest.fixture(autouse=True)
def fresh_boards() -> Iterator[None]:
    snapshots.forget()
    yield
    snapshots.forget()
