"""Whether this process was told to end: long work asks between two pieces and leaves the rest to the next process."""

import threading

_told = threading.Event()


def tell() -> None:
    """Say so, for the rest of the life of this process."""
    _told.set()


def told() -> bool:
    """Whether no further piece is to be begun."""
    return _told.is_set()
