"""A site with a feed and a gateway for replies, on loopback."""

import hashlib
import hmac
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

SECRET = "feed-secret"


RSS = """<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>论坛</title>
<item><guid>g1</guid><title>路灯&lt;b&gt;不亮&lt;/b&gt;</title><link>https://forum.example/1</link><dc:creator>演示甲</dc:creator>
<description>短</description><content:encoded><![CDATA[<p>锦江区</p><script>x()</script><p>路灯坏了</p>]]></content:encoded>
<pubDate>{now}</pubDate></item>
<item><guid>g0</guid><title>旧帖</title><pubDate>Mon, 01 Jan 2018 00:00:00 +0800</pubDate></item>
<item><title></title></item></channel></rss>"""


class Site:
    """A site with a feed and a gateway for replies, on loopback."""

    def __init__(self) -> None:
        self.asked: list[dict[str, str]] = []
        self.posted: list[Any] = []
        self.status = 200
        self.garbled = False
        """What it answers is no HTTP."""
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.asked.append(dict(self.headers))
                if site.garbled:
                    self.wfile.write(b"nonsense\r\n\r\n")
                    return
                known = self.headers.get("If-None-Match") == '"1"'
                self._say(304 if known else site.status, RSS.replace("{now}", "").encode(), {"ETag": '"1"'})

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                stamp = self.headers["X-Hotline-Timestamp"]
                right = hmac.new(SECRET.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
                good = self.headers["X-Hotline-Signature"] == f"sha256={right}"
                site.posted.append(json.loads(body))
                self._say(site.status if good else 401, b'{"link": "https://forum.example/r/1"}', {})

            def _say(self, status: int, body: bytes, headers: dict[str, str]) -> None:
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", "0" if status == 304 else str(len(body)))
                self.end_headers()
                if status != 304:
                    self.wfile.write(body)

            def log_message(self, *_args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def close(self) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()
