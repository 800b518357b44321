"""Tells the other processes of this machine that what they keep in memory has changed, by the time of an empty file.

Another machine hears nothing: what is kept must grow old by itself as well.
"""

from pathlib import Path

from hotline import config


def tell(what: str) -> None:
    """After it is committed: whoever keeps something of `what` reads it anew."""
    path = _file(what)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()


def stamp(what: str) -> int:
    """When somebody told of it last. Read before the database, so that what changes meanwhile is seen the next time."""
    try:
        return _file(what).stat().st_mtime_ns
    except OSError:
        return 0


def _file(what: str) -> Path:
    return config.settings().var / f"{what}.changed"
