"""A citizen at the portal: writes a letter as a browser would, and keeps what the confirmation says."""

import re
from dataclasses import dataclass
from html import unescape
from io import BytesIO
from typing import Any

from werkzeug.test import TestResponse

from tests.browsing import Client
from tests.inspection import read

BODY = "锦江区沙河街道楼下烧烤摊占道经营，半夜油烟很大，多次反映没有改善。"
PHONE = "13800138000"
NAME = "演示来信人"
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 64


@dataclass(frozen=True)
class Sent:
    number: str
    code: str
    page: str


def checked(client: Client, mailbox: str = "", files: Any = (), **fields: Any) -> TestResponse:
    """The page to check, after filling in the form."""
    typed = {"body": BODY, "phone": PHONE, "name": NAME, **fields}
    if files:
        typed["files"] = [(BytesIO(content), name) for name, content in files]
    return client.submit(f"/letters/new?mailbox={mailbox}", typed, action="/letters/new")


def carried(page: TestResponse) -> dict[str, Any]:
    """The hidden fields of the page to check, those of one name as a list."""
    pairs: dict[str, Any] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.get_data(as_text=True)):
        pairs.setdefault(name, []).append(unescape(value))
    return pairs


def written(client: Client, mailbox: str = "", **fields: Any) -> Sent:
    """A letter sent; its number and query code."""
    page = checked(client, mailbox, **fields)
    assert page.status_code == 200, page.get_data(as_text=True)
    answer = client.post("/letters/send", data=carried(page))
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return confirmation(client)


def confirmation(client: Client) -> Sent:
    page = client.get("/letters/sent").get_data(as_text=True)
    number, code = re.findall(r'class="big-number">([^<]+)<', page)
    return Sent(number, code, page)


def words(page: TestResponse | str) -> str:
    """What a person reads on a page."""
    html = page if isinstance(page, str) else page.get_data(as_text=True)
    html = re.sub(r"(?s)<(svg|script)\b.*?</\1>", "", html[html.index("<main") : html.index("</main>")])
    html = re.sub(r"</?(?:span|b|small|strong)\b[^>]*>", "", html)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))


def form_to(page: TestResponse, action: str) -> dict[str, str]:
    """The values of the form that leads to `action`; the line break after <textarea> is no text, as in a browser."""
    values = next(form.values for form in read(page.get_data(as_text=True)).forms if form.action == action)
    return {name: value.removeprefix("\r\n") for name, value in values.items()}
