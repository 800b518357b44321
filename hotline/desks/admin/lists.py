"""What the administrator looks through: units, the dispatch catalogue, notices not delivered."""

from typing import Any

from flask import Response, abort, flash, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select

from hotline import clock, i18n, web
from hotline.db import db, transaction
from hotline.desks import choices
from hotline.desks.bell import SAID
from hotline.desks.blueprint import desks
from hotline.desks.posted import whole_number
from hotline.outbox import Message
from hotline.people import queries as people
from hotline.privacy import masking
from hotline.routing import catalogue_rows
from hotline.routing.models import Category
from hotline.tickets import labels
from hotline.tickets.labels import Words, say

PAGE = 50
LEVELS: Words = {
    "district": (catalogue_rows.LEVELS["district"], "District"),
    "bureau": (catalogue_rows.LEVELS["bureau"], "Bureau"),
    "both": (catalogue_rows.LEVELS["both"], "District leads, bureau assists"),
}


@desks.get("/staff/admin/units")
@web.staff("admin")
def admin_units() -> Response:
    """Units by kind; streets only when one is searched for."""
    wanted, language = request.args.get("q", "").strip()[:40], i18n.language()
    found = [
        (row, people.unit_name(row.parent, language) if row.parent else "")
        for row in people.units().values()
        if (_has(wanted, row.name, row.short, row.code, row.name_en) if wanted else row.kind != "street")
    ]
    return web.render("desks/admin_units.html", units=found, q=wanted)


@desks.get("/staff/admin/catalogue")
@web.staff("admin")
def admin_catalogue() -> Response:
    wanted, language = request.args.get("q", "").strip()[:40], i18n.language()
    chapter, after = request.args.get("chapter", ""), request.args.get("after", "")
    every = {
        row.code: row for row in db.session.scalars(select(Category).where(~Category.retired).order_by(Category.code))
    }
    rows = [
        row
        for row in every.values()
        if row.parent
        and row.code > after
        and (not chapter or row.parent == chapter)
        and (not wanted or _has(wanted, row.name, row.name_en, row.code, *row.strong, *row.words))
    ]
    return web.render(
        "desks/admin_catalogue.html",
        rows=[(row, every[row.parent].label(language), people.unit_name(row.unit, language)) for row in rows[:PAGE]],
        pager=pager(
            "desks.admin_catalogue", rows[PAGE - 1].code if len(rows) > PAGE else "", q=wanted, chapter=chapter
        ),
        chapters=choices.chapters(),
        chapter=chapter,
        q=wanted,
        version=next((row.version for row in every.values()), ""),
        levels=LEVELS,
        helpers=lambda row: "、".join(people.unit_short(code, language) for code in row.assist),
        kinds=lambda row: "、".join(say(labels.KINDS, kind) for kind in row.kinds),
    )


@desks.get("/staff/admin/outbox")
@web.staff("admin")
def admin_outbox() -> Response:
    """Notices that five tries did not deliver."""
    query = select(
        Message.id, Message.recipient, Message.template, Message.created_at, Message.tries, Message.error
    ).where(Message.city == web.actor().city, Message.state == "dead")
    rows, more = _newest(query, Message.id)
    shown = [
        (row, say(TOLD, row.template), say(RECIPIENTS, row.recipient.partition(":")[0]), masking.text(row.error))
        for row in rows
    ]
    return web.render("desks/admin_outbox.html", rows=shown, pager=pager("desks.admin_outbox", more))


@desks.post("/staff/admin/outbox/<int:message_id>/retry")
@web.staff("admin")
def admin_retry(message_id: int) -> Response:
    """Try once more, from the beginning."""
    with transaction():
        message = db.session.get(Message, (web.actor().city, message_id), with_for_update=True)
        if message is None or message.state != "dead":
            abort(404)
        message.state, message.tries, message.next_at = "waiting", 0, clock.now()
    flash(_("It is tried again within a minute."), "success")
    return web.see_other("desks.admin_outbox")


RECIPIENTS: Words = {
    "petitioner": ("市民", "Citizen"),
    "unit": ("承办单位", "Unit"),
    "leaders": ("单位领导", "Unit leaders"),
    "role": ("热线岗位", "Hotline desk"),
    "user": ("个人", "Person"),
}

TOLD: Words = {
    **SAID,
    "received": ("收到回执", "Receipt"),
    "please_add": ("请市民补充", "More detail asked for"),
    "dispatched": ("已转承办单位", "Sent to a unit"),
    "guided": ("告知引导", "The right path"),
    "answered": ("答复", "Answer"),
    "extended": ("延期告知", "More time granted"),
    "ladder": ("督办提醒", "Supervision notice"),
}


def _has(wanted: str, *texts: str) -> bool:
    return any(wanted.casefold() in text.casefold() for text in texts)


def _newest(query: Any, key: Any) -> tuple[list[Any], str]:
    if after := whole_number(request.args.get("after", ""), 0):
        query = query.where(key < after)
    rows = list(db.session.execute(query.order_by(key.desc()).limit(PAGE + 1)))
    return rows[:PAGE], str(rows[PAGE - 1].id) if len(rows) > PAGE else ""


def pager(endpoint: str, more: str, **chosen: Any) -> dict[str, str]:
    """Addresses of the next page and of the first one; empty where there is none."""
    first = url_for(endpoint, **chosen) if request.args.get("after") else ""
    return {"next_url": url_for(endpoint, after=more, **chosen) if more else "", "first_url": first}
