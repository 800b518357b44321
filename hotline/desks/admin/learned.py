"""The models the city has learned (智能分类模型): what each was worth, which one is asked, and the way back."""

from typing import Any

from flask import Response, flash, request
from flask_babel import gettext as _

from hotline import clock, i18n, web
from hotline.db import db, transaction
from hotline.desks.blueprint import desks
from hotline.desks.posted import only_read
from hotline.errors import HotlineError
from hotline.routing import queries as routing
from hotline.routing import retraining
from hotline.routing.learning import learned, signing
from hotline.routing.models import LearnedModel
from hotline.tickets.labels import Words, say

STATES: Words = {
    "candidate": ("备用", "Ready"),
    "in_service": ("使用中", "In service"),
    "retired": ("已停用", "Retired"),
    "refused": ("成绩较差，未使用", "Worse, kept out"),
}
ORIGINS: Words = {
    "catalogue": ("派单目录", "Catalogue"),
    "city": ("派单目录和本市来信", "Catalogue and letters"),
    "file": ("导入", "Brought in"),
}
FIGURES = ("accuracy", "macro_f1", "top3", "coverage_at_0.97")


@desks.get("/staff/admin/models")
@web.staff("admin")
def admin_models() -> Response:
    return _page()


@desks.post("/staff/admin/models/<int:model_id>/use")
@web.staff("admin")
def admin_use_model(model_id: int) -> Response:
    """Put it into service in place of the present one; one that never was is measured first."""
    row = next((one for one in learned.models() if one.id == model_id), None)
    try:
        if row is not None and row.state == "candidate" and "anyway" not in request.form:
            retraining.weigh(model_id)
            # Measuring takes a while: nobody waits for our connection meanwhile.
            db.session.rollback()
    except retraining.Unfit as error:
        flash(error.words(i18n.language()), "warning")
        only_read()
        return _page(error.status, unfit=model_id)
    except HotlineError:
        # What is wrong with its file is told below.
        db.session.rollback()
    return _acted(lambda by: retraining.use(model_id, by, clock.now()), str(_("The model is in service.")))


@desks.post("/staff/admin/models/<int:model_id>/retire")
@web.staff("admin")
def admin_retire_model(model_id: int) -> Response:
    """Take it out of service: the catalogue's words alone decide."""
    said = str(_("The model is out of service; the catalogue’s words decide."))
    return _acted(lambda by: retraining.retire(model_id, by, clock.now()), said)


def _acted(act: Any, said: str) -> Response:
    try:
        with transaction():
            act(web.actor().name)
    except HotlineError as error:
        flash(error.words(i18n.language()), "error")
        only_read()
        return _page(error.status)
    routing.tell()
    flash(said, "success")
    return web.see_other("desks.admin_models")


def _page(status: int = 200, unfit: int = 0) -> Response:
    rows = learned.models()
    shown = next((row for row in rows if str(row.id) == request.args.get("of")), None)
    shown = shown or next((row for row in rows if row.state == "in_service"), None)
    return web.render(
        "desks/admin_models.html",
        status,
        rows=[
            {
                "row": row,
                "state": say(STATES, row.state),
                "why": _why(row),
                "origin": say(ORIGINS, row.origin),
                "figures": _figures(row),
                "signed": signing.signed(row),
            }
            for row in rows
        ],
        model=shown,
        spoilt=_spoilt(),
        unfit=unfit,
        classes=_classes(shown) if shown else [],
    )


def _spoilt() -> str:
    """What stands in for the model in service while its file or signature is refused; empty when all is well.

    A process that read the file before it was spoilt still has the model in memory.
    """
    row, model = learned.serving(), learned.in_service()
    if row is None:
        return ""
    if model is not None and model.sha256 == row.sha256:
        return "" if learned.whole(row) else str(_("What was read before is asked until the program starts again."))
    return str(
        _("The one before it is asked meanwhile.") if model else _("The catalogue’s words alone decide meanwhile.")
    )


def _why(row: LearnedModel) -> str:
    """By which figure a model that was kept out is worse; the second one decides between equals."""
    if row.state != "refused":
        return ""
    names = {"macro_f1": _("Macro-F1"), "accuracy": _("Right")}
    for name, figure in names.items():
        mine, theirs = row.figures.get(name), row.rival.get(name)
        if mine is not None and theirs is not None and mine < theirs:
            said = {"figure": figure, "mine": _share(mine), "theirs": _share(theirs)}
            return str(_("%(figure)s %(mine)s, below %(theirs)s of the one in service", **said))
    return ""


def _figures(row: LearnedModel) -> list[tuple[str, str]]:
    """Each figure with the rival's on the same letters, as shares of a hundred."""
    return [(_share(row.figures.get(name)), _share(row.rival.get(name))) for name in FIGURES]


def _classes(row: LearnedModel) -> list[tuple[str, int, str, str]]:
    """Category, letters held back, precision and recall; the most frequent first."""
    classes: dict[str, dict[str, Any]] = row.figures.get("per_class", {})
    return [
        (
            routing.category_name(code, i18n.language()),
            held["n"],
            _share(held["precision"]),
            _share(held["recall"] if held["n"] else None),
        )
        for code, held in sorted(classes.items(), key=lambda item: (-item[1]["n"], item[0]))
    ]


def _share(value: float | None) -> str:
    return "—" if value is None else f"{100 * value:.1f}%"
