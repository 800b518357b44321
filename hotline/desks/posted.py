"""What views that answer a POST share: the version a form was made from, and reading without the write lock."""

from flask import request

from hotline import clock, web
from hotline.actors import Actor
from hotline.db import MAX_ID, db, read_only
from hotline.tickets import sendings
from hotline.tickets.models import Ticket


def version() -> int:
    """The version the form was made from; a form without one is as old as can be."""
    typed = request.form.get("version", "")
    return whole_number(typed, -1)


def opened(number: str, actor: Actor) -> Ticket:
    """The ticket that a form is about, as the person saw it. Raises AlreadySent, Stale, NotFound."""
    return sendings.opened(number, actor, web.form_mark(), clock.now(), version())


def whole_number(typed: str, otherwise: int) -> int:
    """A number as a form sends it; `otherwise` for what is none, or larger than any number of ours."""
    if not (typed.isdecimal() and typed.isascii() and len(typed) <= len(str(MAX_ID))):
        return otherwise
    return number if (number := int(typed)) <= MAX_ID else otherwise


def only_read() -> None:
    """End the transaction that looked up who is signed in: what follows does not wait for SQLite's write lock."""
    db.session.rollback()
    read_only(True)
