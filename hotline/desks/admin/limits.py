"""The rules in force as tables: limits, ladder, calendars; and the way a new year's calendar comes in."""

import tomllib
from collections.abc import Iterable
from datetime import date
from typing import Any

from flask import Response, flash, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import FileField, Form
from wtforms.validators import InputRequired

from hotline import clock, i18n, web
from hotline.db import db, transaction
from hotline.desks.blueprint import desks
from hotline.desks.posted import only_read
from hotline.routing import queries as routing
from hotline.seed import load
from hotline.sla import queries as sla
from hotline.sla import recount
from hotline.sla.calendar import CalendarError
from hotline.sla.models import CalendarYear
from hotline.sla.policies import Limit, Match, Pack, RungRule
from hotline.sla.years import parse_year
from hotline.tickets import labels
from hotline.tickets.labels import Words, say

MOST_BYTES = 200_000
SOURCES: Words = {
    "national": ("国家转来", "From the State"),
    "province": ("省级转来", "From the province"),
    "city": ("市委书记、市长信箱", "Mailboxes of the city’s heads"),
    "district": ("区县信箱", "District mailboxes"),
    "street": ("街道信箱", "Street mailboxes"),
}


class CalendarForm(Form):  # type: ignore[misc]  # wtforms has no types
    file = FileField(
        _l("Calendar of a year"), [InputRequired()], description=_l("A TOML file: year, official, source and holidays")
    )


@desks.get("/staff/admin/rules")
@web.staff("admin")
def admin_rules() -> Response:
    return _page(CalendarForm())


@desks.post("/staff/admin/calendar")
@web.staff("admin")
def admin_calendar() -> Response:
    """Take a year's calendar; every open limit it touches is counted afresh."""
    form = CalendarForm(request.form)
    upload = request.files.get("file")
    content = upload.read(MOST_BYTES + 1) if upload is not None else b""
    try:
        with transaction():
            year = load.load_calendar(_text(content), clock.now())
            db.session.flush()
            sla.forget()
            sla.calendar().next_workday(clock.today())
    except (ValueError, LookupError) as error:
        sla.forget()
        form.file.errors = [_("This calendar cannot be used: %(why)s", why=str(error)[:300])]
        only_read()
        return _page(form, 422)
    sla.forget()
    # A New Year holiday may begin in the December before.
    moved = recount.recompute_open(web.actor().city, date(year - 1, 12, 1), clock.now())
    flash(_("The calendar of %(year)s is in force; %(n)s open limits moved.", year=year, n=f"{moved:,}"), "success")
    return web.see_other("desks.admin_rules")


def _text(content: bytes) -> str:
    if not content:
        raise CalendarError(_("choose a file"))
    if len(content) > MOST_BYTES:
        raise CalendarError(_("the file is too large"))
    return content.decode("utf-8-sig")


def _page(form: CalendarForm, status: int = 200) -> Response:
    pack, english = sla.pack(), i18n.language() == "en"
    return web.render(
        "desks/admin_rules.html",
        status,
        form=form,
        pack=pack,
        pack_name=pack.en if english else pack.zh,
        policies=_policies(pack, english),
        ladder=_ladder(pack),
        years=[_year(row) for row in sla.years()],
    )


def _policies(pack: Pack, english: bool) -> list[list[str]]:
    """One row a rule, the most specific first, as they are tried."""
    rows = []
    for rule in pack.rules:
        one = rule.policy
        limits = (one.finish, one.sign, one.first_contact, one.follow_up, one.rework, one.return_window)
        more = _("%(n)s times, %(days)s working days", n=one.extensions, days=one.extension_days)
        rows.append([one.en if english else one.zh, _asks(rule.match), *map(_limit, limits), more])
    return rows


def _limit(limit: Limit) -> str:
    return str(_("%(n)s working days", n=limit.days) if limit.days else _("%(n)s hours", n=limit.hours))


def _asks(match: Match) -> str:
    """What a rule asks of a request, in words."""
    said = [
        routing.category_name(match.category, i18n.language()) if match.category else "",
        _of(match.kind, labels.KINDS),
        _of(match.urgency, labels.URGENCIES),
        _of(match.channel, labels.CHANNELS),
        _of(match.source_level, SOURCES),
        _("instructed by a leader") if match.leader_instruction else "",
    ]
    return " · ".join(part for part in said if part) or _("everything else")


def _of(values: Iterable[str], table: Words) -> str:
    return (", " if i18n.language() == "en" else "、").join(say(table, value) for value in sorted(values))


def _ladder(pack: Pack) -> list[list[str]]:
    """Each rung with its moment for limits in working days and for limits in hours."""
    rungs: dict[int, dict[str, RungRule]] = {}
    for unit, rules in pack.ladder.items():
        for rule in rules:
            rungs.setdefault(rule.level, {})[unit] = rule
    return [
        [say(labels.LEVELS, level), _by_days(both.get("days")), _by_hours(both.get("hours"))]
        for level, both in sorted(rungs.items())
    ]


def _by_days(rule: RungRule | None) -> str:
    if rule is None:
        return "—"
    if rule.days == 0:
        return str(_("on the day it is due"))
    if rule.days < 0:
        return str(_("%(n)s working days before", n=-rule.days))
    return str(_("working day %(n)s after", n=rule.days))


def _by_hours(rule: RungRule | None) -> str:
    if rule is None:
        return "—"
    used = _("when %(n)s%% of the time is used", n=rule.share)
    return str(used if not rule.hours else _("%(n)s hours after", n=rule.hours) if rule.share == 100 else used)


def _year(row: CalendarYear) -> dict[str, Any]:
    year = parse_year(tomllib.loads(row.text))
    off = sum(1 for day in year.days if day.hours == ())
    return {"row": row, "source": year.source, "off": off, "extra": len(year.days) - off}
