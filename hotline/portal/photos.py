"""Taking a photo the moment it is chosen, so that a slow network does not wait for the last step."""

from flask import Response, jsonify, request

from hotline import i18n, web
from hotline.portal import attached
from hotline.portal.blueprint import portal

UPLOADS = "120/minute"


@portal.post("/letters/files")
@web.limiter.limit(UPLOADS)
def take_files() -> Response:
    """`files` as chosen and `attached` as carried; answers with sealed references, and says what was not taken."""
    before = attached.carried(request.form.getlist("attached"))
    have, refused = attached.taken(request.files.getlist("files"), before, i18n.language())
    old = {one.sha256 for one in before}
    taken = [{"token": one.token, "name": one.name, "size": one.shown_size} for one in have if one.sha256 not in old]
    return jsonify(taken=taken, refused=refused)
