"""Replies for posting back where a matter stands outside: prepared, posted, or not posted and why."""

from typing import Any

from flask import Response, flash, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Form, StringField, TextAreaField

from hotline import clock, i18n, web
from hotline.channels import connections
from hotline.channels.feeds import replies
from hotline.channels.labels import POSTING
from hotline.db import transaction
from hotline.desks.blueprint import desks
from hotline.desks.posted import only_read, whole_number
from hotline.errors import HotlineError, Incomplete
from hotline.tickets.labels import say

ROLES = ("operator", "dispatcher", "followup", "supervisor")


class PostedForm(Form):  # type: ignore[misc]  # wtforms has no types
    where = StringField(_l("Address of the posted reply"), description=_l("If the site shows one"))


class FailedForm(Form):  # type: ignore[misc]  # wtforms has no types
    why = TextAreaField(_l("Why it could not be posted"))


@desks.get("/staff/posting")
@web.staff(*ROLES)
def posting() -> Response:
    return _page(_known(request.args.get("state", "")))


@desks.post("/staff/posting/<int:reply_id>")
@web.staff(*ROLES)
def posting_settle(reply_id: int) -> Response:
    """Said by a person: it stands there now, or it can't be posted and why."""
    posted = request.form.get("done") == "posted"
    form = PostedForm(request.form) if posted else FailedForm(request.form)
    try:
        with transaction():
            replies.settle(
                reply_id, web.actor(), clock.now(), posted=posted, where=request.form.get("where", ""),
                why=request.form.get("why", ""),
            )  # fmt: skip
    except Incomplete as error:
        form[error.field].errors = [error.words(i18n.language())]
        only_read()
        return _page("prepared", error.status, reply_id, form)
    except HotlineError as error:
        only_read()
        flash(error.words(i18n.language()), "warning")
        return web.see_other("desks.posting")
    flash(_("Recorded as posted.") if posted else _("Recorded: not posted."), "success")
    return web.see_other("desks.posting")


def _known(state: str) -> str:
    return state if state in POSTING else "prepared"


def _page(state: str, status: int = 200, tried: int = 0, form: Form | None = None) -> Response:
    rows = replies.listed(web.actor().city, state, whole_number(request.args.get("after", ""), 0))
    names = {code: feed.name for code, feed in connections.known().feeds.items()}
    page, more = rows[: replies.PAGE], len(rows) > replies.PAGE
    return web.render(
        "desks/posting.html",
        status,
        rows=[(reply, ticket, names.get(reply.source, reply.source), *_forms(reply.id, tried, form))
              for reply, ticket in page],
        state=state,
        tabs=[(say(POSTING, code), url_for("desks.posting", state=code), code == state) for code in POSTING],
        next_url=url_for("desks.posting", state=state, after=page[-1][0].id) if more else "",
        first_url=url_for("desks.posting", state=state) if request.args.get("after") else "",
    )  # fmt: skip


def _forms(reply_id: int, tried: int, form: Any) -> tuple[Form, Form]:
    """The two forms of one reply, their fields named apart on the page; what was typed stays in its own."""
    made = []
    for kind in (PostedForm, FailedForm):
        mine = form if tried == reply_id and isinstance(form, kind) else kind()
        for field in mine:
            field.id = f"{field.name}-{reply_id}"
        made.append(mine)
    return made[0], made[1]
