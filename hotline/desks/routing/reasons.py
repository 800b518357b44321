"""The reasons of a decision as its readers see them: a cited precedent leads to its page, for those who may open it."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from markupsafe import Markup

from hotline import i18n, web
from hotline.desks.routing.quality import MAY

CITES = ("precedent/", "precedent-differs/")


def said(because: Iterable[Mapping[str, Any]]) -> list[str]:
    """A line a reason, in the reader's language."""
    language, actor = i18n.language(), web.signed_in()
    opens = actor is not None and actor.role in MAY
    return [_line(one, one.get(language) or one.get("zh", ""), opens) for one in because]


def _line(reason: Mapping[str, Any], words: str, opens: bool) -> str:
    rule, _sep, key = str(reason.get("rule", "")).partition("/")
    if not opens or not f"{rule}/".startswith(CITES) or not key.isdecimal():
        return words
    url = url_for("desks.routing_precedents", one=key)
    return Markup('{} <a href="{}">{}</a>').format(words, url, _("See it"))
