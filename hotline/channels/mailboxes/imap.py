"""One reading of one mailbox on an IMAP server. Nothing there is changed: no flag is set, no mail moved or deleted."""

import imaplib
import re
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date

from imap_tools import AND, BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted, U
from imap_tools.errors import ImapToolsError

TIMEOUT = 30
"""Seconds for one answer of the server."""
WINDOW = 5000
"""UIDs asked for at a time: a server's answer is one line, and lines have a bound."""
SLICE = 2.0
"""Seconds after which one who listens for news may stop listening."""
SECURITY = {"tls": 993, "starttls": 143, "plain": 143}
"""Kind of connection → its usual port."""
PROBLEMS = (OSError, imaplib.IMAP4.error, ImapToolsError, ssl.SSLError, ValueError)
"""What goes wrong between us and a server; a broken answer is a ValueError."""
BROKEN = (OSError, imaplib.IMAP4.abort)
"""After these the connection is of no use any more."""

_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")


@dataclass(frozen=True, slots=True)
class Access:
    """How a mailbox is reached."""

    host: str
    port: int
    security: str
    login: str
    password: str = field(repr=False)
    folder: str = "INBOX"


class Box:
    """An open mailbox. Methods raise one of `PROBLEMS`."""

    def __init__(self, box: BaseMailBox, folder: str) -> None:
        self._box = box
        box.folder.set(folder, readonly=True)
        status = box.folder.status(folder, ["UIDVALIDITY", "UIDNEXT", "MESSAGES"])
        self.uidvalidity, self.uidnext = status["UIDVALIDITY"], status["UIDNEXT"]
        self.messages = status.get("MESSAGES", 0)

    def uids(self, above: int, since: date | None = None) -> Iterator[int]:
        """UIDs above this one, ascending; only of mails that arrived on this day or later."""
        for first in range(above + 1, self.uidnext, WINDOW):
            span = U(str(first), str(min(first + WINDOW, self.uidnext) - 1))
            wanted = AND(uid=span, date_gte=since) if since else AND(uid=span)
            yield from sorted(int(uid) for uid in self._box.uids(wanted) if int(uid) > above)

    def size(self, uid: int) -> int:
        """Bytes of a mail as the server counts them; 0 when it is not there any more."""
        match = _SIZE.search(b" ".join(head + body for head, body in self._fetch(uid, "(RFC822.SIZE)")))
        return int(match.group(1)) if match else 0

    def raw(self, uid: int) -> bytes:
        """The mail as it came from the wire; b'' when it is not there any more."""
        return self._literal(uid, "(BODY.PEEK[])")

    def beginning(self, uid: int, size: int) -> bytes:
        """The first bytes of a mail that is too large to be taken whole."""
        return self._literal(uid, f"(BODY.PEEK[]<0.{size}>)")

    def offers_idle(self) -> bool:
        """Whether the server tells of news by itself; some say so only to who is signed in."""
        told = self._box.client.capability()[1]
        return any(b"IDLE" in (line or b"").upper().split() for line in told)

    def listen(self, seconds: float) -> Iterator[bool]:
        """For so long: True where mails may have come, False after each `SLICE` without news.

        True comes first, for what came before the server listened. Ends early when the server has hung up or woke us
        for nothing; which of both, the next command shows.
        """
        self._box.idle.start()  # type: ignore[no-untyped-call]  # imap-tools leaves it out
        try:
            yield True
            end = time.monotonic() + seconds
            while (begun := time.monotonic()) < end:
                told = self._box.idle.poll(SLICE)
                if not told and time.monotonic() - begun < SLICE / 2:
                    break
                yield any(b"EXISTS" in line.upper() for line in told)
        finally:
            self._box.idle.stop()  # type: ignore[no-untyped-call]  # imap-tools leaves it out

    def _literal(self, uid: int, what: str) -> bytes:
        # The server may put news about other mails between, which carry no text.
        return next((body for head, body in self._fetch(uid, what) if b"BODY[]" in head.upper()), b"")

    def _fetch(self, uid: int, what: str) -> list[tuple[bytes, bytes]]:
        answer, data = self._box.client.uid("FETCH", str(uid), what)
        if answer != "OK":
            raise imaplib.IMAP4.error(f"FETCH {answer}")
        parts = (part if isinstance(part, tuple) else (part or b"", b"") for part in data or ())
        return [(part[0], part[1]) for part in parts]


@contextmanager
def opened(access: Access) -> Iterator[Box]:
    """The mailbox, signed in and opened for reading only; raises one of `PROBLEMS`."""
    box = _connected(access)
    try:
        if access.login.isascii() and access.password.isascii():
            box.login(access.login, access.password, initial_folder=None)
        else:
            box.login_utf8(access.login, access.password, initial_folder=None)
        _introduce(box.client)
        yield Box(box, access.folder)
    finally:
        _leave(box)


def _connected(access: Access) -> BaseMailBox:
    if access.security == "tls":
        return MailBox(access.host, access.port, TIMEOUT, ssl_context=ssl.create_default_context())
    if access.security == "starttls":
        return MailBoxStartTls(access.host, access.port, TIMEOUT, ssl_context=ssl.create_default_context())
    return MailBoxUnencrypted(access.host, access.port, TIMEOUT)


def _introduce(client: imaplib.IMAP4) -> None:
    """Some providers in China refuse to open a folder to a program that does not say who it is (RFC 2971)."""
    if "ID" in client.capabilities:
        client.xatom("ID", '("name" "hotline-12345" "vendor" "hotline")')


def _leave(box: BaseMailBox) -> None:
    try:
        box.logout()
    except PROBLEMS:
        box.client.shutdown()
