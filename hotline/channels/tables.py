"""The rows of a CSV or Excel file, one at a time, with their numbers."""

import csv
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from hotline.channels.charsets import decode
from hotline.channels.clean import Unreadable

FIELD_MAX = 16 * 2**20
UNPACKED_MAX = 2 * 2**30
"""Most bytes an Excel file may unpack to: a few packed kilobytes can hide any amount."""

Cells = list[object]


def csv_rows(path: Path) -> Iterator[tuple[int, Cells | Unreadable]]:
    """(line number of the row's end, cells). Each line is UTF-8 or, as Excel in China writes it, GB 18030."""
    csv.field_size_limit(FIELD_MAX)
    with path.open("rb") as raw:
        reader = csv.reader(_lines(raw))
        while True:
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error:
                yield reader.line_num, Unreadable("这一行不是正确的CSV。", "This row is not correct CSV.")
            else:
                yield reader.line_num, list(cells)


def xlsx_rows(path: Path) -> Iterator[tuple[int, Cells | Unreadable]]:
    """(row number, cells) of the first sheet; numbers, times and texts as Excel keeps them."""
    # Loaded only here: most programs never read a workbook.
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with zipfile.ZipFile(path) as packed:
            if sum(part.file_size for part in packed.infolist()) > UNPACKED_MAX:
                raise Unreadable("这个Excel文件展开后太大。", "This Excel file is too large when unpacked.")
        book = load_workbook(path, read_only=True, data_only=True)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError) as error:
        raise Unreadable("这个文件不是.xlsx表格。", "This file is not an .xlsx workbook.") from error
    try:
        for sheet in book.worksheets[:1]:
            for number, cells in enumerate(sheet.iter_rows(values_only=True), 1):
                yield number, list(cells)
    except (zipfile.BadZipFile, KeyError, ValueError, SyntaxError, zlib.error) as error:
        raise Unreadable("这个Excel文件是坏的。", "This Excel file is damaged.") from error
    finally:
        book.close()


def _lines(raw: Iterator[bytes]) -> Iterator[str]:
    for line in raw:
        try:
            yield line.decode("utf-8-sig")
        except ValueError:
            yield decode(line, "gb18030")
