"""Mail to citizens: what stands in its header so that it can be answered, never loops, and its bounce is understood."""

import re
import smtplib
import ssl
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from urllib.parse import unquote, urlsplit

from hotline import config
from hotline.channels.correspondence import reply_address, threads
from hotline.channels.mail import automatic
from hotline.tickets.models import Ticket

TIMEOUT = 20
"""Seconds for the mail server."""
_NOBODY_READS = re.compile(
    r"^(?:no-?_?reply|do-?_?not-?_?reply|mailer-daemon|postmaster|bounces?)(?:[+.-].*)?@", re.IGNORECASE
)
_MESSAGE_ID = re.compile(r"[^<>\s@]{1,120}@[^<>\s@]{1,120}")


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail ready to go: `sender` is the envelope's, where bounces come back to."""

    sender: str
    message: EmailMessage


def nobody_reads(address: str) -> bool:
    """An address of a machine (noreply@, mailer-daemon@): no answer goes there."""
    return bool(_NOBODY_READS.match(address))


def written(ticket: Ticket, serial: int, address: str, subject: str, body: str, now: datetime) -> Mail:
    """The mail number `serial` of the outbox about this ticket.

    Where the ticket is a letter by e-mail, the mail is an answer to it: same thread, `auto-replied` (RFC 3834).
    """
    settings = config.settings()
    first = threads.message_id(ticket.number)
    letter = f"<{ticket.external_id}>" if ticket.channel == "letter" and _is_message_id(ticket.external_id) else ""
    mail = EmailMessage()
    mail["Subject"], mail["To"] = subject, address
    mail["From"] = settings.mail_from
    if back := reply_address.reply_to(ticket.number):
        mail["Reply-To"] = back
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = threads.message_id(ticket.number, serial)
    if letter:
        mail["In-Reply-To"] = letter
    mail["References"] = f"{letter} {first}".strip()
    mail["Auto-Submitted"] = "auto-replied" if letter else "auto-generated"
    mail["Precedence"] = "bulk"
    # Not `All`: that would forbid the report that it could not be delivered.
    mail["X-Auto-Response-Suppress"] = "OOF, AutoReply, DR, RN, NRN"
    mail[automatic.LOOP_HEADER] = settings.city
    mail.set_content(body)
    return Mail(reply_address.return_path(serial) or parseaddr(settings.mail_from)[1], mail)


def send(mail: Mail) -> None:
    """`smtp://` plain, `smtp+starttls://` and `smtps://` encrypted, with `user:password@` where the server asks."""
    url = urlsplit(config.settings().smtp_url)
    host, encrypted = url.hostname or "127.0.0.1", ssl.create_default_context()
    if url.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, url.port or 465, timeout=TIMEOUT, context=encrypted)
    else:
        server = smtplib.SMTP(host, url.port or 25, timeout=TIMEOUT)
    with server:
        if url.scheme == "smtp+starttls":
            server.starttls(context=encrypted)
        if url.username and url.password:
            server.login(unquote(url.username), unquote(url.password))
        server.send_message(mail.message, from_addr=mail.sender)


def _is_message_id(external_id: str) -> bool:
    return bool(_MESSAGE_ID.fullmatch(external_id))
