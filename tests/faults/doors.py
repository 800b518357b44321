"""Senders at four doors: each sends one message, and the very same one again until it is acknowledged.

What may be tried again raises one of `AGAIN`: no connection, a cut answer, an error of the server.
"""

import http.client
import imaplib
import json
import re
import urllib.error
from collections.abc import Callable, Sequence
from contextlib import suppress
from urllib.parse import urlencode

from hotline import clock
from hotline.channels import signed
from tests.faults.visitor import Browser
from tests.mails import mail
from tests.mailserver import PASSWORD, Mailbox

AGAIN = (OSError, http.client.HTTPException, imaplib.IMAP4.error)
FEED, SECRET = "storm", "secret of the storm"
CONNECTIONS = f'[[feed]]\ncode = "{FEED}"\nname = "演示论坛"\nchannel = "forum"\nsecret = "{SECRET}"\n'
"""The file of connections that opens the door of feeds."""
WORDS = "锦江区春熙路的路灯坏了好几天，晚上一片漆黑，老人小孩出行很不安全，希望尽快派人维修。"
_NUMBER = re.compile(r"(?<!\d)(\d{6})[-－](\d{8})[-－](\d{6})[-－](\d)(?!\d)")
_TIMEOUT = 20


class Refused(AssertionError):
    """The door answered that the message itself is wrong: no use sending it again."""


class Line:
    """One sender's way to the web servers: a connection it keeps, and the next server when one is gone."""

    def __init__(self, ports: Sequence[int], first: int) -> None:
        self.ports, self.at = ports, first % len(ports)
        self._open: http.client.HTTPConnection | None = None

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.ports[self.at]}"

    def post(self, path: str, body: bytes, headers: dict[str, str]) -> bytes:
        """What was answered with a status of 2xx. Raises one of `AGAIN`, or Refused."""
        self._open = self._open or http.client.HTTPConnection("127.0.0.1", self.ports[self.at], timeout=_TIMEOUT)
        self._open.request("POST", path, body, headers)
        answer = self._open.getresponse()
        told = answer.read()
        if answer.status >= 500:
            raise http.client.HTTPException(f"{path} answered {answer.status}")
        if answer.status >= 300:
            raise Refused(f"{path} answered {answer.status}: {told[:300]!r}")
        return told

    def turn(self) -> None:
        """To the next server."""
        if self._open is not None:
            self._open.close()
        self._open, self.at = None, (self.at + 1) % len(self.ports)


Send = Callable[[Line], str]
"""One try of one message: the number of its ticket if the door tells it, else ''. Raises one of `AGAIN`."""


def app(mark: str) -> Send:
    """The government app, with its own id of the message."""
    fields = {"service_code": "0204", "description": f"{WORDS}{mark}", "phone": "13800001234", "external_id": mark}
    body = urlencode(fields).encode()

    def send(line: Line) -> str:
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        (receipt,) = json.loads(line.post("/open311/v2/requests.json", body, form))
        return str(receipt.get("service_request_id") or "")

    return send


def feed(mark: str) -> Send:
    """A forum that pushes its item, signed."""
    body = json.dumps({"id": mark, "author": "演示网友", "title": "路灯不亮", "body": f"{WORDS}{mark}"}).encode()

    def send(line: Line) -> str:
        told = json.loads(line.post(f"/channels/feeds/{FEED}", body, signed.headers(SECRET, body, clock.now())))
        if told["new"] + told["known"] != 1:
            raise Refused(f"the item was not taken: {told}")
        return ""

    return send


def letter(mark: str) -> Send:
    """A citizen in her browser, who reloads what did not come and sends the same form again."""
    filled: dict[str, str] = {}
    browser = Browser("")

    def send(line: Line) -> str:
        browser.base = line.base
        try:
            if not filled:
                hidden = browser.hidden(browser.send("/letters/new"))
                filled.update({**hidden, "body": f"{WORDS}{mark}", "phone": "13800001234"})
            page = browser.send("/letters/send", **filled)
        except urllib.error.HTTPError as error:
            with error:
                if error.code < 500:
                    raise Refused(f"the letter was answered {error.code}") from error
            raise
        shown = _NUMBER.search(page)
        return "".join(shown.groups()) if shown else ""

    return send


def mailed(box: Mailbox) -> Callable[[str], Send]:
    """A letter by e-mail: acknowledged when the mail server has it, which nobody kills."""

    def made(mark: str) -> Send:
        def send(_line: Line) -> str:
            client = imaplib.IMAP4("127.0.0.1", box.port, timeout=_TIMEOUT)
            client.login(box.name, PASSWORD)
            client.append("INBOX", "", None, mail(mark, f"{WORDS}{mark}"))  # type: ignore[arg-type]  # as RFC 3501
            with suppress(*AGAIN):
                client.logout()
            return ""

        return send

    return made
