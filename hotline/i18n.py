"""Two languages, Chinese first. Translations are plain `.po` files, one a package, read as they are at start."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from io import BytesIO
from typing import Any

from babel.messages import mofile, pofile
from babel.support import NullTranslations, Translations
from flask import Flask, has_request_context, request
from flask_babel import Babel, Domain, get_locale
from markupsafe import Markup

from hotline import config

LANGUAGES = {"zh": "zh_Hans_CN", "en": "en"}
COOKIE = "language"
HAN = re.compile("[\u3400-\u9fff]")


_spoken: ContextVar[str] = ContextVar("hotline_spoken", default="")


class PoFiles(Domain):  # type: ignore[misc]  # flask_babel has no types
    """All `translations/<language>/*.po` as one catalogue a language."""

    def get_translations(self) -> NullTranslations:
        return catalogue(language())


class _Babel(Babel):  # type: ignore[misc]  # flask_babel has no types
    @property
    def domain_instance(self) -> Domain:
        return _domain


_domain = PoFiles()


def init_app(app: Flask) -> None:
    _Babel(
        app,
        default_locale=LANGUAGES["zh"],
        default_timezone="Asia/Shanghai",
        locale_selector=lambda: LANGUAGES[_chosen()],
    )


def language() -> str:
    """`zh` or `en`: the language of this request, else Chinese."""
    if _spoken.get():
        return _spoken.get()
    if not has_request_context():
        return "zh"
    locale = get_locale()
    return "en" if locale is not None and locale.language == "en" else "zh"


@contextmanager
def speaking(lang: str) -> Iterator[None]:
    """Work for somebody who reads this language, outside any request of hers."""
    token = _spoken.set(lang)
    try:
        yield
    finally:
        _spoken.reset(token)


@cache
def catalogue(lang: str) -> NullTranslations:
    """The merged translations of one language."""
    merged: Any = NullTranslations()
    for path in sorted((config.resource("translations") / lang).glob("*.po")):
        with path.open("rb") as file:
            compiled = BytesIO()
            mofile.write_mo(compiled, pofile.read_po(file, locale=LANGUAGES[lang]))
        compiled.seek(0)
        one = Translations(compiled)
        merged = merged.merge(one) if isinstance(merged, Translations) else one
    result: NullTranslations = merged
    return result


def _chosen() -> str:
    wanted = _spoken.get() or request.cookies.get(COOKIE, "") if has_request_context() else ""
    return wanted if wanted in LANGUAGES else "zh"


def lang_of(text: str | None) -> Markup:
    """The attribute that says that these words are Chinese, for an English page; nothing where that is no news."""
    return Markup(' lang="zh-CN"') if language() == "en" and HAN.search(text or "") else Markup()
