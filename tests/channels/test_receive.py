"""`hotline receive`: one JSON object a message, the same way in as the live channels."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import func, select

from hotline import config
from hotline.channels.correspondence import threads
from hotline.channels.models import Inbox
from hotline.cli import main
from hotline.db import db
from hotline.tickets.models import Ticket

LETTER = (
    b"From: =?utf-8?b?5ryU56S65biC5rCR?= <demo@example.com>\r\nTo: mayor@example.com\r\n"
    b"Message-ID: <m1@example.com>\r\n"
    b"Subject: =?utf-8?b?6Lev54Gv5Z2P5LqG?=\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
) + "尊敬的市长：\r\n人民南路的路灯坏了。\r\n电话：13800138000\r\n".encode()
KEYS = [
    "file", "channel", "external_id", "disposition", "reason", "ticket", "subject", "body", "petitioner", "mailbox",
    "received_at", "in_reply_to", "automatic", "attachments",
]  # fmt: skip


def run(*arguments: str, stdin: bytes = b"") -> Result:
    return CliRunner().invoke(main, ["receive", *arguments], input=stdin)


def lines(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def stored(app: Flask) -> tuple[int, int]:
    with app.app_context():
        counts = [db.session.scalar(select(func.count()).select_from(model)) or 0 for model in (Inbox, Ticket)]
    return counts[0], counts[1]


def test_a_letter_is_told_with_every_key_of_the_interface(app: Flask, folder: Path) -> None:
    (folder / "a.eml").write_bytes(LETTER)
    result = run("letter", "a.eml")
    assert (result.exit_code, result.stderr) == (0, "")
    (told,) = lines(result)
    assert list(told)[: len(KEYS)] == KEYS
    assert told["petitioner"] == {"name": "演示市民", "phone": "+8613800138000", "email": "demo@example.com"}
    assert (told["file"], told["disposition"], told["subject"], told["mailbox"]) == (
        "a.eml",
        "ticket",
        "路灯坏了",
        "mayor",
    )
    assert "路灯坏了" in result.stdout, "Chinese is not escaped"
    assert stored(app) == (1, 1)
    with app.app_context():
        ticket = db.session.scalars(select(Ticket)).one()
        assert (ticket.number, ticket.mailbox) == (told["ticket"], "mayor")


def test_a_dry_run_stores_nothing_and_says_the_same(app: Flask, folder: Path) -> None:
    (folder / "a.eml").write_bytes(LETTER)
    (dry,) = lines(run("letter", "a.eml", "--dry-run"))
    assert (stored(app), dry["ticket"]) == ((0, 0), None)
    (wet,) = lines(run("letter", "a.eml"))
    unlike = {"ticket", "received_at"}
    assert {key: dry[key] for key in dry if key not in unlike} == {key: wet[key] for key in wet if key not in unlike}


def test_several_files_are_several_lines_and_a_missing_one_is_said_at_the_end(app: Flask, folder: Path) -> None:
    (folder / "a.eml").write_bytes(LETTER)
    (folder / "b.eml").write_bytes(b"")
    result = run("letter", "a.eml", "gone.eml", "b.eml", "a.eml")
    assert [line["disposition"] for line in lines(result)] == ["ticket", "quarantined", "ticket"]
    assert [line["duplicate"] for line in lines(result)] == [False, False, True]
    assert (result.exit_code, "gone.eml" in result.stderr, stored(app)) == (1, True, (2, 1))


def test_what_can_not_be_read_is_no_failure(app: Flask) -> None:
    result = run("call", "-", stdin=b"\x00\xff")
    assert (result.exit_code, lines(result)[0]["disposition"], stored(app)) == (0, "quarantined", (1, 0))
    assert lines(result)[0]["reason"]


@pytest.mark.parametrize(("door", "channel"), [("call", "phone"), ("web", "web"), ("app", "app")])
def test_every_door_is_open(app: Flask, door: str, channel: str) -> None:
    body = {"title": "路灯坏了", "body": "三天了", "description": "三天了"}
    (told,) = lines(run(door, stdin=json.dumps(body).encode()))
    assert (told["channel"], told["disposition"], told["subject"]) == (channel, "ticket", "路灯坏了")


def test_a_web_letter_to_a_mailbox_is_of_the_channel_mailbox(app: Flask) -> None:
    (told,) = lines(run("web", stdin=json.dumps({"title": "路灯坏了", "mailbox": "mayor"}).encode()))
    assert (told["channel"], told["mailbox"]) == ("mailbox", "mayor")


def test_a_reply_is_told_as_a_reply_also_in_a_dry_run(app: Flask) -> None:
    (first,) = lines(run("letter", stdin=LETTER))
    header = f"In-Reply-To: {threads.message_id(first['ticket'])}\r\nMessage-ID: <m2@example.com>\r\n"
    answer = header.encode() + LETTER.replace(b"Message-ID: <m1@example.com>\r\n", b"")
    for arguments in (["letter", "--dry-run"], ["letter"]):
        (told,) = lines(run(*arguments, stdin=answer))
        assert (told["disposition"], told["ticket"]) == ("reply", first["ticket"])
    assert stored(app) == (2, 1)


def test_an_unknown_door_is_wrong_usage() -> None:
    assert run("telegraph").exit_code == 2


def test_an_empty_database_is_named_in_one_line(settings: config.Settings, folder: Path, monkeypatch: Any) -> None:
    monkeypatch.setenv("HOTLINE_DATABASE_URL", f"sqlite:///{folder}/empty.db")
    try:
        config.use(config.load())
        result = run("call", stdin=b"{}")
    finally:
        config.use(settings)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "hotline init" in result.stderr
    assert len(result.stderr.splitlines()) == 1
