"""What text recognition says of a page: its words with how sure it is of each, put together to text. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

SURE = 60
"""Percent; a word below it is compared with the picture by a person."""
_WORD_LEVEL = "5"
_COLUMNS = 12
_WIDE = re.compile("[\u3000-\u303f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef]")


@dataclass(frozen=True, slots=True)
class Word:
    text: str
    sure: bool
    spaced: bool = False
    """A space stands before it: never beside a Chinese character."""


Line = tuple[Word, ...]


def lines(table: str) -> list[Line]:
    """The lines of the table tesseract makes (TSV, twelve columns with a head); an empty one parts paragraphs."""
    found: list[Line] = []
    paragraph: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    words: list[Word] = []
    for cells in (row.split("\t") for row in table.splitlines()[1:]):
        if len(cells) < _COLUMNS or cells[0] != _WORD_LEVEL or not cells[11].strip():
            continue
        if tuple(cells[1:5]) != place and words:
            found.append(tuple(words))
            words = []
            if tuple(cells[1:4]) != paragraph:
                found.append(())
        paragraph, place = tuple(cells[1:4]), tuple(cells[1:5])
        words.append(_word(words, cells[11].strip(), cells[10]))
    return [*found, tuple(words)] if words else found


def text(read: Iterable[Line]) -> str:
    return "\n".join("".join((" " if word.spaced else "") + word.text for word in line) for line in read).strip()


def unsure(read: Iterable[Line]) -> int:
    """How many words a person must look at."""
    return sum(not word.sure for line in read for word in line)


def packed(read: Iterable[Line]) -> list[list[list[object]]]:
    """For a file of JSON."""
    return [[[word.text, word.sure, word.spaced] for word in line] for line in read]


def unpacked(rows: Sequence[Sequence[Sequence[object]]]) -> list[Line]:
    return [tuple(Word(str(text), bool(sure), bool(spaced)) for text, sure, spaced in line) for line in rows]


def _word(before: Sequence[Word], text: str, confidence: str) -> Word:
    try:
        sure = float(confidence) >= SURE
    except ValueError:
        sure = False
    spaced = bool(before) and not _WIDE.match(before[-1].text[-1]) and not _WIDE.match(text[0])
    return Word(text, sure, spaced)
