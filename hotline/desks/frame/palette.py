"""Finding anything from anywhere (Ctrl+K): a ticket, a unit, a colleague, a page, a command; at most ten lines.

A telephone number is never looked up here: it would stand in an address. It is offered to the search of the work list,
which takes it in the body of a form and for the roles that may.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import islice
from typing import Any

from flask import Response, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from hotline import clock, i18n, web
from hotline.actors import Actor
from hotline.channels import phones
from hotline.db import db
from hotline.desks import bell
from hotline.desks.blueprint import desks
from hotline.desks.nav import PHONE_ROLES, rail
from hotline.people import queries as people
from hotline.people.models import Unit, User
from hotline.privacy import masking
from hotline.tickets import labels, numbers, queries
from hotline.tickets.labels import say
from hotline.tickets.models import Ticket

MOST = 10
ALWAYS = 2
"""Commands that stand there however many pages a person has: the keys and her settings."""
LONGEST = 60
TAIL = 7
"""Digits of a ticket number that lists and people use: the sequence of the day and the check digit."""
YEARS_BACK = 3
_NUMERALS = re.compile(r"[\d\s\-+－—–…()（）]+")


@dataclass(frozen=True, slots=True)
class Hit:
    """One line: what kind of thing, what it says, where it leads. With `fields` it is a form to be posted."""

    kind: Any
    icon: str
    title: str
    url: str
    note: str = ""
    fields: dict[str, str] = field(default_factory=dict)


COMMANDS: tuple[tuple[Any, str, dict[str, str], str], ...] = (
    (_l("Keys"), "desks.keys", {}, "keys"),
    (_l("My settings"), "desks.preferences", {}, "gear"),
    (_l("Dark screen"), "desks.choose_for_me", {"name": "theme", "value": "dark"}, "moon"),
    (_l("Light screen"), "desks.choose_for_me", {"name": "theme", "value": "light"}, "sun"),
    (_l("Dense rows"), "desks.choose_for_me", {"name": "rows", "value": "dense"}, "list"),
    (_l("Comfortable rows"), "desks.choose_for_me", {"name": "rows", "value": "comfortable"}, "list"),
)
"""Words, endpoint, its values, icon; a command that changes the looks comes back to the page it was called from."""


@desks.get("/staff/find")
@web.staff()
def palette() -> Response:
    """A page with a form, or with `HX-Request` only the lines."""
    typed = numbers.half_width(request.args.get("q", "")).strip()[:LONGEST]
    hits = find(web.actor(), typed, web.safe_next(request.args.get("next")))
    part = "HX-Request" in request.headers
    return web.render("desks/_find.html" if part else "desks/find.html", hits=hits, typed=typed, options=part)


def find(actor: Actor, typed: str, here: str = "") -> list[Hit]:
    """At most ten lines; pages and commands of this person while nothing is typed."""
    if typed and _NUMERALS.fullmatch(typed):
        return list(islice(_by_digits(actor, typed), MOST))
    pages, commands = [*_pages(actor, typed)], [*_commands(typed, here)]
    if not typed:
        return [*pages[: MOST - ALWAYS], *commands][:MOST]
    places = [*pages, *commands]
    return list(islice((*places[:4], *_units(actor, typed), *_persons(actor, typed), *places[4:]), MOST))


def _by_digits(actor: Actor, typed: str) -> Iterator[Hit]:
    digits = re.sub(r"\D", "", typed)
    whole = numbers.read(typed)
    if whole or len(digits) == TAIL:
        wanted = [whole] if whole else list(numbers_ending(digits, actor.city, clock.today()))
        yield from (_ticket(one) for one in _tickets(actor, wanted))
    phone = "" if whole else phones.e164(typed)
    if phone and actor.role in PHONE_ROLES:
        title = _("Calls and letters of %(phone)s", phone=masking.phone(phone))
        yield Hit(_("Telephone"), "phone", title, url_for("desks.find"), fields={"find": typed})


def numbers_ending(digits: str, city: str, last: date) -> Iterator[str]:
    """The ticket numbers up to this day that end so, newest first: the check digit leaves one day in ten."""
    for back in range(YEARS_BACK * 366):
        number = f"{city}{last - timedelta(days=back):%Y%m%d}{digits}"
        if numbers.check_digit(number[:-1]) == number[-1]:
            yield number


def _tickets(actor: Actor, wanted: list[str]) -> list[Ticket]:
    """By number, through the unique index; only what this person may see."""
    if not wanted:
        return []
    found = db.session.scalars(
        select(Ticket)
        .where(Ticket.city == actor.city, Ticket.number.in_(wanted), queries.visible_to(actor))
        .order_by(Ticket.number.desc())
        .limit(MOST)
    )
    return list(found)


def _ticket(one: Ticket) -> Hit:
    """A confidential ticket says that it is one, and no title: a title may hold a name."""
    title = _("Confidential ticket") if one.confidential else one.title or _("Without a title")
    unit = people.unit_short(one.lead_unit, i18n.language()) if one.lead_unit else ""
    note = " · ".join(part for part in ("…" + one.number[-TAIL:], say(labels.STATES, one.state), unit) if part)
    return Hit(_("Ticket"), "inbox", title, url_for("desks.ticket", number=one.number), note)


def _pages(actor: Actor, typed: str) -> Iterator[Hit]:
    places = [(link.icon, link.label, link.url) for link in rail(actor, "")]
    if actor.role in bell.ROLES:
        places.append(("bell", _("Notices"), url_for("desks.notices")))
    for icon, label, url in places:
        if _has(typed, label):
            yield Hit(_("Page"), icon, label, url)


def _commands(typed: str, here: str) -> Iterator[Hit]:
    for words, endpoint, values, icon in COMMANDS:
        if _has(typed, str(words)):
            address = url_for(endpoint, next=here or None) if values else url_for(endpoint)
            yield Hit(_("Command"), icon, str(words), address, fields=values)


def _units(actor: Actor, typed: str) -> Iterator[Hit]:
    """From the table kept in memory; whoever sees one unit only finds none of the others."""
    language = i18n.language()
    found = [unit for unit in people.units().values() if unit.active and _has(typed, *_names(unit))]
    for unit in sorted(found, key=lambda unit: (unit.short != typed, unit.kind == "street", len(unit.name))):
        if url := _of_unit(actor, unit.code):
            note = people.unit_name(unit.parent, language) if unit.parent else ""
            yield Hit(_("Unit"), "building", unit.label(language), url, note)


def _persons(actor: Actor, typed: str) -> Iterable[Hit]:
    """Colleagues by the beginning of the name or the sign-in name, each through its index."""
    language = i18n.language()
    for column in (User.name, User.login):
        rows = db.session.scalars(
            select(User)
            .where(User.city == actor.city, User.active, column.startswith(typed, autoescape=True))
            .order_by(column)
            .limit(MOST)
        )
        for user in rows:
            if column is User.login and user.name.startswith(typed):
                continue
            url = url_for("desks.admin_user", login=user.login) if actor.role == "admin" else _of_unit(actor, user.unit)
            if url:
                note = f"{say(labels.ROLES, user.role)} · {people.unit_short(user.unit, language)}"
                yield Hit(_("Person"), "user", user.name, url, note)


def _names(unit: Unit) -> tuple[str, ...]:
    return (unit.name, unit.short, unit.name_en, unit.code, *unit.aliases)


def _of_unit(actor: Actor, code: str) -> str:
    """Where a person reads about a unit; empty where he may not."""
    if actor.role == "admin":
        return url_for("desks.admin_units", q=code)
    if actor.role in queries.CITY_WIDE:
        return url_for("desks.tickets", scope="open", unit=code)
    return f"/staff/boards/unit/{code}" if code == actor.unit else ""


def _has(typed: str, *words: str) -> bool:
    wanted = typed.casefold()
    return any(wanted in word.casefold() for word in words)
