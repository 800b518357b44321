"""An application around a command: all of it, or settings, sealing and database alone."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from flask import Flask

from hotline import config, db
from hotline.privacy import sealing

P = ParamSpec("P")
R = TypeVar("R")


def in_app(command: Callable[P, R]) -> Callable[P, R]:
    """Run the command inside an application context; the engine is let go at the end."""
    return _within(lambda: whole(), command)


def reading(command: Callable[P, R]) -> Callable[P, R]:
    """The same for a command that writes nothing and shows no page: it starts in half the time."""
    return _within(_bare, command)


def _within(made: Callable[[], Flask], command: Callable[P, R]) -> Callable[P, R]:
    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        with made().app_context():
            try:
                return command(*args, **kwargs)
            finally:
                db.db.session.remove()
                db.db.engine.dispose()

    return run


def whole() -> Flask:
    """Every page and every listener: loaded only where a command wants them."""
    from hotline.app import create_app

    return create_app()


def _bare() -> Flask:
    settings = config.settings()
    app = Flask("hotline")
    sealing.use(settings.seal_keys)
    db.init_app(app, settings.database_url)
    return app
