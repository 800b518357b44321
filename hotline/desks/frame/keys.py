"""The key sheet (键盘, F1): the keys that hold on every desk. Those of a page stand on its own buttons."""

from typing import Any

from flask import Response, request
from flask_babel import lazy_gettext as _l

from hotline import web
from hotline.desks.blueprint import desks

EVERYWHERE: tuple[tuple[str, Any], ...] = (
    ("F1", _l("This sheet")),
    ("Ctrl+K", _l("Find a ticket, unit, colleague or page")),
    ("Ctrl+Enter", _l("Main act of the form")),
    ("Ctrl+S", _l("Keep a draft")),
    ("Alt+↓ Alt+↑", _l("Next and previous ticket")),
    ("Esc", _l("Close; what is typed stays")),
)
IN_LISTS: tuple[tuple[str, Any], ...] = (
    ("↓ ↑ J K", _l("Next and previous line")),
    ("Space", _l("Choose the line")),
    ("Enter", _l("Open the line")),
)


@desks.get("/staff/keys")
@web.staff()
def keys() -> Response:
    template = "desks/_keys.html" if "HX-Request" in request.headers else "desks/keys.html"
    return web.render(template, everywhere=EVERYWHERE, in_lists=IN_LISTS)
