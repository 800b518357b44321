"""A share of so many, and where it may truly lie. Pure rules."""

from math import sqrt

Z95 = 1.959964


def wilson(hits: int, of: int) -> tuple[float, float]:
    """The 95 % Wilson interval of `hits` out of `of` (at least 1), between 0 and 1: small numbers do not betray it."""
    share, square = hits / of, Z95**2 / of
    middle = (share + square / 2) / (1 + square)
    half = Z95 * sqrt(share * (1 - share) / of + square / (4 * of)) / (1 + square)
    return max(0.0, middle - half), min(1.0, middle + half)
