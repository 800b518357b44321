"""What a person can do to a ticket, as the request a browser sends: who, from which desk, with which words."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from hotline.db import db
from hotline.people.models import User
from hotline.tickets import queries
from hotline.tickets.actions.splitting import Part
from hotline.tickets.models import Ticket
from tests.tickets import walking

DISTRICT, STREET, OTHER, BUREAU = walking.DISTRICT, walking.STREET, walking.OTHER, walking.BUREAU
Who = tuple[str, ...]
"""Role and unit, of two different people; with a login, one person at two browsers."""
CITIZEN: Who = ("citizen", "")
SENDER: Who = ("dispatcher", walking.CITY, "sender")
OPERATOR, DISPATCHER, FOLLOWUP, SUPERVISOR, MAYOR = (
    (role, walking.CITY) for role in ("operator", "dispatcher", "followup", "supervisor", "mayor")
)
CLERK, LEADER, HELPER = ("clerk", DISTRICT), ("leader", DISTRICT), ("clerk", BUREAU)
WORDS = "〔words〕"
"""Stands for what this person writes, and nobody else."""
MARKS = {"solved": "solved", "satisfied": "satisfied"}
BAD_MARKS = {"solved": "unsolved", "satisfied": "dissatisfied"}


@dataclass(frozen=True, slots=True)
class Move:
    """`who` sends `fields` to `path`; `verb` is what the timeline then says."""

    verb: str
    who: Who
    path: str
    fields: dict[str, str]

    def form(self, words: str) -> dict[str, str]:
        return {name: value.replace(WORDS, words) for name, value in self.fields.items()}

    @property
    def writes(self) -> bool:
        return any(WORDS in value for value in self.fields.values())


def _desk(verb: str, who: Who, **fields: str) -> Move:
    return Move(verb, who, f"/staff/tickets/<number>/{verb}", fields)


def _call(verb: str, **fields: str) -> Move:
    return Move(verb, FOLLOWUP, "/staff/follow-ups/<number>", {"contacted": "yes", "words": WORDS, **fields})


def _citizen(verb: str, tail: str = "", **fields: str) -> Move:
    return Move(verb, CITIZEN, f"/track/<number>/{tail or verb}", fields)


_text = {"text": WORDS}
_two = {"part1-words": f"路灯不亮{WORDS}", "part2-words": "居住证怎么办"}
_reply = {"resolution": "solved", "internal": WORDS, "public": f"您好，{WORDS}"}
# fmt: off
MOVES: dict[str, Move] = {
    "accept":           _desk("accept", OPERATOR),
    "ask_info":         _desk("ask_info", OPERATOR, **_text),
    "guide":            _desk("guide", DISPATCHER, **_text),
    "answer":           _desk("answer", OPERATOR, **_text),
    "correct":          _desk("correct", DISPATCHER, urgency="h24", **_text),
    "split":            _desk("split", DISPATCHER, **_two),
    "compose":          _desk("compose", OPERATOR, **_text),
    "void":             _desk("void", DISPATCHER, **_text),
    "dispatch":         _desk("dispatch", DISPATCHER, unit=DISTRICT, **_text),
    "redispatch":       _desk("redispatch", DISPATCHER, unit=OTHER, **_text),
    "recall":           _desk("recall", SENDER),
    "sign":             _desk("sign", CLERK),
    "contact":          _desk("contact", CLERK, **_text),
    "sub_assign":       _desk("sub_assign", CLERK, unit=STREET, **_text),
    "entrust":          _desk("entrust", LEADER, handler="leader-510104-0", **_text),
    "opine":            _desk("opine", HELPER, **_text),
    "ask_return":       _desk("ask_return", CLERK, reason="place", **_text),
    "grant_return":     _desk("grant_return", DISPATCHER, **_text),
    "refuse_return":    _desk("refuse_return", DISPATCHER, **_text),
    "refer":            _desk("refer", DISPATCHER, **_text),
    "rule":             _desk("rule", SUPERVISOR, unit=DISTRICT, **_text),
    "ask_extension":    _desk("ask_extension", CLERK, reason="complex", days="3", **_text),
    "grant_extension":  _desk("grant_extension", SUPERVISOR, **_text),
    "refuse_extension": _desk("refuse_extension", DISPATCHER, **_text),
    "reply":            _desk("reply", CLERK, **_reply),
    "approve":          _desk("approve", LEADER, **_text),
    "send_back":        _desk("send_back", SUPERVISOR, **_text),
    "miss":             _call("miss", act="missed"),
    "visit":            _call("visit", act="reached", treated="satisfied", **MARKS),
    "rework":           _call("rework", act="reached", treated="satisfied", reason="no_show", **BAD_MARKS),
    "close":            _desk("close", SUPERVISOR, **_text),
    "reopen":           _desk("reopen", SUPERVISOR, **_text),
    "supply":           _desk("supply", OPERATOR, **_text),
    "urge":             _desk("urge", OPERATOR, **_text),
    "withdraw":         _desk("withdraw", OPERATOR, **_text),
    "merge":            _desk("merge", DISPATCHER, master="<other>", **_text),
    "unmerge":          _desk("unmerge", DISPATCHER, **_text),
    "note":             _desk("note", CLERK, **_text),
    "instruct":         _desk("instruct", MAYOR, **_text),
    "supervise":        _desk("supervise", SUPERVISOR, **_text),
    "her_supply":       _citizen("supply", **_text),
    "her_urge":         _citizen("urge"),
    "her_withdrawal":   _citizen("withdraw", **_text),
    "her_marks":        _citizen("visit", "evaluate", way="satisfied", words=WORDS, **MARKS),
    "her_bad_marks":    _citizen("rework", "evaluate", way="satisfied", words=WORDS, **BAD_MARKS),
}
# fmt: on


def helped(external_id: str, **more: Any) -> Ticket:
    return walking.handling(external_id, assist=(BUREAU,), **more)


def asked_back(external_id: str, **more: Any) -> Ticket:
    ticket = walking.handling(external_id, **more)
    walking.do("ask_return", ticket, walking.CLERK, reason="place", text="地址在成华区")
    return ticket


def disputed(external_id: str, **more: Any) -> Ticket:
    ticket = walking.handling(external_id, **more)
    walking.do("refer", ticket, walking.DISPATCHER, text="职责争议")
    return ticket


def asked_more(external_id: str, **more: Any) -> Ticket:
    ticket = walking.handling(external_id, **more)
    walking.do("ask_extension", ticket, walking.CLERK, reason="complex", text="情况复杂", days=5)
    return ticket


def questioned(external_id: str, **more: Any) -> Ticket:
    ticket = walking.received(external_id, **more)
    walking.do("ask_info", ticket, walking.OPERATOR, text="哪一栋哪一单元？")
    return ticket


def sent_just_now(external_id: str, **more: Any) -> Ticket:
    """By the person who may take it back."""
    ticket = walking.accepted(external_id, **more)
    sender = db.session.scalars(select(User.id).where(User.login == SENDER[2])).one()
    walking.do("dispatch", ticket, walking.who("dispatcher", user_id=sender), unit=DISTRICT)
    return ticket


def closed(external_id: str, **more: Any) -> Ticket:
    ticket = walking.reviewed(external_id, **more)
    walking.do("close", ticket, walking.SUPERVISOR, text="联系不上")
    return ticket


def gathered(external_id: str, **more: Any) -> Ticket:
    """A letter whose two parts have ended."""
    ticket = walking.accepted(external_id, **more)
    parts = [Part("路灯不亮，三天了。"), Part("居住证怎么办理？")]
    walking.do("split", ticket, walking.DISPATCHER, parts=parts)
    for part in queries.parts(ticket):
        walking.do("answer", part, walking.OPERATOR, text="已修好。")
    return ticket


def parted(external_id: str, **more: Any) -> Ticket:
    """A letter whose two parts are with their units."""
    ticket = walking.accepted(external_id, **more)
    parts = [Part("路灯不亮，三天了。", "", DISTRICT), Part("居住证怎么办理？", "", BUREAU)]
    walking.do("split", ticket, walking.DISPATCHER, parts=parts)
    return ticket


def merged(external_id: str, **more: Any) -> Ticket:
    master, ticket = walking.handling(f"{external_id} master", **more), walking.handling(external_id, **more)
    walking.do("merge", ticket, walking.DISPATCHER, master=master.number)
    return ticket


Stage = Callable[..., Ticket]
Pair = tuple[Stage, str, str]
# fmt: off
RIVALS: tuple[Pair, ...] = (
    # stage               one                 and at the same moment
    (walking.received,    "accept",           "void"),
    (walking.received,    "ask_info",         "accept"),
    (walking.accepted,    "guide",            "answer"),
    (walking.accepted,    "answer",           "dispatch"),
    (walking.accepted,    "correct",          "dispatch"),
    (walking.accepted,    "void",             "her_withdrawal"),
    (walking.accepted,    "split",            "dispatch"),
    (walking.accepted,    "dispatch",         "merge"),
    (walking.accepted,    "merge",            "guide"),
    (walking.dispatched,  "sign",             "her_withdrawal"),
    (sent_just_now,       "recall",           "contact"),
    (helped,              "redispatch",       "opine"),
    (helped,              "opine",            "sub_assign"),
    (walking.handling,    "contact",          "redispatch"),
    (walking.handling,    "sub_assign",       "reply"),
    (walking.handling,    "entrust",          "reply"),
    (walking.handling,    "ask_return",       "redispatch"),
    (walking.handling,    "ask_extension",    "ask_return"),
    (asked_back,          "grant_return",     "refuse_return"),
    (walking.handling,    "refer",            "redispatch"),
    (disputed,            "rule",             "reply"),
    (asked_back,          "refuse_return",    "reply"),
    (asked_more,          "grant_extension",  "refuse_extension"),
    (asked_more,          "refuse_extension", "redispatch"),
    (walking.handling,    "reply",            "her_withdrawal"),
    (walking.handling,    "reply",            "ask_extension"),
    (walking.replied,     "approve",          "send_back"),
    (walking.reviewed,    "miss",             "visit"),
    (walking.reviewed,    "visit",            "her_bad_marks"),
    (walking.reviewed,    "rework",           "her_marks"),
    (walking.reviewed,    "close",            "her_supply"),
    (closed,              "reopen",           "note"),
    (questioned,          "supply",           "her_supply"),
    (walking.handling,    "urge",             "her_urge"),
    (walking.handling,    "withdraw",         "her_urge"),
    (merged,              "unmerge",          "note"),
    (walking.handling,    "note",             "reply"),
    (walking.handling,    "instruct",         "her_supply"),
    (walking.handling,    "supervise",        "withdraw"),
    (gathered,            "compose",          "her_supply"),
    (parted,              "her_withdrawal",   "urge"),
    (parted,              "her_withdrawal",   "withdraw"),
)
# fmt: on
TWICE: tuple[Pair, ...] = tuple((next(stage for stage, *pair in RIVALS if move in pair), move, move) for move in MOVES)
SIDE_BY_SIDE = frozenset({"note", "instruct", "supervise", "supply", "urge", "her_supply", "her_urge"})
"""Adds and takes nothing away: it may stand before or after whatever happens at the same moment."""
