"""Speech turned into text (语音转写) beside the form: what an engine must offer, and one that reads files. Pure.

An engine writes; we only read, nothing of it is stored by us. `HOTLINE_TRANSCRIPTS` names the folder of the files:
one a call, `<id of the call>.jsonl`, a line for each thing said: `{"who": "caller", "text": "…"}`.
"""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

WHO = ("caller", "operator")
MOST_LINES = 500
_NAME = re.compile(r"[\w.+@-]{1,100}")


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that was said. `place`: its number in the call, from 0."""

    place: int
    who: str
    text: str


class Transcripts(Protocol):
    """Where the words of a call come from, while it goes on."""

    def said(self, call: str, after: int) -> list[Said]:
        """What was said from the line `after` on; empty for a call nobody listens to."""
        ...


class Files:
    """The driver for engines that write files."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def said(self, call: str, after: int) -> list[Said]:
        if not _NAME.fullmatch(call) or call.startswith("."):
            return []
        try:
            text = (self._folder / f"{call}.jsonl").read_text(encoding="utf-8", errors="replace")
        except OSError:
            return []
        # The last line may be half written: only what ends with a line break is read.
        whole = text[: text.rfind("\n") + 1].split("\n")[:-1]
        found = [_line(place, line) for place, line in enumerate(whole)]
        return [one for one in found[max(0, after) :] if one is not None][:MOST_LINES]


class Nothing:
    """No engine."""

    def said(self, call: str, after: int) -> list[Said]:
        return []


def driver(folder: Path | None) -> Transcripts:
    return Files(folder) if folder else Nothing()


def _line(place: int, line: str) -> Said | None:
    try:
        given = json.loads(line)
        text, who = given["text"], given["who"]
    except (ValueError, KeyError, TypeError):
        return None
    if not isinstance(text, str) or not text.strip() or who not in WHO:
        return None
    return Said(place, who, text.strip()[:1000])
