"""A letter of several matters at the desk: what it probably holds, put right by a person, and split in one act."""

import re
from dataclasses import dataclass, replace
from typing import Any

from flask import Response, abort, flash, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.datastructures import MultiDict
from wtforms import SelectField, StringField, TextAreaField, ValidationError
from wtforms.validators import DataRequired

from hotline import clock, i18n, web
from hotline.actors import Actor
from hotline.channels import clean
from hotline.db import db, transaction
from hotline.desks import choices, forms, left_out, outcome
from hotline.desks.blueprint import desks
from hotline.desks.posted import only_read, opened, whole_number
from hotline.errors import AlreadySent, HotlineError, NotFound, Stale
from hotline.people import queries as people
from hotline.privacy import masking
from hotline.routing import queries as routing
from hotline.routing.actions import portions
from hotline.routing.decision.several import Portion, joined
from hotline.routing.keeping_off import barred
from hotline.tickets import actions, labels, numbers, queries
from hotline.tickets.actions.splitting import MOST, Part
from hotline.tickets.labels import say
from hotline.tickets.models import Ticket

SHORT = 60


def _clean(typed: str | None) -> str:
    return clean.text(typed or "")


class PartForm(forms.VerbForm):
    words = TextAreaField(
        _l("What this part is about"), [DataRequired(_l("Write what this part is about"))], filters=[_clean]
    )
    category = SelectField(
        _l("Category"), choices=choices.categories, validate_choice=False, widget=choices.LongSelect("categories")
    )
    unit = StringField(_l("Unit"), description=_l("Left empty, it waits to be dispatched"), render_kw=forms.NAMES)

    def part(self) -> Part:
        return Part(self.words.data or "", self.category.data or "", choices.unit_called(self.unit.data))

    def validate_unit(self, field: Any) -> None:
        if (field.data or "").strip() and not choices.unit_called(field.data):
            raise ValidationError(_("No unit is called “%(name)s”", name=field.data))


@dataclass(frozen=True, slots=True)
class Hint:
    """One line of “this letter seems to hold …”."""

    mark: str
    words: str
    category: str
    unit: str


def hints(shown: Ticket, actor: Actor) -> list[Hint]:
    """What the letter seems to hold, for those who may split it; empty for one matter."""
    if "split" not in actions.available(shown, actor) or shown.parent_id:
        return []
    language = i18n.language()
    return [
        Hint(
            one.mark,
            masking.text(one.words.removeprefix(one.mark).strip())[:SHORT],
            routing.category_name(one.category, language) if one.category else "",
            people.unit_name(one.unit, language) if one.unit else "",
        )
        for one in portions(shown)
    ]


@desks.get("/staff/tickets/<number>/split")
@web.staff("operator", "dispatcher")
def parts_of(number: str) -> Response:
    shown = queries.get_ticket(number, web.actor())
    if "split" not in actions.available(shown, web.actor()) or shown.parent_id:
        return web.see_other("desks.ticket", number=number)
    off = barred(shown, web.actor()).units
    found = [replace(one, unit="") if one.unit in off else one for one in portions(shown)]
    return _page(shown, _forms(found or [Portion(shown.body), Portion("")]))


@desks.post("/staff/tickets/<number>/split")
@web.staff("operator", "dispatcher")
def split_letter(number: str) -> Response:
    """Split, or the page again with a part more or two joined; nothing typed is lost."""
    actor, typed = web.actor(), _typed(request.form)
    if not typed:
        abort(404)
    changed = _changed(typed)
    if changed is not None:
        only_read()
        return _page(queries.get_ticket(number, actor), changed)
    faulty = [one for one in typed if not one.validate()]
    if faulty:
        only_read()
        return _page(queries.get_ticket(number, actor), typed, _("Some things need correcting"), 422)
    try:
        with transaction():
            ticket = opened(number, actor)
            actions.perform("split", ticket, actor, clock.now(), parts=[one.part() for one in typed])
    except AlreadySent:
        db.session.rollback()
    except NotFound:
        raise
    except (HotlineError, StaleDataError) as error:
        known = error if isinstance(error, HotlineError) else Stale()
        only_read()
        return _too_late(queries.get_ticket(number, actor), typed, known)
    flash(say(labels.DONE, "split"), "success")
    return web.see_other("desks.ticket", number=number)


def _too_late(fresh: Ticket, typed: list[PartForm], error: HotlineError) -> Response:
    """Who came too late is told so like everywhere else, and whether it can still be split."""
    status = Stale.status if error.status == 403 else error.status
    words = error.words(i18n.language())
    if status == Stale.status and "split" not in actions.available(fresh, web.actor()):
        words = outcome.gone(fresh, "split")
    return _page(fresh, typed, words, status)


def _typed(sent: MultiDict[str, str]) -> list[PartForm]:
    places = sorted({int(found[1]) for name in sent if (found := re.fullmatch(r"part(\d)-words", name))})
    return [PartForm(sent, prefix=f"part{place}") for place in places]


def _changed(typed: list[PartForm]) -> list[PartForm] | None:
    """The forms after a button that changes their number; None for the one that splits."""
    pressed = request.form
    if "add" not in pressed and "join" not in pressed:
        return None
    told = [Portion(one.words.data or "", "", one.category.data or "", one.unit.data or "") for one in typed]
    more = [*told, Portion("")][:MOST]
    return _forms(more if "add" in pressed else joined(told, whole_number(pressed["join"], 0)), named=True)


def _forms(found: list[Portion], named: bool = False) -> list[PartForm]:
    """`named`: the unit stands there as somebody typed it."""
    shown = (
        found if named else [replace(one, unit=people.unit_name(one.unit, "zh") if one.unit else "") for one in found]
    )
    return [
        PartForm(None, prefix=f"part{place}", data={"words": one.words, "category": one.category, "unit": one.unit})
        for place, one in enumerate(shown, 1)
    ]


def _page(shown: Ticket, typed: list[PartForm], problem: str = "", status: int = 200) -> Response:
    off = barred(shown, web.actor())
    return web.render(
        "desks/ticket_parts.html", status, ticket=shown, number=numbers.show(shown.number), typed=typed,
        problem=problem, most=MOST, unit_names=choices.named_units(off.units),
        never=left_out.never_to(off), body=masking.text(shown.body),
    )  # fmt: skip
