"""A stand-in for WeChat's own server on loopback: tokens, template messages, files."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

PNG = b"\x89PNG\r\n\x1a\n" + bytes(30)
AMR = b"#!AMR\n" + bytes(30)


@dataclass
class Gate:
    """What was posted, as (path, JSON)."""

    url: str
    media: dict[str, bytes]
    posted: list[tuple[str, Any]] = field(default_factory=list)


@contextmanager
def running(media: dict[str, bytes] | None = None) -> Iterator[Gate]:
    """The server, for as long as the block runs."""
    gate = Gate("", media or {})

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            url = urlsplit(self.path)
            given = parse_qs(url.query)
            if url.path == "/cgi-bin/gettoken":
                self._json({"errcode": 0, "access_token": "W", "expires_in": 7200})
            elif given["media_id"][0] in gate.media:
                self._bytes(gate.media[given["media_id"][0]], "image/jpeg")
            else:
                self._json({"errcode": 40007, "errmsg": "invalid media_id"})

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            gate.posted.append((urlsplit(self.path).path, body))
            if self.path == "/cgi-bin/stable_token":
                self._json({"access_token": "T", "expires_in": 7200})
            else:
                self._json({"errcode": 0})

        def _json(self, told: Any) -> None:
            self._bytes(json.dumps(told).encode(), "application/json")

        def _bytes(self, content: bytes, kind: str) -> None:
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    gate.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield gate
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
