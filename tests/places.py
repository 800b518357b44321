"""Where a test run keeps its databases: in memory where the machine lends some, for they live for minutes."""

import os
import shutil
import tempfile
from pathlib import Path

MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it
ENOUGH = 2 * 2**30
"""Bytes that must be free there."""


def new_folder(prefix: str) -> Path:
    """A new folder of our own; its owner removes it."""
    lent = MEMORY.is_dir() and os.access(MEMORY, os.W_OK | os.X_OK) and shutil.disk_usage(MEMORY).free > ENOUGH
    return Path(tempfile.mkdtemp(prefix=prefix, dir=MEMORY if lent else None))
