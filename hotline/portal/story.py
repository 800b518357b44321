"""What happened, told to the citizen: public events in plain words, oldest first; no name, no internal text."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from flask_babel import gettext as _

from hotline import i18n
from hotline.people import queries as people
from hotline.privacy import masking
from hotline.tickets import labels
from hotline.tickets.labels import say
from hotline.tickets.models import Petitioner, Reply, Ticket, TicketEvent

OWN_WORDS = frozenset({"supply", "visit", "rework", "ask_info"})
"""Texts the citizen wrote, or that were written to be read by her. All others stay inside."""


@dataclass(frozen=True, slots=True)
class Entry:
    at: datetime
    title: str
    text: str = ""
    actor: str = ""
    unit: str = ""
    internal: bool = False
    system: bool = False
    items: list[tuple[str, str]] = field(default_factory=list)


def entries(ticket: Ticket, events: list[TicketEvent], replies: list[Reply], person: Petitioner) -> list[Entry]:
    """One entry a public event. Answers that were followed by another one stand here; the last has its own place."""
    earlier = {reply.reviewed_at: reply.public for reply in replies if reply.state == "approved"}
    told = []
    for event in events:
        title = _title(event, ticket, events)
        if not title:
            continue
        text = masking.text(event.text) if event.verb in OWN_WORDS else ""
        if event.verb == "approve" and event.at != ticket.answered_at:
            text = earlier.get(event.at, "")
        told.append(Entry(event.at, title, masking.person(text, person), items=_marks(event)))
    return told


def _title(event: TicketEvent, ticket: Ticket, events: list[TicketEvent]) -> str:
    if event.verb == "merge" and ticket.master_id is None and not any(one.verb == "share" for one in events):
        return ""
    maker = _TITLES.get(event.verb)
    return str(maker(event)) if maker else ""


def _unit(event: TicketEvent) -> str:
    return people.unit_name(event.unit, i18n.language())


def _supplied(event: TicketEvent) -> str:
    return str(_("You added something") if event.actor_role == "citizen" else _("The hotline noted what you added"))


def _urged(event: TicketEvent) -> str:
    return str(_("You asked to hurry, and we passed it on"))


_TITLES: dict[str, Callable[[TicketEvent], str]] = {
    "receive": lambda event: _("We received it"),
    "accept": lambda event: _("Registered; we look for the right office"),
    "ask_info": lambda event: _("We asked you for more"),
    "guide": lambda event: _("We told you the way to the office that decides this"),
    "answer": lambda event: _("The hotline answered"),
    "dispatch": lambda event: _("Passed to %(unit)s", unit=_unit(event)),
    "redispatch": lambda event: _("Passed on to %(unit)s", unit=_unit(event)),
    "recall": lambda event: _("Corrected; we look for the right office"),
    "sign": lambda event: _("%(unit)s confirmed and began", unit=_unit(event)),
    "contact": lambda event: _("%(unit)s got in touch with you", unit=_unit(event)),
    "grant_return": lambda event: _("%(unit)s was not the right office; we look for another", unit=_unit(event)),
    "grant_extension": lambda event: _(
        "The answer was moved by %(n)s working days: %(reason)s",
        n=event.data.get("days", ""), reason=say(labels.EXTENSION_REASONS, event.data.get("reason", "")),
    ),
    "approve": lambda event: _("%(unit)s answered", unit=_unit(event)),
    "share": lambda event: _("%(unit)s answered", unit=_unit(event)),
    "go_on": lambda event: _("Nothing more came, so we go on with what we know"),
    "visit": lambda event: _("You evaluated the answer"),
    "rework": lambda event: _("You said it is not solved; it is done again"),
    "close": lambda event: _("Done"),
    "reopen": lambda event: _("Taken up again because of something new"),
    "split": lambda event: _(
        "Your letter holds %(n)s matters; each went to the office concerned", n=event.data.get("pieces", "")
    ),
    "compose": lambda event: _("One answer to all parts was given"),
    "supply": _supplied,
    "urge": _urged,
    "withdraw": lambda event: _("You withdrew it"),
    "merge": lambda event: _("Handled together with the same matter of other people"),
}  # fmt: skip


def _marks(event: TicketEvent) -> list[tuple[str, str]]:
    if event.verb not in {"visit", "rework"}:
        return []
    asked = (
        (_("The problem"), labels.SOLVED, event.data.get("solved")),
        (_("The result"), labels.SATISFIED, event.data.get("satisfied")),
        (_("Way it was handled"), labels.SATISFIED, event.data.get("process")),
    )
    return [(label, say(table, value)) for label, table, value in asked if value]
