"""Open311 GeoReport v2 (`/open311/v2`): services, requests, tokens, in JSON and XML, errors in its own form."""

import json
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, current_app, request
from flask_babel import gettext as _
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy.exc import DBAPIError
from werkzeug.exceptions import BadRequest, HTTPException, NotFound

from hotline import clock, config, i18n, web
from hotline.api import georeport, georeport_xml, queries
from hotline.api import georeport_asked as asked
from hotline.api import georeport_attributes as attributes
from hotline.api import georeport_given as given
from hotline.channels import inbox
from hotline.channels.adapters import app as adapter
from hotline.db import db
from hotline.errors import HotlineError
from hotline.routing import queries as catalogue
from hotline.routing.models import Category
from hotline.tickets import numbers
from hotline.tickets.models import Ticket

METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]

blueprint = Blueprint("open311", __name__, url_prefix="/open311/v2")
web.csrf.exempt(blueprint)


@blueprint.before_request
def _ours() -> None:
    given.jurisdiction()


@blueprint.get("/discovery", defaults={"form": ""})
@blueprint.get("/discovery.<any(json,xml):form>")
def discovery(form: str) -> Response:
    settings = config.settings()
    url = request.root_url.rstrip("/") + "/open311/v2"
    contact = _("%(city)s 12345 hotline", city=settings.city_name_en if _english() else settings.city_name)
    key_service = _("Ask the city’s hotline for an api_key.")
    return _answer("discovery", georeport.discovery(url, contact, key_service, settings.demo), form)


@blueprint.get("/services", defaults={"form": ""})
@blueprint.get("/services.<any(json,xml):form>")
def services(form: str) -> Response:
    known, asking = catalogue.categories(), attributes.of_service()
    rows = [georeport.service(row, known, i18n.language(), code in asking) for code, row in known.items() if row.parent]
    return _answer("services", rows, form)


@blueprint.get("/services/<code>", defaults={"form": ""})
@blueprint.get("/services/<code>.<any(json,xml):form>")
def service(code: str, form: str) -> Response:
    asked = attributes.of_service().get(code, ())
    return _answer("service_definition", georeport.definition(_service(code), asked, i18n.language()), form)


@blueprint.get("/requests", defaults={"form": ""})
@blueprint.get("/requests.<any(json,xml):form>")
@web.limiter.limit("1200/minute")
def requests(form: str) -> Response:
    """Ids beat every other argument. A page that is not the last names the next in its Link header."""
    city, ids = config.settings().city, asked.listed("service_request_id")
    if ids:
        found = queries.numbered(city, [number for number in map(numbers.read, ids[: asked.MOST]) if number])
        return _answer("service_requests", _shapes(found), form)
    wanted = asked.wanted(clock.now())
    found, more = queries.requests(city, wanted)
    answer = _answer("service_requests", _shapes(found), form)
    if more:
        moment = found[-1].changed_at if wanted.updated else found[-1].received_at
        following = {**request.args, "after": asked.cursor(moment, found[-1].id)}
        following.pop("page", None)
        answer.headers["Link"] = f'<{request.base_url}?{urlencode(following)}>; rel="next"'
    return answer


@blueprint.get("/requests/<number>", defaults={"form": ""})
@blueprint.get("/requests/<number>.<any(json,xml):form>")
@web.limiter.limit("1200/minute")
def one_request(number: str, form: str) -> Response:
    stored = numbers.read(number)
    tickets = queries.numbered(config.settings().city, [stored]) if stored else []
    if not tickets:
        raise NotFound(_("The service_request_id provided was not found."))
    return _answer("service_requests", _shapes(tickets), form)


@blueprint.post("/requests", defaults={"form": ""})
@blueprint.post("/requests.<any(json,xml):form>")
@web.limiter.limit(given.limit, key_func=given.caller)
def submit(form: str) -> Response:
    given.key()
    raw, now = given.raw(), clock.now()
    message = adapter.parse(raw, now)
    if not message.category:
        raise BadRequest(_("service_code was not provided."))
    _service(message.category)
    raw = given.whole(raw, message.category)
    db.session.rollback()
    outcome = inbox.arrive("app", raw, now)
    if outcome.ticket is None:
        return _answer("service_requests", [{"token": _tokens().dumps(outcome.row_id)}], form, 202)
    receipt = {
        "service_request_id": outcome.ticket.number,
        "service_notice": _notice(outcome.ticket, not outcome.duplicate or outcome.identical, message.lon is None),
        "account_id": given.parameter("account_id") or None,
    }
    return _answer("service_requests", [receipt], form, 200 if outcome.duplicate else 201)


@blueprint.get("/tokens/<token>", defaults={"form": ""})
@blueprint.get("/tokens/<token>.<any(json,xml):form>")
@web.limiter.limit("600/minute")
def token(token: str, form: str) -> Response:
    """The request a token stands for; its id is empty while the message still waits to be worked on."""
    try:
        row_id = _tokens().loads(token)
    except BadSignature:
        raise NotFound(_("The token provided was not found.")) from None
    number = queries.number_of_row(config.settings().city, row_id)
    return _answer("service_requests", [{"service_request_id": number or None, "token": token}], form)


@blueprint.route("/", defaults={"rest": ""}, methods=METHODS)
@blueprint.route("/<path:rest>", methods=METHODS)
def nothing(rest: str) -> Response:
    """Everything else under this address is answered in this interface's own form."""
    raise NotFound(_("There is no such resource."))


@blueprint.errorhandler(HTTPException)
def _http_error(error: HTTPException) -> Response:
    return _refusal(error.code or 500, error.description or error.name)


@blueprint.errorhandler(HotlineError)
def _known_error(error: HotlineError) -> Response:
    db.session.rollback()
    return _refusal(400 if error.status == 422 else error.status, error.words(i18n.language()))


@blueprint.errorhandler(DBAPIError)
def _database_error(error: DBAPIError) -> Response:
    db.session.rollback()
    current_app.logger.error("database: %s", type(error.orig).__name__)
    return _refusal(503, _("The database is busy. Nothing was taken; send it again in a moment."))


@blueprint.errorhandler(Exception)
def _unknown_error(error: Exception) -> Response:
    db.session.rollback()
    current_app.logger.exception("unexpected error", exc_info=error)
    return _refusal(500, _("Something went wrong on our side. Send it again in a moment."))


def _refusal(code: int, description: str) -> Response:
    return _answer("errors", [georeport.error(code, description)], "", code)


def _answer(root: str, value: Any, form: str, status: int = 200) -> Response:
    if (form or _form()) == "xml":
        return Response(georeport_xml.document(root, value), status, content_type="text/xml; charset=utf-8")
    return Response(json.dumps(value, ensure_ascii=False), status, content_type="application/json; charset=utf-8")


def _form() -> str:
    """By the ending of the address, else by what the client accepts, else JSON."""
    ending = request.path.rpartition(".")[2]
    if ending in {"json", "xml"}:
        return ending
    best = request.accept_mimetypes.best_match(["application/json", "text/xml", "application/xml"])
    return "xml" if best and best.endswith("xml") else "json"


def _english() -> bool:
    return i18n.language() == "en"


def _service(code: str) -> Category:
    row = catalogue.categories().get(code)
    if row is None or not row.parent:
        raise NotFound(_("The service_code provided was not found."))
    return row


def _shapes(tickets: list[Ticket]) -> list[georeport.Shape]:
    known, language = catalogue.categories(), i18n.language()
    return [georeport.request(row, known, language, queries.is_published(row)) for row in tickets]


def _notice(ticket: Ticket, same_sender: bool, placeless: bool) -> str:
    """What the app shows its user. The query code goes only to who brought the very same message."""
    said = [_("Received.")]
    if same_sender:
        said.append(_("Query code %(code)s: keep it to follow this matter.", code=ticket.query_code))
    if ticket.promised_at:
        said.append(_("Answer promised by %(day)s.", day=web.day(ticket.promised_at)))
    if placeless and (given.parameter("lat") or given.parameter("long")):
        said.append(_("The coordinates make no sense and were left out."))
    return "".join(said) if not _english() else " ".join(said)


def _tokens() -> URLSafeSerializer:
    return URLSafeSerializer(config.settings().secret_key, salt="open311 token")
