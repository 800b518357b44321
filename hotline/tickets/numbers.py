"""Ticket numbers: city (6) + date (8) + sequence (6) + check digit of GB/T 17710 (ISO 7064 MOD 11,10). Pure."""

import re
import secrets
from datetime import date

LENGTH = 21


def check_digit(digits: str) -> str:
    """The ISO 7064 MOD 11,10 check digit of a string of digits."""
    product = 10
    for digit in digits:
        total = (int(digit) + product) % 10 or 10
        product = (total * 2) % 11
    return str((11 - product) % 10)


def make(city: str, day: date, sequence: int) -> str:
    """The number as stored: 21 digits without separators. Raises ValueError past 999,999 a day."""
    if not 0 <= sequence <= 999_999:
        raise ValueError(f"sequence {sequence} does not fit in six digits")
    digits = f"{city}{day:%Y%m%d}{sequence:06d}"
    return digits + check_digit(digits)


def read(text: str) -> str:
    """The stored form of what a person typed (dashes, spaces, full-width digits); empty when it can't be a number."""
    digits = re.sub(r"[\s\-－—–]", "", half_width(text))
    good = len(digits) == LENGTH and digits.isdecimal() and digits.isascii() and check_digit(digits[:-1]) == digits[-1]
    return digits if good else ""


def half_width(text: str) -> str:
    """The text with its full-width digits (０-９), as a Chinese input method may write them, made ASCII ones."""
    return text.translate(_HALF)


def show(number: str) -> str:
    """For people: 510100-20261122-000123-7."""
    return f"{number[:6]}-{number[6:14]}-{number[14:20]}-{number[20:]}"


def query_code() -> str:
    """The citizen's secret for tracking: eight digits, spoken easily on the phone."""
    return f"{secrets.randbelow(100_000_000):08d}"


_HALF = str.maketrans("０１２３４５６７８９", "0123456789")
