"""`hotline import`: whole files, again and again, and a bad row spoils no other."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result
from flask import Flask
from openpyxl import Workbook
from sqlalchemy import func, select

from hotline.cli import main
from hotline.db import db
from hotline.tickets.models import Petitioner, Ticket


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["import", *arguments])


def write(path: Path, rows: list[dict[str, Any] | str]) -> None:
    lines = [row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def tickets(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(Ticket)) or 0


def row(number: int, **fields: Any) -> dict[str, Any]:
    return {"id": f"old-{number}", "subject": f"第{number}件", "body": "锦江区春熙路的路灯坏了。", **fields}


def test_rows_become_tickets_with_what_they_bring(app: Flask, folder: Path, clock: Callable[[str], None]) -> None:
    brought = {"name": "演示市民", "phone": "13800138000", "kind": "求助", "public": True, "lon": 104.08, "lat": 30.65}
    write(folder / "a.jsonl", [row(1, at="2026-03-02T09:00:00+08:00", mailbox="市长信箱", **brought)])
    result = run("a.jsonl")
    assert result.exit_code == 0
    counts = json.loads(result.stdout)
    assert (counts["tickets"], counts["duplicates"], counts["refused"]) == (1, 0, 0)
    assert counts["routed_automatically"] + counts["waiting_for_a_person"] == 1
    with app.app_context():
        ticket = db.session.scalars(select(Ticket)).one()
        assert (ticket.channel, ticket.external_id, ticket.mailbox) == ("import", "old-1", "mayor")
        assert ticket.received_at.isoformat() == "2026-03-02T01:00:00+00:00"
        assert (ticket.kind, ticket.public, ticket.lon) == ("help", True, 104.08)
        assert db.session.scalars(select(Petitioner)).one().phone == "+8613800138000"


def test_a_citizens_own_words_again_are_counted_apart(app: Flask, folder: Path) -> None:
    hers = row(1, phone="13800138000", body="锦江区春熙路步行街东口的三盏路灯坏了一个星期，晚上看不清路，老人摔倒过。")
    write(folder / "a.jsonl", [hers, {**hers, "id": "old-2"}])
    counts = json.loads(run("a.jsonl").stdout)
    assert (counts["tickets"], counts["put_with_another"]) == (2, 1)
    assert counts["routed_automatically"] + counts["waiting_for_a_person"] == 1


def test_a_second_run_makes_nothing_twice(app: Flask, folder: Path) -> None:
    write(folder / "a.jsonl", [row(1), row(2), row(1)])
    assert json.loads(run("a.jsonl").stdout)["duplicates"] == 1
    write(folder / "a.jsonl", [row(1), row(2), row(3)])
    counts = json.loads(run("a.jsonl").stdout)
    assert (counts["tickets"], counts["duplicates"], tickets(app)) == (1, 2, 3)


def test_bad_rows_stand_in_a_file_beside_and_the_others_go_in(app: Flask, folder: Path) -> None:
    write(folder / "a.jsonl", [row(1), "{broken", {"id": "empty"}, row(4, at="yesterday"), row(5)])
    result = run("a.jsonl")
    assert (result.exit_code, json.loads(result.stdout)["refused"], tickets(app)) == (1, 3, 2)
    errors = [json.loads(line) for line in (folder / "a.jsonl.errors.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [(error["row"], error["id"]) for error in errors] == [(2, ""), (3, "empty"), (4, "old-4")]
    assert all(error["zh"] and error["en"] for error in errors)


def test_rows_the_database_can_not_hold_spoil_no_other(app: Flask, folder: Path) -> None:
    odd = row(2, id="x" * 255, category="something", mailbox="nobody", body="𠮷\u0000" + "长" * 200_000)
    write(folder / "a.jsonl", [row(1), odd, row(3)])
    assert json.loads(run("a.jsonl").stdout)["tickets"] == 3


def test_more_rows_than_one_batch_hold(app: Flask, folder: Path) -> None:
    write(folder / "a.jsonl", [row(number) for number in range(205)])
    assert json.loads(run("a.jsonl", "--channel", "forum").stdout)["tickets"] == 205
    assert tickets(app) == 205


def test_tables_of_offices_are_read(app: Flask, folder: Path) -> None:
    book = Workbook()
    book.worksheets[0].append(["编号", "标题", "内容"])
    book.worksheets[0].append([7, "路灯坏了", "春熙路"])
    book.save(folder / "a.xlsx")
    (folder / "b.csv").write_bytes("编号,标题,内容\n8,停水,两天\n".encode("gb18030"))
    assert [json.loads(run(name).stdout)["tickets"] for name in ("a.xlsx", "b.csv")] == [1, 1]


def test_a_bad_row_of_a_table_is_named_by_its_own_id_and_its_line(app: Flask, folder: Path) -> None:
    (folder / "a.csv").write_text('编号,标题,内容,时间\n7,停水,"两天\n没水",\n8,停电,一天,昨天\n', encoding="utf-8")
    assert run("a.csv").exit_code == 1
    error = json.loads((folder / "a.csv.errors.jsonl").read_text(encoding="utf-8"))
    assert (error["row"], error["id"]) == (4, "8")


def test_a_file_of_another_kind_is_refused_in_one_line(app: Flask, folder: Path) -> None:
    (folder / "a.pdf").write_bytes(b"%PDF-")
    result = run("a.pdf")
    assert (result.exit_code, result.stdout, len(result.stderr.splitlines())) == (1, "", 1)
    assert run("gone.jsonl").exit_code == 2
