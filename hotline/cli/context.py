"""An application around a command: settings, database, sealing, listeners."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from hotline import db
from hotline.app import create_app

P = ParamSpec("P")
R = TypeVar("R")


def in_app(command: Callable[P, R]) -> Callable[P, R]:
    """Run the command inside an application context; the engine is let go at the end."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        with create_app().app_context():
            try:
                return command(*args, **kwargs)
            finally:
                db.db.session.remove()
                db.db.engine.dispose()

    return run
