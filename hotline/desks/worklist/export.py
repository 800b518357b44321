"""The list taken away as CSV (导出): masked as on the screen, written down first; a long one is made by a job."""

import csv
import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import Response, request
from sqlalchemy import update

from hotline import clock, i18n, saved_views, tasks, web
from hotline.actors import Actor
from hotline.db import db, new_id, read_only, transaction
from hotline.desks import chips
from hotline.desks.blueprint import desks
from hotline.desks.worklist import rows
from hotline.desks.worklist.filters import Asked
from hotline.desks.worklist.page import asked_for, kept_filters, tickets_of
from hotline.desks.worklist.tabs import VIEWS
from hotline.privacy import masking
from hotline.privacy.models import Export
from hotline.tickets import labels, numbers
from hotline.tickets import worklist as lists
from hotline.tickets.labels import say
from hotline.tickets.models import Ticket
from hotline.tickets.worklist import Page

MOST = 50_000
"""Rows of one file."""
CHUNK = 500
"""Rows read at a time; a list that is no longer is handed over at once."""
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would compute at the start of a cell."""
BOM = "\ufeff"
"""Without it Excel reads Chinese as something else."""


@desks.post("/staff/tickets/export")
@web.staff(*VIEWS)
def export() -> Response:
    """The ticked tickets, or all that the filters show: at once, or as a task where that takes a while."""
    actor, now = web.actor(), clock.now()
    typed = request.form.getlist("number")
    asked = asked_for(actor, None, kept_filters())
    shown = rows.columns(actor, saved_views.setting(actor))
    first = Page(tickets_of(actor, typed), "") if typed else _page(actor, asked, "")
    entry = _entry(actor, "" if typed else asked.url().partition("?")[2])
    if first.after:
        given = {"address": asked.address, "columns": list(shown), "entry": str(entry.id)}
        with transaction():
            db.session.add(entry)
            task_id = tasks.ask(actor, "export", given, i18n.language(), now)
        return web.see_other("desks.task", task_id=task_id)
    heads, lines = _line(rows.names(shown)), _lines(first.tickets, actor, shown)
    entry.rows, entry.fetched_at = len(lines), now
    with transaction():
        db.session.add(entry)
    answer = Response(BOM + heads + "".join(lines), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{file_name(now)}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def make_file(task: tasks.Claimed, actor: Actor) -> dict[str, Any]:
    """The file of a task, page after page, each read and let go; at most MOST rows."""
    asked, shown, now = asked_for(actor, None, task.given["address"]), task.given["columns"], clock.now()
    tasks.discard(task.id)
    tasks.beat(task, now, done=0, total=lists.size(actor, asked.chosen, now, chips.day_end(now), MOST))
    whole, count, after = tasks.path(task.id), 0, ""
    whole.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    growing = whole.with_suffix(f".{task.tries}")
    with growing.open("w", encoding="utf-8", newline="") as file:
        file.write(BOM + _line(rows.names(shown)))
        while True:
            read_only(True)
            page = _page(actor, asked, after)
            file.writelines(_lines(page.tickets, actor, shown))
            db.session.rollback()
            read_only(False)
            count, after = count + len(page.tickets), page.after
            tasks.beat(task, clock.now(), done=count)
            if not after or count >= MOST:
                break
    growing.replace(whole)
    written = update(Export).where(Export.city == actor.city, Export.id == int(task.given["entry"]))
    with transaction():
        db.session.execute(written.values(rows=count))
    return {"done": count, "total": count}


def file_name(moment: datetime) -> str:
    return f"tickets-{clock.local(moment):%Y%m%d-%H%M}.csv"


def _page(actor: Actor, asked: Asked, after: str) -> Page:
    now = clock.now()
    return lists.worklist(actor, asked.chosen, now, chips.day_end(now), after, CHUNK)


def _lines(found: list[Ticket], actor: Actor, shown: Sequence[str]) -> list[str]:
    return [
        _line([numbers.show(row.ticket.number), masking.text(row.ticket.title), *_cells(row, shown)])
        for row in rows.rows(found, actor, shown)
    ]


def _cells(row: rows.Row, shown: Sequence[str]) -> list[str]:
    chip = f"{row.chip.words} {row.chip.at}".strip() if row.chip else ""
    own = {"state": say(labels.STATES, row.ticket.state), "due": chip}
    return [{**row.cells, **own}.get(name, "") for name in shown]


def _line(values: Sequence[str]) -> str:
    """One line of the file; a cell that would be a formula is text."""
    line = io.StringIO()
    csv.writer(line).writerow([f"'{value}" if value.startswith(FORMULA) else value for value in values])
    return line.getvalue()


def _entry(actor: Actor, filters: str) -> Export:
    """Who takes what away: in the log before the first row goes out."""
    return Export(
        city=actor.city, id=new_id(), at=clock.now(), user_id=actor.id, user_name=actor.name, unit=actor.unit,
        filters=filters[:800], ip=(request.remote_addr or "")[:45],
    )  # fmt: skip
