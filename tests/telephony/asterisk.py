"""A stand-in for an Asterisk: a socket that speaks its manager interface from a transcript, and breaks off."""

import contextlib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

SCRIPTS = Path(__file__).parent / "ami"
GREETING = "Asterisk Call Manager/5.0.2\r\n"
BREAK = "--- break ---"
LIST = "--- channels ---"
SECRET = "secret"


class Asterisk:
    """Serves each part of the transcript on a connection of its own; a part ends with the line breaking off.

    What stands under `--- channels ---` in a part answers the question for the channels.
    """

    def __init__(self, transcript: str, secret: str = SECRET) -> None:
        self.parts = [part.strip() for part in transcript.split(BREAK)]
        self.secret = secret
        self.actions: list[str] = []
        self._server = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._serve, daemon=True)

    @property
    def url(self) -> str:
        return f"ami://hotline:secret@127.0.0.1:{self._server.getsockname()[1]}"

    def _serve(self) -> None:
        for place, part in enumerate(self.parts):
            line, _address = self._server.accept()
            # The listener may go in the middle of a word.
            with line, contextlib.suppress(OSError):
                self._speak(line, part, last=place == len(self.parts) - 1)

    def _speak(self, line: socket.socket, part: str, last: bool) -> None:
        line.sendall(GREETING[:9].encode())
        line.sendall(GREETING[9:].encode())
        incoming: BinaryIO = line.makefile("rb")
        login = self._read(incoming)
        if login.get("Secret") != self.secret:
            line.sendall(b"Response: Error\r\nActionID: login\r\nMessage: Authentication failed\r\n\r\n")
            return
        line.sendall(b"Response: Success\r\nActionID: login\r\nMessage: Authentication accepted\r\n\r\n")
        self._read(incoming)
        channels, _mark, events = part.rpartition(LIST)
        answer = "Response: Success\nEventList: start\n\n" + (channels.strip() + "\n\n" if channels.strip() else "")
        text = answer + "Event: CoreShowChannelsComplete\nEventList: Complete\n\n" + events.strip()
        text += "\n\n" if last else ""
        data = text.replace("\n", "\r\n").encode()
        for start in range(0, len(data), 700):
            line.sendall(data[start : start + 700])
        if last:
            while action := self._read(incoming):
                if action.get("Action") == "Ping":
                    line.sendall(b"Response: Success\r\nActionID: ping\r\nPing: Pong\r\n\r\n")

    def _read(self, incoming: BinaryIO) -> dict[str, str]:
        found: dict[str, str] = {}
        while (row := incoming.readline().strip()) or not found:
            if not row:
                return {}
            name, _colon, value = row.decode().partition(":")
            found[name] = value.strip()
        self.actions.append(found.get("Action", ""))
        return found


@contextmanager
def asterisk(transcript: str, secret: str = SECRET) -> Iterator[Asterisk]:
    made = Asterisk(transcript, secret)
    made._thread.start()
    yield made
    made._server.close()
    made._thread.join(30)
