"""One form a verb that needs input. What is typed is checked here for presence, by the action for sense."""

from collections.abc import Callable, Collection
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import Form, MultipleFileField, RadioField, SelectField, StringField, TextAreaField, ValidationError
from wtforms.validators import DataRequired

from hotline import i18n
from hotline.channels import clean
from hotline.desks import choices
from hotline.desks.posted import whole_number
from hotline.routing.keeping_off import Barred
from hotline.tickets import labels, numbers
from hotline.tickets.actions.handling import RESOLUTIONS
from hotline.tickets.actions.requests import EXTENSION_REASONS, MAX_EXTENSION_DAYS, RETURN_REASONS
from hotline.tickets.inbound import KINDS

GAP = "【"
"""Marks what the skeleton of a reply leaves to be filled in."""
LONGEST_BASIS = 2000
"""Characters of a request's words: somebody decides on them within hours."""
FILES = "evidence"
NAMES = {"list": "unit-names"}
"""The browser suggests the units' names; their list stands once on the page."""

CATEGORIES, UNITS = choices.LongSelect("categories"), choices.LongSelect("units")


class VerbForm(Form):  # type: ignore[misc]  # wtforms has no types
    """The form of one verb. `brings()` is what the action takes."""

    def brings(self) -> dict[str, Any]:
        return {field.name: field.data or "" for field in self if field.name != FILES}

    def blame(self, name: str, words: str) -> None:
        """Put an error of the action beside its field, or on the form when no field has that name."""
        place = self._fields.get(name)
        if place is None:
            self.form_errors.append(words)
        else:
            place.errors = [*place.errors, words]


def _clean(typed: str | None) -> str:
    """Without NUL and other characters that no text of a person has, and that not every database keeps."""
    return clean.text(typed or "")


def _text(label: Any, missing: Any = None, hint: Any = "") -> Any:
    """A text; required when the words for its absence are given."""
    return TextAreaField(label, [DataRequired(missing)] if missing else [], description=hint, filters=[_clean])


def _choice(label: Any, options: Callable[[], list[tuple[str, str]]], missing: Any = None, radio: bool = False) -> Any:
    field = RadioField if radio else SelectField
    return field(label, [DataRequired(missing)] if missing else [], choices=options, validate_choice=False)


def _evidence(label: Any = None) -> Any:
    return MultipleFileField(
        label or _l("Evidence"), description=_l("Photos, PDF or documents; the citizen does not see them")
    )


class Note(VerbForm):
    text = _text(_l("Note"), _l("Write the note"))
    evidence = _evidence()


class Contact(VerbForm):
    text = _text(_l("How you reached the citizen"), _l("Write when, how, and what was agreed"))
    evidence = _evidence()


class AskInfo(VerbForm):
    text = _text(
        _l("What is missing"),
        _l("Say exactly what is missing"),
        _l("The citizen reads this, for example: which building and unit"),
    )


class Compose(VerbForm):
    text = _text(_l("The one answer"), _l("Write the answer"), _l("The citizen reads this; made of the parts' answers"))


class Guide(VerbForm):
    text = _text(
        _l("The right path"),
        _l("Say which path is right and how to reach it"),
        _l("The citizen reads this: which office, its address and telephone"),
    )


class Answer(VerbForm):
    text = _text(_l("Answer"), _l("Write the answer"), _l("The citizen reads this"))


class Reason(VerbForm):
    text = _text(_l("Grounds"), _l("Give the reason"))


class Remark(VerbForm):
    text = _text(_l("Remark"))


class Opinion(VerbForm):
    text = _text(_l("What we did"), _l("Write what your unit did"), _l("The lead unit reads this, not the citizen"))


class Demand(VerbForm):
    text = _text(_l("What must be done, and by when"), _l("Write what must be done"))


class Material(VerbForm):
    text = _text(_l("What the citizen adds"), _l("Write what the citizen adds"))


class Correct(VerbForm):
    kind = _choice(_l("Kind"), lambda: choices.from_table(labels.KINDS, KINDS))
    category = SelectField(_l("Category"), choices=choices.categories, validate_choice=False, widget=CATEGORIES)
    district = SelectField(_l("District"), choices=choices.districts, validate_choice=False)
    urgency = _choice(_l("Urgency"), lambda: choices.from_table(labels.URGENCIES, blank=False))
    text = _text(_l("Grounds"))

    def validate_category(self, field: Any) -> None:
        if field.data and not choices.offered(field.data, choices.categories()):
            raise ValidationError(_l("Choose a category from the list"))

    def validate_district(self, field: Any) -> None:
        if field.data and field.data not in dict(choices.districts()):
            raise ValidationError(_l("Choose a district from the list"))


class UnitForm(VerbForm):
    """Chooses a unit from the list, or by a name typed beside it."""

    unit = SelectField(_l("Lead unit"), choices=choices.units, validate_choice=False, widget=UNITS)
    named = StringField(
        _l("Or type its name"), description=_l("Full name, short name or code; streets too"), render_kw=NAMES
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unit.flags.required = True

    def validate_named(self, field: Any) -> None:
        if field.data and field.data.strip():
            code = choices.unit_called(field.data)
            if not code:
                raise ValidationError(_l("No unit has this name; choose one from the list"))
            self.unit.data = code

    def validate_unit(self, field: Any) -> None:
        if not field.data and not (self.named.data or "").strip():
            raise ValidationError(_l("Choose a unit"))

    def brings(self) -> dict[str, Any]:
        brought = super().brings()
        brought.pop("named")
        return brought


class Dispatch(UnitForm):
    assist = StringField(_l("Assisting units"), description=_l("Several with 、 between them"), render_kw=NAMES)
    text = _text(_l("Opinion"), hint=_l("What the unit should do"))

    def validate_assist(self, field: Any) -> None:
        unknown = [name for name in choices.split(field.data) if not choices.unit_called(name)]
        if unknown:
            raise ValidationError(_("No unit is called “%(name)s”", name=unknown[0]))

    def brings(self) -> dict[str, Any]:
        brought = super().brings()
        return {**brought, "assist": [choices.unit_called(name) for name in choices.split(self.assist.data)]}


class Redispatch(Dispatch):
    text = _text(_l("Grounds"), _l("Give the reason"))


class SubAssign(VerbForm):
    unit = SelectField(_l("Street or town"), [DataRequired(_l("Choose a street or town"))], validate_choice=False)
    text = _text(_l("Opinion"), hint=_l("What the street should do"))


class Entrust(VerbForm):
    handler = SelectField(
        _l("Who handles it"), [DataRequired(_l("Choose a person"))], validate_choice=False,
        description=_l("Open tickets of each, and those taken in 7 days; the first is a suggestion, you decide"),
    )  # fmt: skip
    text = _text(_l("Remark"))


class AskReturn(VerbForm):
    reason = _choice(
        _l("Why it is not yours"),
        lambda: choices.from_table(labels.RETURN_REASONS, RETURN_REASONS, blank=False),
        _l("Choose a reason"),
        radio=True,
    )
    text = _text(
        _l("Duty basis"), _l("Give the duty basis"), _l("Article of law or item of the duty list, and what was checked")
    )
    suggested_unit = SelectField(_l("Whose duty it is"), choices=choices.units, validate_choice=False, widget=UNITS)
    proof = _text(_l("What proves it"), hint=_l("Documents, photos, minutes; with their numbers"))
    evidence = _evidence(_l("Files that prove it"))

    def validate_text(self, field: Any) -> None:
        if len(field.data or "") > LONGEST_BASIS:
            words = _("At most %(n)s characters; what is longer goes in as a file", n=LONGEST_BASIS)
            raise ValidationError(words)

    validate_proof = validate_text


class Ruling(VerbForm):
    unit = SelectField(
        _l("Who leads"), [DataRequired(_l("Choose a unit"))], choices=choices.units, validate_choice=False, widget=UNITS
    )
    text = _text(_l("Reason of the ruling"), _l("Give the reason"), _l("Law, list of duties, who permits or oversees"))


class AskExtension(VerbForm):
    reason = _choice(
        _l("Why more time is needed"),
        lambda: choices.from_table(labels.EXTENSION_REASONS, EXTENSION_REASONS, blank=False),
        _l("Choose a reason"),
        radio=True,
    )
    days = SelectField(
        _l("Working days more"),
        choices=lambda: [(str(n), str(n)) for n in range(1, MAX_EXTENSION_DAYS + 1)],
        default="5",
        validate_choice=False,
    )
    text = _text(_l("Explanation"), _l("Say what is done until then"), _l("The citizen is told the new date"))

    def brings(self) -> dict[str, Any]:
        return {**super().brings(), "days": whole_number(str(self.days.data), 0)}


class Reply(VerbForm):
    resolution = _choice(
        _l("Result"),
        lambda: choices.from_table(labels.RESOLUTIONS, RESOLUTIONS, blank=False),
        _l("Choose a result"),
        radio=True,
    )
    public = _text(
        _l("Answer to the citizen"), _l("Write the answer to the citizen"), _l("Goes out when your leader approves it")
    )
    internal = _text(
        _l("Internal report"), _l("Write what was found and done"), _l("For your leader and the hotline only")
    )
    evidence = _evidence()

    def validate_public(self, field: Any) -> None:
        if GAP in (field.data or ""):
            raise ValidationError(_l("Fill in what stands in 【】 before sending"))


class Merge(VerbForm):
    master = StringField(
        _l("Number of the master ticket"),
        [DataRequired(_l("Give the number of the master ticket"))],
        description=_l("21 digits, with or without dashes"),
    )
    text = _text(_l("Remark"))

    def validate_master(self, field: Any) -> None:
        if field.data and not numbers.read(field.data):
            raise ValidationError(_l("This is not a ticket number; check its 21 digits"))


def written(form: VerbForm) -> list[tuple[str, str]]:
    """What was typed into a form that is no longer offered, with the labels of its fields."""
    return [
        (str(one.label.text), one.data)
        for one in form
        if isinstance(one.data, str) and one.data.strip() and one.type in {"TextAreaField", "StringField"}
    ]


PICKS = ("unit", "suggested_unit")
"""The lists of units; the names beside them come from a list of the page."""


def leave_out(form: VerbForm, off: Barred) -> VerbForm:
    """Units that may not get the ticket stand in no list of the form; who misses one reads why beside it."""
    for name in PICKS if off.units else ():
        if name in form and form[name].type == "SelectField":
            form[name].choices = choices.without(form[name].choices, off.units)
            form[name].description = sentences(form[name].description, never_to(off))
    return form


def never_to(off: Barred) -> str:
    """Whom a list leaves out and why, in the reader's language; empty for nobody."""
    told = []
    if off.accused:
        units = choices.names_of(off.accused)
        told.append(
            _(
                "Not in the list: %(units)s, accused in a report, and whoever is below or works for them.",
                units=units,
            )
        )
    if off.cleared:
        units = choices.names_of(off.cleared)
        told.append(
            _(
                "Not in your list: %(units)s. You took away that this is a report that accuses them: somebody "
                "else must send it there.",
                units=units,
            )
        )
    return sentences(*told)


def not_all_to(hint: Any, some: Collection[str]) -> str:
    """The hint of a list for many tickets, with whom a few of them never go to."""
    told = _(
        "Some of these never go to %(units)s, accused in a report; those stay as they are.",
        units=choices.names_of(some),
    )
    return sentences(hint, told)


def sentences(*words: Any) -> str:
    """One after another as a reader expects it; the last words of a hint have no full stop of their own."""
    stop, space = ("。", "") if i18n.language() == "zh" else (".", " ")
    said = [str(one) for one in words if one]
    return space.join([*(one if one.endswith(stop) else one + stop for one in said[:-1]), *said[-1:]])


FORMS: dict[str, type[VerbForm]] = {
    "ask_info": AskInfo, "guide": Guide, "answer": Answer, "compose": Compose, "correct": Correct, "void": Reason,
    "dispatch": Dispatch, "redispatch": Redispatch, "contact": Contact, "sub_assign": SubAssign, "opine": Opinion,
    "entrust": Entrust,
    "ask_return": AskReturn, "grant_return": Reason, "refuse_return": Reason, "refer": Reason, "rule": Ruling,
    "ask_extension": AskExtension, "grant_extension": Reason, "refuse_extension": Reason,
    "reply": Reply, "approve": Remark, "send_back": Reason, "close": Reason, "reopen": Reason,
    "supply": Material, "urge": Remark, "withdraw": Remark, "merge": Merge, "unmerge": Reason,
    "note": Note, "instruct": Demand, "supervise": Demand,
}  # fmt: skip
"""A verb that is not here needs no input (签收, 受理) or has a desk of its own (回访)."""


def make(verb: str, typed: MultiDict[str, Any] | None = None, **start: Any) -> VerbForm:
    """The form of a verb, with ids of its own, so that several stand on one page; empty for a verb without input."""
    form = FORMS.get(verb, VerbForm)(typed, data=start)
    for field in form:
        field.id = field.label.field_id = f"{verb}-{field.name}"
    return form
