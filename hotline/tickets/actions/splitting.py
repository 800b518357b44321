"""A letter of several matters (一信多诉): split into parts, each with its unit and clock; then one answer for all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from hotline import outbox
from hotline.actors import Actor, system
from hotline.db import db
from hotline.errors import Incomplete, NotAllowed
from hotline.people import queries as people
from hotline.tickets import queries, scanning, states
from hotline.tickets.actions.closing import withdraw
from hotline.tickets.actions.dispatching import dispatch
from hotline.tickets.actions.ground import Happened, begin, record
from hotline.tickets.actions.handling import note
from hotline.tickets.actions.intake import accept, receive
from hotline.tickets.actions.merging import share_all
from hotline.tickets.inbound import Inbound, Person
from hotline.tickets.models import Ticket, TicketEvent

MOST = 9
LONGEST_TITLE = 40


@dataclass(frozen=True, slots=True)
class Part:
    """One matter of a letter: its words, its category and the unit it goes to, where somebody knows them."""

    words: str
    category: str = ""
    unit: str = ""


def split(ticket: Ticket, actor: Actor, now: datetime, parts: Sequence[Part], text: str = "") -> TicketEvent:
    """拆分: each part is a ticket of its own; the letter keeps its number, its citizen, its promise and its visit."""
    step = begin("split", ticket, actor, {"parts": parts or None, "text": text})
    if ticket.parent_id:
        raise NotAllowed("分件不能再拆分。", "A part is not split again.")
    if not 2 <= len(parts) <= MOST:
        raise Incomplete("parts", f"请分成2～{MOST}件。", f"Split it into 2 to {MOST} parts.")
    if not all(part.words.strip() for part in parts):
        raise Incomplete("parts", "每一件都要有内容。", "Each part needs its words.")
    event = record(step, ticket, actor, now, text, {"pieces": len(parts)})
    for place, part in enumerate(parts, 1):
        _make(ticket, part, f"{event.id}#{place}", actor, now)
    return event


def gather(ticket: Ticket, actor: Actor, now: datetime) -> TicketEvent:
    """分件办齐: the last part has ended; the hotline makes one answer of theirs."""
    return record(begin("gather", ticket, actor, {}), ticket, actor, now)


def compose(ticket: Ticket, actor: Actor, now: datetime, text: str) -> TicketEvent:
    """汇总答复: one answer for the whole letter goes out once, and one visit follows."""
    step = begin("compose", ticket, actor, {"text": text})
    said = {one.resolution for one in latest(ticket) if one.resolution}
    ticket.answer, ticket.answered_at, ticket.next_visit_at = text.strip(), now, now
    ticket.resolution = said.pop() if len(said) == 1 else "partly"
    share_all(ticket, now)
    return record(step, ticket, actor, now, text, {"resolution": ticket.resolution})


def latest(parent: Ticket) -> list[Ticket]:
    """The parts of the newest split: a letter that was reopened may have been split before."""
    split_at = [event.id for event in queries.timeline(parent) if event.verb == "split"]
    return [one for one in queries.parts(parent) if split_at and one.id > split_at[-1]]


def composed(parent: Ticket) -> str:
    """The draft of the one answer: the parts' own answers under what each was about."""
    told = [
        f"{place}. 关于“{one.title}”（{people.unit_name(one.lead_unit, 'zh') or '热线'}）：\n{one.answer}"
        for place, one in enumerate(latest(parent), 1)
        if one.answer
    ]
    return "\n\n".join(["您好！您来信反映的事项，现一并答复如下。", *told]) if told else ""


def on_ended(happened: Happened) -> None:
    """Listener of everything: the end of the last part brings the letter back to the hotline."""
    part = happened.ticket
    if part.parent_id is None or part.state not in states.ENDED:
        return
    # The second of two parts that end at one moment waits here, and then finds the first one ended.
    held = select(Ticket).where(Ticket.city == part.city, Ticket.id == part.parent_id).with_for_update(key_share=True)
    parent = db.session.scalars(held.execution_options(populate_existing=True)).one()
    if parent.state == "parted" and not _unfinished(parent):
        gather(parent, system(parent.city), happened.now)


def hand_on(happened: Happened) -> None:
    """What the citizen adds to her letter, and that she urges, is told to every part still in work."""
    parent, verb = happened.ticket, happened.event.verb
    if parent.state != "parted" or happened.event.data.get("accuses"):
        return
    template, words = ("urged", "市民催办主件。") if verb == "urge" else ("supplied", "市民补充主件：")
    for part in latest(parent):
        if part.state in states.ENDED:
            continue
        told = note(part, system(part.city), happened.now, text=f"{words}{happened.event.text}")
        facts = {"ticket": part.id, "verb": verb}
        for unit in part.holders:
            cause = f"{told.id} {template}"
            outbox.post(part.city, f"unit:{unit}", cause, template, facts, happened.now, shown=True)


def end_parts(happened: Happened) -> None:
    """Listener: her letter is withdrawn, and its parts end with it; what was answered before stays answered."""
    letter = happened.ticket
    if letter.parent_id is not None:
        return
    for part in latest(letter):
        if part.state not in states.ENDED | {"reviewed"}:
            withdraw(part, system(part.city), happened.now, text="市民撤回主件。")


def _unfinished(parent: Ticket) -> bool:
    mine = select(Ticket.id).where(Ticket.city == parent.city, Ticket.parent_id == parent.id)
    return db.session.scalar(mine.where(Ticket.state.not_in(sorted(states.ENDED))).limit(1)) is not None


def _make(parent: Ticket, part: Part, external_id: str, actor: Actor, now: datetime) -> None:
    made = receive(_message(parent, part, external_id), actor, now, parent)
    scanning.copy(parent, made, now)
    if made.state == "received":
        # A listener may have accepted it already.
        accept(made, system(made.city), now)
    if part.unit:
        dispatch(made, actor, now, unit=part.unit)


def _message(parent: Ticket, part: Part, external_id: str) -> Inbound:
    """Nothing of a part is published and nobody is called about it: both are the letter's."""
    who, words = queries.petitioner(parent), part.words.strip()
    return Inbound(
        channel=parent.channel, external_id=external_id, title=words.splitlines()[0][:LONGEST_TITLE], body=words,
        received_at=parent.received_at, kind=parent.kind, category=part.category, mailbox=parent.mailbox,
        person=Person(who.name, who.phone, who.email, who.id_number, who.address), lon=parent.lon, lat=parent.lat,
        confidential=parent.confidential, follow_up=False,
    )  # fmt: skip
