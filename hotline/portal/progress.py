"""Where a matter stands, in one line and in steps like a parcel's. Says who has it, since when and by when."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import format_date
from flask_babel import gettext as _

from hotline import clock, i18n, web
from hotline.followup import rules
from hotline.people import queries as people
from hotline.portal.queries import today_number
from hotline.tickets import labels, states
from hotline.tickets.labels import say
from hotline.tickets.models import Ticket, TicketEvent

BOUNCES = frozenset({"grant_return", "redispatch", "reopen"})
"""After these the search for the right office goes on; before any unit took it up, it began with the letter."""


@dataclass(frozen=True, slots=True)
class Step:
    label: str
    state: str
    at: str = ""
    note: str = ""


def unit_name(ticket: Ticket) -> str:
    return people.unit_name(ticket.lead_unit, i18n.language()) if ticket.lead_unit else ""


def by_when(ticket: Ticket) -> str:
    """11月27日（周五）, with the hour for what is urgent."""
    moment = ticket.promised_at or ticket.due_at
    shown = web.day(moment)
    gap = " " if i18n.language() == "en" else ""
    return shown if ticket.urgency == "normal" else f"{shown}{gap}{clock.local(moment):%H:%M}"


def moment_words(moment: datetime | None) -> str:
    """11月22日 14:02 / 22 Nov 14:02."""
    if moment is None:
        return ""
    here = clock.local(moment)
    pattern = "d MMM" if i18n.language() == "en" else "M月d日"
    return f"{format_date(here, pattern, rebase=False)} {here:%H:%M}"


def holder_line(ticket: Ticket) -> str:
    """Who has a letter that was just sent."""
    if ticket.lead_unit:
        return str(_("It has been passed to %(unit)s.", unit=unit_name(ticket)))
    return str(_("Within 1 working day we tell you who handles it."))


def headline(ticket: Ticket, events: list[TicketEvent], now: datetime, own: Ticket | None = None) -> str:
    """The one line that says everything. `own`: the reader's, where another citizen wrote this one: the other's part in
    it is not told, and days count from the reader's own letter."""
    late = ticket.promised_at is not None and now > ticket.promised_at
    if ticket.state in states.DESK | states.UNIT | {"parted", "gathered", "replied"} and late:
        return _late_line(ticket)
    maker = (_SHARED if own else _LINES).get(ticket.state) or _LINES.get(ticket.state)
    since = looking_since(ticket, events)
    nth = today_number(max(since, own.received_at) if own else since, now)
    return maker(ticket, events, nth) if maker else say(labels.CITIZEN_STATES, ticket.state)


def _late_line(ticket: Ticket) -> str:
    day = by_when(ticket)
    if ticket.lead_unit:
        return str(
            _(
                "%(unit)s owed you an answer by %(day)s. It is late and we are pressing.",
                unit=unit_name(ticket),
                day=day,
            )
        )
    return str(_("You were promised an answer by %(day)s. It is late and we are pressing.", day=day))


def _received(ticket: Ticket, _events: list[TicketEvent], _nth: int) -> str:
    return str(_("We have it. Within 1 working day we tell you who handles it."))


def _needs_info(ticket: Ticket, events: list[TicketEvent], _nth: int) -> str:
    asked = last(events, "ask_info")
    if asked is not None and "due_at" in asked.data:
        day = web.day(clock.parse(asked.data["due_at"]))
        return str(_("We need one thing more from you. Without it we go on after %(day)s with what we know.", day=day))
    return str(_("We need one thing more from you before we can go on"))


def _accepted(ticket: Ticket, events: list[TicketEvent], nth: int) -> str:
    return str(
        _("We are finding the right office (day %(n)s). The promised day stays %(day)s.", n=nth, day=by_when(ticket))
    )


def _parted(ticket: Ticket, events: list[TicketEvent], _nth: int) -> str:
    made = last(events, "split")
    count = made.data.get("pieces", "") if made is not None else ""
    return str(
        _("Your letter holds %(n)s matters; each is being handled. One answer to all of them reaches you by %(day)s.",
          n=count, day=by_when(ticket))
    )  # fmt: skip


def _gathered(ticket: Ticket, _events: list[TicketEvent], _nth: int) -> str:
    return str(
        _("Every part is done. The answer is being put together and reaches you by %(day)s.", day=by_when(ticket))
    )


def _dispatched(ticket: Ticket, events: list[TicketEvent], nth: int) -> str:
    return str(
        _(
            "Passed to %(unit)s, which has to confirm (day %(n)s). You get an answer by %(day)s.",
            unit=unit_name(ticket), n=nth, day=by_when(ticket),
        )
    )  # fmt: skip


def _handling(ticket: Ticket, events: list[TicketEvent], nth: int) -> str:
    unit, day = unit_name(ticket), by_when(ticket)
    if ticket.reworks:
        return str(_("You said it is not solved. %(unit)s does it again and answers by %(day)s.", unit=unit, day=day))
    return _at_work(ticket, events, nth)


def _at_work(ticket: Ticket, events: list[TicketEvent], _nth: int) -> str:
    unit, day = unit_name(ticket), by_when(ticket)
    reason = extension_reason(events)
    if reason:
        return str(_("%(unit)s is on it. The answer moved to %(day)s: %(reason)s.", unit=unit, day=day, reason=reason))
    return str(_("%(unit)s is on it and answers you by %(day)s", unit=unit, day=day))


def _replied(ticket: Ticket, _events: list[TicketEvent], _nth: int) -> str:
    return str(
        _("%(unit)s has written its answer. It is being checked and reaches you by %(day)s.",
          unit=unit_name(ticket), day=by_when(ticket))
    )  # fmt: skip


def _reviewed(ticket: Ticket, _events: list[TicketEvent], _nth: int) -> str:
    if not ticket.lead_unit:
        return str(_("You have the answer. Is the problem solved?"))
    return str(_("%(unit)s has answered. Is the problem solved?", unit=unit_name(ticket)))


def _closed(ticket: Ticket, events: list[TicketEvent], _nth: int) -> str:
    marks = last(events, "visit", "close", "answer")
    said = marks.data if marks is not None and marks.verb == "visit" else {}
    if rules.discontent(said.get("solved", ""), said.get("satisfied", ""), ticket.resolution):
        return str(_("You said it is not solved. A supervisor looks at it and decides what comes next."))
    return str(_("Done. The answer is below."))


def _guided(ticket: Ticket, _events: list[TicketEvent], _nth: int) -> str:
    return str(_("Another office decides this. Below is the way there."))


def _withdrawn(ticket: Ticket, _events: list[TicketEvent], _nth: int) -> str:
    return str(_("You withdrew this. You can write again at any time."))


def _void(ticket: Ticket, _events: list[TicketEvent], _nth: int) -> str:
    return str(_("Nobody works on this now. If it still troubles you, call 12345 and we look at it at once."))


_LINES = {
    "received": _received, "needs_info": _needs_info, "accepted": _accepted, "parted": _parted,
    "gathered": _gathered, "dispatched": _dispatched,
    "handling": _handling, "replied": _replied, "reviewed": _reviewed, "closed": _closed, "guided": _guided,
    "withdrawn": _withdrawn, "void": _void,
}  # fmt: skip

_SHARED = {"needs_info": _accepted, "handling": _at_work}
"""What another was asked, or was not content with, is between her and the hotline."""


def looking_since(ticket: Ticket, events: list[TicketEvent]) -> datetime:
    """Since when the right office is looked for: returns and new offices count on, a reopening begins anew."""
    since = ticket.received_at
    signed = False
    for event in events:
        if event.verb == "reopen" or (signed and event.verb in BOUNCES):
            since, signed = event.at, False
        elif event.verb == "sign":
            signed = True
    return since


def if_unsolved(ticket: Ticket) -> str:
    """What a bad mark leads to, as the follow-up's rules have it (D-56)."""
    if ticket.reworks >= rules.MAX_REWORKS:
        return str(_("If it is not solved, a supervisor looks at it."))
    if ticket.resolution in rules.EXPLAINED:
        return str(_("If you are not satisfied, it is done again."))
    return str(_("If it is not solved, it is done again."))


def extension_reason(events: list[TicketEvent]) -> str:
    """Why the answer was moved, or empty."""
    granted = [event for event in events if event.verb == "grant_extension"]
    return say(labels.EXTENSION_REASONS, granted[-1].data.get("reason", "")) if granted else ""


def steps(
    ticket: Ticket, events: list[TicketEvent], own: Ticket | None = None, joined_at: datetime | None = None
) -> list[Step]:
    """Received → passed on → being worked on → answered → your evaluation; shorter for what ends sooner.

    `own`: the reader's, where it is handled together with this one since `joined_at`; what was done before became true
    for her then.
    """
    got = Step(say(labels.CITIZEN_STATES, "received"), "done", moment_words((own or ticket).received_at))
    if ticket.state in {"withdrawn", "void", "guided"} or (
        ticket.state == "closed" and not ticket.dispatched_at and not ticket.lead_unit and not last(events, "compose")
    ):
        return [got, Step(_end_word(ticket), "done", moment_words(ticket.closed_at))]
    place = _place(ticket.state)
    given = last(events, "dispatch", "redispatch") if ticket.lead_unit else None
    passed = (
        _("Passed to %(unit)s", unit=unit_name(ticket)) if ticket.lead_unit else say(labels.CITIZEN_STATES, "accepted")
    )
    split = last(events, "split")
    if split is not None and not ticket.lead_unit:
        given, passed = split, _("Passed on in %(n)s parts", n=split.data.get("pieces", ""))
    named = [
        (passed, moment_words(max(given.at, joined_at) if joined_at else given.at) if given else ""),
        (_("Being redone") if (own or ticket).reworks else say(labels.CITIZEN_STATES, "handling"), ""),
        (_("Answered"), moment_words(ticket.answered_at)),
        (_("Your evaluation"), ""),
    ]
    rest = [
        Step(label, "done" if number < place else "now" if number == place else "todo", at if number <= place else "")
        for number, (label, at) in enumerate(named)
    ]
    return [got, *rest]


def _place(state: str) -> int:
    """How many steps after the first are behind."""
    return {"parted": 1, "gathered": 1, "handling": 1, "replied": 1, "reviewed": 3, "closed": 4}.get(state, 0)


def _end_word(ticket: Ticket) -> str:
    if ticket.state == "closed":
        return str(_("Answered"))
    return say(labels.CITIZEN_STATES, ticket.state)


def last(events: list[TicketEvent], *verbs: str) -> TicketEvent | None:
    """The newest event of these verbs."""
    return next((event for event in reversed(events) if event.verb in verbs), None)
