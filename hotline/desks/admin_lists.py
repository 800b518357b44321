"""What the administrator looks through: units, the dispatch catalogue, messages set aside, notices not delivered.

Of a message he sees the door, the time, the size and the reason. What stands in it he gets as a file, on record.
"""

from typing import Any

from flask import Response, abort, flash, request, url_for
from flask_babel import gettext as _
from sqlalchemy import LargeBinary, func, select, type_coerce

from hotline import clock, i18n, web
from hotline.channels import inbox
from hotline.channels import queries as arrived
from hotline.channels.models import Inbox
from hotline.db import append, db, transaction
from hotline.desks import choices
from hotline.desks.bell import SAID
from hotline.desks.blueprint import desks
from hotline.outbox import Message
from hotline.people import queries as people
from hotline.privacy import masking
from hotline.privacy.models import Reveal
from hotline.privacy.sealing import KEY_ID, NONCE
from hotline.routing.models import Category
from hotline.tickets import labels, numbers
from hotline.tickets.labels import Words, say

PAGE = 50
SEAL = KEY_ID + NONCE + 16
"""Bytes that sealing adds to a message."""
LEVELS: Words = {
    "district": ("属地", "District"),
    "bureau": ("部门", "Bureau"),
    "both": ("属地主办、部门协办", "District leads, bureau assists"),
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
    every = {row.code: row for row in db.session.scalars(select(Category).order_by(Category.code))}
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
        pager=_pager(
            "desks.admin_catalogue", rows[PAGE - 1].code if len(rows) > PAGE else "", q=wanted, chapter=chapter
        ),
        chapters=choices.chapters(),
        chapter=chapter,
        q=wanted,
        version=next((row.version for row in every.values()), ""),
        levels=LEVELS,
        kinds=lambda row: "、".join(say(labels.KINDS, kind) for kind in row.kinds),
    )


@desks.get("/staff/admin/inbox")
@web.staff("admin")
def admin_inbox() -> Response:
    """Messages that no adapter could read: stored, acknowledged, waiting for a person."""
    size = func.length(type_coerce(Inbox.raw, LargeBinary)) - SEAL
    query = select(
        Inbox.id, Inbox.channel, Inbox.received_at, Inbox.reason, Inbox.sha256, Inbox.tries, size.label("size")
    )
    query = query.where(Inbox.city == web.actor().city, Inbox.state == "quarantined")
    rows, more = _newest(query, Inbox.id)
    return web.render("desks/admin_inbox.html", rows=rows, pager=_pager("desks.admin_inbox", more))


@desks.post("/staff/admin/inbox/<int:row_id>/raw")
@web.staff("admin")
def admin_raw(row_id: int) -> Response:
    """The bytes of a message set aside, as a file that no browser opens; who took them stands in the log of reveals."""
    actor = web.actor()
    with transaction():
        row = arrived.row(actor.city, row_id)
        if row is None or row.state != "quarantined":
            abort(404)
        raw = row.raw
        # A message that became no ticket is named by its own row.
        append(
            Reveal(
                city=actor.city, ticket_id=row_id, at=clock.now(), user_id=actor.id, user_name=actor.name,
                unit=actor.unit, field="raw", reason="check", ip=request.remote_addr or "",
            )
        )  # fmt: skip
    disposition = {"Content-Disposition": f"attachment; filename={row_id}.bin", "Cache-Control": "no-store"}
    return Response(raw, content_type="application/octet-stream", headers=disposition)


@desks.post("/staff/admin/inbox/<int:row_id>/replay")
@web.staff("admin")
def admin_replay(row_id: int) -> Response:
    """Read it again, after whatever stood in its way was put right."""
    outcome = inbox.replay(web.actor().city, row_id, clock.now())
    if outcome.ticket is not None:
        flash(_("It is ticket %(number)s now.", number=numbers.show(outcome.ticket.number)), "success")
    elif outcome.disposition == "quarantined":
        flash(_("It still can't be read: %(reason)s", reason=outcome.reason), "warning")
    else:
        flash(_("It is worked on within a minute."), "success")
    return web.see_other("desks.admin_inbox")


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
    return web.render("desks/admin_outbox.html", rows=shown, pager=_pager("desks.admin_outbox", more))


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
    after = request.args.get("after", "")
    if after.isdecimal() and after.isascii() and len(after) < 19:
        query = query.where(key < int(after))
    rows = list(db.session.execute(query.order_by(key.desc()).limit(PAGE + 1)))
    return rows[:PAGE], str(rows[PAGE - 1].id) if len(rows) > PAGE else ""


def _pager(endpoint: str, more: str, **chosen: Any) -> dict[str, str]:
    first = url_for(endpoint, **chosen) if request.args.get("after") else ""
    return {"next_url": url_for(endpoint, after=more, **chosen) if more else "", "first_url": first}
