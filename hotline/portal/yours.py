"""Whose letter is it: before a letter begun in this browser is shown again, its writer says something only she knows.

A computer of a service hall is used by many. The tab she writes in knows the key of her draft and answers by itself;
anybody else is asked for the last four digits of the telephone in the letter, and is shown no word of it.
"""

import hmac
import re
from urllib.parse import urlsplit

from flask import Response, jsonify, request, session
from flask_babel import gettext as _
from flask_wtf.csrf import generate_csrf

from hotline import clock, web
from hotline.portal import begun, parts
from hotline.portal.begun import Begun
from hotline.portal.blueprint import portal
from hotline.tickets import numbers

TRIES = "10/minute"
WRONG = "letter_tries"
MOST_WRONG = 3
DIGITS = 4


@portal.post("/letters/mine")
@web.limiter.limit(TRIES)
def own_letter() -> Response:
    """`draft` from the tab that wrote it, `tail` from a person, `other` from somebody else."""
    found = begun.remembered(clock.now())
    if found is None or "other" in request.form:
        begun.forget()
        return web.see_other("portal.new_letter")
    if proven(found, request.form.get("draft", ""), request.form.get("tail", "")):
        session.pop(WRONG, None)
        return web.see_other("portal.new_letter", at=_whole())
    if not request.form.get("tail"):
        return ask(found)
    session[WRONG] = session.get(WRONG, 0) + 1
    if session[WRONG] >= MOST_WRONG:
        session.pop(WRONG)
        begun.forget()
        return web.see_other("portal.new_letter")
    return ask(found, 422, _("These are not the last four digits of the telephone in the letter"))


@portal.get("/letters/mine")
def own_letter_again() -> Response:
    return web.see_other("portal.new_letter")


@portal.get("/letters/token")
@web.limiter.limit("60/minute")
def letter_token() -> Response:
    """What a letter that waited on a device is sent with: the token of its page may be of a session long gone."""
    response = jsonify(csrf_token=generate_csrf())
    response.headers["Cache-Control"] = "no-store"
    return response


def in_the_middle() -> bool:
    """The person comes from a page of the letter, or has asked for one part of it: she is writing it."""
    came_from = urlsplit(request.referrer or "").path
    return "at" in request.args or came_from.startswith("/letters/")


def ask(found: Begun, status: int = 200, wrong: str = "") -> Response:
    """The question, without a word of the letter."""
    return web.render("portal/letter_yours.html", status, at=found.at, asks=bool(tail(found)), wrong=wrong)


def proven(found: Begun, draft: str, digits: str) -> bool:
    """The key of the draft, or the digits. A letter without a telephone opens only where it was written."""
    if draft and hmac.compare_digest(draft.encode(), found.key.encode()):
        return True
    known = tail(found)
    return bool(known) and hmac.compare_digest(_digits(digits).encode(), known.encode())


def tail(found: Begun) -> str:
    """The last four digits of the telephone in the letter; empty when there is none."""
    return _digits(str(found.form.phone.data or ""))[-DIGITS:]


def _digits(typed: str) -> str:
    return re.sub(r"\D", "", numbers.half_width(typed))


def _whole() -> str:
    return parts.first() if request.cookies.get("size") == "elder" else parts.WHOLE
