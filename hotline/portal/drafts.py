"""Keeping a letter for later: the button, the address with its key, opening it again, and throwing it away."""

from flask import Response, flash, jsonify, make_response, redirect, request, url_for
from flask_babel import gettext as _

from hotline import clock, web
from hotline.drafts.actions import stamp
from hotline.errors import NotFound
from hotline.portal import begun, letters
from hotline.portal.blueprint import portal

SAVINGS = "60/minute"


@portal.post("/letters/drafts")
@web.limiter.limit(SAVINGS)
def keep_letter() -> Response:
    """保存草稿. A script gets a line to show, a browser the page with the address."""
    draft, form, have, _refused = letters.read()
    now = clock.now()
    begun.keep(draft, letters.carried(form, have), now)
    if request.accept_mimetypes.best == "application/json":
        return jsonify(said=_("Kept %(time)s", time=stamp(now)), attached=[one.token for one in have])
    return web.see_other("portal.letter_draft", key=draft)


@portal.get("/letters/drafts/<key>")
def letter_draft(key: str) -> Response:
    """The address to come back to. It says what it leads to, and opens the letter in this browser."""
    now = clock.now()
    found = begun.find(key, now)
    if found is None:
        raise NotFound(
            "这份草稿已经发出、删除或者满了7天。", "This draft was sent or deleted, or its seven days are over."
        )
    begun.remember(key, now)
    address = url_for("portal.letter_draft", key=key, _external=True)
    return web.render("portal/letter_draft.html", found=found, address=address, said=_first_words(found))


@portal.post("/letters/drafts/drop")
@web.limiter.limit(SAVINGS)
def drop_letter() -> Response:
    """Nothing of it stays, neither here nor in this browser."""
    begun.drop(request.form.get("draft", ""))
    flash(_("The draft is deleted."), "success")
    return make_response(redirect(url_for("portal.home"), 303))


def _first_words(found: begun.Begun) -> str:
    words = str(found.form.body.data or "")
    return words[:60] + ("……" if len(words) > 60 else "")
