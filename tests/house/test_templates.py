"""Templates: no inline style or script, nothing from other hosts, no question about roles, no untranslated Chinese."""

import re
from collections.abc import Iterator

import pytest

from tests.house import code

pytestmark = pytest.mark.once

FORBIDDEN = {
    "inline style": re.compile(r"<style\b|\sstyle\s*=", re.IGNORECASE),
    "inline script": re.compile(r"<script\b(?![^>]*\b(?:src=|type=\"application/json\"))", re.IGNORECASE),
    "inline handler": re.compile(r"\s(?:on[a-z]+|hx-on[\w:-]*)\s*=", re.IGNORECASE),
    "script in an attribute": re.compile(r"=\s*[\"'](?:js|javascript):", re.IGNORECASE),
    "an asset of another host": re.compile(
        r"<(?:script|img|iframe|source|video|audio)\b[^>]*\bsrc\s*=\s*[\"'](?:https?:)?//"
        r"|<link\b[^>]*\bhref\s*=\s*[\"'](?:https?:)?//",
        re.IGNORECASE,
    ),
    "a question about roles": re.compile(r"\.role\s*(?:==|!=|\bin\b|\bnot in\b)"),
}
CHINESE = re.compile(r"[\u3400-\u9fff]")
WHOLE_FILES = ("templates/messages/",)
OWN_NAME = "中文"
"""A language is offered in its own name."""


def _html() -> Iterator[tuple[str, int, str]]:
    for path in code.templates():
        text = re.sub(
            r"\{#.*?#\}", lambda found: "\n" * found[0].count("\n"), path.read_text(encoding="utf-8"), flags=re.S
        )
        for number, line in enumerate(text.splitlines(), 1):
            yield code.name(path), number, line


@pytest.mark.parametrize("fault", FORBIDDEN)
def test_no_template_has(fault: str) -> None:
    assert [f"{name}:{number}" for name, number, line in _html() if FORBIDDEN[fault].search(line)] == []


def test_only_components_vouch_for_markup() -> None:
    """A component may mark its own drawing as safe; a page never has a reason to."""
    vouched = [f"{name}:{number}" for name, number, line in _html() if re.search(r"\|\s*safe\b", line)]
    assert [place for place in vouched if not place.startswith("templates/components/")] == []


def test_templates_carry_no_untranslated_chinese() -> None:
    found = [
        f"{name}:{number} {line.strip()}"
        for name, number, line in _html()
        if CHINESE.search(line.replace(OWN_NAME, "")) and not name.startswith(WHOLE_FILES)
    ]
    assert found == []


def test_stylesheets_load_nothing_from_other_hosts() -> None:
    sheets = (code.ROOT / "static").rglob("*.css")
    distant = re.compile(r"(?:url\(\s*[\"']?|@import\s+[\"'])(?:https?:)?//")
    assert [code.name(path) for path in sheets if distant.search(path.read_text(encoding="utf-8"))] == []
