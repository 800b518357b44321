"""The webhook of feeds (`POST /channels/feeds/<source>`): signed items in, what became of them out."""

import json

from flask import Blueprint, Response, abort, jsonify, request

from hotline import clock, config, i18n, web
from hotline.channels import connections, doors, signed
from hotline.channels.feeds import intake
from hotline.channels.signed import Unsigned

MOST_BYTES = 4 * 2**20
MOST_ITEMS = 200

blueprint = Blueprint("feeds", __name__)
web.csrf.exempt(blueprint)


@blueprint.post("/channels/feeds/<source>")
@web.limiter.limit(lambda: doors.CHANNELS["forum"].limit)
def items(source: str) -> Response:
    """`{"items": [{…}, …]}` or one item alone. 200 after everything counted is committed."""
    feed, now = connections.known().feeds.get(source), clock.now()
    if feed is None or not feed.secret:
        abort(404)
    if (request.content_length or 0) > MOST_BYTES:
        return _refused(413, "The body is larger than 4 MB.")
    body = request.get_data()
    try:
        signed.check([feed.secret], dict(request.headers), body, now)
        told = json.loads(body)
    except Unsigned as error:
        return _refused(401, error.words(i18n.language()))
    except (ValueError, RecursionError):
        return _refused(400, "The body is not JSON.")
    given = told.get("items", [told]) if isinstance(told, dict) else told
    if not isinstance(given, list) or len(given) > MOST_ITEMS or not all(isinstance(one, dict) for one in given):
        return _refused(400, f"items is a list of at most {MOST_ITEMS} objects.")
    taken = intake.take(config.settings().city, feed, given, now)
    return jsonify(new=taken.new, known=taken.known, waiting=taken.waiting, refused=taken.refused)


def _refused(status: int, words: str) -> Response:
    response = jsonify(error=words)
    response.status_code = status
    return response
