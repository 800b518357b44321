"""What proves a mail's sender, told on its ticket: the signature, and what our own mail server found. Never refuses."""

import logging
import ssl
from datetime import datetime
from email import message_from_bytes
from email.message import Message
from email.policy import compat32
from functools import lru_cache
from pathlib import Path

from cryptography import x509

from hotline import config
from hotline.actors import system
from hotline.channels.mail import results, signature
from hotline.tickets import actions
from hotline.tickets.models import Ticket

log = logging.getLogger(__name__)

_SIGNATURES = {
    signature.VALID: "邮件签名有效，签名人{by}。",
    signature.CHANGED: "邮件签名与内容不符，内容可能在途中改动过，请向来信人核实。",
    signature.UNKNOWN: "邮件带有签名，无法核实签名人。",
}


def read(raw: bytes, sender: str, received_at: datetime) -> str:
    """One sentence for each proof the mail bears; empty for most mails."""
    if b"pkcs7" not in raw.lower() and b"authentication-results" not in raw.lower():
        return ""
    try:
        message = message_from_bytes(raw, policy=compat32)
        return " ".join(one for one in (_signed(raw, message, sender, received_at), _served(message)) if one)
    except Exception as error:  # a proof that can't be read is no reason to keep a letter waiting
        log.warning("a proof of a mail is not read: %s", type(error).__name__)
        return ""


def keep(ticket: Ticket, said: str, now: datetime) -> None:
    """A note for those who handle it."""
    if said:
        actions.perform("note", ticket, system(ticket.city), now, text=said)


def _signed(raw: bytes, message: Message, sender: str, received_at: datetime) -> str:
    proof = signature.checked(raw, message, sender, received_at, _roots(config.settings().mail_roots))
    return _SIGNATURES[proof.state].format(by="、".join(proof.by)) if proof else ""


def _served(message: Message) -> str:
    told = results.found(message, config.settings().mail_authserv)
    return f"本市邮件服务器核验：{'，'.join(f'{name}={value}' for name, value in told.items())}。" if told else ""


@lru_cache(4)
def _roots(bundle: Path | None) -> tuple[x509.Certificate, ...]:
    """The authorities that are trusted: those of the file, else those of this machine."""
    path = bundle or Path(ssl.get_default_verify_paths().cafile or "")
    try:
        return tuple(x509.load_pem_x509_certificates(path.read_bytes()))
    except (OSError, ValueError):
        log.warning("no certificate of an authority is read; signatures of mails can't be traced")
        return ()
