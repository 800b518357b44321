"""What one event adds to the numbers: the only place where a number of the boards is defined.

The listener that counts while work goes on and the recount from the events both use `deltas`, so they can differ
only where something was lost. Flows are counted on the city's day of the event, under the facts of that moment;
stocks (in hand, by state) stand under `ALWAYS` and move with the ticket.

Decisions:
- A unit's answer is judged once, when it is approved. A rework's answer is counted apart (`redone_*`), so that no
  ticket answers twice; a reopened ticket is handled anew and answers anew.
- A limit is missed once: when the red card is fired for the lead unit, or when a late answer is approved that no red
  card came before. A limit that a correction moved and that is missed again is missed again.
- Every mark of a citizen counts, also the one that led to a rework: it is never overwritten (D-55).
- A dispatch taken back within its seconds is counted as none.
- 一次派准率 looks at the tickets first dispatched in the period: lost is what was returned with leave, moved to another
  unit or taken from one that it accuses, once a ticket however often it went on; aside is what was withdrawn or merged
  while its first unit had it.
- A letter split into parts is one letter: received, closed and marked once, under no unit. Its parts are what units
  answer for: dispatched, signed, answered, missed, each for its own unit (docs/decisions/0031).
- `received` follows a later correction of category or kind, on the day of receipt; the other flows do not.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from hotline import clock
from hotline.tickets import states

ALWAYS = date(2000, 1, 1)
"""The day of every stock."""

STOCKS = {state: f"in_{state}" for state in states.STATES if state in states.OPEN - {"parted"}}
"""State of an open ticket → its stock; together they are what is in hand (在办), a letter in parts by its parts."""
OF_LETTERS = frozenset({
    "received", "guided", "direct", "voided", "withdrawn", "merged", "reopened", "closed", "unmarked", "urged",
})  # fmt: skip
"""Flows of whole letters: a part adds nothing to them."""

COHORT = frozenset({"first_lost", "first_aside"})
"""Flows that stand on the day of the first dispatch, whenever the event was: of what was given then, what became."""
ASIDE = frozenset({"withdraw", "merge", "unmerge"})
"""Verbs by which a ticket leaves its first unit without saying whether that was the right one."""

SOLVED = {"solved": "solved", "basically": "solved_basically", "unsolved": "unsolved"}
SATISFIED = {"satisfied": "satisfied", "basically": "satisfied_basically", "dissatisfied": "dissatisfied"}
PROCESS = {"satisfied": "process_satisfied", "basically": "process_basically", "dissatisfied": "process_dissatisfied"}
CARDS = {"yellow": "card_yellow", "red": "card_red", "supervise_unit": "card_unit", "supervise_city": "card_city"}
"""Rung of the ladder → how often it was fired for a unit: 黄牌 红牌·催办 督办 提级督办."""


class Event(Protocol):
    """The facts of one row of `ticket_events`."""

    @property
    def verb(self) -> str: ...
    @property
    def frm(self) -> str: ...
    @property
    def to(self) -> str: ...
    @property
    def at(self) -> datetime: ...
    @property
    def unit(self) -> str: ...
    @property
    def category(self) -> str: ...
    @property
    def channel(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def data(self) -> Mapping[str, Any]: ...


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """The row of `rollups` that a delta belongs to."""

    day: date
    unit: str
    category: str
    channel: str
    kind: str
    measure: str


Delta = tuple[Key, int]
Flow = tuple[str, str, int]
"""measure, unit, n"""


def deltas(event: Event) -> list[Delta]:
    """Everything this event adds or takes away."""
    day = clock.local(event.at).date()
    flows = _FLOWS.get(event.verb)
    counted = [
        (Key(day, unit, event.category, event.channel, event.kind, measure), n)
        for measure, unit, n in (flows(event) if flows else ())
        if not (event.data.get("parent") and measure in OF_LETTERS)
    ]
    return [*counted, *_taken_back(event), *_left_the_first(event), *_received_elsewhere(event), *_moves(event)]


def made_by(measure: str) -> tuple[str, ...]:
    """The verbs whose events can add to this flow."""
    return _VERBS[measure]


def _moves(event: Event) -> Iterator[Delta]:
    old, new = event.data.get("changed", {}), event.unit
    left = _stock(event, event.frm, _unit_before(event), old)
    came = _stock(event, event.to, "" if event.to in states.DESK else new, {})
    if left == came:
        return
    if left:
        yield left, -1
    if came:
        yield came, 1


def _stock(event: Event, state: str, unit: str, old: Mapping[str, Any]) -> Key | None:
    if state not in STOCKS:
        return None
    category = old["category"][0] if "category" in old else event.category
    kind = old["kind"][0] if "kind" in old else event.kind
    return Key(ALWAYS, unit, category, event.channel, kind, STOCKS[state])


def _unit_before(event: Event) -> str:
    if event.frm in states.DESK:
        return ""
    return str(event.data.get("from_unit", event.unit)) if event.verb == "redispatch" else event.unit


def _taken_back(event: Event) -> Iterator[Delta]:
    """A recalled dispatch was none, on its own day."""
    if event.verb == "recall":
        day = clock.local(clock.parse(event.data["dispatched"])).date()
        measure = "dispatched" if event.data["first"] else "redispatched"
        yield Key(day, event.unit, event.category, event.channel, event.kind, measure), -1


def _left_the_first(event: Event) -> Iterator[Delta]:
    """A ticket leaves the unit it was first given to: counted once, where and when it was first dispatched."""
    if "first_held" not in event.data:
        yield from _left_as_counted_before(event)
        return
    held = event.data["first_held"]
    if not held:
        return
    day, n = clock.local(clock.parse(held["at"])).date(), -1 if event.verb == "unmerge" else 1
    measure = "first_aside" if event.verb in ASIDE else "first_lost"
    yield Key(day, held["unit"], held["category"], event.channel, held["kind"], measure), n


def _left_as_counted_before(event: Event) -> Iterator[Delta]:
    """An event from before the fact was kept counts on its own day, under the unit it was taken from."""
    if event.verb in ("grant_return", "redispatch"):
        unit = event.unit if event.verb == "grant_return" else str(event.data.get("from_unit", ""))
        day = clock.local(event.at).date()
        yield Key(day, unit, event.category, event.channel, event.kind, "first_lost"), 1


def _received_elsewhere(event: Event) -> Iterator[Delta]:
    """A corrected category or kind takes the ticket's receipt with it."""
    changed = event.data.get("changed", {})
    if (
        event.verb != "correct"
        or "received" not in event.data
        or event.data.get("parent")
        or not {"category", "kind"} & set(changed)
    ):
        return
    day = date.fromisoformat(event.data["received"])
    category = changed.get("category", [event.category])[0]
    kind = changed.get("kind", [event.kind])[0]
    yield Key(day, "", category, event.channel, kind, "received"), -1
    yield Key(day, "", event.category, event.channel, event.kind, "received"), 1


def _once(measure: str) -> Callable[[Event], Iterator[Flow]]:
    def flows(event: Event) -> Iterator[Flow]:
        yield measure, event.unit, 1

    return flows


def _received(event: Event) -> Iterator[Flow]:
    yield "received", "", 1


def _dispatched(event: Event) -> Iterator[Flow]:
    yield "dispatched" if event.data.get("first", True) else "redispatched", event.unit, 1


def _redispatched(event: Event) -> Iterator[Flow]:
    yield "redispatched", event.unit, 1
    yield "moved_away", str(event.data.get("from_unit", "")), 1


def _signed(event: Event) -> Iterator[Flow]:
    yield "signed_late" if event.data.get("late") else "signed_on_time", event.unit, 1


def _contacted(event: Event) -> Iterator[Flow]:
    if event.data.get("first"):
        yield "contacted_late" if event.data.get("late") else "contacted_on_time", event.unit, 1


def _answered(event: Event) -> Iterator[Flow]:
    late = bool(event.data.get("late"))
    if event.data.get("again"):
        yield "redone_late" if late else "redone_on_time", event.unit, 1
        return
    yield "answered_late" if late else "answered_on_time", event.unit, 1
    yield "waited", event.unit, int(event.data.get("waited", 0))
    if late and not event.data.get("carded"):
        yield "missed", event.unit, 1


def _escalated(event: Event) -> Iterator[Flow]:
    unit, code = str(event.data.get("unit", event.unit)), event.data.get("code", "")
    if code in CARDS:
        yield CARDS[code], unit, 1
    if code == "red" and unit == event.unit and not event.data.get("again"):
        yield "missed", unit, 1


def _marked(event: Event) -> Iterator[Flow]:
    yield "evaluated", event.unit, 1
    for field, table in (("solved", SOLVED), ("satisfied", SATISFIED), ("process", PROCESS)):
        if event.data.get(field) in table:
            yield table[event.data[field]], event.unit, 1
    yield ("closed" if event.verb == "visit" else "reworked"), event.unit, 1


def _closed(event: Event) -> Iterator[Flow]:
    yield "closed", event.unit, 1
    yield "unmarked", event.unit, 1


_ONCE = {
    "guide": "guided", "answer": "direct", "void": "voided", "withdraw": "withdrawn", "merge": "merged",
    "reopen": "reopened", "urge": "urged", "supervise": "supervised", "grant_extension": "extended",
    "grant_return": "returned", "refuse_return": "return_refused", "send_back": "sent_back", "miss": "not_reached",
}  # fmt: skip
_FLOWS: dict[str, Callable[[Event], Iterator[Flow]]] = {
    states.START: _received,
    "dispatch": _dispatched,
    "redispatch": _redispatched,
    "sign": _signed,
    "contact": _contacted,
    "approve": _answered,
    "escalate": _escalated,
    "visit": _marked,
    "rework": _marked,
    "close": _closed,
    **{verb: _once(measure) for verb, measure in _ONCE.items()},
}
_MARKS = (*SOLVED.values(), *SATISFIED.values(), *PROCESS.values(), "evaluated")
_VERBS: dict[str, tuple[str, ...]] = {
    **{measure: (verb,) for verb, measure in _ONCE.items()},
    **dict.fromkeys(_MARKS, ("visit", "rework")),
    **dict.fromkeys(CARDS.values(), ("escalate",)),
    **dict.fromkeys(("answered_on_time", "answered_late", "redone_on_time", "redone_late", "waited"), ("approve",)),
    **dict.fromkeys(("signed_on_time", "signed_late"), ("sign",)),
    **dict.fromkeys(("contacted_on_time", "contacted_late"), ("contact",)),
    "received": (states.START,),
    "dispatched": ("dispatch",),
    "redispatched": ("dispatch", "redispatch"),
    "moved_away": ("redispatch",),
    "missed": ("approve", "escalate"),
    "first_lost": ("grant_return", "redispatch", "correct", "supply", "urge", "note", "rework"),
    "first_aside": ("withdraw", "merge"),
    "reworked": ("rework",),
    "closed": ("visit", "close"),
    "unmarked": ("close",),
}
FLOWS = tuple(_VERBS)
"""Every flow; `waited` is a sum of seconds from receipt to answer, the others count events."""
