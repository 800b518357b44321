"""Labelled letters from the rows of a file. Pure rules."""

import hashlib
from collections.abc import Mapping
from typing import Any

from hotline.jsonlines import Lines, words
from hotline.routing.learning.ngrams import Letter
from hotline.routing.learning.training import Examples


def examples(lines: Lines, label: str, group: str) -> Examples:
    """All rows that have a label and words. Rows without the field `group` belong together when their words do."""
    found = Examples([], [], [], [])
    for row, letter in lines.each(lambda row: (row, wording(row))):
        name = row.get(label)
        if not isinstance(name, str | int) or isinstance(name, bool) or name == "":
            lines.skip(f"没有{label}", f"has no {label}")
        elif not "".join(letter).strip():
            lines.skip("没有内容", "has no words")
        else:
            found.letters.append(letter)
            found.labels.append(str(name))
            found.groups.append(_group(row.get(group), letter))
            found.weights.append(1.0)
    return found


def wording(row: Mapping[str, Any]) -> Letter:
    """Title and body. Raises WrongType."""
    return words(row, "subject"), words(row, "body")


def _group(value: object, letter: tuple[str, str]) -> str:
    if value is not None and value != "":
        return f"={value}"
    return hashlib.sha256("".join("".join(letter).split()).encode()).hexdigest()
