"""One item of a draft of the dispatch catalogue in a form: who leads, at which level, by which words it is known."""

from collections.abc import Mapping
from typing import Any

from flask import Response, abort, flash, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import BooleanField, Form, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput, ListWidget

from hotline import i18n, web
from hotline.db import transaction
from hotline.desks import choices
from hotline.desks.admin.lists import LEVELS
from hotline.desks.admin.versions import MAY
from hotline.desks.blueprint import desks
from hotline.desks.posted import only_read, whole_number
from hotline.errors import HotlineError, Incomplete
from hotline.people import queries as people
from hotline.routing import catalogues, precedents
from hotline.routing.catalogue_rows import NOBODY, SEPARATORS, Row
from hotline.routing.models import CatalogueVersion
from hotline.tickets import labels
from hotline.tickets.labels import say

URGENCIES = ("", "h24", "h2")
LISTS = ("strong", "words")


class ItemForm(Form):  # type: ignore[misc]  # wtforms has no types
    code = StringField(_l("Code"), [InputRequired()], description=_l("Four digits; the first two are the chapter’s"))
    name = StringField(_l("Name"), [InputRequired()])
    name_en = StringField(_l("Name in English"))
    unit = SelectField(_l("Lead unit"), [InputRequired()], choices=choices.units, validate_choice=False)
    assist = StringField(
        _l("Assisting units"), description=_l("Assist whoever leads; several with 、 between them"),
        render_kw={"list": "unit-names"},
    )  # fmt: skip
    level = SelectField(_l("Level"), choices=lambda: choices.from_table(LEVELS, blank=False), validate_choice=False)
    grassroots = BooleanField(_l("Streets and towns may handle it"))
    confidential = BooleanField(_l("Who writes stays hidden from the handlers"))
    urgency = SelectField(
        _l("Urgency"), validate_choice=False,
        choices=lambda: [(code, say(labels.URGENCIES, code or "normal")) for code in URGENCIES],
    )  # fmt: skip
    kinds = SelectMultipleField(
        _l("Kinds"), choices=lambda: choices.from_table(labels.KINDS, blank=False), validate_choice=False,
        widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(),
    )  # fmt: skip
    strong = TextAreaField(_l("Words that settle it"), description=_l("Separated by commas or lines"))
    words = TextAreaField(_l("Words that point to it"), description=_l("Separated by commas or lines"))
    basis = TextAreaField(_l("Basis of the duty"), description=_l("Law, list of duties, document with its number"))

    def row(self) -> Row:
        """The item as typed."""
        code = (self.code.data or "").strip()
        lists = {name: _parts(self[name].data or "") for name in LISTS}
        return Row(
            code=code, parent=code[:2] if len(code) == 4 else "", name=(self.name.data or "").strip(),
            name_en=(self.name_en.data or "").strip(), unit=self.unit.data or "",
            assist=tuple(choices.unit_called(name) or name for name in choices.split(self.assist.data)),
            level=self.level.data or "",
            grassroots=bool(self.grassroots.data), confidential=bool(self.confidential.data),
            urgency=self.urgency.data or "", kinds=tuple(self.kinds.data or ()), strong=lists["strong"],
            words=tuple(word for word in lists["words"] if word not in lists["strong"]),
            basis=(self.basis.data or "").strip(),
        )  # fmt: skip


@desks.get("/staff/admin/catalogue/versions/<int:version_id>/items")
@web.staff(*MAY)
def catalogue_items(version_id: int) -> Response:
    """The items of a draft, to be opened one by one."""
    return _items(catalogues.version(web.actor().city, version_id))


@desks.post("/staff/admin/catalogue/versions/<int:version_id>/items")
@web.staff(*MAY)
def catalogue_move_unit(version_id: int) -> Response:
    """When bureaus merge: all items of one unit to another, in one press."""
    actor, typed = web.actor(), {name: request.form.get(name, "") for name in ("from", "to")}
    one, other = (choices.unit_called(name) for name in typed.values())
    try:
        with transaction():
            found = catalogues.version(actor.city, version_id, lock=True)
            moved = catalogues.move_unit(found, actor, one, other)
    except HotlineError as error:
        only_read()
        return _items(catalogues.version(actor.city, version_id), typed, error.words(i18n.language()), error.status)
    names = {name: people.unit_short(code, i18n.language()) for name, code in (("one", one), ("other", other))}
    flash(ngettext("%(num)s row went from %(one)s to %(other)s", "%(num)s rows went from %(one)s to %(other)s", moved,
                   **names), "success")  # fmt: skip
    return web.see_other("desks.catalogue_version", version_id=version_id)


@desks.get("/staff/admin/catalogue/versions/<int:version_id>/items/<code>")
@web.staff(*MAY)
def catalogue_item(version_id: int, code: str) -> Response:
    found = catalogues.version(web.actor().city, version_id)
    row = next((one for one in catalogues.rows_of(found) if one.code == code and one.parent), None)
    if row is None and code != "new":
        abort(404)
    data = _data(row) if row else {"level": "district", "grassroots": True}
    cited = whole_number(request.args.get("precedent", ""), 0)
    if cited and row is not None:
        precedent = precedents.one(found.city, cited)
        told = precedents.as_basis(precedent)
        data["basis"] = row.basis if told in row.basis else "；".join(filter(None, (row.basis, told)))
        flash(_("The precedent stands in the basis of the duty below; keep it in the draft."), "info")
        if precedent.to_unit and precedent.to_unit != row.unit:
            unit = people.unit_short(precedent.to_unit, i18n.language())
            flash(_("By the precedent %(unit)s leads: look at lead unit and level as well.", unit=unit), "warning")
    return _page(found, ItemForm(data=data), code)


@desks.post("/staff/admin/catalogue/versions/<int:version_id>/items/<code>")
@web.staff(*MAY)
def catalogue_put_item(version_id: int, code: str) -> Response:
    """Write the item into the draft, or take it out."""
    form, actor = ItemForm(request.form), web.actor()
    try:
        with transaction():
            found = catalogues.version(actor.city, version_id, lock=True)
            if "drop" in request.form:
                catalogues.drop_row(found, actor, code)
            elif form.validate():
                catalogues.put_row(found, actor, form.row())
            else:
                raise Incomplete("name", "请补全必填项。", "Some fields are needed.")
    except HotlineError as error:
        field = error.field if isinstance(error, Incomplete) and error.field in form else "code"
        form[field].errors = [error.words(i18n.language())]
        only_read()
        return _page(catalogues.version(actor.city, version_id), form, code, 422)
    flash(_("The draft is kept."), "success")
    return web.see_other("desks.catalogue_version", version_id=version_id)


def _items(
    found: CatalogueVersion, typed: Mapping[str, str] = NOBODY, problem: str = "", status: int = 200
) -> Response:
    wanted, language = request.args.get("q", "").strip()[:40], i18n.language()
    return web.render(
        "desks/catalogue_items.html",
        status,
        found=found,
        rows=[row for row in catalogues.rows_of(found) if row.parent and _fits(row, wanted)],
        q=wanted,
        levels=LEVELS,
        name_of=lambda row: row.name_en or row.name if language == "en" else row.name,
        unit_name=lambda code: people.unit_short(code, language),
        listed=lambda codes: "、".join(people.unit_short(code, language) for code in codes),
        unit_names=choices.named_units(),
        typed=typed,
        problem=problem,
    )


def _page(found: CatalogueVersion, form: ItemForm, code: str, status: int = 200) -> Response:
    return web.render(
        "desks/catalogue_item.html", status, found=found, form=form, code=code, unit_names=choices.named_units()
    )


def _data(row: Row) -> dict[str, Any]:
    helpers = "、".join(people.unit_name(code, "zh") for code in row.assist)
    return {**row.facts(), "assist": helpers, **{name: "、".join(getattr(row, name)) for name in LISTS}}


def _parts(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in SEPARATORS.split(text) if part.strip()))


def _fits(row: Row, wanted: str) -> bool:
    return not wanted or any(wanted in text for text in (row.code, row.name, row.name_en, *row.strong, *row.words))
