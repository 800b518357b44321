"""Boards read afresh in each test."""

from collections.abc import Iterator

import pytest

from hotline.boards import office, snapshots


@pytest.fixture(autouse=True)
def fresh_boards() -> Iterator[None]:
    snapshots.forget()
    office.forget()
    yield
    snapshots.forget()
    office.forget()
