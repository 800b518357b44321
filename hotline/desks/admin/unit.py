"""One unit for the administrator: opening hours, duty room, who stands in, and the roster of who is on duty (值班)."""

from datetime import date
from typing import Any

from flask import Response, abort, flash, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Form, RadioField, SelectField, SelectMultipleField, StringField
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput, ListWidget

from hotline import clock, i18n, web
from hotline.db import transaction
from hotline.desks import choices
from hotline.desks.blueprint import desks
from hotline.desks.posted import only_read
from hotline.errors import HotlineError, Incomplete
from hotline.people import actions
from hotline.people import queries as people
from hotline.people.models import Unit
from hotline.routing import queries as routing
from hotline.routing.duty import rosters
from hotline.routing.duty.models import DutyShift
from hotline.routing.duty.watch import Watch
from hotline.sla import queries as sla
from hotline.tickets.labels import Words, say

OPENS: Words = {
    "office": ("与全市工作日历相同", "As the city calendar"),
    "always": ("24小时", "Round the clock"),
    "own": ("自定时间", "Own hours"),
}
DAYS: Words = {
    "1": ("周一", "Monday"), "2": ("周二", "Tuesday"), "3": ("周三", "Wednesday"), "4": ("周四", "Thursday"),
    "5": ("周五", "Friday"), "6": ("周六", "Saturday"), "7": ("周日", "Sunday"),
}  # fmt: skip


class HoursForm(Form):  # type: ignore[misc]  # wtforms has no types
    opens = RadioField(_l("Opening hours"), [InputRequired()], validate_choice=False, choices=lambda: _words(OPENS))
    days = SelectMultipleField(
        _l("On these days"), validate_choice=False, choices=lambda: _words(DAYS),
        widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(),
    )  # fmt: skip
    hours = StringField(_l("Own hours"), description=_l("For example 09:00-12:00 13:30-20:00; public holidays are off"))
    room = StringField(_l("Telephone of the duty room"))
    stand_in = StringField(
        _l("Unit on duty outside the hours"), render_kw={"list": "unit-names"},
        description=_l("Begins with urgent matters, this unit assists; empty: its own duty room begins"),
    )  # fmt: skip


class ShiftForm(Form):  # type: ignore[misc]  # wtforms has no types
    weekday = SelectField(
        _l("Every"), validate_choice=False, choices=lambda: [("", str(_("one date only"))), *_words(DAYS)],
    )  # fmt: skip
    day = StringField(_l("Date"), description=_l("For one date only, as 2026-02-17; goes before the weekly roster"))
    starts = StringField(_l("Shift begins"), [InputRequired()])
    ends = StringField(
        _l("Shift ends"), [InputRequired()], description=_l("Not later than the beginning: of the next day")
    )
    name = StringField(_l("Name of the person"))
    login = StringField(_l("Sign-in name"), description=_l("Is told of urgent tickets"))
    phone = StringField(_l("Duty telephone"))


class TiesForm(Form):  # type: ignore[misc]  # wtforms has no types
    works_for = StringField(
        _l("Engaged by"), render_kw={"list": "unit-names"},
        description=_l("Names with 、 between: a report about any of them never reaches this unit"),
    )  # fmt: skip


@desks.get("/staff/admin/units/<code>")
@web.staff("admin")
def admin_unit(code: str) -> Response:
    unit = _known(code)
    return _page(unit, HoursForm(data=_hours(unit)), ShiftForm(data={"starts": "17:30", "ends": "09:00"}))


@desks.post("/staff/admin/units/<code>/hours")
@web.staff("admin")
def admin_unit_hours(code: str) -> Response:
    """Keep the hours; routing asks them from the next letter on."""
    unit, form = _known(code), HoursForm(request.form)
    try:
        with transaction():
            typed = (form.stand_in.data or "").strip()
            other = choices.unit_called(typed) if typed else ""
            if typed and not other:
                raise Incomplete("stand_in", "没有这个单位，请从列表中选择。", "No unit has this name.")
            days = [int(day) for day in form.days.data or () if day in DAYS]
            rosters.put_hours(
                web.actor(), unit.code, form.opens.data or "", days, form.hours.data or "", form.room.data or "", other,
            )  # fmt: skip
    except Incomplete as error:
        return _refused(unit, form, ShiftForm(), form, error)
    rosters.forget()
    flash(_("The hours are kept."), "success")
    return web.see_other("desks.admin_unit", code=code)


@desks.post("/staff/admin/units/<code>/ties")
@web.staff("admin")
def admin_unit_ties(code: str) -> Response:
    """Keep for whom the unit works; routing heeds it from the next letter on."""
    unit, form = _known(code), TiesForm(request.form)
    codes = [choices.unit_called(name) for name in choices.split(form.works_for.data)]
    try:
        with transaction():
            actions.put_works_for(unit.city, unit.code, codes)
    except Incomplete as error:
        return _refused(unit, HoursForm(data=_hours(unit)), ShiftForm(), form, error)
    people.forget()
    routing.forget()
    flash(_("It is kept for whom this unit works."), "success")
    return web.see_other("desks.admin_unit", code=code)


@desks.post("/staff/admin/units/<code>/shifts")
@web.staff("admin")
def admin_add_shift(code: str) -> Response:
    """Put somebody on the roster."""
    unit, form = _known(code), ShiftForm(request.form)
    try:
        with transaction():
            rosters.add_shift(
                web.actor(), unit.code, (form.weekday.data or form.day.data or "").strip(), form.starts.data or "",
                form.ends.data or "", form.name.data or "", form.phone.data or "", form.login.data or "",
            )  # fmt: skip
    except Incomplete as error:
        return _refused(unit, HoursForm(data=_hours(unit)), form, form, error)
    rosters.forget()
    flash(_("The roster is kept."), "success")
    return web.see_other("desks.admin_unit", code=code)


@desks.post("/staff/admin/units/<code>/shifts/<int:shift_id>/drop")
@web.staff("admin")
def admin_drop_shift(code: str, shift_id: int) -> Response:
    """Take a shift off the roster."""
    unit = _known(code)
    try:
        with transaction():
            rosters.drop_shift(web.actor(), unit.code, shift_id)
    except HotlineError as error:
        flash(error.words(i18n.language()), "warning")
        return web.see_other("desks.admin_unit", code=code)
    rosters.forget()
    flash(_("The shift is off the roster."), "success")
    return web.see_other("desks.admin_unit", code=code)


def _known(code: str) -> Unit:
    unit = people.unit(code)
    if unit is None or unit.city != web.actor().city or unit.kind == "city":
        abort(404)
    return unit


def _refused(unit: Unit, hours: HoursForm, shift: ShiftForm, faulty: Any, error: Incomplete) -> Response:
    field = error.field if error.field in faulty else next(iter(faulty)).name
    faulty[field].errors = [error.words(i18n.language())]
    only_read()
    return _page(unit, hours, shift, error.status, faulty, faulty if isinstance(faulty, TiesForm) else None)


def _page(
    unit: Unit, hours: HoursForm, shift: ShiftForm, status: int = 200, faulty: Any = None, ties: TiesForm | None = None
) -> Response:
    for field in shift:
        field.id = field.label.field_id = f"shift-{field.name}"
    kept, moment = rosters.watch(unit.city, unit.code), rosters.moment_of(clock.now())
    return web.render(
        "desks/admin_unit.html",
        status,
        unit=unit,
        hours=hours,
        shift=shift,
        ties=ties or TiesForm(data={"works_for": "、".join(map(_named, unit.works_for))}),
        faulty=faulty,
        open_now=kept.open_at(moment.on, moment.second, sla.calendar()),
        now_on=_on_duty(kept),
        roster=[_shift(row) for row in rosters.shifts(unit.city, unit.code, clock.today())],
        unit_names=choices.named_units(),
    )


def _named(code: str) -> str:
    return people.unit_name(code, i18n.language())


def _on_duty(kept: Watch) -> str:
    moment = rosters.moment_of(clock.now())
    shift = kept.on_duty(moment.on, moment.second)
    return shift.name if shift else ""


def _hours(unit: Unit) -> dict[str, Any]:
    kept = rosters.kept(unit.city, unit.code)
    spans = " ".join("-".join(span) for span in kept.hours) if kept else ""
    stand_in = people.unit_name(kept.stand_in, i18n.language()) if kept and kept.stand_in else ""
    return {
        "opens": kept.opens if kept else "office", "days": [str(day) for day in kept.days] if kept else [],
        "hours": spans, "room": kept.room if kept else "", "stand_in": stand_in,
    }  # fmt: skip


def _shift(row: DutyShift) -> dict[str, Any]:
    when: date | None = row.on
    said = when.isoformat() if when else _("Every %(day)s", day=say(DAYS, str(row.weekday)))
    return {"row": row, "day": said, "told": row.user_id is not None}


def _words(table: Words) -> list[tuple[str, str]]:
    return choices.from_table(table, blank=False)
