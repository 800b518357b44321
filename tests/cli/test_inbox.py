"""`hotline inbox` and `hotline mailbox`: what was set aside, worked on again; mailboxes connected from a terminal."""

import json

from flask import Flask
from sqlalchemy import func, select

from hotline import clock
from hotline.channels import inbox
from hotline.db import db
from hotline.tickets.models import Ticket
from tests.cli.conftest import Hotline, refused
from tests.mails import mail
from tests.mailserver import PASSWORD, MailServer, mail_server

__all__ = ["mail_server"]

BROKEN = b"\x00\x01" * 300


def test_what_was_set_aside_is_listed_shown_and_worked_on_again(app: Flask, hotline: Hotline) -> None:
    with app.app_context():
        inbox.arrive("letter", mail("good"), clock.now())
        row_id = inbox.arrive("letter", BROKEN, clock.now()).row_id
    (row,) = [json.loads(line) for line in hotline("inbox", "list").stdout.splitlines()]
    assert (row["id"], row["state"], row["channel"]) == (row_id, "quarantined", "letter")
    assert len(hotline("inbox", "list", "--state", "all").stdout.splitlines()) == 2
    assert hotline("inbox", "show", str(row_id), "--raw").stdout_bytes == BROKEN
    assert "····" in hotline("inbox", "show", str(row_id)).stdout
    again = hotline("inbox", "replay", "--all")
    assert (again.exit_code, json.loads(again.stdout)["disposition"]) == (1, "quarantined")
    refused(hotline("inbox", "show", "1"), "No such message")
    assert hotline("inbox", "replay").exit_code == 2
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Ticket)) == 1


def test_a_mailbox_is_tried_before_it_is_connected_and_read_by_the_job(
    app: Flask, hotline: Hotline, mail_server: MailServer
) -> None:
    box = mail_server.mailbox()
    box.put(mail("one"))
    server = ("--host", "127.0.0.1", "--port", str(box.port), "--security", "plain", "--login", box.name)
    given = ("mailbox", "add", "mayor@city.example", *server, "--post", "mayor", "--password")
    refused(hotline(*given, "wrong"), "can't be read")
    assert hotline("mailbox", "list").stdout == ""
    assert json.loads(hotline(*given, PASSWORD).stdout) == {"address": "mayor@city.example", "messages": 1}
    assert json.loads(hotline("mailbox", "check", "mayor@city.example").stdout)["messages"] == 1
    hotline("mailbox", "switch", "mayor@city.example", "--off")
    assert hotline("jobs", "once", "mail").stdout == "0\n"
    hotline("mailbox", "switch", "mayor@city.example")
    assert hotline("jobs", "once", "mail").stdout == "1\n"
    shown = json.loads(hotline("mailbox", "list").stdout)
    assert (shown["active"], shown["failures"], shown["seen_uid"]) == (True, 0, 1)
    assert PASSWORD not in hotline("mailbox", "list").stdout
