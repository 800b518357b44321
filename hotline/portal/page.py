"""The tracking page as one value: the citizen's own ticket, or the one it is handled together with."""

from dataclasses import dataclass
from datetime import datetime

from hotline.actors import Actor
from hotline.portal import progress, story
from hotline.portal.progress import Step
from hotline.portal.story import Entry
from hotline.privacy import masking
from hotline.sla import bounds
from hotline.tickets import actions, labels, scanning, states
from hotline.tickets import queries as tickets
from hotline.tickets.actions import splitting
from hotline.tickets.models import Petitioner, Ticket, TicketEvent


@dataclass(frozen=True, slots=True)
class Standing:
    """What the page shows. `answer` is empty until one was given; `others` counts those who wrote about the same."""

    ticket: Ticket
    headline: str
    day: str
    """The promised day as the headline has it, so that no line break falls into it."""
    steps: list[Step]
    entries: list[Entry]
    question: str
    again: str
    answer: str
    answer_from: str
    answered_at: datetime | None
    own_words: str
    files: int
    locked: list[str]
    """Names of the files she sent in which a virus was found."""
    parts: list[tuple[str, str, str]]
    """Each matter of a letter that was split: her words, how far it is, and its answer where no other one comes."""
    others: int
    may: frozenset[str]
    urged: bool


def standing(ticket: Ticket, who: Actor, now: datetime) -> Standing:
    """Reads the ticket and, while it is merged, its master; of the master's person nothing is taken along."""
    events = tickets.timeline(ticket, public_only=True)
    master = tickets.by_id(ticket.city, ticket.master_id) if ticket.master_id and ticket.state == "merged" else None
    leading = master or ticket
    leading_events = tickets.timeline(master, public_only=True) if master else events
    person = tickets.petitioner(ticket)
    files = [one for one in tickets.attachments(ticket) if one.part == "letter"]
    scanned = scanning.standings(files)
    answer = leading.answer if leading.answered_at else ""
    joined = progress.last(events, "merge") if master else None
    return Standing(
        ticket=ticket,
        headline=progress.headline(leading, leading_events, now, ticket if master else None),
        day=progress.by_when(leading),
        steps=progress.steps(leading, leading_events, ticket, joined.at if joined else None),
        entries=story.entries(ticket, events, tickets.replies(ticket), person),
        question=_question(ticket, events),
        again=progress.if_unsolved(ticket),
        answer=masking.person(answer, tickets.petitioner(leading)),
        answer_from=progress.unit_name(leading),
        answered_at=leading.answered_at,
        own_words=masking.person(masking.text(ticket.body), person),
        files=len(files),
        locked=[one.name for one in files if scanned.get(one.id) == "infected"],
        parts=[
            (masking.person(masking.text(one.title), person), _how_far(one), _left(ticket, one, person))
            for one in splitting.latest(ticket)
        ],
        others=_others(ticket),
        may=frozenset(actions.available(ticket, who)),
        urged=bounds.urged_lately(ticket, now),
    )


def _how_far(part: Ticket) -> str:
    """办好了 / 正在办理 · 市城管委; the answer itself comes once, for all parts."""
    ended = part.state in (states.ENDED | {"reviewed"}) - {"withdrawn"}
    said = labels.say(labels.CITIZEN_STATES, "closed" if ended else part.state)
    unit = progress.unit_name(part)
    return f"{said} · {unit}" if unit else said


def _left(letter: Ticket, part: Ticket, person: Petitioner) -> str:
    """The answer of a part that was done before its letter was withdrawn: nobody puts one together any more."""
    done = letter.state == "withdrawn" and part.answered_at is not None and part.state != "withdrawn"
    return masking.person(part.answer, person) if done else ""


def _others(ticket: Ticket) -> int:
    """How many wrote about the same as this citizen: the master, and those handled together with it."""
    master = tickets.by_id(ticket.city, ticket.master_id) if ticket.master_id else None
    return len(tickets.merged_into(master)) if master else 0


def _question(ticket: Ticket, events: list[TicketEvent]) -> str:
    """What the citizen was asked for, while it is waited for."""
    if ticket.state != "needs_info":
        return ""
    asked = [event.text for event in events if event.verb == "ask_info"]
    return asked[-1] if asked else ""
