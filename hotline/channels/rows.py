"""Messages from another system, one a row of a JSON-lines, CSV or Excel file, to `Inbound` values, one at a time.

Columns (or keys): `id` (the external id), `subject`, `body`, `at`, `name`, `phone`, `email`, `address`, `lon`, `lat`,
`mailbox`, `kind`, `category`, `confidential`, `public`; in tables their Chinese names as well (`COLUMNS`). `subject` or
`body` must be there. A time without an offset is Chinese time; a row without a time gets that of the import.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from hotline.channels import fields, tables
from hotline.channels.adapters import call
from hotline.channels.clean import Unreadable
from hotline.tickets.inbound import Inbound

COLUMNS = {
    "编号": "id",
    "信件编号": "id",
    "标题": "subject",
    "主题": "subject",
    "内容": "body",
    "正文": "body",
    "时间": "at",
    "来信时间": "at",
    "姓名": "name",
    "电话": "phone",
    "手机": "phone",
    "邮箱": "email",
    "地址": "address",
    "经度": "lon",
    "纬度": "lat",
    "信箱": "mailbox",
    "类型": "kind",
    "分类": "category",
    "保密": "confidential",
    "公开": "public",
}
_SHANGHAI = ZoneInfo("Asia/Shanghai")
_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
_FORMATS = ("%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y/%m/%d", "%Y-%m-%d %H:%M", "%Y年%m月%d日 %H:%M", "%Y年%m月%d日")


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number in the file (the first line is 1, headings included), and what it says or why not.

    A row that can't be read still tells its own id, if it has one.
    """

    number: int
    inbound: Inbound | None
    error: Unreadable | None = None
    external_id: str = ""


def read(path: Path, channel: str, received_at: datetime, after: int = 0) -> Iterator[Row]:
    """The rows of `path` behind row number `after`; the ending says the format. A bad row is a `Row` with its
    error, and the next follows; only a file that can't be read at all raises `Unreadable`."""
    for number, given in records(path):
        if number <= after:
            continue
        try:
            if isinstance(given, Unreadable):
                raise given
            yield Row(number, inbound(given, channel, received_at))
        except Unreadable as error:
            said = "" if isinstance(given, Unreadable) else fields.words(given, "id", 255)
            yield Row(number, None, error, said)


def inbound(given: Mapping[str, object], channel: str, received_at: datetime) -> Inbound:
    """One row as a message of `channel`; raises `Unreadable`."""
    title, body = fields.title_and_body(fields.words(given, "subject"), fields.body(given, "body"))
    lon, lat = fields.position(given)
    return Inbound(
        channel=channel,
        external_id=fields.words(given, "id", 255) or _row_hash(given),
        title=title,
        body=body,
        received_at=_time(given.get("at"), received_at),
        kind=fields.kind(given),
        category=fields.words(given, "category", 64),
        mailbox=fields.words(given, "mailbox", 64),
        person=call.person(dict(given)),
        lon=lon,
        lat=lat,
        confidential=fields.flag(given, "confidential", False),
        public=fields.flag(given, "public", False),
        follow_up=fields.flag(given, "follow_up", True),
    )


def records(path: Path) -> Iterator[tuple[int, Mapping[str, object] | Unreadable]]:
    """(number, keys and values or why it can't be read) of each row; the ending says the format."""
    ending = path.suffix.lower()
    if ending in (".jsonl", ".ndjson", ".json"):
        return _json_lines(path)
    if ending == ".csv":
        return _with_headings(tables.csv_rows(path))
    if ending == ".xlsx":
        return _with_headings(tables.xlsx_rows(path))
    raise Unreadable("只能导入.jsonl、.csv和.xlsx文件。", "Only .jsonl, .csv and .xlsx files can be imported.")


def _json_lines(path: Path) -> Iterator[tuple[int, Mapping[str, object] | Unreadable]]:
    with path.open("rb") as lines:
        for number, raw in enumerate(lines, 1):
            if not raw.strip():
                continue
            try:
                yield number, fields.json_object(raw)
            except Unreadable as error:
                yield number, error


def _with_headings(
    rows: Iterable[tuple[int, list[object] | Unreadable]],
) -> Iterator[tuple[int, Mapping[str, object] | Unreadable]]:
    """Cells under their headings; the first row that is not empty holds the headings."""
    headings: list[str] | None = None
    for number, cells in rows:
        if isinstance(cells, Unreadable):
            yield number, cells
        elif all(cell in (None, "") for cell in cells):
            continue
        elif headings is None:
            headings = [_heading(cell) for cell in cells]
            if not {"subject", "body"} & set(headings):
                raise Unreadable(
                    "第一行应为列名，至少有“标题”或“内容”一列。",
                    "The first row must name the columns, with subject or body.",
                )
        else:
            yield number, {name: cell for name, cell in zip(headings, cells, strict=False) if name}


def _heading(cell: object) -> str:
    said = str(cell if cell is not None else "").strip()
    return COLUMNS.get(said, said.lower())


def _time(value: object, received_at: datetime) -> datetime:
    if value is None or value == "":
        return received_at
    said = value if isinstance(value, datetime) else _written_time(str(value).strip())
    if said is not None and said.tzinfo is None:
        said = said.replace(tzinfo=_SHANGHAI)
    if said is None or not _EARLIEST <= said <= received_at + timedelta(days=1):
        raise Unreadable(f"时间“{str(value)[:40]}”不对。", f"The time “{str(value)[:40]}” can't be right.")
    return said.astimezone(UTC)


def _written_time(said: str) -> datetime | None:
    try:
        return datetime.fromisoformat(said)
    except ValueError:
        pass
    for form in _FORMATS:
        try:
            return datetime.strptime(said, form)  # noqa: DTZ007 - the caller gives it the Chinese zone
        except ValueError:
            continue
    return None


def _row_hash(given: Mapping[str, object]) -> str:
    told = {key: str(value) for key, value in given.items() if value not in (None, "")}
    return fields.fingerprint(json.dumps(told, sort_keys=True).encode())
