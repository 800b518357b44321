"""Which ticket a mail belongs to, and what becomes of the mails that come back.

A reply to a merged matter goes where the matter went; a reply to one that is over is a new matter that names the old.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from hotline import config, outbox
from hotline.actors import citizen, system
from hotline.channels import clean
from hotline.channels.correspondence import threads
from hotline.channels.mail import bounces, headers
from hotline.errors import NotFound
from hotline.privacy import sealing
from hotline.tickets import actions, numbers, queries, states
from hotline.tickets.actions.ground import MAX_TEXT
from hotline.tickets.inbound import Inbound
from hotline.tickets.models import Ticket


@dataclass(frozen=True, slots=True)
class About:
    """What a mail refers to: the tickets it may answer, or the mail of ours it returns."""

    claims: tuple[threads.Claim, ...] = ()
    returned: int = 0
    bounce: bounces.Bounce | None = None


NOTHING = About()


def is_ours(message: Inbound) -> bool:
    """A mail from the address our own mails come from: it would answer itself for ever."""
    ours = headers.address(config.settings().mail_from)[1].lower()
    return bool(ours) and message.person.email.lower() == ours


def about(raw: bytes, message: Inbound) -> About:
    """What the mail refers to; of automatic mails only bounces refer to anything."""
    if message.automatic == "bounce":
        return About(returned=threads.bounced(raw), bounce=bounces.read(raw))
    return NOTHING if message.automatic else About(threads.claims(raw))


def ticket(city: str, mail: About, message: Inbound) -> Ticket | None:
    """The ticket this mail answers. Whoever wrote to its own address may add to it; for the rest the sender decides."""
    for claim in mail.claims:
        try:
            found = queries.get_ticket(claim.number, system(city))
        except NotFound:
            continue
        if claim.proven or _is_petitioner(found, message.person.email):
            return found
    return None


def add(answered: Ticket, message: Inbound, now: datetime) -> Ticket | None:
    """Add the mail to the ticket, or to the one it was merged into. None when that is over and takes nothing more."""
    if answered.state != "merged":
        if states.find("supply", answered.state) is None:
            return None
        text = _bounded(message.body)
        actions.perform("supply", answered, citizen(answered.city, answered.id), now, text=text)
        return answered
    master = _master(answered)
    if master is None or states.find("supply", master.state) is None:
        return None
    _pass_on(answered, master, message, now)
    return master


def new_matter(message: Inbound, answered: Ticket) -> Inbound:
    """A matter of its own; a subject that only repeats our number says nothing about it."""
    if numbers.show(answered.number) not in message.title and answered.number not in message.title:
        return message
    return replace(message, title=clean.title_from(message.body) or message.title)


def is_same(earlier: Ticket, message: Inbound) -> bool:
    """The same letter by another way. The same Message-ID on another letter is a mistake or a trick of the sender's
    program, and the letter must not get lost over it."""
    if message.channel != "letter":
        return True
    return (earlier.title, earlier.body) == (message.title, message.body)


def note_bounce(city: str, mail: About) -> None:
    """One of our mails came back: its row of the outbox says so, for a person to look at."""
    if mail.returned and mail.bounce is not None:
        outbox.returned(city, mail.returned, mail.bounce.status, mail.bounce.failed)


def _is_petitioner(found: Ticket, email: str) -> bool:
    return bool(email) and queries.petitioner(found).email_hash in sealing.ring().lookups(email.lower())


def _master(merged: Ticket) -> Ticket | None:
    here: Ticket | None = merged
    for _ in range(8):
        if here is None or here.state != "merged" or not here.master_id:
            break
        here = queries.by_id(here.city, here.master_id)
    return here if here is not merged else None


def _pass_on(merged: Ticket, master: Ticket, message: Inbound, now: datetime) -> None:
    """On the master it is a note for staff: the master's citizen is another person and reads her own timeline."""
    said = f"并入的{numbers.show(merged.number)}来信补充：\n{message.body}"
    note = actions.perform("note", master, system(master.city), now, text=_bounded(said))
    facts = {"ticket": master.id, "verb": "supply"}
    for unit in master.holders:
        outbox.post(master.city, f"unit:{unit}", f"{note.id} supplied", "supplied", facts, now, shown=True)
    actions.perform("note", merged, system(merged.city), now, text=_bounded(f"来信补充：\n{message.body}"))


def _bounded(text: str) -> str:
    if len(text) <= MAX_TEXT:
        return text
    return text[: MAX_TEXT - len(clean.CUT_MARK) - 1] + "\n" + clean.CUT_MARK
