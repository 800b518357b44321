"""Long work as its owner sees it (我的任务): how far it is, stopping it, and the file it made."""

from flask import Response, abort, flash, make_response, render_template, request, send_file
from flask_babel import gettext as _
from sqlalchemy import update

from hotline import clock, tasks, web
from hotline.actors import Actor
from hotline.db import db, transaction
from hotline.desks.blueprint import desks
from hotline.desks.worklist import export
from hotline.desks.worklist.running import shown
from hotline.desks.worklist.tabs import VIEWS
from hotline.privacy.models import Export
from hotline.tasks import Task
from hotline.tickets import queries


@desks.get("/staff/tasks")
@web.staff(*VIEWS)
def my_tasks() -> Response:
    return web.render("desks/tasks.html", rows=[shown(one) for one in tasks.lately(web.actor())])


@desks.get("/staff/tasks/<int:task_id>")
@web.staff(*VIEWS)
def task(task_id: int) -> Response:
    actor = web.actor()
    found = tasks.of(actor, task_id)
    if found.state == "asked":
        abort(404)
    return web.render("desks/task.html", one=shown(found), failures=_failures(found, actor))


@desks.get("/staff/tasks/<int:task_id>/bar")
@web.staff(*VIEWS)
def task_bar(task_id: int) -> Response:
    """The bar alone, asked for every second; opened as a page it leads to the page."""
    if "HX-Request" not in request.headers:
        return web.see_other("desks.task", task_id=task_id)
    actor = web.actor()
    found = tasks.of(actor, task_id)
    response = make_response(
        render_template("desks/_task.html", one=shown(found), failures=_failures(found, actor), moving=True)
    )
    response.headers["Cache-Control"] = "no-store"
    return response


@desks.post("/staff/tasks/<int:task_id>/cancel")
@web.staff(*VIEWS)
def cancel_task(task_id: int) -> Response:
    """Stop it where it is; what was done stays done."""
    with transaction():
        stopped = tasks.cancel(web.actor(), task_id, clock.now())
    if not stopped:
        flash(_("It had ended before."), "info")
    return web.see_other("desks.task", task_id=task_id)


@desks.post("/staff/tasks/<int:task_id>/file")
@web.staff(*VIEWS)
def task_file(task_id: int) -> Response:
    """The file, to who asked for it and nobody else, as long as it is kept; each handing over stands in the log."""
    actor, now = web.actor(), clock.now()
    found = tasks.of(actor, task_id)
    if not shown(found).file:
        abort(404)
    name, entry = export.file_name(found.made_at), int(found.given["entry"])
    with transaction():
        fetched = update(Export).where(Export.city == actor.city, Export.id == entry).values(fetched_at=now)
        db.session.execute(fetched)
    answer = send_file(tasks.path(task_id), mimetype="text/csv; charset=utf-8", as_attachment=True, download_name=name)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _failures(one: Task, actor: Actor) -> list[tuple[str, str, str]]:
    """number, title, why; of what could not be done."""
    titles = queries.titles([number for number, _why in one.failures], actor)
    return [(number, titles.get(number, ""), why) for number, why in one.failures]
