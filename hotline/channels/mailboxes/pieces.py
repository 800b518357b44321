"""The job `pieces`: a mail that came in several pieces becomes one letter when the last of them is there.

Until then the pieces are set aside, where an administrator sees what is missing.
"""

from datetime import datetime, timedelta
from itertools import groupby

from hotline import config
from hotline.channels import inbox, queries
from hotline.channels.adapters import letter
from hotline.channels.mail import partial
from hotline.channels.mail.partial import Piece
from hotline.db import transaction

WITHIN = timedelta(days=7)
"""Later than that nobody expects the rest any more: the pieces stay set aside for a person."""


def join(now: datetime) -> int:
    """Returns how many letters were put together."""
    city, joined = config.settings().city, 0
    with transaction():
        waiting = sorted(_waiting(city, now), key=lambda one: (one[0].sender, one[0].id, one[0].number, one[1]))
    for _, same in groupby(waiting, key=lambda one: (one[0].sender, one[0].id)):
        found = list(same)
        if partial.complete([piece for piece, _ in found]):
            joined += _join(city, found, now)
    return joined


def _waiting(city: str, now: datetime) -> list[tuple[Piece, int]]:
    rows = queries.aside_because(city, "letter", partial.WAITS, now - WITHIN)
    return [(piece, row.id) for row in rows if (piece := partial.piece_of(row.mended or row.raw)) is not None]


def _join(city: str, found: list[tuple[Piece, int]], now: datetime) -> int:
    with transaction():
        rows = {piece.number: queries.row(city, row_id) for piece, row_id in reversed(found)}
        raws = [row.mended or row.raw for _, row in sorted(rows.items()) if row is not None]
        mailbox = next((row.mailbox for row in rows.values() if row is not None), "")
    if len(raws) < len(rows) or sum(map(len, raws)) > letter.MAX_BYTES:
        return 0
    outcome = inbox.arrive("letter", partial.whole(raws), now, mailbox=mailbox)
    with transaction():
        for _, row_id in found:
            held = queries.claimed(city, row_id)
            if held.state == "quarantined":
                queries.finish(held, "done", "", outcome.ticket.id if outcome.ticket else None)
    return 1
