"""A citizen says that hers is the matter of another letter (我也是这件): both are handled together from the start."""

from contextlib import suppress
from datetime import datetime

from hotline.actors import system
from hotline.errors import HotlineError
from hotline.tickets import queries, states
from hotline.tickets.actions.merging import merge
from hotline.tickets.models import Ticket

SAID = "市民写信时选择“我也是这件”。"


def may_join(master: Ticket) -> bool:
    """What strangers may be shown and hang their own matter on: public, open, not answered, no report."""
    return (
        master.public
        and not master.confidential
        and master.kind != "report"
        and master.state in states.RUNNING
        and master.answered_at is None
    )


def join(ticket: Ticket, master_id: str, now: datetime) -> None:
    """Merge a fresh ticket; it stays one of its own where the other can no longer be joined."""
    known = master_id.isdecimal() and master_id.isascii() and len(master_id) < 20
    master = queries.by_id(ticket.city, int(master_id)) if known else None
    if master is None or not may_join(master) or ticket.kind == "report":
        return
    with suppress(HotlineError):
        merge(ticket, system(ticket.city), now, master.number, text=SAID)
