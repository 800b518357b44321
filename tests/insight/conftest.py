"""Words are counted afresh in each test."""

from collections.abc import Iterator

import pytest

from hotline.insight import queries


@pytest.fixture(autouse=True)
def fresh_words() -> Iterator[None]:
    queries.forget_words()
    yield
    queries.forget_words()
