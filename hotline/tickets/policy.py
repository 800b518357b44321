"""May this actor do this to this ticket now? Small predicates, joined with `|`. Pure.

The mayor's office reads, instructs and supervises, but has no dispatch verb to press by accident.
The administrator has none at all: who runs the machine does not read the letters (three-person separation).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from hotline.actors import Actor


class Held(Protocol):
    """What the predicates look at."""

    @property
    def id(self) -> int: ...
    @property
    def city(self) -> str: ...
    @property
    def lead_unit(self) -> str: ...
    @property
    def holders(self) -> Sequence[str]: ...
    @property
    def confidential(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Permit:
    name: str
    allows: Callable[[Actor, Held], bool]

    def __or__(self, other: "Permit") -> "Permit":
        return Permit(f"{self.name} | {other.name}", lambda a, t: self.allows(a, t) or other.allows(a, t))


def _role(*roles: str) -> Permit:
    return Permit(" | ".join(roles), lambda actor, ticket: actor.role in roles and actor.city == ticket.city)


def _of_lead(*roles: str) -> Callable[[Actor, Held], bool]:
    return lambda actor, ticket: (
        actor.role in roles and actor.city == ticket.city and bool(actor.unit) and actor.unit == ticket.lead_unit
    )


def _helps(actor: Actor, ticket: Held) -> bool:
    mine = actor.role in {"clerk", "leader"} and actor.city == ticket.city and actor.unit in ticket.holders
    return mine and actor.unit != ticket.lead_unit


LEAD = Permit("lead", _of_lead("clerk", "leader"))
"""Staff of the lead unit (主办)."""
LEAD_LEADER = Permit("lead_leader", _of_lead("leader"))
HELPER = Permit("helper", _helps)
"""Staff of an assisting unit (协办) or of a street the lead sub-assigned."""
HOLDER = Permit("holder", lambda actor, ticket: LEAD.allows(actor, ticket) or _helps(actor, ticket))
OPERATOR = _role("operator")
DISPATCHER = _role("dispatcher")
HOTLINE = _role("operator", "dispatcher")
FOLLOWUP = _role("followup")
SUPERVISOR = _role("supervisor")
MAYOR = _role("mayor")
SYSTEM = _role("system")
CITIZEN = Permit("citizen", lambda a, t: a.role == "citizen" and a.city == t.city and a.ticket_id == t.id)
STAFF = Permit(
    "staff",
    lambda actor, ticket: (
        HOLDER.allows(actor, ticket) or (HOTLINE | FOLLOWUP | SUPERVISOR | MAYOR).allows(actor, ticket)
    ),
)
REVEAL = Permit(
    "reveal",
    lambda actor, ticket: (
        (HOTLINE | FOLLOWUP | SUPERVISOR).allows(actor, ticket)
        or (HOLDER.allows(actor, ticket) and not ticket.confidential)
    ),
)
"""May see who the citizen is, one field at a time, with a reason, logged (D-67).

Who keeps the name from those written about is named to no unit: the hotline is the way to that citizen (D-66).
"""
