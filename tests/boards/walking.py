"""A city at work: tickets that walk by chance through every verb that is open to somebody."""

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from typing import Any

from hotline.actors import Actor, citizen
from hotline.db import db
from hotline.errors import HotlineError
from hotline.tickets import queries, states
from hotline.tickets.actions import available, perform, receive
from hotline.tickets.actions.splitting import Part
from hotline.tickets.inbound import Inbound
from hotline.tickets.models import Ticket

CITY = "510100"
UNITS = ("510104", "510104017", "510105", "sjj", "cgw")
DESKS = ("operator", "dispatcher", "followup", "supervisor", "mayor")
SUBJECTS = (
    ("楼下烧烤摊占道经营，油烟很大", "complaint"),
    ("小区停水三天没有人管", "help"),
    ("咨询居住证怎么办理", "consult"),
    ("建议在路口加装红绿灯", "suggest"),
)
CATEGORIES = ("0101", "0102", "0103", "0201", "1301")

ONWARD = "accept dispatch sign reply approve send_back visit close ask_return ask_extension sub_assign"
DECISIONS = ("grant_return", "refuse_return", "grant_extension", "refuse_extension")
ENDING = ("answer", "guide", "void", "withdraw", "merge", "split")
WEIGHTS = (
    dict.fromkeys(ONWARD.split(), 5.0)
    | dict.fromkeys(("miss", "rework", "visit"), 10.0)
    | dict.fromkeys(DECISIONS, 15.0)
    | dict.fromkeys(ENDING, 0.3)
)
"""How likely a verb is that somebody may do now; 1 for all others."""


class Walk:
    """`step` does one thing to one ticket, or receives a new one; time goes on by hours."""

    def __init__(self, seed: int, begin: datetime, every: timedelta = timedelta(hours=5)) -> None:
        self.chance = Random(seed)
        self.now = begin
        self.every = every
        self.tickets: list[int] = []
        self.done: set[str] = set()

    def step(self) -> None:
        self.now += self.every * self.chance.random()
        if not self.tickets or self.chance.random() < 0.15:
            self.receive()
            return
        ticket = db.session.get(Ticket, (CITY, self.chance.choice(self.tickets[-25:])))
        assert ticket is not None
        actor, verb = self.choose(ticket)
        if not verb:
            return
        nested = db.session.begin_nested()
        try:
            perform(verb, ticket, actor, self.now, **self.brings(verb, ticket))
        except HotlineError:
            nested.rollback()
            return
        nested.commit()
        self.done.add(verb)
        if verb == "split":
            self.tickets += [part.id for part in queries.parts(ticket)]

    def choose(self, ticket: Ticket) -> tuple[Actor, str]:
        """Anything open to anybody, what leads on more often, what ends it seldom."""
        left_out = {"note", "opine", "escalate", "recall", "entrust"} | self.pointless(ticket)
        open_ones = [
            (actor, verb) for actor in self.people(ticket) for verb in available(ticket, actor) if verb not in left_out
        ]
        weights = [WEIGHTS.get(verb, 1.0) for _, verb in open_ones]
        return self.chance.choices(open_ones, weights)[0] if open_ones else (Actor(0, "", "", CITY), "")

    def pointless(self, ticket: Ticket) -> set[str]:
        """Decisions where nothing waits to be decided."""
        waiting = {one.sort for one in queries.requests(ticket) if one.state == "pending"}
        ruling = set() if "arbitrate" in waiting else {"rule"}
        return ruling | {verb for verb in DECISIONS if verb.partition("_")[2] not in waiting}

    def receive(self, role: str = "") -> Ticket:
        subject, kind = self.chance.choice(SUBJECTS)
        message = Inbound(
            channel=self.chance.choice(("phone", "web", "app")),
            external_id=f"walk-{self.chance.getrandbits(60)}",
            title=subject,
            body=subject + "，请尽快处理。",
            kind=kind,
            received_at=self.now,
            category=self.chance.choice(("", *CATEGORIES)),
        )
        role = role or self.chance.choice(("operator", "citizen"))
        ticket = receive(message, Actor(1, "演示", role, CITY, CITY), self.now)
        self.tickets.append(ticket.id)
        return ticket

    def take_back(self) -> None:
        """A dispatch and at once its recall: nobody walks that fast by chance."""
        ticket, who = self.receive("operator"), Actor(3, "演示", "dispatcher", CITY, CITY)
        for verb, brings in (("accept", {}), ("dispatch", {"unit": "cgw"}), ("recall", {})):
            perform(verb, ticket, who, self.now, **brings)
            self.done.add(verb)

    def several(self) -> None:
        """A letter split, its parts answered on the line, and its one answer: a long way to go by chance."""
        letter, who = self.receive("operator"), Actor(3, "演示", "dispatcher", CITY, CITY)
        perform("split", letter, who, self.now, **self.brings("split", letter))
        for part in queries.parts(letter):
            self.tickets.append(part.id)
            verb = "recall" if part.state == "dispatched" else "answer"
            perform(verb, part, who, self.now, text="演示说明。")
            if verb == "recall":
                perform("answer", part, who, self.now, text="演示说明。")
        perform("compose", letter, who, self.now, text="演示说明。")
        self.done |= {"split", "compose"}

    def people(self, ticket: Ticket) -> list[Actor]:
        found = [Actor(2, "演示", role, CITY, CITY) for role in DESKS]
        if ticket.lead_unit:
            found += [Actor(3, "演示", role, CITY, ticket.lead_unit) for role in ("clerk", "leader")]
        return [*found, citizen(CITY, ticket.id)]

    def brings(self, verb: str, ticket: Ticket) -> dict[str, Any]:
        words = {"text": "演示说明。"}
        makers: dict[str, Callable[[], dict[str, Any]]] = {
            "accept": dict,
            "sign": dict,
            "correct": lambda: {"category": self.chance.choice(CATEGORIES), "kind": self.chance.choice(SUBJECTS)[1]},
            "dispatch": lambda: {"unit": self.chance.choice(UNITS), "assist": ["jtj"] * self.chance.randrange(2)},
            "redispatch": lambda: {"unit": self.chance.choice(UNITS), **words},
            "sub_assign": lambda: {"unit": "510104017"},
            "ask_return": lambda: {"reason": "duty", **words},
            "ask_extension": lambda: {"reason": "complex", "days": 3, **words},
            "reply": lambda: {"resolution": "solved", "internal": "已查。", "public": "已办好。"},
            "visit": self.marks,
            "rework": self.marks,
            "merge": lambda: {"master": self.other(ticket).number},
            "rule": lambda: {"unit": self.chance.choice(UNITS), **words},
            "split": lambda: {"parts": [Part("第一件事", "", self.chance.choice(UNITS)), Part("第二件事")]},
        }
        return makers.get(verb, lambda: words)()

    def marks(self) -> dict[str, Any]:
        return {
            "solved": self.chance.choice(("solved", "basically", "unsolved")),
            "satisfied": self.chance.choice(("satisfied", "basically", "dissatisfied")),
            "process": self.chance.choice(("", "satisfied", "dissatisfied")),
        }

    def other(self, ticket: Ticket) -> Ticket:
        found = db.session.get(Ticket, (CITY, self.chance.choice([one for one in self.tickets if one != ticket.id])))
        assert found is not None
        return found


EVERY_VERB = set(states.VERBS) - {"note", "opine", "escalate", "go_on", "share", "gather", "entrust"}
