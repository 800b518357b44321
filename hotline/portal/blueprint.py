"""The one blueprint of the citizen's pages, what stands in their head, and how much one letter may carry."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, request, url_for
from flask_babel import gettext as _

from hotline import files
from hotline.tickets import labels, numbers

portal = Blueprint("portal", __name__)

FORM_BYTES = 8 * 2**20
"""Room for the text fields beside the files."""


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    url: str
    active: bool


@portal.url_value_preprocessor
def _room_for_photos(_endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Nine photos of a telephone are more than other pages accept. Runs before anything reads the form."""
    request.max_content_length = files.MAX_FILES * files.MAX_BYTES + FORM_BYTES


@portal.context_processor
def _head() -> dict[str, Any]:
    here = request.path
    places = (
        (_("Write a letter"), url_for("portal.new_letter"), here.startswith(("/letters", "/mailboxes"))),
        (_("Check progress"), url_for("portal.track_form"), here.startswith("/track")),
    )
    words = {"labels": labels, "say": labels.say, "shown_number": numbers.show}
    return {"nav": [Link(*place) for place in places], **words}
