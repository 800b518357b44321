"""A task in words: what it does, how much of it is done, whether there is a file to fetch."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from hotline import clock, tasks
from hotline.actors import Actor
from hotline.desks.worklist import filters
from hotline.desks.worklist.tabs import SCOPE_WORDS
from hotline.tasks import Task
from hotline.tickets import labels
from hotline.tickets.labels import say

RECENT = timedelta(hours=1)
"""So long the work list still points to one that has ended."""
SHOWN = 3


@dataclass(frozen=True, slots=True)
class Shown:
    """A task in words. `share`: percent done; none while nobody has counted yet."""

    task: Task
    title: str
    share: int | None
    file: bool

    @property
    def url(self) -> str:
        if self.task.sort == "paper":
            return url_for("desks.paper_letter", row_id=int(self.task.given["row"]))
        return url_for("desks.task", task_id=self.task.id)


def shown(one: Task) -> Shown:
    share = min(100, one.done * 100 // one.total) if one.total else None
    file = one.sort == "export" and one.state == "done" and clock.now() < one.until and tasks.path(one.id).exists()
    return Shown(one, _title(one), 100 if one.state == "done" else share, file)


def lately(actor: Actor, now: datetime) -> list[Shown]:
    """What the work list points to: the running ones, and those that ended within the hour."""
    recent = [one for one in tasks.lately(actor, SHOWN) if one.live or (one.ended_at or now) > now - RECENT]
    return [shown(one) for one in recent]


def _title(one: Task) -> str:
    if one.sort == "act":
        n = len(one.given["tickets"])
        act = say(labels.VERBS, one.given["verb"])
        return str(ngettext("%(act)s: %(num)s ticket", "%(act)s: %(num)s tickets", n, act=act))
    if one.sort == "paper":
        return str(_("Read the scan “%(name)s”", name=one.given["files"][0][0]))
    return str(_("Export “%(view)s”", view=list_words(one.given["address"])))


def list_words(address: Mapping[str, str]) -> str:
    """A list in words: its view, and the filters in use."""
    asked = filters.read(address, "all")
    state = asked.chosen.state
    view = say(labels.STATES, state) if state else str(SCOPE_WORDS[asked.chosen.scope])
    return " · ".join([view, *filters.chosen_words(asked)])
