"""The list taken away as CSV (导出): masked as on the screen, written down first, streamed page by page."""

import csv
import io
from collections.abc import Iterator, Sequence

from flask import Response, request, stream_with_context
from sqlalchemy import update

from hotline import clock, saved_views, web
from hotline.actors import Actor
from hotline.db import db, new_id, read_only, transaction
from hotline.desks import chips, worklist_rows
from hotline.desks import worklist as desk
from hotline.desks.blueprint import desks
from hotline.desks.worklist import VIEWS, asked_for
from hotline.desks.worklist_address import NAMES, Asked
from hotline.privacy import masking
from hotline.privacy.models import Export
from hotline.tickets import labels, numbers, worklist
from hotline.tickets.labels import say
from hotline.tickets.models import Ticket

MOST = 20_000
"""Rows of one file."""
CHUNK = 500
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would compute at the start of a cell."""
BOM = "\ufeff"
"""Without it Excel reads Chinese as something else."""


@desks.post("/staff/tickets/export")
@web.staff(*VIEWS)
def export() -> Response:
    """The ticked tickets, or all that the filters show."""
    actor = web.actor()
    typed = request.form.getlist("number")
    asked = asked_for(actor, None, {name: request.form.get(f"kept-{name}", "") for name in NAMES})
    shown = worklist_rows.columns(actor, saved_views.setting(actor))
    kept = _written_down(actor, "" if typed else asked.url().partition("?")[2])
    chosen = _ticked(actor, typed) if typed else _all(actor, asked)
    name = f"tickets-{clock.local(clock.now()):%Y%m%d-%H%M}.csv"
    answer = Response(stream_with_context(_lines(chosen, actor, shown, kept)), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _ticked(actor: Actor, typed: list[str]) -> Iterator[list[Ticket]]:
    yield desk.tickets_of(actor, typed)


def _all(actor: Actor, asked: Asked) -> Iterator[list[Ticket]]:
    """Page after page, each read and let go; at most MOST tickets."""
    now, after = clock.now(), ""
    for _page in range(MOST // CHUNK):
        page = worklist.worklist(actor, asked.chosen, now, chips.day_end(now), after, CHUNK)
        yield page.tickets
        after = page.after
        if not after:
            return


def _lines(pages: Iterator[list[Ticket]], actor: Actor, shown: Sequence[str], kept: int) -> Iterator[str]:
    read_only(True)
    heads = [str(head["label"]) for head in worklist_rows.heads(asked_for(actor, None, {}), shown)]
    yield BOM + _line(heads)
    count = 0
    for tickets in pages:
        for row in worklist_rows.rows(tickets, actor, shown):
            yield _line([numbers.show(row.ticket.number), masking.text(row.ticket.title), *_cells(row, shown)])
        count += len(tickets)
        db.session.rollback()
    read_only(False)
    with transaction():
        db.session.execute(update(Export).where(Export.city == actor.city, Export.id == kept).values(rows=count))


def _cells(row: worklist_rows.Row, shown: Sequence[str]) -> list[str]:
    chip = f"{row.chip.words} {row.chip.at}".strip() if row.chip else ""
    own = {"state": say(labels.STATES, row.ticket.state), "due": chip}
    return [{**row.cells, **own}.get(name, "") for name in shown]


def _line(values: Sequence[str]) -> str:
    """One line of the file; a cell that would be a formula is text."""
    line = io.StringIO()
    csv.writer(line).writerow([f"'{value}" if value.startswith(FORMULA) else value for value in values])
    return line.getvalue()


def _written_down(actor: Actor, filters: str) -> int:
    """Who takes what away, committed before the first row goes out."""
    kept = new_id()
    row = Export(
        city=actor.city, id=kept, at=clock.now(), user_id=actor.id, user_name=actor.name, unit=actor.unit,
        filters=filters[:800], ip=(request.remote_addr or "")[:45],
    )  # fmt: skip
    with transaction():
        db.session.add(row)
    return kept
