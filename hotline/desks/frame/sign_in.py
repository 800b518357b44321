"""Signing in and out; whoever loses the session while writing finds the text again after signing in."""

from ipaddress import ip_address

import flask_login
from flask import Response, flash, g, jsonify, make_response, redirect, request, session
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import LoginManager, UserMixin
from sqlalchemy.exc import DBAPIError
from wtforms import Form, PasswordField, StringField
from wtforms.validators import InputRequired

from hotline import clock, config, i18n, web
from hotline.actors import Actor
from hotline.db import db, read_only, transaction
from hotline.desks.blueprint import desks
from hotline.desks.frame import preferences
from hotline.people import actions as people_actions
from hotline.people import queries as people
from hotline.people.models import User

DEMO_LOGINS = (
    "operator", "dispatcher", "clerk", "bureau", "leader", "followup", "supervisor", "mayor", "admin", "auditor",
)  # fmt: skip
DEMO_PASSWORD = "demo-12345"  # noqa: S105  # printed on the demo's own page, on a loopback address only
TRIES = "10/minute"
FOR_PROGRAMS = ("/api/", "/open311/")


class Person(UserMixin):  # type: ignore[misc]  # flask_login has no types
    """Who is signed in, as the session knows him: an id with the epoch of his sessions, and the actor he acts as."""

    def __init__(self, user: User) -> None:
        self.id = f"{user.id}.{user.session_epoch}"
        self.actor: Actor = user.actor(people.unit_name(user.unit, i18n.language()))


class SignInForm(Form):  # type: ignore[misc]  # wtforms has no types
    login = StringField(_l("Sign-in name"), [InputRequired(_l("Give your sign-in name"))])
    password = PasswordField(_l("Password"), [InputRequired(_l("Give your password"))])


def load(manager: LoginManager) -> None:
    """Teach Flask-Login who our users are and what happens to those who are not signed in."""
    manager.user_loader(_person)
    manager.unauthorized_handler(_not_signed_in)


def _failed(response: Response) -> bool:
    """Only failures count: a whole shift signs in from one address."""
    return response.status_code not in {200, 303}


def _login_typed() -> str:
    return "login " + request.form.get("login", "").strip().lower()[:60]


@desks.get("/login")
def sign_in_page() -> Response:
    if web.signed_in():
        return web.see_other("desks.home")
    return _page(SignInForm())


@desks.post("/login")
@web.limiter.limit(TRIES, deduct_when=_failed)
@web.limiter.limit(TRIES, key_func=_login_typed, deduct_when=_failed)
def sign_in() -> Response:
    form = SignInForm(request.form)
    if not form.validate():
        return _page(form, 422)
    read_only(True)  # hashing is slow on purpose and must not keep writers waiting
    user = people_actions.check_password(form.login.data, form.password.data)
    db.session.rollback()
    if user is None:
        form.password.errors = [_("The sign-in name or the password is not right")]
        return _page(form, 422)
    read_only(False)
    with transaction():
        user.last_seen_at = clock.now()
        person, looks = Person(user), dict(user.display)
    session.clear()
    flask_login.login_user(person)
    return preferences.restore(_onwards(), looks)


@desks.post("/sign-out")
@web.staff()
def sign_out() -> Response:
    flask_login.logout_user()
    session.clear()
    flash(_("You are signed out."), "success")
    return web.see_other("desks.sign_in_page")


def _onwards() -> Response:
    """To what was typed before the sign-in ended, to the page asked for, or to the first desk."""
    typed = web.kept(request.form.get("resume", ""))
    if typed:
        return _resume(*typed)
    target = web.safe_next(request.form.get("next"))
    return make_response(redirect(target, 303)) if target else web.see_other("desks.home")


def _resume(path: str, fields: list[tuple[str, str]]) -> Response:
    """What was typed, to be read and sent again; the codes of lists are sent along without being shown."""
    written = [value for _name, value in fields if len(value) > 5 and (" " in value or not value.isascii())]
    return web.render("desks/resume.html", path=path, fields=fields, written=written)


def _page(form: SignInForm, status: int = 200, resume: str = "") -> Response:
    return web.render(
        "desks/sign_in.html",
        status,
        form=form,
        resume=resume or request.form.get("resume", ""),
        next=web.safe_next(request.values.get("next")),
        demo=DEMO_LOGINS if _demo_here() else (),
        demo_password=DEMO_PASSWORD,
    )


def _demo_here() -> bool:
    if not config.settings().demo or not request.remote_addr:
        return False
    return ip_address(request.remote_addr).is_loopback


def _person(key: str) -> Person | None:
    number, _dot, epoch = key.partition(".")
    if not (number.isdecimal() and epoch.isdecimal()) or g.get("no_database"):
        return None
    try:
        user = people.user(int(number))
    except DBAPIError:
        # The problem page asks again who is here: it must not fail a second time.
        g.no_database = True
        raise
    return Person(user) if user and user.active and user.session_epoch == int(epoch) else None


def _not_signed_in() -> Response:
    json = request.accept_mimetypes.best == "application/json"
    if json or request.path.startswith(FOR_PROGRAMS):
        words = {"title": "Unauthorized", "detail": _("Sign in first."), "status": 401}
        answer = jsonify(words)
        answer.status_code, answer.content_type = 401, "application/problem+json"
        return answer
    if "HX-Request" in request.headers:
        return web.problem(401)
    if request.method in {"GET", "HEAD"}:
        return web.see_other("desks.sign_in_page", next=request.full_path.rstrip("?"))
    if not request.form:
        return web.see_other("desks.sign_in_page")
    return _page(SignInForm(), 401, web.keep_typed())
