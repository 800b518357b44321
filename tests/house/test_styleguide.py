"""Every component renders in both languages, obeys the content policy and has its Chinese words."""

import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from babel.messages.pofile import read_po
from jinja2 import Environment, FileSystemLoader

from hotline import clock
from hotline.styleguide import sample, sample_nav

ROOT = Path(__file__).resolve().parents[2]
OWN = ["base.html", "staff.html", "citizen.html", "styleguide.html", "problems", "components"]


def environment(lang: str) -> Environment:
    with (ROOT / "translations/zh/base.po").open("rb") as file:
        words = read_po(file)

    def one(text: str) -> str:
        found = words.get(text) if lang != "en" else None
        return str(found.string) if found else text

    def many(single: str, plural: str, number: int) -> str:
        found = words.get(single) if lang != "en" else None
        return str(found.string[0]) if found else single if number == 1 else plural

    env = Environment(
        loader=FileSystemLoader(ROOT / "templates"),
        autoescape=True,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.install_gettext_callables(one, many, newstyle=True)  # type: ignore[attr-defined]  # added by the extension
    env.filters.update(when=lambda at: f"{clock.local(at):%Y-%m-%d %H:%M}", thousands=lambda number: f"{number:,}")
    env.globals.update(
        form_key=lambda: "key",
        csrf_token=lambda: "token",
        static_url=lambda path: f"/static/{path}",
        lang_of=lambda text: "",
        request=None,
    )
    env.globals.update(get_flashed_messages=lambda with_categories: [("success", "好")])
    return env


def page(lang: str, template: str = "styleguide.html", **more: Any) -> str:
    frame: dict[str, Any] = {
        "city": "演示市",
        "lang": lang,
        "theme": "light",
        "size": "standard",
        "nav": sample_nav(lang),
        "actor": SimpleNamespace(name="演示派单员", role="dispatcher", unit_name="12345中心"),
    }
    return environment(lang).get_template(template).render(frame | more)


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
def test_the_style_guide_renders(lang: str) -> None:
    html = page(lang, **sample(lang))
    assert html.count("<h1") == 1
    assert f'<html lang="{lang}"' in html


def test_nothing_inline_is_in_the_page() -> None:
    html = page("zh-CN", **sample("zh-CN"))
    assert not re.findall(r"<style|<script(?![^>]*\bsrc=)|\sstyle=|\son\w+=|hx-on|javascript:|js:", html)


def test_a_field_with_an_error_points_to_its_words() -> None:
    html = page("zh-CN", **sample("zh-CN"))
    assert 'href="#bad-kind-0"' in html
    assert 'aria-describedby="bad-phone-error"' in html
    assert 'id="bad-phone-error"' in html


def test_every_id_is_used_once() -> None:
    ids = re.findall(r'\sid="([^"]+)"', page("zh-CN", **sample("zh-CN")))
    assert sorted(ids) == sorted(set(ids))


def test_a_rate_of_fewer_than_ten_is_not_a_percentage() -> None:
    html = page("zh-CN", **sample("zh-CN"))
    assert "17,771/21,980（80.85%）" in html
    assert "6/8 " in html
    assert "样本不足，不排名" in html
    assert "75.00%" not in html


@pytest.mark.parametrize("code", [400, 403, 404, 409, 413, 422, 429, 500, 503])
def test_each_problem_says_what_to_do(code: int) -> None:
    html = page("zh-CN", "problems/problem.html", code=code, title="", text="", actor=None, typed=[])
    assert not re.search(r"[a-z]{4,} [a-z]{2,}", re.sub(r"<[^>]+>", "", html.split("<main", 1)[1].split("</main>")[0]))


def test_what_was_typed_is_offered_again() -> None:
    typed = [("text", "路灯不亮，<b>看不清</b>"), ("kind", "help")]
    html = page("zh-CN", "problems/problem.html", code=503, title="", text="", actor=None, typed=typed)
    assert "路灯不亮，&lt;b&gt;看不清&lt;/b&gt;" in html
    assert 'name="kind" value="help"' in html


def test_every_word_of_the_frame_has_its_chinese() -> None:
    env = environment("en")
    with (ROOT / "translations/zh/base.po").open("rb") as file:
        known = {
            message.id if isinstance(message.id, str) else message.id[0] for message in read_po(file) if message.id
        }
    used: set[str] = set()
    for name in OWN:
        path = ROOT / "templates" / name
        for file_ in [path] if path.is_file() else sorted(path.glob("*.html")):
            for _line, _function, text in env.extract_translations(file_.read_text(encoding="utf-8")):  # type: ignore[attr-defined]  # added by the extension
                used.add(text if isinstance(text, str) else text[0])
    assert used == known
