"""Files of JSON lines as commands read them: complaints go to stderr with the number of the line."""

from collections.abc import Iterable

import click

from hotline.jsonlines import Lines

FILE = click.argument("file", type=click.File("r", encoding="utf-8", errors="replace"))


def lines(file: Iterable[str]) -> Lines:
    return Lines(file, _complain)


def _complain(number: int, zh: str, en: str) -> None:
    click.echo(f"第{number}行{zh}，已跳过。Line {number} {en}; skipped.", err=True)
