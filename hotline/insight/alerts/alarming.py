"""A life may be in danger (扬言 and the like): the dispatchers are told at once, not only a queue (D-31)."""

from hotline import outbox
from hotline.tickets.actions import Happened

TOLD = "role:dispatcher"


def tell(happened: Happened) -> None:
    """Listener of every receipt: what must be answered within two hours rings at the dispatchers' desk."""
    ticket, event = happened.ticket, happened.event
    if ticket.urgency == "h2":
        outbox.post(event.city, TOLD, f"{event.id} alarm", "alarm", {"ticket": ticket.id}, happened.now, shown=True)
