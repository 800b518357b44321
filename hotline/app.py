"""`create_app()`: read it from top to bottom and you have read the program."""

import logging

from flask import Flask
from jinja2 import FileSystemBytecodeCache
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.middleware.proxy_fix import ProxyFix

from hotline import brand, config, db, events, i18n, web, wiring
from hotline.privacy import sealing

MEGABYTE = 1024 * 1024
log = logging.getLogger(__name__)


def create_app(settings: config.Settings | None = None) -> Flask:
    """The web application. Starts no scheduler and no thread; applies no migration."""
    settings = config.use(settings) if settings else config.settings()
    app = Flask(
        "hotline", static_folder=str(config.resource("static")), template_folder=str(config.resource("templates"))
    )
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.proxies > 0,
        PERMANENT_SESSION_LIFETIME=settings.sign_in_minutes * 60,
        MAX_CONTENT_LENGTH=32 * MEGABYTE,
        MAX_FORM_MEMORY_SIZE=8 * MEGABYTE,
        DEBUG=settings.debug,
    )
    app.json.ensure_ascii = False  # type: ignore[attr-defined]  # the default provider has it
    if settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies, x_host=settings.proxies)  # type: ignore[method-assign]  # Flask's own way to wrap it
    sealing.use(settings.seal_keys)
    db.init_app(app, settings.database_url)
    db.migrated(app)
    i18n.init_app(app)
    web.init_app(app, settings)
    brand.init_app(app, settings)
    events.connect(wiring.HANDLERS)
    for blueprint in wiring.BLUEPRINTS:
        app.register_blueprint(blueprint)
    wiring.load_sign_in(web.login_manager)
    return app


def warmed() -> Flask:
    """`create_app()` for a server that forks its processes from this one (`--preload`): pages and duties are read
    already, so that the first call of each process waits for nothing. No connection is left open to be shared.
    """
    app = create_app()
    # A server that replaces a killed one reads in a tenth of the time what the one before it had made of the pages.
    made = config.settings().var / "pages"
    made.mkdir(parents=True, exist_ok=True, mode=0o700)
    app.jinja_env.bytecode_cache = FileSystemBytecodeCache(str(made))
    for name in app.jinja_env.list_templates():
        app.jinja_env.get_template(name)
    with app.test_request_context():
        try:
            wiring.read_ahead()
        except SQLAlchemyError as error:
            log.warning("The database did not answer, so nothing of it is read ahead: %s", error)
        db.db.session.remove()
        db.db.engine.dispose()
    return app
