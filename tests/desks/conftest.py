"""Who sits at the desks."""

from collections.abc import Callable

import pytest

from tests.browsing import Client


@pytest.fixture
def dispatcher(sign_in: Callable[..., Client], clock: Callable[[str], None]) -> Client:
    return sign_in("dispatcher")
