"""What a verb came to, in one sentence for the person who did it."""

from flask_babel import gettext as _

from hotline import i18n
from hotline.people import queries as people
from hotline.tickets import labels
from hotline.tickets.labels import say
from hotline.tickets.models import Ticket


def said(ticket: Ticket, verb: str) -> str:
    """A return granted to the third unit is no ticket to dispatch: the unit of the catalogue has it (先办后议)."""
    if verb == "grant_return" and ticket.state == "dispatched":
        unit = people.unit_name(ticket.lead_unit, i18n.language())
        return str(
            _("The return is granted. No unit took it: %(unit)s works on it until it is ruled who leads.", unit=unit)
        )
    return say(labels.DONE, verb)
