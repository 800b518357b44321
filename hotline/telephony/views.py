"""The door for telephone systems: signed call events over HTTP (`POST /channels/calls/events`), JSON in and out."""

from datetime import datetime

from flask import Blueprint, Response, jsonify, request
from sqlalchemy.orm.exc import StaleDataError

from hotline import clock, config, web
from hotline.channels import signed
from hotline.db import transaction
from hotline.telephony import actions, contract
from hotline.telephony.rules import CallEvent

MOST_BYTES = 1024 * 1024
SOURCE = "webhook"
TRIES = 3

blueprint = Blueprint("telephony", __name__)
web.csrf.exempt(blueprint)


@blueprint.post("/channels/calls/events")
@web.limiter.exempt
def call_events() -> Response:
    """200 after the events are committed; 401 for a message that is not signed now, 400 for one that can't be read."""
    now = clock.now()
    try:
        body = _body()
        signed.check(config.settings().calls_secrets, dict(request.headers), body, now)
        events = contract.read(body, now)
    except (signed.Unsigned, contract.Refused) as error:
        response = jsonify(error=error.code, message=str(error))
        response.status_code = error.status
        return response
    return jsonify(events=len(events), new=_taken(events, now))


def _taken(events: list[CallEvent], now: datetime) -> int:
    """Two messages about the same numbers may have to wait for each other; one of them goes again."""
    for left in reversed(range(TRIES)):
        try:
            with transaction():
                return actions.take(config.settings().city, SOURCE, events, now)
        except StaleDataError:
            if not left:
                raise
    raise AssertionError("it was tried at least once")


def _body() -> bytes:
    if (request.content_length or 0) > MOST_BYTES:
        raise contract.Refused(400, "size", "The body is larger than 1 MB.")
    return request.get_data(cache=False)
