"""What a client of Open311 sends along: its key, its jurisdiction, and the message of `POST /requests`."""

import hmac
import json
import re
from collections.abc import Iterator
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_limiter.util import get_remote_address
from werkzeug.exceptions import Forbidden, NotFound

from hotline import config, files
from hotline.api import georeport_attributes as attributes
from hotline.api import tokens
from hotline.channels import clean, connections

SCOPE = "open311"
WITHOUT_A_KEY = 600
"""Requests a minute from one address."""
MOST_NAMES = 200
_ATTRIBUTE = re.compile(r"attribute\[([^\[\]]{1,60})\](?:\[\])?")


def jurisdiction() -> None:
    """Ours, or none named: this endpoint serves one. Raises NotFound for another's."""
    said = parameter("jurisdiction_id").lower()
    ours = {config.settings().city, *(name.lower() for name in connections.known().jurisdictions)}
    if said and said not in ours:
        raise NotFound(_("The jurisdiction_id provided was not found."))


def key() -> tokens.Key | None:
    """The key of this request, or None where none is needed. Raises Forbidden for a missing or wrong one."""
    secret, one = _secret(), config.settings().api_key
    if one and hmac.compare_digest(secret.encode(), one.encode()):
        return tokens.Key(0, "HOTLINE_API_KEY", frozenset({SCOPE}), WITHOUT_A_KEY)
    found = tokens.recognise(secret, SCOPE)
    if found is None and (one or tokens.any_for(SCOPE)):
        raise Forbidden(_("api_key is missing or wrong."))
    return found


def limit() -> str:
    """How much this caller may post, as flask-limiter writes it."""
    found = tokens.recognise(_secret(), SCOPE)
    return f"{found.per_minute if found else WITHOUT_A_KEY}/minute"


def caller() -> str:
    """Whose requests are counted together: those of one key, else of one address."""
    found = tokens.recognise(_secret(), SCOPE)
    return f"open311 key {found.id}" if found else get_remote_address()


def parameter(name: str) -> str:
    """A parameter of the address, the form or the JSON object."""
    _keep_bytes()
    value = request.args.get(name) or request.form.get(name) or _json().get(name) or ""
    return value.strip() if isinstance(value, str) else ""


def raw() -> bytes:
    """The message as it came; the fields of a multipart form as JSON, which the adapter reads as well."""
    if request.mimetype == "multipart/form-data":
        return json.dumps(request.form.to_dict(), ensure_ascii=False).encode()
    return request.get_data(cache=True)


def whole(message: bytes, service: str) -> bytes:
    """The message with the answers to the service's questions and with its files, which are on disk then.

    Raises `attributes.Refused`, `files.Refused`.
    """
    asked = attributes.of_service().get(service, ())
    told = attributes.answers(asked, _answers())
    added = [
        (clean.file_name(one.filename or "", "照片"), one.read()) for _name, one in request.files.items(multi=True)
    ]
    added = [(name, content) for name, content in added if content]
    if not told and not added:
        return message
    types = files.check_all(added)
    kept = [
        {"name": name, "type": kind, "size": len(content), "sha256": files.store(content)}
        for (name, content), kind in zip(added, types, strict=True)
    ]
    fields = {name: value for name, value in _fields() if not _ATTRIBUTE.fullmatch(name) and name != "attribute"}
    return json.dumps({**fields, "answers": told, "files": kept}, ensure_ascii=False).encode()


def _answers() -> dict[str, list[str]]:
    """Attribute code → its values, from `attribute[CODE]=…`, `attribute[CODE][]=…` or `{"attribute": {CODE: …}}`."""
    given: dict[str, list[str]] = {}
    for name, value in _fields():
        pairs = value.items() if name == "attribute" and isinstance(value, dict) else ()
        matched = _ATTRIBUTE.fullmatch(name)
        for code, said in [*pairs, *([(matched[1], value)] if matched else ())]:
            values = said if isinstance(said, list) else [said]
            given.setdefault(str(code), []).extend(str(one) for one in values if isinstance(one, str | int | float))
    return given


def _fields() -> Iterator[tuple[str, Any]]:
    """Names and values; a name that stands several times in a form comes several times."""
    _keep_bytes()
    if request.form:
        yield from list(request.form.items(multi=True))[:MOST_NAMES]
    else:
        yield from list(_json().items())[:MOST_NAMES]


def _json() -> dict[str, Any]:
    if request.form or request.mimetype == "multipart/form-data" or request.method != "POST":
        return {}
    try:
        told = json.loads(request.get_data(cache=True))
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def _secret() -> str:
    bearer = request.headers.get("Authorization", "")
    return (
        parameter("api_key")
        or request.headers.get("X-Api-Key", "")
        or (bearer.removeprefix("Bearer ").strip() if bearer.startswith("Bearer ") else "")
    )


def _keep_bytes() -> None:
    """The raw bytes before the form: once it is parsed they are gone."""
    if request.mimetype != "multipart/form-data":
        request.get_data(cache=True)
