"""What goes out is sent gzipped: static files squeezed once, pages as they are made, unless another site asked."""

import gzip
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, request

SMALL = 1024
"""Bytes below which squeezing saves no packet."""
TEXTS = frozenset({"application/json", "application/problem+json", "image/svg+xml", "text/javascript"})
PAGE_LEVEL, FILE_LEVEL = 5, 9


def init_app(app: Flask) -> None:
    app.after_request(_squeeze)


def _squeeze(response: Response) -> Response:
    kind = response.mimetype or ""
    if not (kind.startswith("text/") or kind in TEXTS):
        return response
    response.vary.add("Accept-Encoding")
    if response.status_code != 200 or "Content-Encoding" in response.headers or not _wanted():
        return response
    if request.endpoint == "static":
        name = (request.view_args or {})["filename"]
        path = Path(str(current_app.static_folder), name)
        return _send(response, _file(str(path), path.stat().st_mtime_ns))
    if response.is_streamed or len(response.get_data()) < SMALL or not _asked_by_us():
        return response
    return _send(response, gzip.compress(response.get_data(), PAGE_LEVEL, mtime=0))


def _wanted() -> bool:
    return request.method == "GET" and request.accept_encodings["gzip"] > 0


def _asked_by_us() -> bool:
    """Whether nobody else can have made the browser ask, so that the length of a page tells a secret on it (BREACH).

    Without a cookie nothing on the page is secret. A browser too old for `Sec-Fetch-Site` names the page it comes from.
    """
    if not request.cookies:
        return True
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in {"same-origin", "none"}
    return urlsplit(request.referrer or "").netloc == request.host


def _send(response: Response, body: bytes) -> Response:
    etag, _weak = response.get_etag()
    if response.direct_passthrough:
        response.close()
        response.direct_passthrough = False
    response.set_data(body)
    response.headers["Content-Encoding"] = "gzip"
    if etag:
        # The same file in other bytes: a strong tag would say that they are the same.
        response.set_etag(etag, weak=True)
    return response


@lru_cache(maxsize=256)
def _file(path: str, _changed: int) -> bytes:
    return gzip.compress(Path(path).read_bytes(), FILE_LEVEL, mtime=0)
