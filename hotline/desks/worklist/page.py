"""The work list: the views of a role as tabs, filters in the address, keyset pages, and the box that finds a ticket."""

import json
from collections import Counter
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from flask import Response, make_response, request, url_for
from flask_babel import gettext as _

from hotline import clock, saved_views, web
from hotline.actors import Actor
from hotline.channels import phones
from hotline.db import db, transaction
from hotline.desks import chips, choices
from hotline.desks.blueprint import desks
from hotline.desks.nav import PHONE_ROLES
from hotline.desks.posted import only_read, whole_number
from hotline.desks.worklist import filters, rows, running
from hotline.desks.worklist.filters import Asked
from hotline.desks.worklist.tabs import MARKS, VIEWS, View
from hotline.errors import NotAllowed
from hotline.privacy import masking
from hotline.privacy.models import Reveal
from hotline.tickets import labels, numbers, queries, tallies, worklist
from hotline.tickets.models import Ticket
from hotline.tickets.worklist import MOST_COUNTED, Page

FOUND = 50
LOOKED_UP = "按电话查找{phone}"
"""What the log says of a search; data, so in the language of the city."""


@desks.get("/staff/tickets")
@web.staff(*VIEWS)
def tickets() -> Response:
    actor = web.actor()
    setting = saved_views.setting(actor)
    asked = asked_for(actor, setting)
    page = _page(actor, asked)
    counts = counted(actor)
    saved = saved_views.seen_by(actor)
    shown = rows.columns(actor, setting)
    return web.render(
        "desks/tickets.html",
        asked=asked,
        chosen=asked.chosen,
        columns=shown,
        all_columns=rows.COLUMNS,
        most_columns=rows.MOST,
        window=worklist.WINDOW,
        most=MOST_COUNTED,
        heads=rows.heads(asked, shown),
        rows=rows.rows(page.tickets, actor, shown),
        bulk=rows.bulk_verbs(page.tickets, actor),
        tabs=_tabs(VIEWS[actor.role], asked, counts),
        saved=[_saved(actor, one, asked) for one in saved],
        opens_here=_query(asked) == (setting.start if setting else ""),
        may_share=saved_views.may_share(actor),
        filters=_filters(actor, asked),
        removable=filters.removable(asked),
        problems=filters.told(asked),
        pages=_pages(actor, asked, page, counts),
        order=_order_words(asked),
        sorts=rows.sorts(asked),
        refresh=not (request.args.get("after") or request.args.get("before")),
        lately=running.lately(actor, clock.now()),
        found=None,
    )


@desks.post("/staff/tickets")
@web.staff(*VIEWS)
def find() -> Response:
    """A ticket by its number; or a caller's tickets by telephone, which must not stand in an address."""
    actor = web.actor()
    typed = request.form.get("find", "").strip()
    number = numbers.read(typed)
    if number:
        return web.see_other("desks.ticket", number=queries.get_ticket(number, actor).number)
    phone = phones.e164(typed)
    if phone:
        _look_up(actor, phone)
    found = queries.earlier_by_phone(actor, phone, FOUND) if phone else []
    problem = "" if phone else _("Type the 21 digits of a ticket number or a telephone number")
    asked = filters.read({"scope": "all"}, "all")
    shown = rows.columns(actor, saved_views.setting(actor))
    heads = [{**head, "url": "", "sorted": ""} for head in rows.heads(asked, shown)]
    return web.render(
        "desks/tickets.html",
        200 if phone else 422,
        asked=asked,
        chosen=asked.chosen,
        columns=shown,
        heads=heads,
        rows=rows.rows(found, actor, shown),
        tabs=_tabs(VIEWS[actor.role], None, counted(actor)),
        found={"phone": masking.phone(phone), "typed": "" if phone else typed, "problem": problem},
    )


def _look_up(actor: Actor, phone: str) -> None:
    """Who has written to us is personal data: for those who speak with citizens, written down before it is shown."""
    if actor.role not in PHONE_ROLES:
        raise NotAllowed("您不能按电话查找，请用工单编号。", "Search by telephone is not open to you; use the number.")
    with transaction():
        db.session.add(
            Reveal(
                city=actor.city, ticket_id=0, at=clock.now(), user_id=actor.id, user_name=actor.name, unit=actor.unit,
                field="phone", reason=LOOKED_UP.format(phone=masking.phone(phone)), ip=request.remote_addr or "",
            )
        )  # fmt: skip
    only_read()


@desks.get("/staff/tickets/news")
@web.staff(*VIEWS)
def news() -> Response:
    """What an open list asks once a minute: the numbers on its first page now, and the counts of the tabs."""
    actor = web.actor()
    asked = asked_for(actor, saved_views.setting(actor))
    found = [row.number for row in _page(actor, asked, first=True).tickets]
    counts = {tab["key"]: tab["count"] for tab in _tabs(VIEWS[actor.role], asked, counted(actor))}
    answer = make_response(json.dumps({"numbers": found, "counts": counts}))
    answer.content_type = "application/json"
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.add_etag()
    answer.make_conditional(request)
    return answer


def asked_for(
    actor: Actor, setting: saved_views.WorkListSetting | None, values: Mapping[str, str] | None = None
) -> Asked:
    """The view of this address, or of these values; a bare address is the person's own start, then the role's."""
    first = VIEWS[actor.role][0]
    if values is not None:
        return filters.read(values, first.scope, first.state)
    start = dict(parse_qsl(setting.start)) if setting and setting.start else {}
    return filters.from_request(first.scope, first.state, start)


def kept_filters() -> dict[str, str]:
    """The filters of the list that a form of it carries along."""
    return {name: request.form.get(f"kept-{name}", "") for name in filters.NAMES}


def counted(actor: Actor) -> Counter[str]:
    now = clock.now()
    return tallies.tallies(actor, now, chips.day_end(now))


def _page(actor: Actor, asked: Asked, first: bool = False) -> Page:
    now, cursors = clock.now(), {} if first else request.args
    after, before = cursors.get("after", ""), cursors.get("before", "")
    return worklist.worklist(actor, asked.chosen, now, chips.day_end(now), after, before=before)


def _query(asked: Asked) -> str:
    return asked.url().partition("?")[2]


def _saved(actor: Actor, view: saved_views.SavedView, asked: Asked) -> dict[str, Any]:
    return {
        "id": view.id,
        "name": view.name,
        "url": f"{url_for('desks.tickets')}?{view.query}",
        "here": view.query == _query(asked),
        "shared": bool(view.unit),
        "by": view.owner_name,
        "mine": saved_views.may_change(actor, view),
    }


def _tabs(views: tuple[View, ...], asked: Asked | None, counts: Counter[str]) -> list[dict[str, Any]]:
    """The role's views with what waits in each; the filters stay when the tab changes."""
    tabs = []
    for view in views:
        where: dict[str, Any] = {"scope": view.scope, **({"state": view.state} if view.state else {})}
        here = asked is not None and (asked.chosen.scope, asked.chosen.state) == (view.scope, view.state)
        url = url_for("desks.tickets", **{**where, **(asked.values if asked else {})})
        n = "" if view.scope in {"closed", "all"} else _number(counts[view.key])
        mark = MARKS.get(view.key, "") if n not in {"", "0"} else ""
        tabs.append({"key": view.key, "label": view.label, "url": url, "here": here, "count": n, "mark": mark})
    return tabs


def _number(n: int) -> str:
    return f"{MOST_COUNTED:,}+" if n > MOST_COUNTED else f"{n:,}"


def _filters(actor: Actor, asked: Asked) -> list[dict[str, Any]]:
    """The lists of the filter bar; units only for those who see more than their own."""
    bar = [
        ("kind", choices.from_table(labels.KINDS)),
        ("channel", choices.from_table(labels.CHANNELS)),
        ("category", choices.chapters()),
        ("district", choices.districts()),
        ("urgency", choices.from_table(labels.URGENCIES)),
        ("level", choices.from_table(labels.LEVELS)),
    ]
    if actor.role in queries.CITY_WIDE:
        bar.append(("unit", choices.units_flat()))
    if asked.chosen.scope in {"open", "all"}:
        bar.insert(0, ("state", choices.from_table(labels.STATES)))
    values = {**asked.values, "state": asked.chosen.state}
    return [
        {"name": name, "label": filters.NAMES[name], "options": options, "value": values.get(name, "")}
        for name, options in bar
    ]


def _pages(actor: Actor, asked: Asked, page: Page, counts: Counter[str]) -> dict[str, str]:
    """Which rows these are, of how many, and the ways on and back."""
    size = len(page.tickets)
    start = max(1, whole_number(request.args.get("row", ""), 1)) if page.before else 1
    return {
        "words": _range_words(start, size, _total(actor, asked, page, counts, size)) if size else "",
        "next": asked.url(after=page.after, row=start + size) if page.after else "",
        "prev": asked.url(before=page.before, row=max(1, start - queries.PAGE)) if page.before else "",
        "first": asked.url() if page.before else "",
    }


def _total(actor: Actor, asked: Asked, page: Page, counts: Counter[str], size: int) -> int:
    if not page.after and not page.before:
        return size
    key = asked.chosen.state or asked.chosen.scope
    if not asked.values and asked.chosen.scope not in {"closed", "all"}:
        return counts[key]
    now = clock.now()
    return worklist.how_many(actor, asked.chosen, now, chips.day_end(now))


def _range_words(start: int, size: int, total: int) -> str:
    last = start + size - 1
    if total >= MOST_COUNTED:
        return str(_("%(first)s–%(last)s of more than %(total)s", first=start, last=last, total=f"{MOST_COUNTED:,}"))
    return str(_("%(first)s–%(last)s of %(total)s", first=start, last=last, total=f"{max(total, last):,}"))


def _order_words(asked: Asked) -> str:
    words = {
        "due": _("by limit, the nearest first"),
        "-due": _("by limit, the farthest first"),
        "received": _("by arrival, the oldest first"),
        "-received": _("by arrival, the newest first"),
        "changed": _("by last change, the longest untouched first"),
        "-changed": _("by last change, the latest first"),
    }
    return str(words[asked.chosen.order])


def tickets_of(actor: Actor, typed: list[str]) -> list[Ticket]:
    """The tickets a person ticked on a page, at most one page of them."""
    stored = list(dict.fromkeys(number for one in typed[: 2 * FOUND] if (number := numbers.read(one))))
    return worklist.chosen_tickets(actor, stored)
