"""The views of the work list as tabs, and which of them make the day of each role."""

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from hotline.desks.worklist.filters import SCOPES
from hotline.tickets import labels
from hotline.tickets.labels import say


@dataclass(frozen=True, slots=True)
class View:
    """A tab: scope and state of the filter; its name is the state's own word or that of the scope."""

    scope: str
    state: str = ""

    @property
    def key(self) -> str:
        return self.state or self.scope

    @property
    def label(self) -> str:
        return say(labels.STATES, self.state) if self.state else str(SCOPE_WORDS[self.scope])


SCOPE_WORDS = {
    "open": _l("All open"),
    "today": _l("Due today"),
    "overdue": _l("Overdue"),
    "back": _l("Sent back to us"),
    "closed": _l("Finished"),
    "all": _l("All"),
}


def _views(text: str) -> tuple[View, ...]:
    return tuple(View(word) if word in SCOPES else View("open", word) for word in text.split())


VIEWS: dict[str, tuple[View, ...]] = {
    "operator": _views("open received needs_info accepted closed all"),
    "dispatcher": _views("accepted received gathered today overdue dispatched open closed all"),
    "clerk": _views("open today overdue dispatched handling back replied closed all"),
    "leader": _views("replied today overdue open dispatched handling back closed all"),
    "followup": _views("reviewed open closed all"),
    "supervisor": _views("overdue today replied open reviewed closed all"),
    "mayor": _views("open overdue today closed all"),
    "auditor": _views("all open overdue closed"),
}
"""The day of each role; the first view is the one it opens with, unless the person chose another."""
MARKS = {"today": "soon", "overdue": "over"}
