"""Hot issues, alerts and notices of outages, for those who look at the whole city."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, flash, request
from flask_babel import gettext as _
from flask_babel import ngettext

from hotline import clock, i18n, web
from hotline.db import db, read_only, transaction
from hotline.errors import HotlineError, Incomplete
from hotline.insight import labels, permits, queries, together
from hotline.insight.alerts import actions as alert_actions
from hotline.insight.alerts import queries as alert_queries
from hotline.insight.alerts.models import Alert
from hotline.insight.outages import actions as outage_actions
from hotline.insight.outages import queries as outage_queries
from hotline.insight.outages.forms import OutageForm
from hotline.insight.permits import ACTING, MERGING, NOTICE_READERS, NOTICE_WRITERS, READERS
from hotline.people import queries as people
from hotline.routing import queries as routing
from hotline.tickets import labels as ticket_labels
from hotline.tickets.labels import say

insight = Blueprint("insight", __name__)
SPANS = (7, 30, 90)
SHOWN = 50


@insight.get("/staff/topics")
@web.staff(*READERS)
def topics() -> Response:
    now, city, days = clock.now(), web.actor().city, _days()
    rows = queries.hottest(city, now - timedelta(days=days), now)[:SHOWN]
    return web.render("insight/topics.html", rows=rows, days=days, spans=SPANS, **_words())


@insight.get("/staff/topics/<int:topic_id>")
@web.staff(*READERS)
def topic(topic_id: int) -> Response:
    actor, now, days = web.actor(), clock.now(), _days()
    found = queries.topic(actor.city, topic_id)
    heat = queries.warmth(found, now - timedelta(days=days), now)
    tickets = queries.members(found, actor)
    merges = permits.merges(actor) and len(tickets) > 1
    return web.render(
        "insight/topic.html", topic=found, tickets=tickets, heat=heat, days=days, merges=merges,
        apart=together.elsewhere(tickets), **_words(),
    )  # fmt: skip


@insight.get("/staff/alerts")
@web.staff(*READERS)
def alerts() -> Response:
    city = web.actor().city
    waiting, closed = alert_queries.alerts(city, ("new", "seen")), alert_queries.alerts(city, ("closed",), 20)
    return web.render("insight/alerts.html", waiting=waiting, closed=closed, **_words())


@insight.get("/staff/alerts/<int:alert_id>")
@web.staff(*READERS)
def alert(alert_id: int) -> Response:
    return _alert(alert_queries.alert(web.actor().city, alert_id))


@insight.post("/staff/alerts/<int:alert_id>")
@web.staff(*ACTING)
def act_on_alert(alert_id: int) -> Response:
    """Taken up, or closed with a word."""
    actor, now, text = web.actor(), clock.now(), request.form.get("text", "")
    try:
        with transaction():
            found = alert_queries.alert(actor.city, alert_id)
            if request.form.get("act") == "close":
                alert_actions.close(found, actor, text, now)
            else:
                alert_actions.see(found, actor, now)
    except Incomplete as error:
        db.session.rollback()
        read_only(True)
        return _alert(alert_queries.alert(actor.city, alert_id), error.words(i18n.language()), error.status)
    flash(_("Closed") if found.state == "closed" else _("Taken up"), "success")
    return web.see_other("insight.alert", alert_id=alert_id)


@insight.post("/staff/together")
@web.staff(*MERGING)
def merge_chosen() -> Response:
    """Without `confirm` the look before it; with it each that can goes with the master that was looked at."""
    db.session.rollback()
    read_only(True)
    actor, chosen = web.actor(), request.form.getlist("chosen")
    plan = together.plan(actor, chosen, request.form.get("master", ""))
    back = web.safe_next(request.form.get("back")) or "/staff/topics"
    looked = request.form.get("confirm") if plan.go else None
    if plan.master is None or looked != plan.master.number:
        return web.render("insight/together.html", plan=plan, back=back, **_words())
    master, go = plan.master.number, [one.number for one in plan.go]
    seen = {one.number: _seen(one.number, one.version) for one in plan.go}
    db.session.rollback()
    read_only(False)
    done, failed = together.merge_all(go, master, seen, actor, clock.now())
    for number, why in failed:
        flash(_("%(number)s was not put with it: %(why)s", number=f"…{number[-7:]}", why=why), "warning")
    if done:
        flash(ngettext("%(num)s ticket is with this one now", "%(num)s tickets are with this one now", done), "success")
    return web.see_other("desks.ticket", number=master)


@insight.get("/staff/outages")
@web.staff(*NOTICE_READERS)
def outages() -> Response:
    return _outages(OutageForm(language=i18n.language()))


@insight.post("/staff/outages")
@web.staff(*NOTICE_WRITERS)
def publish_outage() -> Response:
    form, actor, now = OutageForm(request.form, i18n.language()), web.actor(), clock.now()
    good = form.validate()
    since, until = form.moment("since"), form.moment("until")
    if not good or since is None or until is None:
        return _outages(form, 422)
    try:
        with transaction():
            outage_actions.post_outage(
                actor.city, actor, form.sort.data, form.district.data or "", form.places.data or "", since, until,
                form.text.data, now,
            )  # fmt: skip
    except Incomplete as error:
        db.session.rollback()
        read_only(True)
        form[error.field].errors = [error.words(i18n.language())]
        return _outages(form, error.status)
    flash(_("Published"), "success")
    return web.see_other("insight.outages")


@insight.post("/staff/outages/<int:outage_id>")
@web.staff(*NOTICE_WRITERS)
def end_outage(outage_id: int) -> Response:
    """It is over sooner than announced."""
    try:
        with transaction():
            outage_actions.end_outage(outage_queries.outage(web.actor().city, outage_id), clock.now())
    except HotlineError as error:
        db.session.rollback()
        return web.problem(error.status, error.words(i18n.language()))
    flash(_("Ended"), "success")
    return web.see_other("insight.outages")


def _seen(number: str, now: int) -> int:
    """The version that was looked at."""
    typed = request.form.get(f"version-{number}", "")
    return int(typed) if typed.isdecimal() and typed.isascii() and len(typed) < 10 else now


def _days() -> int:
    asked = request.args.get("days", "")
    return int(asked) if asked.isdigit() and int(asked) in SPANS else SPANS[1]


def _alert(found: Alert, problem: str = "", status: int = 200) -> Response:
    actor = web.actor()
    tickets = alert_queries.behind(found, actor)
    return web.render(
        "insight/alert.html", status, alert=found, tickets=tickets, problem=problem, acts=permits.answers(actor),
        merges=permits.merges(actor) and len(tickets) > 1, apart=together.elsewhere(tickets), **_words(),
    )  # fmt: skip


def _outages(form: OutageForm, status: int = 200) -> Response:
    actor, now = web.actor(), clock.now()
    rows = outage_queries.in_force(actor.city, now)
    writes = permits.publishes(actor)
    return web.render("insight/outages.html", status, rows=rows, form=form, writes=writes, now=now, **_words())


def _words() -> dict[str, Any]:
    language = i18n.language()
    return {
        "say": say,
        "insight_labels": labels,
        "labels": ticket_labels,
        "unit_name": lambda code: people.unit_name(code, language) if code else "",
        "category_name": lambda code: routing.category_name(code, language) if code else "",
    }
