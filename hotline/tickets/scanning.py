"""Attachments and the virus scanner (查毒): asked after receipt by a job, and again before a file is opened.

No scan stands between a message and its receipt. A file in which a virus was found stays where it is and is given to
nobody; its ticket, its citizen and its units are told once (docs/decisions/0030).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, select

from hotline import clamav, config, ending, files
from hotline.actors import system
from hotline.db import append, db, new_id, transaction
from hotline.errors import HotlineError
from hotline.tickets import queries
from hotline.tickets.actions.ground import begin, record
from hotline.tickets.models import Attachment, Ticket
from hotline.tickets.scan_models import Scan

BATCH = 200
"""Files of one run of the job."""
LATER = timedelta(minutes=30)
"""When a file is asked about again that the scanner said nothing about."""
HOLDS = timedelta(days=7)
"""A clean file is asked about again after this, when it is opened: signatures come after viruses."""
COUNTED = 10_000


class Locked(HotlineError):
    """A virus was found in it."""

    status = 403

    def __init__(self) -> None:
        super().__init__(
            "这个文件里查出病毒，已经封存，不能打开。工单的其他内容照常办理。",
            "A virus was found in this file. It is locked away and can't be opened; the rest of the ticket goes on.",
        )


class NotYet(HotlineError):
    """The scanner has not seen it and does not answer now."""

    status = 503

    def __init__(self) -> None:
        super().__init__(
            "这个文件还没有查毒，查毒程序现在没有应答。恢复后会自动检查，请稍后再打开。",
            "This file has not been checked for viruses and the scanner does not answer. "
            "It is checked as soon as the scanner is back; open it later.",
        )


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that is on disk already: the sender's name for it, its media type, its bytes counted, its SHA-256."""

    name: str
    type: str
    size: int
    sha256: str


def attach(ticket: Ticket, part: str, kept: Iterable[Kept], now: datetime) -> None:
    """Hang these files on the ticket (`part`: letter | evidence); with a scanner each waits for it."""
    for one in kept:
        row = Attachment(
            city=ticket.city, id=new_id(), ticket_id=ticket.id, part=part, name=one.name, type=one.type,
            size=one.size, sha256=one.sha256, at=now,
        )  # fmt: skip
        db.session.add(row)
        if clamav.used():
            append(Scan(city=row.city, attachment_id=row.id, state="waiting", said="", asked_at=None, due_at=now))


def copy(whole: Ticket, part: Ticket, now: datetime) -> None:
    """The files of a letter hang on its parts too: their units see no more of the letter than that."""
    theirs = [Kept(one.name, one.type, one.size, one.sha256) for one in queries.attachments(whole)]
    attach(part, "letter", theirs, now)


def standings(attachments: Sequence[Attachment]) -> dict[int, str]:
    """`waiting`, `clean` or `infected` by the id of the attachment; nothing for what was never asked about."""
    if not attachments:
        return {}
    known = [one.id for one in attachments]
    rows = select(Scan).where(Scan.city == attachments[0].city, Scan.attachment_id.in_(known))
    return {row.attachment_id: row.state for row in db.session.scalars(rows)}


def waiting(city: str) -> int:
    """How many files the scanner has not seen, counted up to `COUNTED`."""
    rows = select(Scan.attachment_id).where(Scan.city == city, Scan.due_at.is_not(None)).limit(COUNTED)
    return len(db.session.scalars(rows).all())


def look(attachment: Attachment, content: bytes, now: datetime) -> tuple[str, clamav.Verdict | None]:
    """(`waiting`, `clean` or `infected`, what the scanner said just now). The caller gives the latter to `settle`."""
    row = db.session.get(Scan, (attachment.city, attachment.id))
    known = row.state if row else "waiting"
    if known == "infected":
        return known, None
    if not clamav.used():
        return "clean", None
    if known == "clean" and row and row.asked_at and now - row.asked_at < HOLDS:
        return known, None
    try:
        verdict = clamav.ask(content)
    except (clamav.Unreachable, clamav.Unscanned):
        return known, None
    return ("infected" if verdict.infected else "clean"), verdict


def check(content: bytes) -> None:
    """For bytes that hang on no ticket. Raises `Locked` or `NotYet`."""
    if not clamav.used():
        return
    try:
        verdict = clamav.ask(content)
    except (clamav.Unreachable, clamav.Unscanned) as error:
        raise NotYet from error
    if verdict.infected:
        raise Locked


def work(now: datetime) -> int:
    """The job: ask about what waits, longest first; where nobody answers the rest waits on. Returns how many."""
    if not clamav.used():
        return 0
    done = 0
    for attachment_id, digest in _due(config.settings().city, now):
        if ending.told():
            break
        verdict, said = None, ""
        try:
            verdict = clamav.ask(files.read(digest))
        except clamav.Unreachable:
            break
        except (clamav.Unscanned, OSError) as error:
            said = str(error)[:200]
        with transaction():
            if verdict is None:
                _put_off(config.settings().city, attachment_id, said, now)
            else:
                settle(config.settings().city, attachment_id, verdict, now)
                done += 1
    return done


def settle(city: str, attachment_id: int, verdict: clamav.Verdict, now: datetime) -> None:
    """Keep the verdict; tell of a virus where none was known."""
    row = _held(city, attachment_id)
    known = row.state
    row.state, row.said = ("infected" if verdict.infected else "clean"), verdict.found
    row.asked_at, row.due_at = now, None
    if verdict.infected and known != "infected":
        _tell(city, attachment_id, verdict.found, now)


def _tell(city: str, attachment_id: int, found: str, now: datetime) -> None:
    attachment = db.session.get(Attachment, (city, attachment_id))
    ticket = queries.by_id(city, attachment.ticket_id) if attachment else None
    if attachment is None or ticket is None:
        raise LookupError(f"attachment {attachment_id} has no ticket")
    text = f"附件“{attachment.name}”查出病毒（{found}），已封存，任何人都不能打开；其他内容照常办理。"
    data = {"locked": attachment.name, "part": attachment.part}
    actor = system(city)
    record(begin("note", ticket, actor, {"text": text}), ticket, actor, now, text, data)


def _due(city: str, now: datetime) -> list[tuple[int, str]]:
    rows = db.session.execute(
        select(Scan.attachment_id, Attachment.sha256)
        .join(Attachment, and_(Attachment.city == Scan.city, Attachment.id == Scan.attachment_id))
        .where(Scan.city == city, Scan.due_at <= now)
        .order_by(Scan.due_at, Scan.attachment_id)
        .limit(BATCH)
    ).all()
    # Nothing is held while the scanner works.
    db.session.rollback()
    return [(attachment_id, digest) for attachment_id, digest in rows]


def _put_off(city: str, attachment_id: int, said: str, now: datetime) -> None:
    row = _held(city, attachment_id)
    row.said, row.asked_at, row.due_at = said, now, now + LATER


def _held(city: str, attachment_id: int) -> Scan:
    """The row, nobody else's until we are done; one is made for a file that came before there was a scanner."""
    append(
        Scan(city=city, attachment_id=attachment_id, state="waiting", said="", asked_at=None, due_at=None), once=True
    )
    db.session.flush()
    mine = select(Scan).where(Scan.city == city, Scan.attachment_id == attachment_id).with_for_update()
    return db.session.scalars(mine.execution_options(populate_existing=True)).one()
