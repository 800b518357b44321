"""The administrator's people: who signs in, as what, for which unit. Nothing here shows a ticket."""

from typing import Any

from flask import Response, abort, flash, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Form, PasswordField, SelectField, StringField
from wtforms.validators import InputRequired

from hotline import clock, config, i18n, web
from hotline.actors import ROLES
from hotline.db import transaction
from hotline.desks import choices
from hotline.desks.blueprint import desks
from hotline.desks.posted import only_read
from hotline.errors import Incomplete
from hotline.people import actions
from hotline.people import queries as people
from hotline.people.models import User
from hotline.tickets import labels

PAGE = 50
OF_UNITS = frozenset({"clerk", "leader"})
"""Roles that work for a unit; all others sit at the city."""


class UserForm(Form):  # type: ignore[misc]  # wtforms has no types
    login = StringField(_l("Sign-in name"), [InputRequired()], description=_l("Letters and digits, no spaces"))
    name = StringField(_l("Name of the person"), [InputRequired()])
    role = SelectField(
        _l("Role"), [InputRequired()], choices=lambda: choices.from_table(labels.ROLES, ROLES), validate_choice=False
    )
    unit = StringField(
        _l("Works for"), description=_l("Only for unit staff and leaders: name or code of the unit"),
        render_kw={"list": "unit-names"},
    )  # fmt: skip
    password = PasswordField(_l("First password"), [InputRequired()], description=_l("At least 10 characters"))

    def unit_code(self) -> str:
        """The unit's code; the city's for those who work for no unit; empty when it can't be one."""
        if self.role.data not in OF_UNITS:
            return config.settings().city
        return choices.unit_called(self.unit.data) if (self.unit.data or "").strip() else ""


class PasswordForm(Form):  # type: ignore[misc]  # wtforms has no types
    password = PasswordField(_l("New password"), [InputRequired()], description=_l("At least 10 characters"))


@desks.app_context_processor
def _admin_tabs() -> dict[str, Any]:
    """The pages of the administrator; his templates show them as tabs."""
    actor = web.signed_in() if request.path.startswith("/staff/admin/") else None
    if actor is None or actor.role != "admin":
        return {}
    tabs = (
        ("users", _("People")), ("units", _("Units")), ("rules", _("Rules")), ("catalogue", _("Catalogue")),
        ("models", _("Learned models")), ("places", _("Places")),
        ("mailboxes", _("Letter mailboxes")), ("channels", _("Channels")),
        ("inbox", _("Set aside")), ("outbox", _("Not delivered")),
    )  # fmt: skip
    here = request.path.split("/")[3]
    return {"admin_tabs": [(label, f"/staff/admin/{name}", name == here) for name, label in tabs]}


@desks.get("/staff/admin/users")
@web.staff("admin")
def admin_users() -> Response:
    return _page(UserForm())


@desks.post("/staff/admin/users")
@web.staff("admin")
def admin_add_user() -> Response:
    form = UserForm(request.form)
    try:
        with transaction():
            unit = form.unit_code()
            if not unit:
                raise Incomplete("unit", "请填写单位全称、简称或代码。", "Give the unit’s name, short name or code.")
            added = actions.add_user(
                web.actor().city, form.login.data or "", form.name.data or "", form.role.data or "", unit,
                form.password.data or "", clock.now(),
            )  # fmt: skip
            login = added.login
    except Incomplete as error:
        form[error.field].errors = [error.words(i18n.language())]
        only_read()
        return _page(form, error.status)
    flash(_("%(login)s can sign in now.", login=login), "success")
    return web.see_other("desks.admin_users")


@desks.get("/staff/admin/users/<login>")
@web.staff("admin")
def admin_user(login: str) -> Response:
    return _one(_known(login), PasswordForm())


@desks.post("/staff/admin/users/<login>/password")
@web.staff("admin")
def admin_password(login: str) -> Response:
    form = PasswordForm(request.form)
    _known(login)
    try:
        with transaction():
            actions.set_password(login, form.password.data or "")
    except Incomplete as error:
        form.password.errors = [error.words(i18n.language())]
        only_read()
        return _one(_known(login), form, error.status)
    flash(_("The new password of %(login)s holds from now on.", login=login), "success")
    return web.see_other("desks.admin_user", login=login)


@desks.post("/staff/admin/users/<login>/active")
@web.staff("admin")
def admin_active(login: str) -> Response:
    """Switch an account off or on. Nobody switches off his own: the city would be left without an administrator."""
    active = request.form.get("active") == "yes"
    user = _known(login)
    if user.id == web.actor().id and not active:
        flash(_("You cannot switch off your own account."), "error")
        return web.see_other("desks.admin_user", login=login)
    with transaction():
        actions.set_active(login, active)
    words = _("%(login)s can sign in again.", login=login) if active else _("%(login)s is switched off.", login=login)
    flash(words, "success")
    return web.see_other("desks.admin_user", login=login)


def _known(login: str) -> User:
    user = people.user_by_login(login)
    if user is None or user.city != web.actor().city:
        abort(404)
    return user


def _page(form: UserForm, status: int = 200) -> Response:
    after, language = request.args.get("after", "")[:60], i18n.language()
    found = people.users(web.actor().city, after, PAGE + 1)
    more = found[PAGE - 1].login if len(found) > PAGE else ""
    return web.render(
        "desks/admin_users.html",
        status,
        form=form,
        users=[(user, people.unit_name(user.unit, language)) for user in found[:PAGE]],
        next_url=url_for("desks.admin_users", after=more) if more else "",
        first_url=url_for("desks.admin_users") if after else "",
        unit_names=choices.named_units(),
    )


def _one(user: User, form: PasswordForm, status: int = 200) -> Response:
    unit = people.unit_name(user.unit, i18n.language())
    return web.render("desks/admin_user.html", status, user=user, unit=unit, form=form, own=user.id == web.actor().id)
