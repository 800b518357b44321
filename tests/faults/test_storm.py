"""Fifty messages a second through four doors while web and jobs are killed with -9: acknowledged = stored, once.

The short form; `make bench ARGS=faults` sends for a minute.
"""

import os
from datetime import timedelta

from flask import Flask

from hotline import clock, config
from hotline.channels import inbox
from hotline.channels.mailboxes import accounts, fetching
from hotline.db import transaction
from tests.faults import storm
from tests.mailserver import PASSWORD, MailServer, mail_server

__all__ = ["mail_server"]

SHORT = storm.Storm(messages=300, per_second=50, gap=0.8, spared=50)


def test_what_was_acknowledged_while_processes_were_killed_is_stored_once(app: Flask, mail_server: MailServer) -> None:
    settings, box = config.settings(), mail_server.mailbox()
    with app.app_context(), transaction():
        wanted = accounts.Wanted("storm@city.example", "127.0.0.1", box.name, PASSWORD, "", "plain", box.port)
        accounts.add(settings.city, wanted, clock.now())
    told = storm.blow(SHORT, os.environ, box)
    later = clock.now() + timedelta(hours=1)
    with app.app_context():
        fetching.fetch(later)
        inbox.drain(later)
    assert len(told.acknowledged) == SHORT.messages
    assert told.kills.total() >= 2
    assert storm.broken_promises(told, settings.database_url) == []
