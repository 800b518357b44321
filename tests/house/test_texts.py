"""What people read: every text is translated, both languages carry the same values, Chinese is set as Chinese."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from tests.house import code, texts

pytestmark = pytest.mark.once

CHINESE = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
PLACEHOLDER = re.compile(r"%\((\w+)\)")
NEVER_TO_A_CITIZEN = ("拒绝受理", "驳回", "无效", "不归我们管")
OF_THE_OFFICE = ("工单", "派遣", "办结率", "三率")
"""Our own words, which the citizen's pages do without."""
SAYS_NOTHING = ("输入有误", "格式错误", "系统错误", "操作失败", "非法")
"""An error says what to do."""
BADLY_SET = {
    "a space between Chinese and Latin or digits": re.compile(
        r"[\u4e00-\u9fff][ ][A-Za-z0-9]|[A-Za-z0-9][ ][\u4e00-\u9fff]"
    ),
    "half-width punctuation in Chinese": re.compile(r"[\u4e00-\u9fff][,;:?!](?![A-Za-z0-9/])|[\u4e00-\u9fff]\.(?!\w)"),
    "an ellipsis that is not ……": re.compile(r"\.\.\.|(?<!…)…(?!…)"),
}
CARRIES_WHAT_CITIZENS_WRITE = ("channels", "cli", "demo", "routing", "seed", "styleguide")
"""Parts whose Chinese is matter to be read, made up or printed on a terminal, not the words of a page."""
SPOKEN_BY_OFFICIALS = ("templates/messages/",)
"""Whole letters, one file a language: edited as prose, not translated text by text."""


def test_every_text_has_its_chinese() -> None:
    missing = sorted({text.msgid for text in texts.asked() if not texts.answer("zh", text.msgid)})
    assert missing == []


def test_no_translation_is_left_over() -> None:
    asked = {text.msgid for text in texts.asked()}
    kept = {message.id if isinstance(message.id, str) else message.id[0] for message in texts.catalogue("zh")}
    assert sorted(kept - asked - {""}) == []


def test_msgids_are_english() -> None:
    assert [f"{text.place} {text.msgid}" for text in texts.asked() if CHINESE.search(text.msgid)] == []


def test_translations_keep_every_value() -> None:
    wrong = [
        text.msgid
        for text in texts.asked()
        if set(PLACEHOLDER.findall(text.msgid)) - {"num"}
        != set(PLACEHOLDER.findall(texts.answer("zh", text.msgid) or text.msgid)) - {"num"}
    ]
    assert wrong == []


def test_chinese_is_set_as_chinese() -> None:
    wrong = [
        f"{answer!r} has {fault}"
        for answer in sorted({texts.answer("zh", text.msgid) for text in texts.asked()})
        for fault, pattern in BADLY_SET.items()
        if CHINESE.search(answer) and pattern.search(answer)
    ]
    assert wrong == []


def test_chinese_in_the_source_is_set_as_chinese_and_says_what_to_do() -> None:
    """The words of errors and labels stand in the source, in both languages side by side."""
    wrong = [
        f"{place} {text!r} has {fault}"
        for place, text in _chinese_of_the_source()
        for fault, pattern in BADLY_SET.items()
        if pattern.search(re.sub(r"日 (?=\d\d:\d\d)|`[^`]*`", "", text))
    ]
    wrong += [f"{place} {word}" for place, text in _chinese_of_the_source() for word in SAYS_NOTHING if word in text]
    assert wrong == []


def _chinese_of_the_source() -> Iterator[tuple[str, str]]:
    for path in code.modules("hotline"):
        if path.relative_to(code.ROOT).with_suffix("").parts[1].split("_")[0] in CARRIES_WHAT_CITIZENS_WRITE:
            continue
        tree = code.parsed(path)
        comments = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            text = node.value if isinstance(node, ast.Constant) and id(node) not in comments else None
            if isinstance(text, str) and CHINESE.search(text):
                yield f"{code.name(path)}:{getattr(node, 'lineno', 0)}", text


def test_citizens_are_never_turned_away_in_words() -> None:
    said = [(text.place, texts.answer("zh", text.msgid)) for text in texts.asked() if "/portal/" in text.place]
    said += [
        (code.name(path), path.read_text(encoding="utf-8"))
        for path in code.templates()
        if code.name(path).startswith(SPOKEN_BY_OFFICIALS)
    ]
    portal = [(place, words) for place, words in said if "/portal/" in place]
    found = [f"{place} {word}" for place, words in said for word in NEVER_TO_A_CITIZEN if word in words]
    found += [f"{place} {word}" for place, words in portal for word in OF_THE_OFFICE if word in words]
    assert found == []


def test_a_text_has_one_translation() -> None:
    found: dict[str, set[str]] = defaultdict(set)
    for path in texts.catalogues("zh"):
        with path.open("rb") as file:
            for message in read_po(file):
                found[str(message.id)].add(str(message.string))
    assert {msgid: sorted(said) for msgid, said in found.items() if msgid and len(said) > 1} == {}


def test_no_lazy_text_carries_a_value() -> None:
    """A lazy text counts as markup when a template shows it, so a value in it would be shown unescaped."""
    lazy = re.compile(r"(?:_l|lazy_n?gettext)\([^)]*%\(")
    found = [str(path) for path in sorted(Path("hotline").rglob("*.py")) if lazy.search(path.read_text())]
    assert found == []
