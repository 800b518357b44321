"""The ledger of fetched mails: which mail of which mailbox is kept, which is being tried, which was set aside.

The server's own Seen flag tells nothing: anybody who opens the mailbox changes it.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, func, select, update

from hotline.channels.mailboxes.imap import Access
from hotline.channels.models import Fetched, MailAccount
from hotline.db import db, new_id, upsert

LEASE = timedelta(minutes=15)
"""How long one process has a mailbox to itself. Longer readings are safe too: the inbox takes no mail twice."""
POLL = timedelta(seconds=1)
"""A mailbox that was read rests so long: how often the job runs decides how often it is read."""
BACK_OFF = (60, 120, 300, 900, 1800)
"""Seconds until a server that could not be read is tried again; the last one repeats."""
MAX_TRIES = 3
"""A mail that so many readings could not take is set aside, and the others go on."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A mailbox that this process reads now."""

    city: str
    id: int
    post: str
    access: Access
    since: date | None
    uidvalidity: int
    seen_uid: int


def claim(city: str, now: datetime, account_id: int = 0) -> Claim | None:
    """The next mailbox that is due, taken for a while; those other processes hold are passed over.

    With `account_id` only this one, also while it rests after a reading.
    """
    due = select(MailAccount).where(MailAccount.city == city, MailAccount.active.is_(True))
    if account_id:
        due = due.where(MailAccount.id == account_id, MailAccount.next_at <= now + POLL)
    else:
        due = due.where(MailAccount.next_at <= now).order_by(MailAccount.next_at)
    account = db.session.scalars(due.limit(1).with_for_update(skip_locked=True)).first()
    if account is None:
        return None
    account.next_at = now + LEASE
    return Claim(
        account.city, account.id, account.post or "", access(account), account.since, account.uidvalidity,
        account.seen_uid,
    )  # fmt: skip


def access(account: MailAccount) -> Access:
    return Access(account.host, account.port, account.security, account.login, account.password, account.folder)


def due(city: str, now: datetime) -> int:
    """How many mailboxes are due."""
    return (
        db.session.scalar(
            select(func.count()).where(
                MailAccount.city == city, MailAccount.active.is_(True), MailAccount.next_at <= now
            )
        )
        or 0
    )


def read_since(city: str, account_id: int, moment: datetime) -> bool:
    """Whether a reading of this mailbox that began after the moment has come to its end."""
    checked = db.session.scalar(
        select(MailAccount.checked_at).where(MailAccount.city == city, MailAccount.id == account_id)
    )
    return checked is not None and checked > moment


def turn_over(claimed: Claim, uidvalidity: int) -> int:
    """The server numbers its mails afresh: the old numbers mean nothing any more. Returns the highest UID done."""
    if claimed.uidvalidity == uidvalidity:
        return claimed.seen_uid
    _account(claimed, uidvalidity=uidvalidity, seen_uid=0)
    return 0


def begin(claimed: Claim, uidvalidity: int, uid: int, now: datetime) -> int:
    """Count one try of a mail before it is made: one that kills the process is not tried for ever.

    Returns how many tries there were with this one; 0 for a mail that is done.
    """
    rows = Fetched.metadata.tables["mail_ledger"]
    fresh = upsert(rows).values(
        city=claimed.city, id=new_id(), account_id=claimed.id, uidvalidity=uidvalidity, uid=uid, message_id="",
        state="trying", tries=1, error="", at=now,
    )  # fmt: skip
    once_more = fresh.on_conflict_do_update(
        index_elements=["city", "account_id", "uidvalidity", "uid"],
        set_={"tries": rows.c.tries + 1},
        where=rows.c.state == "trying",
    )
    return db.session.execute(once_more.returning(rows.c.tries)).scalar() or 0


def end(
    claimed: Claim,
    uidvalidity: int,
    uid: int,
    state: str,
    now: datetime,
    message_id: str = "",
    inbox_id: int | None = None,
    error: str = "",
) -> None:
    """What became of a mail: kept | gone | aside, or still trying."""
    told = {"state": state, "message_id": message_id, "inbox_id": inbox_id, "error": error[:300], "at": now}
    db.session.execute(update(Fetched).where(*_mail(claimed, uidvalidity, uid)).values(told))
    db.session.execute(update(MailAccount).where(*_mine(claimed), MailAccount.seen_uid < uid).values(seen_uid=uid))


def trying(claimed: Claim, uidvalidity: int) -> list[int]:
    """UIDs of mails that earlier readings began and did not finish."""
    return list(
        db.session.scalars(
            select(Fetched.uid)
            .where(
                Fetched.city == claimed.city, Fetched.account_id == claimed.id, Fetched.state == "trying",
                Fetched.uidvalidity == uidvalidity,
            )
            .order_by(Fetched.tries, Fetched.uid)
        )
    )  # fmt: skip


def read_through(claimed: Claim, now: datetime, more: bool) -> None:
    """The mailbox was read; `more` when the reading stopped before the end and should go on at once."""
    _account(claimed, next_at=now if more else now + POLL, checked_at=now, failures=0, error="")


def release(claimed: Claim, now: datetime) -> None:
    """Somebody else may read it from the next round on."""
    _account(claimed, next_at=now + POLL)


def failed(claimed: Claim, now: datetime, error: str) -> int:
    """The server could not be read; returns how often in a row."""
    failures = (db.session.scalar(select(MailAccount.failures).where(*_mine(claimed))) or 0) + 1
    wait = timedelta(seconds=BACK_OFF[min(failures, len(BACK_OFF)) - 1])
    _account(claimed, next_at=now + wait, failures=failures, error=error[:300])
    return failures


def _account(claimed: Claim, **values: object) -> None:
    db.session.execute(update(MailAccount).where(*_mine(claimed)).values(**values))


def _mine(claimed: Claim) -> tuple[ColumnElement[bool], ...]:
    return MailAccount.city == claimed.city, MailAccount.id == claimed.id


def _mail(claimed: Claim, uidvalidity: int, uid: int) -> tuple[ColumnElement[bool], ...]:
    return (
        Fetched.city == claimed.city, Fetched.account_id == claimed.id, Fetched.uidvalidity == uidvalidity,
        Fetched.uid == uid,
    )  # fmt: skip
