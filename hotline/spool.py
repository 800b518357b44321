"""The spool: what no server of the city takes over is a line of a day's file, for a gateway that collects them."""

import json
import os
from collections.abc import Mapping
from typing import Any

from hotline import clock, config


def line(name: str, told: Mapping[str, Any]) -> None:
    """Add one JSON line to `spool/<name>-<day>.jsonl`, which nobody else on the machine reads."""
    folder = config.settings().var / "spool"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"{name}-{clock.today():%Y-%m-%d}.jsonl"
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        # One write, so that the lines of two processes never mix.
        os.write(descriptor, (json.dumps(told, ensure_ascii=False) + "\n").encode("utf-8", "replace"))
    finally:
        os.close(descriptor)
