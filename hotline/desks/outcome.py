"""What a verb came to, in one sentence for the person who did it."""

from collections.abc import Sequence

from flask_babel import gettext as _

from hotline import i18n
from hotline.desks.forms import VerbForm
from hotline.people import queries as people
from hotline.tickets import labels, queries, states
from hotline.tickets.labels import say
from hotline.tickets.models import Request, Ticket


def said(ticket: Ticket, verb: str) -> str:
    """A return granted to the third unit is no ticket to dispatch: another has it until the ruling (先办后议)."""
    if verb == "grant_return" and ticket.state == "dispatched":
        unit = people.unit_name(ticket.lead_unit, i18n.language())
        if gave_it_back(ticket.lead_unit, queries.requests(ticket)):
            return str(
                _(
                    "The return is granted. No other unit is left: %(unit)s works on it until it is ruled who leads, "
                    "although its own return of it was granted.",
                    unit=unit,
                )
            )
        return str(
            _("The return is granted. No unit took it: %(unit)s works on it until it is ruled who leads.", unit=unit)
        )
    return say(labels.DONE, verb)


def gone(ticket: Ticket, verb: str) -> str:
    """Why the step of a form that came too late cannot be done any more. One that is still open is sent again."""
    act = say(labels.VERBS, verb)
    if states.find(verb, ticket.state):
        return str(_("“%(act)s” is no longer yours to do: somebody was faster with this ticket.", act=act))
    state = say(labels.STATES, ticket.state)
    return str(_("“%(act)s” is no longer possible: the ticket is “%(state)s” by now.", act=act, state=state))


def gave_it_back(unit: str, asked: Sequence[Request]) -> bool:
    """This unit returned the ticket, and the hotline agreed."""
    return any(one.sort == "return" and one.state == "granted" and one.unit == unit for one in asked)


def written(form: VerbForm) -> list[tuple[str, str]]:
    """What was typed into a form that is no longer offered, with the labels of its fields."""
    return [
        (str(one.label.text), one.data)
        for one in form
        if isinstance(one.data, str) and one.data.strip() and one.type in {"TextAreaField", "StringField"}
    ]
