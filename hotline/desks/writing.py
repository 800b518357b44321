"""Who else is writing at a ticket (张敏正在编辑“答复”): told from the drafts being kept, to those who may know."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from flask_babel import gettext as _

from hotline import clock, i18n
from hotline.actors import Actor
from hotline.drafts import queries
from hotline.drafts.queries import Writer
from hotline.tickets import labels
from hotline.tickets.labels import say

LATELY = timedelta(seconds=75)
"""A draft is kept every two seconds while somebody types, and the bell asks once a minute."""
CENTRE = frozenset({"operator", "dispatcher", "followup", "supervisor"})
"""The hotline itself sees who writes for the units, and its own."""
UNSEEN = frozenset({"mayor"})
"""An instruction is known when it is given, not while it is thought over."""


def lines(number: str, actor: Actor, now: datetime | None = None) -> list[str]:
    """One sentence a person who writes at this ticket now; nothing of what is written. One statement."""
    since = (now or clock.now()) - LATELY
    return _said(one for one in queries.writers(actor, number, since) if may_know(actor, one))


def may_know(reader: Actor, writer: Writer) -> bool:
    """Colleagues of one unit know of each other; the centre knows of the units; a unit knows nothing of the others."""
    if writer.unit == reader.unit:
        return writer.role not in UNSEEN
    return reader.role in CENTRE and writer.role not in UNSEEN


def _said(writers: Iterable[Writer]) -> list[str]:
    found = []
    for one in writers:
        what = say(labels.VERBS, one.place.partition("/")[2])
        what = what.lower() if i18n.language() == "en" else what
        found.append(str(_("%(name)s is writing: %(what)s", name=one.name, what=what)))
    return list(dict.fromkeys(found))
