"""What the citizen's pages read: mailboxes by group, the ticket of a letter."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from hotline import clock, config, i18n
from hotline.channels import queries as inbox
from hotline.people import queries as people
from hotline.people.models import Post
from hotline.tickets.models import Ticket


@dataclass(frozen=True, slots=True)
class Group:
    """Mailboxes under one heading of the public list."""

    name: str
    posts: list[Post]

    @property
    def size(self) -> int:
        return len(self.posts)


def post(code: str) -> Post | None:
    """The post that owns a mailbox of this city."""
    found = people.posts().get(code)
    return found if found is not None and found.city == config.settings().city else None


def mailboxes(wanted: str = "") -> list[Group]:
    """The mailboxes whose title or unit contains what is wanted, grouped as people look for them."""
    needle = _plain(wanted)
    names = {1: _("City leaders"), 2: _("City leaders"), 3: _("Districts and zones"), 4: _("City bureaus")}
    groups: dict[str, list[Post]] = {}
    for row in sorted(people.posts().values(), key=_as_listed):
        if row.city == config.settings().city and needle in _haystack(row):
            groups.setdefault(names.get(row.rank, _("Public utilities")), []).append(row)
    return [Group(name, posts) for name, posts in groups.items()]


def mailbox_choices() -> dict[str, list[tuple[str, str]]]:
    """The hotline itself, then every mailbox under its group."""
    language = i18n.language()
    groups = {group.name: [(row.mailbox, row.label(language)) for row in group.posts] for group in mailboxes()}
    return {_("Hotline"): [("", _("The 12345 hotline passes it to the right office"))], **groups}


def district_choices(blank: str) -> list[tuple[str, str]]:
    language = i18n.language()
    rows = [row for row in people.units().values() if row.kind in {"district", "zone"} and row.active]
    return [("", blank), *((row.code, row.short if language == "zh" else row.name_en) for row in rows)]


def letter_ticket(mailbox: str, external_id: str) -> Ticket | None:
    """The ticket a letter of the web form became; None while it waits."""
    return inbox.ticket_of(config.settings().city, "mailbox" if mailbox else "web", external_id)


def today_number(since: datetime, now: datetime) -> int:
    """第n天: the day of `since` is the first."""
    return (clock.local(now).date() - clock.local(since).date()).days + 1


def _as_listed(row: Post) -> tuple[int, str, bool, str]:
    """By rank, then by unit, the secretary before the head of government, as public lists have it."""
    first = row.mailbox.endswith("secretary") or row.mailbox.startswith("executive")
    return row.rank, row.unit, not first, row.mailbox


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().lower()


def _haystack(row: Post) -> str:
    unit = people.unit(row.unit)
    names = (unit.name, unit.short, unit.name_en) if unit else ()
    return _plain(" ".join((row.title, row.title_en, *names)))
