"""The job `mail`: letters are fetched from the mailboxes of the posts, each exactly once, whoever is killed when.

A mail counts as fetched only after its bytes are committed to the inbox. Killed in between, it is fetched again and
found there by its hash.
"""

import logging
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from flask import Flask, current_app

from hotline import config, ending, outbox
from hotline.channels import clean, inbox
from hotline.channels.adapters import letter
from hotline.channels.mailboxes import imap, ledger
from hotline.channels.mailboxes.imap import Box
from hotline.channels.mailboxes.ledger import Claim
from hotline.db import db, transaction

log = logging.getLogger(__name__)

WORKERS = 4
"""Mailboxes read at the same time: one slow server does not hold up the others."""
BATCH_SECONDS = 240
"""After so long a mailbox makes way for the next one; well within the lease."""
TELL_AFTER = 5
"""Failures in a row after which the administrators are told."""
SAMPLE = 64 * 1024
"""Bytes kept of a mail that is too large."""


def fetch(now: datetime) -> int:
    """Read every mailbox that is due. Returns how many mails came in."""
    city = config.settings().city
    waiting = ledger.due(city, now)
    db.session.rollback()
    if waiting <= 1:
        return _work(city, now) if waiting else 0
    program = current_app._get_current_object()  # type: ignore[attr-defined]  # a thread needs the program itself
    with ThreadPoolExecutor(min(WORKERS, waiting)) as pool:
        return sum(pool.map(lambda _: _work_apart(program, city, now), range(min(WORKERS, waiting))))


def fetch_one(account_id: int, now: datetime, since: datetime) -> bool:
    """Read this mailbox now, where no reading of it began after `since`. False while another process reads it."""
    city = config.settings().city
    with transaction():
        if ledger.read_since(city, account_id, since):
            return True
        claimed = ledger.claim(city, now, account_id)
    if claimed is not None:
        _read(claimed, now)
    return claimed is not None


def _work_apart(program: Flask, city: str, now: datetime) -> int:
    with program.app_context():
        try:
            return _work(city, now)
        finally:
            db.session.remove()


def _work(city: str, now: datetime) -> int:
    brought = 0
    while not ending.told():
        with transaction():
            claimed = ledger.claim(city, now)
        if claimed is None:
            break
        brought += _read(claimed, now)
    return brought


def _read(claimed: Claim, now: datetime) -> int:
    """One reading of one mailbox. Returns how many mails came in; a server's failure is kept and tried again later."""
    brought, more, end = 0, False, time.monotonic() + BATCH_SECONDS
    try:
        with imap.opened(claimed.access) as box:
            for uid in _to_do(claimed, box):
                brought += _take(claimed, box, uid, now)
                if more := time.monotonic() > end or ending.told():
                    break
        with transaction():
            ledger.read_through(claimed, now, more)
    except imap.PROBLEMS as error:
        _note_failure(claimed, now, error)
    except BaseException:
        # Whatever else went wrong is ours: the mailbox is not held until the lease ends.
        with transaction():
            ledger.release(claimed, now)
        raise
    return brought


def _to_do(claimed: Claim, box: Box) -> Iterator[int]:
    """New mails first; those that failed before come after them, so that they hold up nobody."""
    with transaction():
        seen = ledger.turn_over(claimed, box.uidvalidity)
        again = ledger.trying(claimed, box.uidvalidity)
    yield from (uid for uid in box.uids(seen, claimed.since) if uid not in again)
    yield from again


def _take(claimed: Claim, box: Box, uid: int, now: datetime) -> int:
    """One mail into the inbox. 1 if it is kept."""
    with transaction():
        tries = ledger.begin(claimed, box.uidvalidity, uid, now)
    if tries == 0:
        return 0
    if tries > ledger.MAX_TRIES:
        _end(claimed, box, uid, "aside", now)
        return 0
    try:
        if box.size(uid) > letter.MAX_BYTES:
            raw = box.beginning(uid, SAMPLE)
            row_id = inbox.set_aside("letter", raw, now, letter.TOO_LARGE, claimed.post)
        else:
            raw = box.raw(uid)
            row_id = inbox.arrive("letter", raw, now, mailbox=claimed.post).row_id if raw else 0
    except imap.PROBLEMS as error:
        _end(claimed, box, uid, "trying", now, error=_told(error))
        if isinstance(error, imap.BROKEN):
            raise
        log.warning("mail %s of mailbox %s is not fetched: %s", uid, claimed.id, type(error).__name__)
        return 0
    _end(claimed, box, uid, "kept" if row_id else "gone", now, letter.message_id(raw), row_id or None)
    return 1 if row_id else 0


def _end(
    claimed: Claim,
    box: Box,
    uid: int,
    state: str,
    now: datetime,
    message_id: str = "",
    inbox_id: int | None = None,
    error: str = "",
) -> None:
    with transaction():
        ledger.end(claimed, box.uidvalidity, uid, state, now, message_id, inbox_id, error)


def _note_failure(claimed: Claim, now: datetime, error: Exception) -> None:
    log.warning("mailbox %s can't be read: %s", claimed.id, type(error).__name__)
    with transaction():
        if ledger.failed(claimed, now, _told(error)) == TELL_AFTER:
            cause, about = f"mailbox {claimed.id} {now:%Y%m%d%H%M}", {"address": claimed.access.login}
            outbox.post(claimed.city, "role:admin", cause, "mailbox_down", about, now, shown=True)


def _told(error: Exception) -> str:
    return clean.line(f"{type(error).__name__}: {error}", 300)
