"""How this person wants pages shown (个人设置): a page of choices, links that change one, kept for the next time."""

from collections.abc import Mapping
from typing import Any

from flask import Response, flash, make_response, redirect, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from hotline import display, i18n, web
from hotline.db import transaction
from hotline.desks.blueprint import desks
from hotline.people import actions

YEAR = 365 * 24 * 3600
WORDS: dict[str, tuple[Any, Any, dict[str, Any]]] = {
    "theme": (_l("Screen"), "", {"light": _l("Light"), "dark": _l("Dark"), "system": _l("As the device")}),
    "contrast": (_l("Contrast"), "", {"normal": _l("Standard"), "high": _l("High")}),
    "text": (_l("Text size"), "", {"14": "14", "16": "16", "18": "18"}),
    "rows": (_l("Rows of lists"), "", {"comfortable": _l("Comfortable"), "dense": _l("Dense")}),
    "rail": (
        _l("Side bar"),
        "",
        {"auto": _l("As the window allows"), "pinned": _l("Always with words"), "slim": _l("Icons only")},
    ),
    "ring": (
        _l("Sound of a call"),
        _l("For desks with a telephone. It plays where the system plays calls: choose the headset there."),
        {"off": _l("Off"), "on": _l("On")},
    ),
    "alarm": (
        _l("Sound of an alarm"),
        _l("Where a life may be in danger. Without it the alarm still stands in words at the top of every page."),
        {"on": _l("On"), "off": _l("Off")},
    ),
    "letters": (
        _l("Keys of one letter in lists"),
        _l("J, K and digits. Turn them off if your input method types into lists."),
        {"on": _l("On"), "off": _l("Off")},
    ),
}
"""Choice → its name, a hint, and the words of its values in the order shown."""


@desks.get("/staff/preferences")
@web.staff()
def preferences() -> Response:
    return web.render("desks/preferences.html", choices=WORDS, language=i18n.language())


@desks.post("/staff/preferences")
@web.staff()
def keep_preferences() -> Response:
    """All choices at once; what is not one of ours stays as it was."""
    wanted = {name: request.form.get(name, "") for name in display.OF_STAFF}
    taken = {name: value for name, value in wanted.items() if display.known(name, value)}
    with transaction():
        actions.keep_display(web.actor().id, taken)
    flash(_("Your settings are kept for every desk you sign in at."), "success")
    response = web.see_other("desks.preferences")
    for name, value in taken.items():
        _cookie(response, name, value)
    language = request.form.get("language", "")
    if language in i18n.LANGUAGES:
        _cookie(response, i18n.COOKIE, language)
    return response


@desks.get("/display/<name>/<value>")
def choose(name: str, value: str) -> Response:
    """Back to the page it came from, with one choice kept on this device for a year; an unknown one changes nothing."""
    response = _back()
    if display.known(name, value):
        _cookie(response, name, value)
    return response


@desks.post("/staff/display")
@web.staff()
def choose_for_me() -> Response:
    """One choice of a signed-in person, kept with the person too; `next` is where to go back to."""
    name, value = request.form.get("name", ""), request.form.get("value", "")
    response = _back()
    if name in display.OF_STAFF and display.known(name, value):
        _cookie(response, name, value)
        with transaction():
            actions.keep_display(web.actor().id, {name: value})
    return response


@desks.get("/size/<value>")
def choose_size(value: str) -> Response:
    return choose("size", value)


@desks.get("/theme/<value>")
def choose_theme(value: str) -> Response:
    return choose("theme", value)


@desks.get("/language/<code>")
def choose_language(code: str) -> Response:
    response = _back()
    if code in i18n.LANGUAGES:
        _cookie(response, i18n.COOKIE, code)
    return response


def restore(response: Response, looks: Mapping[str, str]) -> Response:
    """At signing in the desk takes the looks of the person; whoever never chose any finds it as it is."""
    for name in display.OF_STAFF if looks else ():
        value = looks.get(name, "")
        _cookie(response, name, value if display.known(name, value) else display.CHOICES[name][0])
    return response


def _back() -> Response:
    return make_response(redirect(web.safe_next(request.values.get("next")) or "/", 303))


def _cookie(response: Response, name: str, value: str) -> None:
    response.set_cookie(name, value, max_age=YEAR, samesite="Lax", httponly=True)
