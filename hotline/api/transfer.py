"""The webhook of partners (`POST /channels/transfer/<partner>`): matters passed on, and how ours stand with them."""

import json

from flask import Blueprint, Response, abort, jsonify, request

from hotline import clock, config, i18n, web
from hotline.channels import connections, doors, signed
from hotline.channels.transfer import incoming, state_maps
from hotline.errors import HotlineError

MOST_BYTES = 2**20

blueprint = Blueprint("transfer", __name__)
web.csrf.exempt(blueprint)


@blueprint.post("/channels/transfer/<partner>")
@web.limiter.limit(lambda: doors.CHANNELS["transfer"].limit)
def from_partner(partner: str) -> Response:
    """`{"type": "transfer", …}` → `{"our_number", "due_at"}`, 202 while it waits; `{"type": "state", …}` → 200."""
    one, now, city = connections.known().partners.get(partner), clock.now(), config.settings().city
    if one is None or not one.secret or one.map not in state_maps.maps():
        abort(404)
    if (request.content_length or 0) > MOST_BYTES:
        return _said(413, error="The body is larger than 1 MB.")
    body = request.get_data()
    try:
        signed.check([one.secret], dict(request.headers), body, now)
        told = json.loads(body)
        if not isinstance(told, dict) or told.get("type") not in {"transfer", "state"}:
            return _said(400, error="type is transfer or state.")
        if told["type"] == "state":
            return _said(200, our_number=incoming.hear(city, one, told, now))
        outcome = incoming.take(city, one, told, now)
    except HotlineError as error:
        return _said(error.status, error=error.words(i18n.language()))
    except (ValueError, RecursionError):
        return _said(400, error="The body is not JSON.")
    if outcome.ticket is None:
        return _said(202, our_number=None)
    return _said(200, our_number=outcome.ticket.number, due_at=clock.iso(outcome.ticket.due_at))


def _said(status: int, **told: object) -> Response:
    response = jsonify(told)
    response.status_code = status
    return response
