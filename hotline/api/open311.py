"""Open311 GeoReport v2 (`/open311/v2`): services, requests, tokens, in JSON and XML, errors in its own form."""

import hmac
import json
from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, Response, current_app, request
from flask_babel import gettext as _
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy.exc import DBAPIError
from werkzeug.exceptions import BadRequest, Forbidden, HTTPException, NotFound

from hotline import clock, config, i18n, web
from hotline.api import georeport, georeport_xml, queries
from hotline.channels import app as adapter
from hotline.channels import inbox
from hotline.db import db
from hotline.errors import HotlineError
from hotline.routing import queries as catalogue
from hotline.routing.models import Category
from hotline.tickets import numbers
from hotline.tickets.models import Ticket

SPAN = timedelta(days=90)
MOST = 1000
"""The specification's limits of one answer: 90 days, 1,000 requests."""
MOST_PAGES = 100
METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]

blueprint = Blueprint("open311", __name__, url_prefix="/open311/v2")
web.csrf.exempt(blueprint)


@blueprint.get("/discovery", defaults={"form": ""})
@blueprint.get("/discovery.<any(json,xml):form>")
def discovery(form: str) -> Response:
    settings = config.settings()
    url = request.root_url.rstrip("/") + "/open311/v2"
    contact = _("%(city)s 12345 hotline", city=settings.city_name_en if _english() else settings.city_name)
    return _answer("discovery", georeport.discovery(url, contact), form)


@blueprint.get("/services", defaults={"form": ""})
@blueprint.get("/services.<any(json,xml):form>")
def services(form: str) -> Response:
    known = catalogue.categories()
    rows = [georeport.service(row, known, i18n.language()) for row in known.values() if row.parent]
    return _answer("services", rows, form)


@blueprint.get("/services/<code>", defaults={"form": ""})
@blueprint.get("/services/<code>.<any(json,xml):form>")
def service(code: str, form: str) -> Response:
    return _answer("service_definition", georeport.definition(_service(code)), form)


@blueprint.get("/requests", defaults={"form": ""})
@blueprint.get("/requests.<any(json,xml):form>")
@web.limiter.limit("1200/minute")
def requests(form: str) -> Response:
    city, asked = config.settings().city, _asked("service_request_id")
    if asked:
        tickets = queries.numbered(city, [number for number in map(numbers.read, asked[:MOST]) if number])
    else:
        tickets = queries.requests(city, _wanted(clock.now()))
    return _answer("service_requests", _shapes(tickets), form)


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
@web.limiter.limit("600/minute")
def submit(form: str) -> Response:
    # The raw bytes first: once the form is parsed they are gone.
    raw, now = _raw(), clock.now()
    _check_key()
    asked = adapter.parse(raw, now)
    if not asked.category:
        raise BadRequest(_("service_code was not provided."))
    _service(asked.category)
    db.session.rollback()
    outcome = inbox.arrive("app", raw, now)
    if outcome.ticket is None:
        return _answer("service_requests", [{"token": _tokens().dumps(outcome.row_id)}], form, 202)
    receipt = {
        "service_request_id": outcome.ticket.number,
        "service_notice": _notice(outcome.ticket, not outcome.duplicate or outcome.identical, asked.lon is None),
        "account_id": request.form.get("account_id") or None,
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


def _asked(name: str) -> list[str]:
    """The values of a parameter that may hold several, separated by commas."""
    return [value.strip() for value in request.args.get(name, "").split(",") if value.strip()]


def _service(code: str) -> Category:
    row = catalogue.categories().get(code)
    if row is None or not row.parent:
        raise NotFound(_("The service_code provided was not found."))
    return row


def _wanted(now: datetime) -> queries.Wanted:
    """The question of the query string; raises BadRequest for what makes no sense."""
    start, end = _moment("start_date"), _moment("end_date")
    if start and end and end - start > SPAN:
        raise BadRequest(_("start_date and end_date may be at most 90 days apart."))
    last = end or (min(start + SPAN, now) if start else now)
    states = {word.lower() for word in _asked("status")}
    if states - {"open", "closed"}:
        raise BadRequest(_("status is open, closed or both."))
    return queries.Wanted(
        start=start or last - SPAN,
        end=last,
        services=tuple(_asked("service_code")[:100]),
        is_open=None if len(states) != 1 else states == {"open"},
        page=_number("page", 1, MOST_PAGES),
        size=_number("page_size", MOST, MOST),
    )


def _moment(name: str) -> datetime | None:
    text = request.args.get(name, "").strip()
    if not text:
        return None
    try:
        moment = clock.parse(text.replace(" ", "+"))
        return moment if 1970 < moment.year < 9000 else None
    except ValueError:
        raise BadRequest(_("%(name)s is not an ISO 8601 time.", name=name)) from None


def _number(name: str, default: int, most: int) -> int:
    text = request.args.get(name, "").strip()
    if not text:
        return default
    if not (text.isascii() and text.isdecimal()) or not 1 <= int(text[:9]) <= most:
        raise BadRequest(_("%(name)s is a number from 1 to %(most)s.", name=name, most=most))
    return int(text)


def _shapes(tickets: list[Ticket]) -> list[georeport.Shape]:
    known, language = catalogue.categories(), i18n.language()
    return [georeport.request(row, known, language, queries.is_published(row)) for row in tickets]


def _check_key() -> None:
    wanted = config.settings().api_key
    given = request.args.get("api_key") or request.form.get("api_key") or request.headers.get("X-Api-Key", "")
    if wanted and not hmac.compare_digest(given.encode(), wanted.encode()):
        raise Forbidden(_("api_key is missing or wrong."))


def _raw() -> bytes:
    """The message as it came; the parts of a multipart form as JSON, which the adapter reads as well."""
    if request.mimetype == "multipart/form-data":
        return json.dumps(request.form.to_dict(), ensure_ascii=False).encode()
    return request.get_data(cache=True)


def _notice(ticket: Ticket, same_sender: bool, placeless: bool) -> str:
    """What the app shows its user. The query code goes only to who brought the very same message."""
    said = [_("Received.")]
    if same_sender:
        said.append(_("Query code %(code)s: keep it to follow this matter.", code=ticket.query_code))
    if ticket.promised_at:
        said.append(_("Answer promised by %(day)s.", day=web.day(ticket.promised_at)))
    if placeless and (request.form.get("lat") or request.form.get("long")):
        said.append(_("The coordinates make no sense and were left out."))
    return "".join(said) if not _english() else " ".join(said)


def _tokens() -> URLSafeSerializer:
    return URLSafeSerializer(config.settings().secret_key, salt="open311 token")
