"""Reading a scan with programs that may be installed: poppler draws the pages of a PDF, tesseract reads their text."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from hotline.channels.scans import recognized
from hotline.channels.scans.recognized import Line

MOST_PAGES = 20
"""Of one file; the whole file is kept all the same."""
SECONDS = 40
"""For one page to read, or one file to draw: less than the silence after which work counts as dropped."""
DPI = 200
LONGEST = 2339
"""Pixels of the longer side: A4 at that many dots, and no poster larger."""
LANGUAGES = ("chi_sim", "eng")


def installed() -> bool:
    """Whether there is a program that reads."""
    return shutil.which("tesseract") is not None


def languages() -> str:
    """What tesseract can read here, as it wants it said (chi_sim+eng); empty where it is not installed."""
    if not installed():
        return ""
    listed = _run(["tesseract", "--list-langs"]).decode(errors="replace").split()
    return "+".join(one for one in LANGUAGES if one in listed)


def text_of(picture: bytes, spoken: str) -> list[Line]:
    """The lines of a page with how sure each word is. Empty when the program fails or takes too long."""
    table = _run(["tesseract", "stdin", "stdout", "-l", spoken, "--dpi", str(DPI), "tsv"], picture)
    return recognized.lines(table.decode(errors="replace"))


def can_draw() -> bool:
    """Whether the pages of a PDF can be made pictures here."""
    return shutil.which("pdftoppm") is not None


def drawn(document: Path) -> list[bytes]:
    """The first pages of a PDF as JPEG; empty when the program fails or takes too long."""
    with tempfile.TemporaryDirectory() as folder:
        size = ["-scale-to", str(LONGEST), "-l", str(MOST_PAGES)]
        _run(["pdftoppm", "-jpeg", *size, str(document), str(Path(folder) / "page")])
        return [made.read_bytes() for made in sorted(Path(folder).glob("page*.jpg"))]


def _run(command: list[str], given: bytes = b"") -> bytes:
    """What the program prints. It gives way to the desks, uses one processor and has its time."""
    nice = ["nice", "-n", "15"] if shutil.which("nice") else []
    try:
        done = subprocess.run(  # noqa: S603 - our own words, no shell
            [*nice, *command], input=given, capture_output=True, timeout=SECONDS, check=True,
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError):
        return b""
    return done.stdout
