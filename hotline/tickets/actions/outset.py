"""Whether a ticket leaves the unit it was first given to: the fact that 一次派准率 is counted from (K-13)."""

from hotline import clock
from hotline.tickets import queries
from hotline.tickets.models import Ticket

GIVEN_UP = frozenset({"returned", "redispatched", "recused"})
"""Outcomes of a lead's part after which the ticket is with its first unit no more."""


def first_held(ticket: Ticket) -> dict[str, str] | None:
    """The first dispatch (`unit`, `at`, and `category` and `kind` of that moment) while its unit still has the ticket.

    Ask before the parts end. None where no unit has it, where it left the first one before, and once it was reopened:
    that is another round. A dispatch taken back within its seconds was none.
    """
    leads = [part for part in queries.assignments(ticket) if part.part == "lead" and part.outcome != "recalled"]
    if not leads or leads[-1].ended_at is not None or leads[-1].unit != leads[0].unit:
        return None
    events = queries.timeline(ticket)
    if any(part.outcome in GIVEN_UP for part in leads) or any(event.verb == "reopen" for event in events):
        return None
    given = next((event for event in reversed(events) if event.verb == "dispatch" and event.data.get("first")), None)
    if given is None:
        return None
    return {"unit": leads[0].unit, "at": clock.iso(given.at), "category": given.category, "kind": given.kind}
