"""Versions of the dispatch catalogue on the web: draft or import, compare, try on past tickets, review, publish."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from flask import Response, abort, flash, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, FileField, Form, StringField, TextAreaField

from hotline import clock, i18n, web
from hotline.actors import Actor
from hotline.db import transaction
from hotline.desks.admin.lists import LEVELS
from hotline.desks.blueprint import desks
from hotline.desks.fragments import fragment
from hotline.desks.posted import only_read, whole_number
from hotline.errors import HotlineError, Incomplete
from hotline.people import queries as people
from hotline.routing import catalogue_files, catalogues, simulation
from hotline.routing import queries as routing
from hotline.routing.catalogue_rows import FLAGS, HEADS, UNITS, Change, Fault, Row
from hotline.routing.models import CatalogueVersion, Simulation
from hotline.tickets import labels
from hotline.tickets.labels import Words, say

MAY = ("admin", "supervisor")
"""Who drafts and who reviews: never the same person for one version."""
MOST_CHANGES = 300
MOST_FAULTS = 100
STATES: Words = {
    "draft": ("草稿", "Draft"),
    "review": ("待审核", "To review"),
    "agreed": ("已审核，待生效", "Agreed, waits for its day"),
    "in_force": ("现行", "In force"),
    "past": ("历史", "Past"),
}
SORTS: Words = {"added": ("新增", "Added"), "changed": ("修改", "Changed"), "ended": ("停用", "Ended")}
COLUMNS: Words = {name: (head, name.replace("_", " ")) for name, head in HEADS.items()}
CELLS: dict[str, Words] = {
    "level": LEVELS, "kinds": labels.KINDS, "urgency": {**labels.URGENCIES, "": labels.URGENCIES["normal"]},
}  # fmt: skip
YES_NO: Words = {"是": ("是", "yes"), "否": ("否", "no")}


class VersionForm(Form):  # type: ignore[misc]  # wtforms has no types
    version = StringField(_l("Name of the version"), description=_l("Empty: the next free one of the year"))
    effective_on = DateField(_l("In force from"))
    note = TextAreaField(_l("What changes and why"))
    file = FileField(
        _l("Catalogue file"), description=_l("Excel or CSV; empty: a copy of the catalogue in force to work on")
    )


@desks.get("/staff/admin/catalogue/versions")
@web.staff(*MAY)
def catalogue_versions() -> Response:
    return _list(VersionForm(data={"effective_on": clock.today()}))


@desks.post("/staff/admin/catalogue/versions")
@web.staff(*MAY)
def catalogue_draft() -> Response:
    """A new draft: of a file, or of the catalogue in force. A faulty file is told of row by row and kept out."""
    form, actor = VersionForm(request.form), web.actor()
    try:
        rows, faults = _given()
        if faults:
            form.file.errors = [_("The file has %(n)s faults; nothing was taken in", n=len(faults))]
            only_read()
            return _list(form, 422, faults)
        if form.effective_on.process_errors and request.form.get("effective_on", "").strip():
            raise Incomplete("effective_on", "请填写正确的日期。", "Give a correct date.")
        with transaction():
            made = catalogues.draft(
                actor, rows, form.version.data or "", form.effective_on.data or clock.today(), form.note.data or "",
                clock.now(),
            )  # fmt: skip
    except Incomplete as error:
        field = error.field if error.field in form else "file"
        form[field].errors = [error.words(i18n.language())]
        only_read()
        return _list(form, 422)
    return web.see_other("desks.catalogue_version", version_id=made)


@desks.get("/staff/admin/catalogue/export.<suffix>")
@web.staff(*MAY)
def catalogue_export(suffix: str) -> Response:
    """The catalogue in force, or the version that is asked for, as a file."""
    if suffix not in {"xlsx", "csv"}:
        abort(404)
    asked = whole_number(request.args.get("version", ""), 0)
    found = catalogues.version(web.actor().city, asked) if asked else None
    rows = catalogues.rows_of(found) if found else routing.catalogue_rows()
    name = found.version if found else routing.engine().book.catalogue_version
    answer = Response(catalogue_files.written(rows, f".{suffix}"), content_type="application/octet-stream")
    answer.headers["Content-Disposition"] = f'attachment; filename="catalogue-{_plain(name)}.{suffix}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


@desks.get("/staff/admin/catalogue/versions/<int:version_id>")
@web.staff(*MAY)
def catalogue_version(version_id: int) -> Response:
    found = catalogues.version(web.actor().city, version_id)
    if fragment():
        return web.render("desks/_catalogue_trial.html", **_trial(found))
    return _one(found)


@desks.post("/staff/admin/catalogue/versions/<int:version_id>/<act>")
@web.staff(*MAY)
def catalogue_act(version_id: int, act: str) -> Response:
    """Finish the draft, try it, agree, send it back; one button each."""
    if act not in ACTS:
        abort(404)
    actor = web.actor()
    try:
        with transaction():
            found = catalogues.version(actor.city, version_id, lock=True)
            ACTS[act](found, actor)
            state = found.state
    except HotlineError as error:
        only_read()
        flash(error.words(i18n.language()), "error")
        return web.see_other("desks.catalogue_version", version_id=version_id)
    if state == "in_force":
        flash(_("This catalogue is in force from now on; tickets keep the one they were decided by."), "success")
    return web.see_other("desks.catalogue_version", version_id=version_id)


def _simulate(found: CatalogueVersion, actor: Actor) -> None:
    simulation.ask(found, actor.name, clock.now())


def _reviewed(agreed: bool, found: CatalogueVersion, actor: Actor) -> None:
    catalogues.review(found, actor, agreed, request.form.get("opinion", "")[:2000], clock.now())


ACTS: dict[str, Any] = {
    "finish": lambda found, _actor: catalogues.ask_review(found),
    "take_back": lambda found, _actor: catalogues.take_back(found),
    "try": _simulate,
    "agree": lambda found, actor: _reviewed(True, found, actor),
    "send_back": lambda found, actor: _reviewed(False, found, actor),
}


def _given() -> tuple[Sequence[Row], Sequence[Fault]]:
    """The rows of the file that was sent and its faults, or the catalogue in force."""
    upload = request.files.get("file")
    if upload is None or not upload.filename:
        return routing.catalogue_rows(), ()
    content = upload.read(catalogue_files.MOST_BYTES + 1)
    return catalogue_files.read(content, Path(upload.filename).suffix, people.units())


def _list(form: VersionForm, status: int = 200, faults: Sequence[Fault] = ()) -> Response:
    return web.render(
        "desks/catalogue_versions.html",
        status,
        form=form,
        faults=[fault.said(i18n.language()) for fault in faults[:MOST_FAULTS]],
        more_faults=max(0, len(faults) - MOST_FAULTS),
        versions=catalogues.versions(web.actor().city),
        now_in_force=routing.engine().book.catalogue_version,
        items=sum(1 for row in routing.categories().values() if row.parent),
        states=STATES,
    )


def _one(found: CatalogueVersion) -> Response:
    actor, old = web.actor(), found.state in {"in_force", "past"}
    changes, in_force = [] if old else catalogues.changes(found), routing.engine().book.catalogue_version
    return web.render(
        "desks/catalogue_version.html",
        states=STATES,
        old=old,
        changes=[_shown(change) for change in changes[:MOST_CHANGES]],
        counts=[(say(SORTS, sort), n) for sort, n in Counter(change.sort for change in changes).items()],
        own=catalogues.wrote(found, actor),
        editors="、".join(map(str, found.edited_by.values())),
        overtaken="" if old or found.base == in_force else in_force,
        late=found.effective_on < clock.today() and not old,
        **_trial(found),
    )


def _shown(change: Change) -> dict[str, Any]:
    return {
        "sort": change.sort,
        "sort_word": say(SORTS, change.sort),
        "code": change.code,
        "name": change.name,
        "fields": [
            (say(COLUMNS, name), _value(name, before), _value(name, after)) for name, before, after in change.fields
        ],
        "duty": change.has("unit") or change.has("level"),
    }


def _value(column: str, text: str) -> str:
    """A cell in the reader's words."""
    if column in UNITS:
        return "、".join(people.unit_short(code, i18n.language()) for code in text.split("、") if code)
    words = YES_NO if column in FLAGS else CELLS.get(column)
    return "、".join(say(words, part) for part in text.split("、")) if words else text


def _trial(found: CatalogueVersion) -> dict[str, Any]:
    """The newest trial of this version: how far it is, or its pairs and their tickets."""
    latest = simulation.latest(found)
    pairs: list[dict[str, Any]] = []
    chosen = request.args.get("pair", "")
    if latest is not None and latest.state == "done":
        pairs = [_pair(found, key, int(n), chosen) for key, n in sorted(latest.pairs.items(), key=lambda one: -one[1])]
    reads = web.actor().role != "admin"
    runs = latest is not None and latest.state in simulation.OPEN
    return {
        "found": found,
        "trial": latest,
        "trial_runs": runs,
        "pairs": pairs[:60],
        "moves": _moves(latest, chosen),
        "reads": reads,
    }


def _pair(found: CatalogueVersion, key: str, n: int, chosen: str) -> dict[str, Any]:
    one, _sep, other = key.partition(">")
    url = url_for("desks.catalogue_version", version_id=found.id, pair=key) + "#moves"
    return {"from": _unit(one), "to": _unit(other), "n": n, "url": url, "here": key == chosen}


def _moves(latest: Simulation | None, chosen: str) -> list[dict[str, str]]:
    if latest is None or not chosen:
        return []
    one, _sep, other = chosen.partition(">")
    language = i18n.language()
    return [
        {
            "number": move.number,
            "before": routing.category_name(move.from_category, language) or "—",
            "after": routing.category_name(move.to_category, language) or "—",
        }
        for move in simulation.moves(latest, (one, other))
    ]


def _unit(code: str) -> str:
    return people.unit_short(code, i18n.language()) if code else str(_("nobody found"))


def _plain(name: str) -> str:
    return "".join(sign for sign in name if sign.isascii() and (sign.isalnum() or sign in ".-_")) or "x"
