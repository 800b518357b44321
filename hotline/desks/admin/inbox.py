"""Messages set aside, and the doors they come through: read, put right, worked on once more (待查来件).

The list tells nothing of what stands in a message. To read one is a step of its own, written down like every look at a
citizen's data; what arrived stays as it arrived, the corrected form is kept beside it.
"""

from datetime import timedelta

from flask import Response, abort, flash, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from wtforms import Form, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from hotline import clock, i18n, web
from hotline.channels import inbox, mending, silence
from hotline.channels import queries as arrived
from hotline.channels.mail.automatic import REASONS
from hotline.channels.mailboxes import accounts
from hotline.channels.models import Inbox
from hotline.db import append, db, transaction
from hotline.desks.admin.lists import PAGE, pager
from hotline.desks.blueprint import desks
from hotline.desks.posted import only_read, whole_number
from hotline.people import queries as people
from hotline.privacy.models import Reveal
from hotline.tickets import labels, numbers, scanning
from hotline.tickets.labels import say

OPEN_FOR = timedelta(minutes=30)
"""How long a message stays readable after its opening was written down."""


class FieldsForm(Form):  # type: ignore[misc]  # wtforms has no types
    subject = StringField(_l("Title"), [InputRequired(), Length(max=120)])
    body = TextAreaField(_l("What it says"), [InputRequired(), Length(max=20_000)])
    name = StringField(_l("Name of the writer"), [Length(max=60)])
    email = StringField(_l("E-mail"), [Length(max=254)])
    phone = StringField(_l("Phone"), [Length(max=30)])


class RawForm(Form):  # type: ignore[misc]  # wtforms has no types
    text = TextAreaField(_l("Header of the mail"), [InputRequired(), Length(max=100_000)])


@desks.get("/staff/admin/inbox")
@web.staff("admin")
def admin_inbox() -> Response:
    """Messages that no adapter could read: stored, acknowledged, waiting for a person. And how the doors do."""
    city, before = web.actor().city, whole_number(request.args.get("after", ""), 0)
    rows = arrived.newest(city, "quarantined", limit=PAGE + 1, before=before)
    more = str(rows[PAGE - 1].id) if len(rows) > PAGE else ""
    return web.render(
        "desks/admin_inbox.html",
        rows=rows[:PAGE],
        pager=pager("desks.admin_inbox", more),
        doors=[(door_name(door.name), door) for door in silence.watched(city)],
        failing=[account for account in accounts.every(city) if account.active and account.failures],
        gap=gap_words,
    )


@desks.post("/staff/admin/inbox/<int:row_id>/open")
@web.staff("admin")
def admin_open(row_id: int) -> Response:
    """Write down who reads it, then show it."""
    with transaction():
        _set_aside(row_id)
        _write_down(row_id)
    return web.see_other("desks.admin_message", row_id=row_id)


@desks.get("/staff/admin/inbox/<int:row_id>")
@web.staff("admin")
def admin_message(row_id: int) -> Response:
    """One message set aside, as it came; only after its opening is written down."""
    row = _set_aside(row_id)
    if not _written_down(row_id):
        return web.see_other("desks.admin_inbox")
    fields = FieldsForm(data=_draft(row)) if row.channel == "letter" else None
    return _shown(row, fields, RawForm(data={"text": _correctable(row)}))


@desks.post("/staff/admin/inbox/<int:row_id>/mend")
@web.staff("admin")
def admin_mend(row_id: int) -> Response:
    """Put it right, by its own header or text, or by saying what it is; then it is worked on at once."""
    row = _set_aside(row_id)
    if not _written_down(row_id):
        return web.see_other("desks.admin_inbox")
    by_fields = request.form.get("how") == "fields" and row.channel == "letter"
    fields = FieldsForm(request.form if by_fields else None, data=_draft(row)) if row.channel == "letter" else None
    text = RawForm(None if by_fields else request.form, data={"text": _correctable(row)})
    sent: Form = fields if by_fields and fields is not None else text
    if not sent.validate():
        only_read()
        return _shown(row, fields, text, 422)
    outcome = inbox.replay(row.city, row_id, clock.now(), _mended(row, sent))
    _tell(outcome)
    if outcome.disposition == "quarantined":
        return web.see_other("desks.admin_message", row_id=row_id)
    return web.see_other("desks.admin_inbox")


@desks.post("/staff/admin/inbox/<int:row_id>/raw")
@web.staff("admin")
def admin_raw(row_id: int) -> Response:
    """The bytes of a message set aside, as a file that no browser opens; who took them stands in the log of reveals."""
    scanning.check(_set_aside(row_id).raw)
    with transaction():
        raw = _set_aside(row_id).raw
        _write_down(row_id)
    disposition = {"Content-Disposition": f"attachment; filename={row_id}.bin", "Cache-Control": "no-store"}
    return Response(raw, content_type="application/octet-stream", headers=disposition)


@desks.post("/staff/admin/inbox/<int:row_id>/replay")
@web.staff("admin")
def admin_replay(row_id: int) -> Response:
    """Read it again, after whatever stood in its way was put right."""
    _tell(inbox.replay(web.actor().city, row_id, clock.now()))
    return web.see_other("desks.admin_inbox")


def door_name(door: str) -> str:
    """`letter` → 信件; `letter:mayor` → 信件 · 市长."""
    channel, _colon, mailbox = door.partition(":")
    post = people.posts().get(mailbox)
    shown = say(labels.CHANNELS, channel)
    return f"{shown} · {post.label(i18n.language()) if post else mailbox}" if mailbox else shown


def gap_words(seconds: int | None) -> str:
    """How long usually passes between two messages, in the unit that reads best."""
    if seconds is None:
        return str(_("not known yet"))
    if seconds < 120:
        return str(_("%(n)s seconds", n=max(seconds, 1)))
    if seconds < 7200:
        return str(_("%(n)s minutes", n=round(seconds / 60)))
    return str(_("%(n)s hours", n=round(seconds / 3600)))


def _set_aside(row_id: int) -> Inbox:
    row = arrived.row(web.actor().city, row_id)
    if row is None or row.state != "quarantined":
        abort(404)
    return row


def _write_down(row_id: int) -> None:
    actor = web.actor()
    # A message that became no ticket is named by its own row.
    append(
        Reveal(
            city=actor.city, ticket_id=row_id, at=clock.now(), user_id=actor.id, user_name=actor.name,
            unit=actor.unit, field="raw", reason="check", ip=request.remote_addr or "",
        )
    )  # fmt: skip


def _written_down(row_id: int) -> bool:
    """Whether this person opened it a short while ago."""
    mine = Reveal.city == web.actor().city, Reveal.ticket_id == row_id, Reveal.user_id == web.actor().id
    lately = Reveal.at >= clock.now() - OPEN_FOR
    return db.session.scalar(select(Reveal.id).where(*mine, lately).limit(1)) is not None


def _draft(row: Inbox) -> dict[str, str]:
    found = mending.guessed(row.mended or row.raw)
    return {
        "subject": found.subject, "body": found.body, "name": found.name, "email": found.email, "phone": found.phone,
    }  # fmt: skip


def _correctable(row: Inbox) -> str:
    raw = row.mended or row.raw
    return mending.head(raw) if row.channel == "letter" else mending.shown(raw)


def _mended(row: Inbox, form: Form) -> bytes:
    if isinstance(form, FieldsForm):
        given = {name: (form[name].data or "").strip() for name in ("subject", "body", "name", "email", "phone")}
        return mending.with_fields(row.raw, mending.Fields(**given))
    text = form["text"].data or ""
    return mending.with_head(row.raw, text) if row.channel == "letter" else text.encode("utf-8", "replace")


def _shown(row: Inbox, fields: FieldsForm | None, text: RawForm, status: int = 200) -> Response:
    return web.render(
        "desks/admin_message.html", status, row=row, size=len(row.raw), raw=mending.shown(row.raw), fields=fields,
        text=text, mail=row.channel == "letter",
    )  # fmt: skip


def _tell(outcome: inbox.Outcome) -> None:
    if outcome.ticket is not None:
        flash(_("It is ticket %(number)s now.", number=numbers.show(outcome.ticket.number)), "success")
    elif outcome.disposition == "quarantined":
        flash(_("It still can't be read: %(reason)s", reason=outcome.reason), "warning")
    elif outcome.disposition == "ignored":
        flash(_("A machine wrote it, so it is no matter: %(why)s", why=say(REASONS, outcome.reason)), "success")
    else:
        flash(_("It is worked on within a minute."), "success")
