"""Where each role's day begins and what stands in its rail."""

from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import Response, make_response, redirect, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from hotline import clock, web
from hotline.actors import Actor
from hotline.desks import alarms, bell
from hotline.desks.blueprint import desks
from hotline.privacy import masking
from hotline.tickets import labels


@dataclass(frozen=True, slots=True)
class Place:
    """One desk: its address (`{unit}` is the person's own unit), its name, its icon, and whose rail it stands in."""

    path: str
    label: Any
    icon: str
    roles: frozenset[str]


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    url: str
    active: bool
    icon: str


def _place(path: str, label: Any, icon: str, roles: str) -> Place:
    return Place(path, label, icon, frozenset(roles.split()))


PHONE_ROLES = frozenset({"operator", "dispatcher", "clerk", "leader", "followup", "supervisor"})
"""Who may look a caller up by telephone: those who speak with citizens or see to it."""
_READERS = "operator dispatcher clerk leader followup supervisor mayor auditor"
# fmt: off
PLACES = (
    _place("/staff/dispatch",           _l("To dispatch"),    "send",     "dispatcher"),
    _place("/staff/calls/new",          _l("New call"),       "headset",  "operator dispatcher"),
    _place("/staff/follow-ups",         _l("Follow-up"),      "phone",    "followup supervisor"),
    _place("/staff/calls/back",         _l("Missed calls"),   "missed",   "operator dispatcher supervisor"),
    _place("/staff/boards/office",      _l("Mayor's office"), "flag",     "mayor"),
    _place("/staff/boards/city",        _l("City board"),     "chart",    "mayor"),
    _place("/staff/tickets",            _l("Tickets"),        "inbox",    _READERS),
    _place("/staff/boards/city",        _l("City board"),     "chart",    "dispatcher supervisor auditor"),
    _place("/staff/boards/unit/{unit}", _l("Our board"),      "chart",    "clerk leader"),
    _place("/staff/audit",              _l("Access log"),     "eye",      "auditor supervisor"),
    _place("/staff/topics",             _l("Hot issues"),     "flame",    "dispatcher supervisor mayor auditor"),
    _place("/staff/alarms",             _l("Alarms"),         "alert",    "operator dispatcher supervisor"),
    _place("/staff/alerts",             _l("Alerts"),         "alert",    "dispatcher supervisor mayor auditor"),
    _place("/staff/outages",            _l("Outages"),        "clock",    "operator dispatcher supervisor"),
    _place("/staff/routing",            _l("Dispatch quality"), "merge", "dispatcher supervisor mayor"),
    _place("/staff/routing/bounces",    _l("To and fro"),     "merge",    "auditor"),
    _place("/staff/admin/catalogue/versions", _l("Catalogue"), "book",    "supervisor"),
    _place("/staff/admin/places",       _l("Places"),         "pin",      "supervisor"),
    _place("/staff/paper/new",          _l("Letters and visits"), "mail", "operator dispatcher"),
    _place("/staff/posting",            _l("Replies to post"),   "chat",     "operator dispatcher followup supervisor"),
    _place("/staff/admin/users",        _l("People"),         "users",    "admin"),
    _place("/staff/admin/units",        _l("Units"),          "building", "admin"),
    _place("/staff/admin/rules",        _l("Rules"),          "gear",     "admin"),
    _place("/staff/admin/catalogue",    _l("Catalogue"),      "book",     "admin"),
    _place("/staff/admin/models",       _l("Learned models"), "chart",    "admin"),
    _place("/staff/admin/mailboxes",    _l("Letter mailboxes"), "mail",     "admin"),
    _place("/staff/admin/places",       _l("Places"),         "pin",      "admin"),
    _place("/staff/admin/channels",     _l("Channels"),          "inbox",    "admin"),
    _place("/staff/admin/inbox",        _l("Set aside"),      "return",   "admin"),
    _place("/staff/admin/outbox",       _l("Not delivered"),  "unsent",   "admin"),
    _place("/staff/exports",            _l("Exports"), "download", "auditor admin"),
)
# fmt: on
"""In the order of the rail; the first of a role's places is its home."""


def rail(actor: Actor, path: str) -> list[Link]:
    """The desks of this person; the one the page belongs to is marked."""
    mine = [place for place in PLACES if actor.role in place.roles]
    addresses = [place.path.format(unit=actor.unit) for place in mine]
    here = max((url for url in addresses if path == url or path.startswith(url + "/")), key=len, default="")
    return [Link(str(place.label), url, url == here, place.icon) for place, url in zip(mine, addresses, strict=True)]


@desks.app_context_processor
def _frame() -> dict[str, Any]:
    words: dict[str, Any] = {"labels": labels, "say": labels.say, "mask": masking.text}
    actor = web.signed_in() if request.path.startswith(("/staff", "/login")) else None
    if actor is None:
        return words
    rings = actor.role in bell.ROLES
    frame = {"nav": rail(actor, request.path), "rings": rings, "count_new": partial(bell.new, actor)}
    frame |= {"hears_alarms": alarms.hears(actor), "standing_alarms": lambda: alarms.standing(actor, clock.now())}
    return words | frame | {"finds_phones": actor.role in PHONE_ROLES}


@desks.get("/staff/")
@web.staff()
def home() -> Response:
    """The first place of the role; somebody without one sees a page that says so."""
    links = rail(web.actor(), "")
    return _to(links[0].url) if links else web.problem(403, _("Your role has no desk here yet."))


def _to(path: str) -> Response:
    return make_response(redirect(path, 303))
