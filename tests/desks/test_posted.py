"""Numbers as forms send them: every id there can be, nothing that no column holds."""

import pytest

from hotline.db import MAX_ID
from hotline.desks.posted import whole_number

pytestmark = pytest.mark.once


@pytest.mark.parametrize("number", [0, 7, 10**18 - 1, 10**18, MAX_ID])
def test_every_id_is_taken(number: int) -> None:
    assert whole_number(str(number), -1) == number


@pytest.mark.parametrize("typed", ["", "-1", "1.0", "x", "１２", str(MAX_ID + 1), "9" * 5000])
def test_what_is_no_number_of_ours_is_not(typed: str) -> None:
    assert whole_number(typed, -1) == -1
