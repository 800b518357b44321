"""A scan made readable beside its form: the job draws its pages and has their text recognised, the page fetches both.

It lies in `var/paper` until a person has confirmed the letter; the scan itself is kept as it came.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hotline import clock, config, files, pictures, tasks
from hotline.actors import Actor
from hotline.channels.scans import recognized, recognizing
from hotline.channels.scans.recognized import Line


@dataclass(frozen=True, slots=True)
class Reading:
    """The pages of a scan in order, each with its lines; none where nothing was recognised.

    `recognised`: whether there is a program that reads; `undrawn`: names of files that no picture could be made of.
    """

    pages: list[list[Line]]
    recognised: bool
    undrawn: list[str]

    @property
    def text(self) -> str:
        return "\n\n".join(filter(None, (recognized.text(page) for page in self.pages)))

    @property
    def unsure(self) -> int:
        return sum(recognized.unsure(page) for page in self.pages)


def read_scan(task: tasks.Claimed, _actor: Actor) -> dict[str, Any]:
    """Draw and read every page; the reading is there only when all of it is."""
    row_id, spoken = int(task.given["row"]), recognizing.languages()
    shown, undrawn = _pictures(task)
    _folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    tasks.beat(task, clock.now(), done=0, total=len(shown))
    pages: list[Any] = []
    for number, picture in enumerate(shown, 1):
        _picture(row_id, number).write_bytes(picture)
        pages.append(recognized.packed(recognizing.text_of(picture, spoken)) if spoken else [])
        tasks.beat(task, clock.now(), done=number)
    growing = _told(row_id).with_suffix(f".{task.tries}")
    growing.write_text(json.dumps({"pages": pages, "recognised": bool(spoken), "undrawn": undrawn}), "utf-8")
    growing.replace(_told(row_id))
    return {"done": len(shown), "total": len(shown)}


def reading(row_id: int) -> Reading | None:
    """None while it is not there."""
    try:
        told = json.loads(_told(row_id).read_text("utf-8"))
    except FileNotFoundError:
        return None
    return Reading([recognized.unpacked(page) for page in told["pages"]], told["recognised"], told["undrawn"])


def picture(row_id: int, number: int) -> Path | None:
    """The picture of a page, counted from 1."""
    drawn = _picture(row_id, number)
    return drawn if drawn.is_file() else None


def forget(row_id: int) -> None:
    """The letter is a matter now: what was made for comparing goes."""
    for left in (*_folder().glob(f"{row_id}-*.jpg"), *_folder().glob(f"{row_id}.*")):
        left.unlink(missing_ok=True)


def _pictures(task: tasks.Claimed) -> tuple[list[bytes], list[str]]:
    shown: list[bytes] = []
    undrawn: list[str] = []
    for name, digest in task.given["files"]:
        content = files.read(digest)
        found = recognizing.drawn(files.path(digest)) if files.type_of(content) == "application/pdf" else [content]
        before = len(shown)
        for one in found:
            try:
                shown.append(pictures.redrawn(one))
            except pictures.NoPicture:
                continue
        if len(shown) == before:
            undrawn.append(name)
        tasks.beat(task, clock.now())
    return shown, undrawn


def _folder() -> Path:
    return config.settings().var / "paper"


def _told(row_id: int) -> Path:
    return _folder() / f"{row_id}.json"


def _picture(row_id: int, number: int) -> Path:
    return _folder() / f"{row_id}-{number}.jpg"
