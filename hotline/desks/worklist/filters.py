"""The filters of the work list as they stand in an address: read with a word for what is absurd, and written again."""

from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from hotline import clock, i18n
from hotline.channels import clean
from hotline.desks import choices
from hotline.people import queries as people
from hotline.sla.calendar import at
from hotline.tickets import labels, states
from hotline.tickets.labels import say
from hotline.tickets.worklist import SORTS, Filter

SCOPES = ("open", "today", "overdue", "back", "closed", "all")
LONGEST_TEXT = 30
PHONE_DIGITS = 8
"""As many digits and more are a telephone, which must not stand in an address."""
DAYS = {"due": "due_before", "from": "received_from", "until": "received_before"}
INCLUSIVE = frozenset({"due", "until"})
"""Days that belong to the range: what is asked for is the first moment after them."""
NAMES: dict[str, Any] = {
    "state": _l("State"), "text": _l("Title or number"), "kind": _l("Kind"), "channel": _l("Channel"),
    "category": _l("Category"), "district": _l("District"), "urgency": _l("Urgency"), "level": _l("Step reached"),
    "unit": _l("Unit"), "due": _l("Due by"), "from": _l("Received from"), "until": _l("Received until"),
    "sort": _l("Order"), "scope": _l("View"),
}  # fmt: skip
FILTERS = tuple(name for name in NAMES if name not in {"state", "sort", "scope"})


@dataclass(frozen=True, slots=True)
class Asked:
    """The filter, and what in the address was not understood: (name of the filter, what is wrong)."""

    chosen: Filter
    problems: tuple[tuple[str, str], ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)
    """The filters understood, as they stand in the address."""

    @property
    def address(self) -> dict[str, str]:
        """The whole view in its shortest form."""
        tab = {"scope": self.chosen.scope, **({"state": self.chosen.state} if self.chosen.state else {})}
        return {**tab, **self.values, **({"sort": self.chosen.sort} if self.chosen.sort else {})}

    def url(self, without: str = "", **more: Any) -> str:
        kept = {name: value for name, value in self.address.items() if name != without}
        return url_for("desks.tickets", **{**kept, **more})


def read(values: Mapping[str, str], first_scope: str, first_state: str = "") -> Asked:
    """The filter out of the address; what is not understood does not filter, and is said."""
    typed = {name: values.get(name, "").strip() for name in NAMES}
    problems: list[tuple[str, str]] = []
    understood: dict[str, str] = {}
    found: dict[str, Any] = {}
    for name in NAMES:
        if typed[name]:
            value = _READERS[name](typed[name])
            if value is None:
                problems.append((name, typed[name][:LONGEST_TEXT]))
            else:
                found[DAYS.get(name, name)], understood[name] = value, typed[name]
    if (
        found.get("received_from")
        and found.get("received_before")
        and found["received_from"] >= found["received_before"]
    ):
        problems.append(("until", understood.pop("until")))
        found.pop("received_before")
    if "scope" not in found:
        state = found.get("state", "")
        found["scope"] = first_scope if not state else ("open" if state in states.OPEN else "all")
        found["state"] = state or first_state
    kept = {name: understood[name] for name in FILTERS if name in understood}
    return Asked(Filter(**found), tuple(problems), kept)


def from_request(first_scope: str, first_state: str, start: Mapping[str, str]) -> Asked:
    """The address of this request; a bare one is the view the person starts with."""
    own = {name for name in request.args if name in NAMES}
    return read(request.args if own or not start else start, first_scope, first_state)


def told(asked: Asked) -> list[str]:
    """What was not understood, one sentence each."""
    lines = []
    for name, value in asked.problems:
        if name == "text" and value.isdecimal():
            lines.append(_("A telephone does not belong in an address: look it up with “Find” above."))
        elif name in DAYS:
            lines.append(
                _("“%(name)s” does not filter: %(value)s is no day of a calendar here.", name=NAMES[name], value=value)
            )
        else:
            lines.append(_("“%(name)s” does not filter: there is no %(value)s.", name=NAMES[name], value=value))
    return lines


def removable(asked: Asked) -> list[dict[str, str]]:
    """Each filter in use in words, with the address of the list without it."""
    return [
        {"name": str(NAMES[name]), "label": _words(name, value), "url": asked.url(without=name)}
        for name, value in asked.values.items()
    ]


def chosen_words(asked: Asked) -> list[str]:
    """The filters in use, each by its value alone."""
    return [_words(name, value) for name, value in asked.values.items()]


def _words(name: str, value: str) -> str:
    words: dict[str, Callable[[str], str]] = {
        "category": lambda code: dict(choices.chapters()).get(code, code),
        "unit": lambda code: people.unit_short(code, i18n.language()),
        "district": lambda code: people.unit_short(code, i18n.language()),
        "text": lambda text: _("“%(text)s”", text=text),
    }
    table = _TABLES.get(name)
    return say(table, value) if table else words.get(name, str)(value)


def _known(values: Callable[[], Container[str]]) -> Callable[[str], str | None]:
    return lambda value: value if value in values() else None


def _text(value: str) -> str | None:
    """A few words of a title or the end of a number; not a telephone."""
    value = clean.text(value).strip()
    digits = value.replace("-", "").replace(" ", "")
    phone = digits.lstrip("+").isdecimal() and len(digits) >= PHONE_DIGITS
    return None if phone or not value or len(value) > LONGEST_TEXT else value


def _level(value: str) -> int | None:
    return int(value) if value in labels.LEVELS else None


def _category(value: str) -> str | None:
    return value if value.isdecimal() and value.isascii() and len(value) in {2, 4} else None


def _day(value: str, inclusive: bool) -> datetime | None:
    try:
        found = date.fromisoformat(value)
    except ValueError:
        return None
    near = abs(found.year - clock.local(clock.now()).year) <= 30
    return at(found + timedelta(days=int(inclusive)), 0) if near else None


_TABLES: dict[str, labels.Words] = {
    "kind": labels.KINDS, "channel": labels.CHANNELS, "urgency": labels.URGENCIES, "level": labels.LEVELS,
}  # fmt: skip
_READERS: dict[str, Callable[[str], Any]] = {
    "scope": _known(lambda: SCOPES),
    "state": _known(lambda: states.STATES),
    "sort": _known(lambda: SORTS),
    "text": _text,
    "kind": _known(lambda: labels.KINDS),
    "channel": _known(lambda: labels.CHANNELS),
    "urgency": _known(lambda: labels.URGENCIES),
    "level": _level,
    "category": _category,
    "unit": _known(people.units),
    "district": _known(people.units),
    "due": lambda value: _day(value, True),
    "from": lambda value: _day(value, False),
    "until": lambda value: _day(value, True),
}
