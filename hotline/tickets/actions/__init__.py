"""Every verb as a function `(ticket, actor, now, …) -> TicketEvent`. It checks, changes, records; never commits."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from hotline.actors import Actor
from hotline.tickets import states
from hotline.tickets.actions import closing, dispatching, disputes, handling, intake, merging, requests, splitting
from hotline.tickets.actions.ground import Happened, available, event_of, set_due, sync_reach
from hotline.tickets.actions.intake import receive
from hotline.tickets.actions.joining import join
from hotline.tickets.models import Ticket, TicketEvent

__all__ = ["ACTIONS", "Happened", "available", "event_of", "join", "perform", "receive", "set_due", "sync_reach"]

_MODULES = (intake, dispatching, handling, requests, disputes, merging, splitting, closing)
ACTIONS: dict[str, Callable[..., TicketEvent]] = {
    verb: getattr(module, verb) for module in _MODULES for verb in states.VERBS if hasattr(module, verb)
}
if set(ACTIONS) != set(states.VERBS):
    raise ValueError(f"verbs without an action: {sorted(set(states.VERBS) - set(ACTIONS))}")


def perform(verb: str, ticket: Ticket, actor: Actor, now: datetime, **brings: Any) -> TicketEvent:
    """Do one verb by its name. Raises NotAllowed, Incomplete, or TypeError for a field the verb does not know."""
    return ACTIONS[verb](ticket, actor, now, **brings)
