"""What every door turns its message into: one `Inbound` value. Pure data, no database."""

from dataclasses import dataclass, field
from datetime import datetime

CHANNELS = (
    "phone", "mailbox", "web", "letter", "app", "wechat", "weibo", "forum", "paper", "import", "opinion", "transfer",
)  # fmt: skip
KINDS = ("consult", "help", "complaint", "report", "suggest", "praise")
"""咨询 求助 投诉 举报 建议 表扬 (D-26)."""


@dataclass(frozen=True, slots=True)
class Person:
    """Who writes or calls. Every field may be empty: anonymous matters are accepted."""

    name: str = ""
    phone: str = ""
    email: str = ""
    id_number: str = ""
    address: str = ""
    """The exact address of the matter or the person, as said; sealed at rest."""


@dataclass(frozen=True, slots=True)
class File:
    """An attachment: the sender's name for it, its type as declared, its bytes."""

    name: str
    type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Inbound:
    """One message from one door, ready to become one ticket.

    `external_id` with `channel` is the idempotency key: the same pair twice is one ticket.
    `kind` and `category` are empty when the door does not know them; routing then suggests them.
    `lon`, `lat` are WGS-84 degrees.
    """

    channel: str
    external_id: str
    title: str
    body: str
    received_at: datetime
    kind: str = ""
    category: str = ""
    mailbox: str = ""
    person: Person = Person()
    lon: float | None = None
    lat: float | None = None
    confidential: bool = False
    public: bool = False
    follow_up: bool = True
    files: tuple[File, ...] = ()
    in_reply_to: str = ""
    joins: str = ""
    """The id of the public matter the citizen says hers is the same as."""
    apart: bool = False
    """She was asked about an earlier letter of hers, and says that this is another matter."""
    automatic: str = ""
    """Why this automatic mail (bounce, out-of-office, list) must not become a ticket; empty for people's mail."""
