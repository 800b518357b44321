"""The connection to an Asterisk: sign in, listen, keep alive, connect again with longer and longer pauses."""

import logging
import socket
import ssl
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from hotline import clock
from hotline.errors import Misconfigured
from hotline.telephony import ami
from hotline.telephony.rules import CallEvent

log = logging.getLogger("hotline.calls")

PORT = 5038
CONNECT_SECONDS = 5.0
KEEP_ALIVE = 15.0
"""Seconds of silence after which the other side is asked whether it is there; twice that, and it is not."""
PAUSES = (1.0, 2.0, 5.0, 10.0, 30.0)
"""Seconds before the next try."""
KEPT = 10_000
"""Events that wait while the database is out of reach; older ones are dropped, the list of channels mends the rest."""

Take = Callable[[list[CallEvent]], None]
OverBut = Callable[[set[str]], None]


@dataclass(frozen=True, slots=True)
class Address:
    """`ami://user:secret@host:5038`, or `amis://` with TLS."""

    host: str
    port: int
    user: str
    secret: str
    tls: bool


def address(url: str) -> Address:
    """Raises Misconfigured."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port or PORT
    except ValueError:
        parts, host, port = urlsplit(""), None, 0
    if parts.scheme not in {"ami", "amis"} or not host or not parts.username:
        raise Misconfigured(
            "HOTLINE_AMI_URL的写法是ami://user:secret@host:5038。", "HOTLINE_AMI_URL is ami://user:secret@host:5038."
        )
    return Address(host, port, unquote(parts.username), unquote(parts.password or ""), parts.scheme == "amis")


class Lost(Exception):
    """The connection is gone, or was never there; `known`: after signing in."""


class Listener:
    """One Asterisk. `take` keeps events, `over_but` ends all calls not in its list; both may fail for a while."""

    def __init__(
        self, where: Address, tracker: ami.Tracker, take: Take, over_but: OverBut,
        pauses: tuple[float, ...] = PAUSES, keep_alive: float = KEEP_ALIVE,
    ) -> None:  # fmt: skip
        self._where, self._tracker, self._take, self._over_but = where, tracker, take, over_but
        self._pauses, self._keep_alive = pauses, keep_alive
        self._waiting: list[CallEvent] = []
        self._living: set[str] | None = None
        self._failures = 0

    def run(self, stop: threading.Event) -> None:
        """Until stopped: every lost connection is made again."""
        while not stop.is_set():
            try:
                with self._connect() as line:
                    self._listen(line, stop)
            except (OSError, ValueError, Lost) as error:
                pause = self._pauses[min(self._failures, len(self._pauses) - 1)]
                self._failures += 1
                log.warning("Asterisk at %s: %s; again in %g s", self._where.host, error, pause)
                stop.wait(pause)

    def _connect(self) -> socket.socket:
        line = socket.create_connection((self._where.host, self._where.port), CONNECT_SECONDS)
        if self._where.tls:
            line = ssl.create_default_context().wrap_socket(line, server_hostname=self._where.host)
        line.settimeout(self._keep_alive)
        return line

    def _listen(self, line: socket.socket, stop: threading.Event) -> None:
        reader, asked = ami.Reader(), False
        line.sendall(
            ami.write("Login", ActionID="login", Username=self._where.user, Secret=self._where.secret, Events="on")
        )
        while not stop.is_set():
            try:
                data = line.recv(65536)
            except TimeoutError:
                if asked:
                    raise Lost("no sign of life") from None
                line.sendall(ami.write("Ping", ActionID="ping"))
                asked = True
                continue
            if not data:
                raise Lost("it closed the connection")
            asked = False
            self._hear(line, reader.feed(data))

    def _hear(self, line: socket.socket, messages: Iterable[ami.Message]) -> None:
        now = clock.now()
        for message in messages:
            if message.get("ActionID") == "login":
                if message.get("Response") != "Success":
                    raise Lost(f"it refused the sign-in: {message.get('Message', '')}")
                log.info("signed in to Asterisk at %s", self._where.host)
                self._failures = 0
                line.sendall(ami.write("CoreShowChannels", ActionID="channels"))
            self._waiting += self._tracker.read(message, now)
            living = self._tracker.living(message)
            self._living = self._living if living is None else living
        self._hand_over()

    def _hand_over(self) -> None:
        """What could not be kept waits for the next message; an error of the database ends nothing."""
        try:
            if self._waiting:
                self._take(self._waiting)
                self._waiting = []
            if self._living is not None:
                self._over_but(self._living)
                self._living = None
        except Exception as error:  # the telephone goes on ringing whatever the database does
            self._waiting = self._waiting[-KEPT:]
            log.error("call events wait: %s", type(error).__name__)
