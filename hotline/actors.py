"""Who acts: an `Actor` is an argument of every action, never a global. Pure."""

from dataclasses import dataclass

ROLES = ("operator", "dispatcher", "clerk", "leader", "followup", "supervisor", "mayor", "admin", "auditor")
"""话务员 派单员 承办单位经办 单位领导 回访员 督办员 市领导办公室 系统管理员 审计员."""


@dataclass(frozen=True, slots=True)
class Actor:
    """A person at a desk, the citizen of one ticket, or the system itself."""

    id: int
    name: str
    role: str
    city: str
    unit: str = ""
    """Code of the unit this person works for; empty for the citizen and the system."""
    unit_name: str = ""
    ticket_id: int = 0
    """The citizen's own ticket, proven by number and query code."""


def system(city: str) -> Actor:
    """SYSTEM is an actor too: jobs and automatic routing act in its name."""
    return Actor(0, "系统", "system", city)


def citizen(city: str, ticket_id: int) -> Actor:
    """The citizen who proved number and query code; sees and acts on that one ticket."""
    return Actor(0, "市民", "citizen", city, ticket_id=ticket_id)
