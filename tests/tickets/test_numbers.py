"""Ticket numbers: their check digit, what people type, what they are shown."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.tickets import numbers

pytestmark = pytest.mark.once

NUMBER = numbers.make("510100", date(2026, 11, 22), 123)


def test_the_check_digit_is_that_of_the_standard() -> None:
    # ISO 7064 MOD 11,10: the standard's own example.
    assert numbers.check_digit("0794") == "5"


def test_a_number_carries_city_day_and_sequence() -> None:
    assert NUMBER[:-1] == "51010020261122000123"
    assert len(NUMBER) == numbers.LENGTH
    assert numbers.show(NUMBER) == f"510100-20261122-000123-{NUMBER[-1]}"


@pytest.mark.parametrize(
    "typed",
    [
        numbers.show(NUMBER),
        f" {NUMBER} ",
        NUMBER[:6] + " " + NUMBER[6:],
        numbers.show(NUMBER).replace("-", "－"),
        NUMBER.translate(str.maketrans("0123456789", "０１２３４５６７８９")),
    ],
)
def test_what_people_type_is_read(typed: str) -> None:
    assert numbers.read(typed) == NUMBER


@pytest.mark.parametrize("typed", ["", "12345", NUMBER[:-1], NUMBER + "1", "x" * 21, "²" * 21, "٣" * 21])
def test_what_is_no_number_is_refused(typed: str) -> None:
    assert numbers.read(typed) == ""


@given(st.integers(0, 999_999), st.integers(0, 20), st.integers(1, 9))
def test_one_wrong_digit_is_noticed(sequence: int, place: int, shift: int) -> None:
    number = numbers.make("510100", date(2026, 11, 22), sequence)
    wrong = number[:place] + str((int(number[place]) + shift) % 10) + number[place + 1 :]
    assert numbers.read(number) == number
    assert numbers.read(wrong) == ""


def test_a_day_has_at_most_a_million_numbers() -> None:
    with pytest.raises(ValueError, match="six digits"):
        numbers.make("510100", date(2026, 11, 22), 1_000_000)


def test_a_query_code_is_eight_digits() -> None:
    codes = {numbers.query_code() for _ in range(50)}
    assert all(len(code) == 8 and code.isdecimal() for code in codes)
    assert len(codes) > 40
