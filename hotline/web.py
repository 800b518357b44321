"""Between HTTP and us: who acts, how a page is rendered, what a problem looks like. Knows no domain."""

import hashlib
import secrets
import traceback
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from functools import cache, wraps
from typing import Any, ParamSpec

from flask import Flask, Response, abort, current_app, g, make_response, redirect, render_template, request, url_for
from flask_babel import format_date, gettext
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager, current_user
from flask_wtf.csrf import CSRFError, CSRFProtect
from itsdangerous import BadData, URLSafeTimedSerializer
from sqlalchemy.exc import DataError, DBAPIError, SQLAlchemyError, TimeoutError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException
from werkzeug.http import HTTP_STATUS_CODES

from hotline import clock, compression, config, db, display, i18n
from hotline.actors import Actor
from hotline.errors import HotlineError, Stale

P = ParamSpec("P")
View = str | Response | tuple[str, int]

limiter = Limiter(get_remote_address, storage_uri="memory://", strategy="moving-window")
csrf = CSRFProtect()
login_manager = LoginManager()

CSP = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
NOT_KEPT = frozenset({"csrf_token", "form_key", "password"})
KEPT_SECONDS = 3600
FILE_CHUNK = 2**20


def init_app(app: Flask, settings: config.Settings) -> None:
    app.config["RATELIMIT_ENABLED"] = settings.rate_limits
    app.config["WTF_CSRF_TIME_LIMIT"] = None
    limiter.init_app(app)
    csrf.init_app(app)
    login_manager.init_app(app)
    app.before_request(_readers_do_not_lock)
    app.after_request(_headers)
    compression.init_app(app)
    app.context_processor(_context)
    app.jinja_env.filters.update(when=when, day=day, thousands=thousands)
    app.jinja_env.globals.update(static_url=static_url, form_key=form_key, lang_of=i18n.lang_of)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.register_error_handler(HotlineError, _known_problem)
    app.register_error_handler(StaleDataError, _stale)
    app.register_error_handler(CSRFError, _lost_session)
    app.register_error_handler(DBAPIError, _database_problem)
    app.register_error_handler(TimeoutError, _database_problem)
    app.register_error_handler(DataError, _absurd)
    app.register_error_handler(OverflowError, _absurd)
    app.register_error_handler(HTTPException, _http_problem)
    app.register_error_handler(Exception, _unknown_problem)


def actor() -> Actor:
    """Who is signed in. 401 when nobody is."""
    if not current_user.is_authenticated:
        abort(401)
    who: Actor = current_user.actor
    return who


def signed_in() -> Actor | None:
    """The signed-in person; nobody while the database, and with it the session's user, is out of reach."""
    return current_user.actor if not g.get("no_database") and current_user.is_authenticated else None


def staff(*roles: str) -> Callable[[Callable[P, Any]], Callable[P, Any]]:
    """Only these roles may open the view; any signed-in person when none is named."""

    def wrap(view: Callable[P, Any]) -> Callable[P, Any]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> Any:
            if not current_user.is_authenticated:
                return login_manager.unauthorized()
            if roles and current_user.actor.role not in roles:
                abort(403)
            return view(*args, **kwargs)

        return guarded

    return wrap


def render(template: str, status: int = 200, **context: Any) -> Response:
    """A page as a response; pages with personal data are never cached by the browser."""
    response = make_response(render_template(template, **context), status)
    response.headers.setdefault("Cache-Control", "no-store")
    return response


def see_other(endpoint: str, **values: Any) -> Response:
    """After a POST: 303 to the page to look at."""
    return make_response(redirect(url_for(endpoint, **values), 303))


def safe_next(target: str | None) -> str:
    """A path on this site to go back to, or empty.

    A browser drops tabs and line breaks and reads a backslash as a slash: with one of them a path may name a site.
    """
    if not target or not target.startswith("/") or target.startswith("//"):
        return ""
    return target if target.isprintable() and "\\" not in target else ""


def keep_typed() -> str:
    """What was typed into the form of this request, sealed against change, to be offered again after signing in."""
    if not request.form:
        return ""
    fields = [(key, value) for key in request.form for value in request.form.getlist(key) if key not in NOT_KEPT]
    return _keeper().dumps({"path": request.full_path.rstrip("?"), "fields": fields})


def kept(token: str) -> tuple[str, list[tuple[str, str]]] | None:
    """Path and fields of a kept form, or None when the token is not ours or too old."""
    try:
        data = _keeper().loads(token, max_age=KEPT_SECONDS)
    except BadData:
        return None
    return data["path"], [(key, value) for key, value in data["fields"]]


def form_key() -> str:
    """A new key for each form of a page: by it a second sending of the same form is known."""
    return secrets.token_urlsafe(12)


def form_mark() -> str:
    """What names the form of this request and all that it says; empty for a form without a key.

    Another text in the same form, after going back, is another sending.
    """
    if not request.form.get("form_key"):
        return ""
    digest = hashlib.sha256(request.path.encode())
    for name, value in request.form.items(multi=True):
        if name != "csrf_token":
            digest.update(f"\n{name}={len(value)}:{value}".encode("utf-8", "replace"))
    for name, file in request.files.items(multi=True):
        digest.update(f"\n{name}:{file.filename}\n".encode("utf-8", "replace"))
        while chunk := file.stream.read(FILE_CHUNK):
            digest.update(chunk)
        file.stream.seek(0)
    return digest.hexdigest()


def when(moment: datetime | None) -> str:
    """2026-11-22 14:02 on the city's clock."""
    return f"{clock.local(moment):%Y-%m-%d %H:%M}" if moment else ""


def day(moment: datetime | None) -> str:
    """11月27日（周五） / Fri 27 Nov."""
    if moment is None:
        return ""
    here = clock.local(moment)
    pattern = "EEE d MMM" if i18n.language() == "en" else "M月d日（EEE）"
    return str(format_date(here, pattern, rebase=False))


def thousands(number: int | None) -> str:
    return "" if number is None else f"{number:,}"


@cache
def _digest(path: str) -> str:
    return hashlib.sha256((config.resource("static") / path).read_bytes()).hexdigest()[:10]


def static_url(path: str) -> str:
    """The address of a static file with its hash, so that it may be cached for a year."""
    return url_for("static", filename=path, v=_digest(path))


def problem(status: int, text: str = "", title: str = "") -> Response:
    """A page that says what went wrong and what to do; whatever was typed is on it and can be sent again."""
    if request.accept_mimetypes.best == "application/json":
        response = make_response(
            {"title": title or HTTP_STATUS_CODES.get(status, ""), "detail": text, "status": status}
        )
        response.status_code = status
        response.content_type = "application/problem+json"
        return response
    if "HX-Request" in request.headers:
        # A part of a page is being replaced: what the person typed is still on the page.
        return render("problems/fragment.html", status, code=status, title=title, text=text)
    return render("problems/problem.html", status, code=status, title=title, text=text, typed=_typed(status))


def _typed(status: int) -> list[tuple[str, str]]:
    """What the person typed; nothing of a body that was too large to be read."""
    if status == 413:
        return []
    return [(key, value) for key in request.form for value in request.form.getlist(key) if key not in NOT_KEPT]


def _keeper() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(config.settings().secret_key, salt="typed")


def _context() -> dict[str, Any]:
    settings = config.settings()
    english = i18n.language() == "en"
    shown = display.chosen(request.cookies)
    return {
        "city": settings.city_name_en if english else settings.city_name,
        "lang": "en" if english else "zh-CN",
        "actor": signed_in(),
        "size": shown["size"],
        "theme": shown["theme"],
        "display": shown,
        "come_back": _come_back(),
    }


def _come_back() -> str:
    """Where a switch of language or screen leads back to: after a form was sent its own page, if that can be opened."""
    if request.method == "GET":
        return request.full_path
    adapter = current_app.create_url_adapter(request)
    return request.path if adapter is not None and adapter.test(request.path, "GET") else "/"


def _readers_do_not_lock() -> None:
    db.read_only(request.method in {"GET", "HEAD", "OPTIONS"})


def _headers(response: Response) -> Response:
    response.headers.setdefault("Content-Security-Policy", CSP)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    response.headers.setdefault("X-Frame-Options", "DENY")
    if request.endpoint == "static" and request.args.get("v"):
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def _known_problem(error: HotlineError) -> Response:
    db.db.session.rollback()
    return problem(error.status, error.words(i18n.language()))


def _stale(_error: StaleDataError) -> Response:
    return _known_problem(Stale())


def _lost_session(_error: CSRFError) -> Any:
    if request.path.startswith("/staff/") and signed_in() is None:
        return login_manager.unauthorized()
    return problem(
        400,
        gettext("You may have signed out or waited too long. What you typed is below; check it and send again."),
        gettext("This form is out of date"),
    )


def _database_problem(error: Exception) -> Response:
    """Locked, or gone for a moment: the page must not ask the database who is looking at it."""
    g.no_database = True
    # The words of the error may repeat the row it is about, and with it what the citizen wrote.
    current_app.logger.error("database: %s", type(getattr(error, "orig", None) or error).__name__)
    with suppress(SQLAlchemyError):
        db.db.session.rollback()
    return problem(503)


def _absurd(_error: Exception) -> Response:
    """A value no column can hold, such as a number of thirty digits in an address."""
    db.db.session.rollback()
    return problem(400)


def _http_problem(error: HTTPException) -> Any:
    if error.code == 401:
        return login_manager.unauthorized()
    if error.code is None or error.code < 400:
        return error
    return problem(error.code)


def _unknown_problem(error: Exception) -> Response:
    db.db.session.rollback()
    if isinstance(error, SQLAlchemyError):
        where = traceback.extract_tb(error.__traceback__)
        current_app.logger.error("%s\n%s", type(error).__name__, "".join(traceback.format_list(where)))
    else:
        current_app.logger.exception("unexpected error", exc_info=error)
    return problem(500)
