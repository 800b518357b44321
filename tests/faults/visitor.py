"""A visitor of the citizens' pages without a script: cookies, and the hidden fields of the last page."""

import re
import urllib.request
from html import unescape
from http.cookiejar import CookieJar
from urllib.parse import urlencode

_INPUT, _ATTRIBUTE = re.compile(r"<input\b[^>]*>"), re.compile(r'([a-z_-]+)="([^"]*)"')


class Browser:
    """Cookies, and the token of the last page."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.jar = CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))

    def send(self, path: str, **fields: str) -> str:
        data = urlencode(fields).encode() if fields else None
        with self.opener.open(f"{self.base}{path}", data, timeout=90) as answer:
            return str(answer.read().decode())

    def hidden(self, page: str) -> dict[str, str]:
        tags = [dict(_ATTRIBUTE.findall(tag)) for tag in _INPUT.findall(page)]
        return {tag["name"]: unescape(tag.get("value", "")) for tag in tags if tag.get("type") == "hidden"}

    def cookies(self) -> str:
        """The header that brings them."""
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in self.jar)
