"""A matter turns out to be a report after it was given out: those it accuses lose it at once (D-66)."""

from hotline.routing import queries
from hotline.routing.actions import matter_of
from hotline.tickets.actions import Happened
from hotline.tickets.actions.recusal import recuse


def shut_out(happened: Happened) -> None:
    """Whoever the text accuses, or only names without asking it for help, and all below it, see the ticket no more.

    Better once too often: nobody is kept from giving it back to a unit that is only named. The citizen is hidden too.
    """
    ticket, event = happened.ticket, happened.event
    if event.data.get("changed", {}).get("kind", ("", ""))[1] != "report":
        return
    ticket.confidential = True
    engine = queries.engine()
    matter = matter_of(ticket, "")
    kept_off = {*engine.decide(matter).barred, *engine.named(matter)}
    recused = recuse(ticket, kept_off, happened.now)
    if recused:
        # The event keeps the unit it is taken from, as every other that takes a ticket back.
        event.to = ticket.state
        event.data = {**event.data, "recused": list(recused)}
