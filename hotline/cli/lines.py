"""Files of JSON lines as commands read them: complaints go to stderr with the number of the line."""

from collections.abc import Callable, Iterable
from typing import Any

import click

from hotline.jsonlines import Lines

READ = click.File("r", encoding="utf-8", errors="surrogateescape")
"""A file of JSON lines: bytes that are no UTF-8 come through, so that their lines can be told."""


def file_argument(required: bool = True) -> Callable[[Any], Any]:
    """The file a command reads."""
    return click.argument("file", type=READ, required=required)


FILE = file_argument()
MOST_TOLD = 20
"""Lines of a file complained of one by one; of a file in another encoding it would be all of them."""


def lines(file: Iterable[str]) -> Lines:
    told = 0

    def complain(number: int, zh: str, en: str) -> None:
        nonlocal told
        told += 1
        if told <= MOST_TOLD:
            click.echo(f"第{number}行{zh}，已跳过。Line {number} {en}; skipped.", err=True)
        elif told == MOST_TOLD + 1:
            click.echo("其余有误的行不再逐行列出。Further faulty lines are skipped without a word.", err=True)

    return Lines(file, complain)
