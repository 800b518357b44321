"""The mailboxes that letters are fetched from: added, changed, paused, tried out."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, select

from hotline.channels.mailboxes import imap, ledger
from hotline.channels.mailboxes.imap import Access
from hotline.channels.models import Fetched, MailAccount
from hotline.db import db, new_id
from hotline.errors import HotlineError, Incomplete, NotFound
from hotline.people import queries as people


class NotReached(HotlineError):
    """The mail server could not be read; the words name its own reason."""

    status = 422


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person says about a mailbox. An empty password leaves the one there is."""

    address: str
    host: str
    login: str = ""
    password: str = ""
    post: str = ""
    security: str = "tls"
    port: int = 0
    folder: str = "INBOX"
    since: date | None = None

    def access(self) -> Access:
        port = self.port or imap.SECURITY[self.security]
        return Access(self.host.strip(), port, self.security, self.login or self.address, self.password, self.folder)


def add(city: str, wanted: Wanted, now: datetime) -> MailAccount:
    """A new mailbox, read from the next round on. Raises Incomplete."""
    _check(wanted)
    if not wanted.password:
        raise Incomplete("password", "请填写密码或授权码。", "Give the password.")
    if _by_address(city, wanted.address) is not None:
        raise Incomplete("address", "这个信箱已经接入。", "This mailbox is connected already.")
    account = MailAccount(city=city, id=new_id(), next_at=now, folder="INBOX", uidvalidity=0, seen_uid=0, failures=0)
    _set(account, wanted)
    account.password, account.active = wanted.password, True
    db.session.add(account)
    return account


def change(account: MailAccount, wanted: Wanted, now: datetime) -> None:
    """Other words about the same mailbox. Another server or folder counts its mails afresh."""
    _check(wanted)
    other = _by_address(account.city, wanted.address)
    if other is not None and other.id != account.id:
        raise Incomplete("address", "这个信箱已经接入。", "This mailbox is connected already.")
    before = (account.host, account.login, account.folder)
    _set(account, wanted)
    if wanted.password:
        account.password = wanted.password
    if before != (account.host, account.login, account.folder):
        # Another server may number its mails like this one: what was taken here says nothing about those there.
        account.uidvalidity, account.seen_uid = 0, 0
        db.session.execute(delete(Fetched).where(Fetched.city == account.city, Fetched.account_id == account.id))
    account.next_at, account.failures, account.error = now, 0, ""


def pause(account: MailAccount, active: bool, now: datetime) -> None:
    """Stop reading, or go on: nothing that came meanwhile is left out."""
    account.active, account.next_at, account.failures, account.error = active, now, 0, ""


def try_again(city: str, fetched_id: int, now: datetime) -> None:
    """A mail that was set aside in the ledger is fetched once more."""
    mail = db.session.get(Fetched, (city, fetched_id), with_for_update=True)
    if mail is None or mail.state != "aside":
        raise NotFound("这封邮件已经不在待查之列。", "This mail is not set aside any more.")
    mail.state, mail.tries, mail.at = "trying", 0, now


def probe(access: Access) -> int:
    """Sign in and open the folder. Returns how many mails are in it; raises NotReached. Touches no database."""
    try:
        with imap.opened(access) as box:
            return box.messages
    except imap.PROBLEMS as error:
        said = f"{type(error).__name__}: {error}"[:200]
        raise NotReached(f"收不到信：{said}", f"The mailbox can't be read: {said}") from error


def every(city: str) -> list[MailAccount]:
    """All mailboxes, by address."""
    return list(db.session.scalars(select(MailAccount).where(MailAccount.city == city).order_by(MailAccount.address)))


def one(city: str, account_id: int) -> MailAccount:
    account = db.session.get(MailAccount, (city, account_id))
    if account is None:
        raise NotFound("没有这个信箱。", "No such mailbox.")
    return account


def by_address(city: str, address: str) -> MailAccount:
    account = _by_address(city, address)
    if account is None:
        raise NotFound("没有接入这个信箱。", "This mailbox is not connected.")
    return account


def aside(city: str, account_id: int, limit: int = 20) -> list[Fetched]:
    """Mails of a mailbox that several readings could not take, newest first."""
    return list(
        db.session.scalars(
            select(Fetched)
            .where(Fetched.city == city, Fetched.account_id == account_id, Fetched.state == "aside")
            .order_by(Fetched.id.desc())
            .limit(limit)
        )
    )


def access(account: MailAccount) -> Access:
    return ledger.access(account)


def _by_address(city: str, address: str) -> MailAccount | None:
    return db.session.scalars(
        select(MailAccount).where(MailAccount.city == city, MailAccount.address == address.strip().lower())
    ).one_or_none()


def _check(wanted: Wanted) -> None:
    if "@" not in wanted.address or len(wanted.address) > 254:
        raise Incomplete("address", "请填写完整的邮箱地址。", "Give the whole address.")
    if not wanted.host.strip() or any(char.isspace() or ord(char) < 33 for char in wanted.host.strip()):
        raise Incomplete("host", "请填写收信服务器。", "Give the mail server.")
    if wanted.security not in imap.SECURITY:
        raise Incomplete("security", "请选择连接方式。", "Choose the kind of connection.")
    if not 0 <= wanted.port < 65536:
        raise Incomplete("port", "端口是1到65535之间的整数。", "A port is between 1 and 65535.")
    if wanted.post and wanted.post not in people.posts():
        raise Incomplete("post", "没有这个职务的信箱。", "There is no such post.")
    if any(char in word for word in (wanted.login, wanted.password, wanted.folder) for char in "\r\n\0"):
        raise Incomplete("login", "用户名、密码和文件夹不能换行。", "No line breaks in name, password and folder.")


def _set(account: MailAccount, wanted: Wanted) -> None:
    account.address, account.host = wanted.address.strip().lower(), wanted.host.strip()
    account.security, account.port = wanted.security, wanted.port or imap.SECURITY[wanted.security]
    account.login, account.post = wanted.login.strip() or wanted.address.strip(), wanted.post or None
    account.folder, account.since = wanted.folder.strip() or "INBOX", wanted.since
