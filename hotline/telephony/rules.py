"""One call from its events (通话事件): a function of their set, so late, doubled or shuffled ones do no harm.

Also which missed calls wait to be called back (漏接回拨), and until when.
"""

import hashlib
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import astuple, dataclass
from datetime import datetime, timedelta

KINDS = ("ringing", "answered", "transferred", "held", "resumed", "recording", "missed", "ended", "lapsed")
"""振铃 接听 转接 保持 恢复 录音就绪 未接 挂断, in the order of one moment; `lapsed` is ours: silence."""
TOLD = KINDS[:-1]
"""What a telephone system may say."""
LIVE = frozenset({"ringing", "talking", "held"})
STATES = ("ringing", "talking", "held", "ended", "missed")
EMERGENCY = ("110", "119", "120", "122")
"""警察 消防 急救 交通事故: whom a call may be put through to without asking anybody."""
_EXTENSION = re.compile(r"\d{2,8}")
_RANK = {kind: place for place, kind in enumerate(KINDS)}


@dataclass(frozen=True, slots=True)
class CallEvent:
    """What happened to a call at one moment. Empty means: not said.

    `call`: the telephone system's id of the call; `caller`, `line`: the numbers that called and was called;
    `extension`: the desk (座席分机) it rings or is answered at; `to`: where it goes on; `recording`: its address.
    """

    call: str
    kind: str
    at: datetime
    caller: str = ""
    line: str = ""
    extension: str = ""
    to: str = ""
    recording: str = ""

    @property
    def key(self) -> str:
        """The same for the same event told twice."""
        return hashlib.sha256(repr(astuple(self)).encode("utf-8", "replace")).hexdigest()


@dataclass(frozen=True, slots=True)
class CallState:
    """What the events of one call say when all are read together. `extension`: where it rings or is spoken now."""

    state: str
    caller: str
    line: str
    extension: str
    rang_at: datetime
    answered_at: datetime | None
    ended_at: datetime | None
    last_at: datetime
    transfers: tuple[tuple[datetime, str], ...]
    recording: str

    @property
    def live(self) -> bool:
        return self.state in LIVE


def fold(events: Collection[CallEvent]) -> CallState:
    """The call as its events tell it. Raises ValueError for none."""
    told = sorted(set(events), key=lambda one: (one.at, _RANK[one.kind], one.key))
    if not told:
        raise ValueError("a call has at least one event")
    answered = _first(told, "answered")
    over = _first(told, "ended", *(() if answered else ("missed",)))
    if over is None and told[-1].kind == "lapsed":
        over = told[-1].at
    return CallState(
        state=_state(told, answered, over), caller=_said(told, "caller"), line=_said(told, "line"),
        extension=_extension(told, answered), rang_at=told[0].at, answered_at=answered, ended_at=over,
        last_at=told[-1].at, transfers=tuple((one.at, one.to) for one in told if one.kind == "transferred"),
        recording=next((one.recording for one in reversed(told) if one.recording), ""),
    )  # fmt: skip


def _state(told: Sequence[CallEvent], answered: datetime | None, over: datetime | None) -> str:
    if over is not None:
        return "ended" if answered else "missed"
    if answered is None:
        return "ringing"
    last = next(one.kind for one in reversed(told) if one.kind in {"answered", "held", "resumed", "transferred"})
    return "held" if last == "held" else "talking"


def _extension(told: Sequence[CallEvent], answered: datetime | None) -> str:
    """Once somebody answered, desks that rang in vain count no more."""
    wanted = {"answered", "transferred"} if answered else {"ringing"}
    desks = [one.to if one.kind == "transferred" else one.extension for one in told if one.kind in wanted]
    return next((desk for desk in reversed(desks) if is_extension(desk)), "")


def is_extension(number: str) -> bool:
    """A desk of our own, not a number outside."""
    return number not in EMERGENCY and _EXTENSION.fullmatch(number) is not None


def _first(told: Iterable[CallEvent], *kinds: str) -> datetime | None:
    return next((one.at for one in told if one.kind in kinds), None)


def _said(told: Iterable[CallEvent], field: str) -> str:
    return next((value for one in told if (value := getattr(one, field))), "")


@dataclass(frozen=True, slots=True)
class Waiting:
    """The missed calls of one number that nobody has answered yet, as one task."""

    calls: int
    first_at: datetime
    last_at: datetime

    def due_at(self, limit: timedelta) -> datetime:
        """Counted from the first: who calls again does not wait longer for it."""
        return self.first_at + limit


def to_call_back(missed: Iterable[datetime], answered: Iterable[datetime], settled: datetime | None) -> Waiting | None:
    """What of one number's calls waits to be called back.

    `missed`: when the missed ones rang; `answered`: when others of the number were answered; `settled`: the last time
    a person was done with the number. A missed call before either is settled.
    """
    done = max([*answered, *([settled] if settled else [])], default=None)
    left = sorted(at for at in missed if done is None or at > done)
    return Waiting(len(left), left[0], left[-1]) if left else None
