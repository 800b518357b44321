"""Import files of three formats, their bad rows, and going on where it stopped."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from hotline.channels import rows
from hotline.channels.clean import Unreadable

NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)


def test_json_lines_give_messages_and_number_their_bad_rows(tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    good = {"id": 7, "subject": "停水", "body": "停水两天", "at": "2025-12-24T21:04:59+08:00", "kind": "complaint"}
    late = {"subject": "x", "at": "2099-01-01"}
    path.write_bytes(
        b"\n".join([json.dumps(good).encode(), b"", b"{bad", b"\xff", json.dumps(late).encode(), b'{"id": 1}'])
    )
    read = list(rows.read(path, "web", NOW))
    first = read[0].inbound
    assert first is not None
    assert (first.channel, first.external_id, first.title, first.kind) == ("web", "7", "停水", "complaint")
    assert first.received_at == datetime(2025, 12, 24, 13, 4, 59, tzinfo=UTC)
    assert [(row.number, row.error is None) for row in read] == [
        (1, True),
        (3, False),
        (4, False),
        (5, False),
        (6, False),
    ]
    assert [row.number for row in rows.read(path, "web", NOW, after=4)] == [5, 6]


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv_of_any_usual_charset_with_chinese_headings(tmp_path: Path, charset: str) -> None:
    path = tmp_path / "in.csv"
    path.write_bytes(
        '编号,标题,内容,时间,电话,公开\nA1,井盖,"玉林街\n井盖丢了",2026/1/5 8:30,13800138000,是\n'.encode(charset)
    )
    (row,) = rows.read(path, "import", NOW)
    assert row.number == 3
    assert row.inbound is not None
    assert (row.inbound.external_id, row.inbound.body, row.inbound.public) == ("A1", "玉林街\n井盖丢了", True)
    assert row.inbound.received_at == datetime(2026, 1, 5, 0, 30, tzinfo=UTC)
    assert row.inbound.person.phone == "+8613800138000"


def test_excel_numbers_and_times_are_read_as_meant(tmp_path: Path) -> None:
    path = tmp_path / "in.xlsx"
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["id", "subject", "body", "at", "phone", "lon", "lat"])
    sheet.append([1001.0, "路灯", "路灯坏了", datetime(2026, 1, 5, 8, 30), 13800138000, 104.06, 30.66])  # noqa: DTZ001
    sheet.append([None] * 7)
    sheet.append([1002, None, None, None, None, None, None])
    book.save(path)
    read = list(rows.read(path, "import", NOW))
    assert [(row.number, row.error is None) for row in read] == [(2, True), (4, False)]
    first = read[0].inbound
    assert first is not None
    assert (first.external_id, first.person.phone, first.lon) == ("1001", "+8613800138000", 104.06)
    assert first.received_at == datetime(2026, 1, 5, 0, 30, tzinfo=UTC)


def test_a_row_without_id_or_time_is_the_same_message_next_time() -> None:
    got = rows.inbound({"body": "停电了"}, "import", NOW)
    assert got.received_at == NOW
    assert got.external_id == rows.inbound({"body": "停电了", "name": ""}, "import", NOW).external_id


@pytest.mark.parametrize(("name", "content"), [("a.xlsx", b"no zip"), ("a.doc", b"x"), ("a.csv", b"1,2\n3,4\n")])
def test_a_file_of_the_wrong_kind_is_refused_as_a_whole(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(Unreadable):
        list(rows.read(path, "import", NOW))
