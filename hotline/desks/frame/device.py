"""What a device keeps of unsent work (存在本机): the key it is sealed with, a fresh token, answers a script can read.

What is typed and not yet sent lies on the device as AES-GCM ciphertext. The key is made here from the person's id and
stands only on pages of that person: whoever sits down next at a shared computer has the ciphertext and no key.
"""

import base64
from typing import Any

from flask import Response, jsonify, request, session
from flask_wtf.csrf import generate_csrf

from hotline import clock, web
from hotline.actors import Actor
from hotline.desks.blueprint import desks
from hotline.desks.drafts import PLACE_FIELD
from hotline.privacy.proofs import proof

LATER = "X-Later"
"""A form that waited on a device is sent by a script; with the value `quiet` it alone tells the words of the act."""
SENT = "sent_places"
MOST = 8
ASIDE = "/staff/drafts"
REDIRECTS = frozenset({302, 303})


@desks.app_context_processor
def _device() -> dict[str, Any]:
    return {"device_key": key, "device_owner": owner, "sent_places": sent_places, "now_seconds": now_seconds}


@desks.get("/staff/device")
@web.staff()
def device() -> Response:
    """Whose session this is, and a token that a form of an earlier session is sent with."""
    response = jsonify(owner=owner(web.actor()), csrf_token=generate_csrf())
    response.headers["Cache-Control"] = "no-store"
    return response


def owner(actor: Actor) -> str:
    """Names a person's unsent work on a device without saying whose it is."""
    return proof(f"device owner {actor.city} {actor.id}")[:9].hex()


def key(actor: Actor) -> str:
    """256 bits as base64: the same on every device and after every new sign-in, or nothing could be opened again."""
    return base64.b64encode(proof(f"device key {actor.city} {actor.id}")).decode()


def now_seconds() -> int:
    """The server's clock, by which a device tells which of two drafts is newer."""
    return int(clock.now().timestamp())


def sent_places() -> str:
    """The drafts whose forms were acted on since the last page: their words leave the device. Told once."""
    return " ".join(session.pop(SENT, []))


@desks.after_app_request
def _remember_sent(response: Response) -> Response:
    place = request.form.get(PLACE_FIELD, "") if _acted(response) else ""
    if place:
        session[SENT] = [*session.get(SENT, []), place[:60]][-MOST:]
    return response


@desks.after_app_request
def _tell_script(response: Response) -> Response:
    """Where the form leads to and what was said, instead of a page nobody looks at. Errors keep their status."""
    if LATER not in request.headers or not _acted(response):
        return response
    said = session.get("_flashes", [])
    if request.headers[LATER] == "quiet":
        session.pop("_flashes", None)
    words = [text if isinstance(text, str) else text.get("text", "") for _kind, text in said]
    told = jsonify(said=words[-1] if words else "", location=response.headers.get("Location", ""))
    told.headers["Cache-Control"] = "no-store"
    return told


def _acted(response: Response) -> bool:
    """The form of a desk was taken, and the person is led on."""
    posted = request.method == "POST" and request.path.startswith("/staff/") and not request.path.startswith(ASIDE)
    uploaded = "X-Upload" in request.headers and response.status_code == 200 and response.is_json
    return posted and (response.status_code in REDIRECTS or uploaded)
