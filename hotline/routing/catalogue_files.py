"""The dispatch catalogue as a file: CSV that Excel opens, or an Excel workbook with its columns explained."""

import csv
import io
import zipfile
from collections.abc import Collection, Iterator, Sequence

from hotline.errors import Incomplete
from hotline.people import queries as people
from hotline.routing.catalogue_rows import HEADS, Fault, Row, parse

BOM = "\ufeff"
MOST_BYTES = 10 * 2**20
MOST_UNPACKED = 200 * 2**20
MOST_ROWS = 20_000
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would compute at the start of a cell."""
WIDTHS = {"name": 26, "name_en": 30, "unit": 16, "assist": 20, "level": 20, "kinds": 24, "strong": 60, "words": 80,
          "basis": 60}  # fmt: skip


def written(rows: Sequence[Row], suffix: str) -> bytes:
    """The file's bytes: an Excel workbook for .xlsx, else CSV in UTF-8 with the mark that Excel needs.

    Units stand there by their short names, as far as one name means one unit.
    """
    names = {code: name for name, code in _called().items() if name == people.unit_short(code, "zh")}
    table = [list(HEADS.values()), *(list(map(_safe, row.cells(names))) for row in rows)]
    return _workbook(table) if suffix.lower() == ".xlsx" else _csv(table)


def read(content: bytes, suffix: str, units: Collection[str]) -> tuple[list[Row], list[Fault]]:
    """The rows of a file, and what is wrong with it. Raises Incomplete for what is no such file."""
    if len(content) > MOST_BYTES:
        raise Incomplete("file", "文件太大。", "The file is too large.")
    table = _xlsx_rows(content) if suffix.lower() == ".xlsx" else _csv_rows(content)
    return parse(table, units, _called())


def _called() -> dict[str, str]:
    """Every name that means one unit alone → its code."""
    held: dict[str, set[str]] = {}
    for one in people.units().values():
        for name in (one.name, one.short):
            held.setdefault(name, set()).add(one.code)
    return {name: min(codes) for name, codes in held.items() if len(codes) == 1}


def _csv(table: Sequence[Sequence[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(table)
    return (BOM + out.getvalue()).encode()


def _workbook(table: Sequence[Sequence[str]]) -> bytes:
    # Loaded only where a workbook is meant, as in `_xlsx_rows`.
    from openpyxl import Workbook
    from openpyxl.styles import Font

    book = Workbook()
    sheet = book.active
    sheet.title = "派单目录"
    for row in table:
        sheet.append(row)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = "D2"
    for place, name in enumerate(HEADS):
        sheet.column_dimensions[chr(ord("A") + place)].width = WIDTHS.get(name, 12)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _csv_rows(content: bytes) -> Iterator[tuple[int, Sequence[object]]]:
    """UTF-8 or, as Excel in China writes it, GB 18030."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = _as_excel_writes(content)
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text)), 1):
            if number > MOST_ROWS:
                raise Incomplete("file", "行数太多。", "It has too many rows.")
            yield number, [_bare(cell) for cell in row]
    except csv.Error as error:
        raise Incomplete("file", "这个文件不是正确的CSV。", "This file is not correct CSV.") from error


def _as_excel_writes(content: bytes) -> str:
    try:
        return content.decode("gb18030")
    except UnicodeDecodeError:
        raise Incomplete(
            "file", "读不了这个文件的文字，请另存为UTF-8编码的CSV。", "Its text can't be read: save it as CSV in UTF-8."
        ) from None


def _xlsx_rows(content: bytes) -> Iterator[tuple[int, Sequence[object]]]:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MOST_UNPACKED:
                raise Incomplete("file", "这个Excel文件展开后太大。", "This workbook is too large when unpacked.")
        sheet = load_workbook(io.BytesIO(content), read_only=True, data_only=True).worksheets[0]
        for number, cells in enumerate(sheet.iter_rows(values_only=True, max_row=MOST_ROWS + 1), 1):
            if number > MOST_ROWS:
                raise Incomplete("file", "行数太多。", "It has too many rows.")
            yield number, [_bare(cell) if isinstance(cell, str) else cell for cell in cells]
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, SyntaxError) as error:
        raise Incomplete("file", "这个文件不是.xlsx表格。", "This file is not an .xlsx workbook.") from error


def _safe(text: str) -> str:
    """A leading quote keeps a spreadsheet from computing the cell."""
    return "'" + text if text.startswith(FORMULA) else text


def _bare(text: str) -> str:
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA) else text
