"""The inspection of pages finds what it is there to find."""

import pytest
from flask import Flask

from tests import inspection
from tests.browsing import Client

HEADERS = {"Content-Security-Policy": "default-src 'self'"}
GOOD = """<!doctype html><html lang="zh-Hans"><head><title>来信</title><script src="/static/a.js"></script></head><body>
<h1>给市长写信</h1>
<form method="post" action="/letters/new"><input type="hidden" name="csrf_token" value="t">
<label for="subject">标题</label><input id="subject" name="subject" value="路灯">
<label>内容<textarea name="body">
不亮</textarea></label>
<label for="kind">类别</label><select id="kind" name="kind"><option value="help">求助
<option value="praise" selected>表扬</select><label><input type="checkbox" name="public">公开</label>
<button name="verb" value="send">提交</button></form></body></html>"""


def faults(html: str, headers: dict[str, str] | None = None) -> list[str]:
    return inspection.faults_of_page(inspection.read(html), HEADERS if headers is None else headers)


def test_a_good_page_has_no_fault() -> None:
    assert faults(GOOD) == []


@pytest.mark.parametrize(
    ("good", "bad", "fault"),
    [
        (' lang="zh-Hans"', "", "<html> has no lang"),
        ("<title>来信</title>", "", "no <title>"),
        ("<h1>给市长写信</h1>", "<p>给市长写信</p>", "0 <h1> instead of one"),
        ("<h1>", "<h1>12345</h1><h1>", "2 <h1> instead of one"),
        ('name="csrf_token" value="t"', 'name="other"', "the form to '/letters/new' carries no csrf_token"),
        ('<label for="subject">标题</label>', "标题", "<input name=subject> has no label"),
        ('<label for="kind">类别</label>', "类别", "<select name=kind> has no label"),
        ("<label>内容<textarea", "内容<textarea", "<textarea name=body> has no label"),
        ('<script src="/static/a.js">', "<script>", "inline <script>"),
        ("<h1>", '<h1 style="color:red">', "<h1 style=…> is inline style or script"),
        ("<h1>", '<h1 onclick="go()">', "<h1 onclick=…> is inline style or script"),
        ("<h1>", '<h1 id="subject">', "id 'subject' stands twice"),
        ("<h1>", '<img src="/a.png"><h1>', "<img src=/a.png> has no alt"),
    ],
)
def test_a_fault_is_found(good: str, bad: str, fault: str) -> None:
    assert good in GOOD
    assert faults(GOOD.replace(good, bad, 1)) == [fault]


@pytest.mark.parametrize("policy", ["", "default-src 'self' 'unsafe-inline'"])
def test_a_page_without_a_strict_policy_is_found(policy: str) -> None:
    assert faults(GOOD, {"Content-Security-Policy": policy}) == [f"Content-Security-Policy is {policy!r}"]


def test_a_form_is_read_as_a_browser_would_send_it() -> None:
    (form,) = inspection.read(GOOD).forms
    assert form.values == {"csrf_token": "t", "subject": "路灯", "body": "不亮", "kind": "praise"}
    assert form.names == {"csrf_token", "subject", "body", "kind", "public", "verb"}


def _site(html: str, status: int = 200) -> Client:
    site = Flask(__name__)
    site.test_client_class = Client
    site.add_url_rule("/", view_func=lambda: (html, status, HEADERS))
    site.add_url_rule("/letters/new", view_func=lambda: ("", 303), methods=["POST"], endpoint="send")
    return site.test_client()


def test_the_client_refuses_a_faulty_page() -> None:
    with pytest.raises(AssertionError, match="no <title>"):
        _site(GOOD.replace("<title>来信</title>", "")).get("/")


def test_the_client_refuses_a_server_error() -> None:
    with pytest.raises(AssertionError, match="server error"):
        _site(GOOD, 500).get("/")


def test_the_client_sends_a_form_and_refuses_a_field_that_is_not_there() -> None:
    client = _site(GOOD)
    assert client.submit("/", {"subject": "噪音"}).status_code == 303
    with pytest.raises(AssertionError, match="no form with"):
        client.submit("/", {"phone": "1"})
