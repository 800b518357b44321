"""Mailboxes whose server offers IDLE (RFC 2177) are read the moment a letter comes, instead of at the next poll.

A connection of its own to each mailbox only listens; the reading is the job's. Whatever breaks here, the job `mail`
still polls: listening makes letters come sooner and is needed for none.
"""

import logging
import threading
from datetime import datetime

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from hotline import clock, config
from hotline.channels.mailboxes import accounts, fetching, imap
from hotline.channels.mailboxes.imap import Access
from hotline.db import db, read_only

log = logging.getLogger(__name__)

LOOK_SECONDS = 15.0
"""How often it is looked which mailboxes there are."""
RENEW_SECONDS = 540.0
"""After so long the server is asked again: routers forget silent connections, servers after half an hour."""
BACK_OFF = (1.0, 5.0, 30.0, 120.0, 600.0)
"""Seconds until a connection that broke is made again; the last one repeats."""
WITHOUT_IDLE = 3600.0
"""Seconds until a server that does not offer IDLE is asked once more."""
TURNS = 60
"""Seconds to wait for another process that reads the mailbox already."""


class Listener:
    """Listens to every active mailbox of the city, each in a thread of its own, until it is stopped."""

    def __init__(self, program: Flask) -> None:
        self._program, self._over = program, threading.Event()
        self._watches: dict[tuple[int, Access], _Watch] = {}
        self._thread = threading.Thread(target=self._look_after, name="mailboxes", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Returns when every connection is closed, within seconds; a reading that goes on is finished first."""
        self._over.set()
        self._thread.join()

    def mailboxes(self) -> int:
        """How many mailboxes it takes care of just now."""
        return len(self._watches)

    def _look_after(self) -> None:
        read_only(True)
        while True:
            try:
                self._fit(self._wanted())
            except SQLAlchemyError as error:
                log.warning("which mailboxes there are can't be read: %s", type(error).__name__)
            if self._over.wait(LOOK_SECONDS):
                break
        self._fit(set())

    def _wanted(self) -> set[tuple[int, Access]]:
        with self._program.app_context():
            try:
                every = accounts.every(config.settings().city)
                return {(account.id, accounts.access(account)) for account in every if account.active}
            finally:
                db.session.remove()

    def _fit(self, wanted: set[tuple[int, Access]]) -> None:
        """Listen to these mailboxes and no others; one that was changed is another one, one that broke begins anew."""
        for key in [key for key, watch in self._watches.items() if not watch.thread.is_alive()]:
            del self._watches[key]
        leaving = [self._watches.pop(key) for key in set(self._watches) - wanted]
        for watch in leaving:
            watch.over.set()
        for watch in leaving:
            watch.thread.join()
        for key in wanted - set(self._watches):
            self._watches[key] = _Watch(self._program, *key)


class _Watch:
    """One mailbox, listened to until `over`."""

    def __init__(self, program: Flask, account_id: int, access: Access) -> None:
        self.program, self.account_id, self.access = program, account_id, access
        self.over = threading.Event()
        self.failures = 0
        self.thread = threading.Thread(target=self._watch, name=f"mailbox {account_id}", daemon=True)
        self.thread.start()

    def _watch(self) -> None:
        wait = 0.0
        while not self.over.wait(wait):
            try:
                wait = self._listen()
            except (*imap.PROBLEMS, SQLAlchemyError) as error:
                wait = BACK_OFF[min(self.failures, len(BACK_OFF) - 1)]
                self.failures += 1
                log.info("mailbox %s is not listened to: %s", self.account_id, type(error).__name__)

    def _listen(self) -> float:
        """One connection. Returns after how many seconds the next one is made."""
        with imap.opened(self.access) as box:
            if not box.offers_idle():
                return WITHOUT_IDLE
            for news in box.listen(RENEW_SECONDS):
                if self.over.is_set():
                    break
                if news:
                    self._read(clock.now())
                else:
                    self.failures = 0
        return BACK_OFF[0]

    def _read(self, since: datetime) -> None:
        """Have the mailbox read, unless another process does: what it began before may miss what just came."""
        for _ in range(TURNS):
            with self.program.app_context():
                try:
                    if fetching.fetch_one(self.account_id, clock.now(), since):
                        return
                finally:
                    db.session.remove()
            if self.over.wait(1):
                return
