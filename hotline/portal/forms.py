"""The citizen's forms. What is typed is cleaned, never cut; every error says what to do."""

import re
import unicodedata
from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    Form,
    HiddenField,
    MultipleFileField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)

from hotline.channels import clean, phones
from hotline.portal import queries
from hotline.tickets import labels
from hotline.tickets.actions.ground import MAX_TEXT
from hotline.tickets.labels import say

ADVISED = 2_000
"""Characters of a letter that is still easy to read; more is taken too, up to `MAX_TEXT`."""
TITLE_MAX = 60
MOBILE_DIGITS = 11

Choices = Callable[[], Any]


def _line(text: Any) -> str:
    return clean.line(str(text or ""), MAX_TEXT)


def _text(text: Any) -> str:
    return clean.text(str(text or ""))


def at_most(limit: int) -> Callable[[Any, Any], None]:
    """Refuses more than `limit` characters and says how many are too many."""

    def check(_form: Any, field: Any) -> None:
        over = len(field.data or "") - limit
        if over > 0:
            raise ValidationError(
                _("At most %(limit)s characters: please cut %(over)s", limit=f"{limit:,}", over=f"{over:,}")
            )

    return check


def filled(message: Any) -> Callable[[Any, Any], None]:
    """Refuses an empty field with these words; marks the field as required."""

    def check(_form: Any, field: Any) -> None:
        if not (field.data or "").strip():
            raise ValidationError(message)

    check.field_flags = {"required": True}  # type: ignore[attr-defined]  # WTForms reads flags off the validator
    return check


def chosen(table: labels.Words, message: Any) -> Callable[[Any, Any], None]:
    """Refuses anything but a key of the table."""

    def check(_form: Any, field: Any) -> None:
        if field.data not in table:
            raise ValidationError(message)

    check.field_flags = {"required": True}  # type: ignore[attr-defined]  # WTForms reads flags off the validator
    return check


def phone_advice(typed: str) -> str:
    """What to do about a number that can't be called; empty when it can be."""
    if not typed or phones.e164(typed):
        return ""
    digits = re.sub(r"\D", "", unicodedata.normalize("NFKC", typed))
    missing = MOBILE_DIGITS - len(digits)
    if digits.startswith("1") and missing > 0:
        return str(_("%(n)s digits are missing: a mobile number has 11", n=missing))
    if digits.startswith("1") and missing < 0:
        return str(_("%(n)s digits too many: a mobile number has 11", n=-missing))
    return str(_("Give a mobile number of 11 digits, or a landline with its area code such as 028-86661234"))


def _words(table: labels.Words, blank: Any = None) -> Choices:
    return lambda: ([("", str(blank))] if blank else []) + [(key, say(table, key)) for key in table]


class LetterForm(Form):  # type: ignore[misc]  # wtforms has no types
    """A letter: the problem first, the person last. Only the text is compulsory."""

    mailbox = SelectField(_l("Who should read it"), choices=lambda: queries.mailbox_choices(), validate_choice=False)
    body = TextAreaField(
        _l("What happened?"),
        [filled(_l("Write what happened")), at_most(MAX_TEXT)],
        filters=[_text],
        description=_l("What, since when, and what you would like done. Up to 2,000 characters read best; 20,000 fit."),
    )
    title = StringField(
        _l("A title"),
        [at_most(TITLE_MAX)],
        filters=[_line],
        description=_l("Leave it empty and we take your first sentence"),
    )
    kind = SelectField(
        _l("What kind of matter is it?"),
        choices=_words(labels.KINDS, _l("Not sure, let the hotline decide")),
        validate_choice=False,
    )
    address = StringField(
        _l("Address or place"),
        [at_most(200)],
        filters=[_line],
        description=_l("Street and number, estate, crossing or bus stop"),
    )
    district = SelectField(
        _l("Which district?"), choices=lambda: queries.district_choices(_("Not sure")), validate_choice=False
    )
    lon = HiddenField(filters=[_line])
    lat = HiddenField(filters=[_line])
    files = MultipleFileField(
        _l("Photos or files"),
        description=_l("Up to 9, each up to 10 MB: pictures, PDF, Word, Excel, sound or film"),
    )
    name = StringField(_l("What may we call you?"), [at_most(60)], filters=[_line])
    phone = StringField(
        _l("Telephone"),
        [at_most(40)],
        filters=[_line],
        description=_l("Whoever handles it will call this number"),
    )
    email = StringField(_l("E-mail"), [at_most(254)], filters=[_line])
    confidential = BooleanField(_l("Do not let those I write about know who I am"))
    public = RadioField(
        _l("May the answer be published?"),
        choices=lambda: [("no", _("Please do not")), ("yes", _("Yes, without my name and telephone"))],
        default="no",
        validate_choice=False,
        description=_l("Only after a check; reports of wrongdoing and confidential letters never are"),
    )
    follow_up = RadioField(
        _l("May we ask you afterwards whether it is solved?"),
        choices=lambda: [("yes", _("You may call me")), ("no", _("No need, I will look it up"))],
        default="yes",
        validate_choice=False,
    )
    near = HiddenField(filters=[_line])
    """What she said about the matters nearby, and of which place (see `hotline.portal.nearby`)."""
    again = HiddenField(filters=[_line])
    """What she typed when she said that it is a letter of its own (see `hotline.portal.again`)."""
    form_id = HiddenField()

    def validate_mailbox(self, field: Any) -> None:
        if field.data and queries.post(field.data) is None:
            raise ValidationError(_("This mailbox does not exist; choose another"))

    def validate_phone(self, field: Any) -> None:
        advice = phone_advice(field.data)
        if advice:
            raise ValidationError(advice)

    def validate_email(self, field: Any) -> None:
        if field.data and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s.]+", unicodedata.normalize("NFKC", field.data)):
            raise ValidationError(_("An e-mail address looks like name@example.com"))


class TrackForm(Form):  # type: ignore[misc]  # wtforms has no types
    """Number and query code, both from the confirmation."""

    number = StringField(
        _l("Number"),
        [filled(_l("Give the number"))],
        filters=[_line],
        description=_l("21 digits, with or without dashes"),
    )
    code = StringField(
        _l("Query code"), [filled(_l("Give the query code"))], filters=[_line], description=_l("8 digits")
    )


class SupplyForm(Form):  # type: ignore[misc]  # wtforms has no types
    text = TextAreaField(
        _l("What would you like to add?"),
        [filled(_l("Write what you would like to add")), at_most(MAX_TEXT)],
        filters=[_text],
    )
    files = MultipleFileField(
        _l("Photos or files"), description=_l("Up to 9, each up to 10 MB: pictures, PDF, Word, Excel, sound or film")
    )


class EvaluateForm(Form):  # type: ignore[misc]  # wtforms has no types
    """Three answers in a fixed order, nothing chosen beforehand."""

    solved = RadioField(
        _l("Is the problem solved?"),
        [chosen(labels.SOLVED, _l("Choose whether it is solved"))],
        choices=_words(labels.SOLVED),
        validate_choice=False,
    )
    satisfied = RadioField(
        _l("Are you satisfied with the result?"),
        [chosen(labels.SATISFIED, _l("Choose how satisfied you are with the result"))],
        choices=_words(labels.SATISFIED),
        validate_choice=False,
    )
    way = RadioField(_l("And with the way it was handled?"), choices=_words(labels.SATISFIED), validate_choice=False)
    words = TextAreaField(
        _l("Anything you would like to say"),
        [at_most(MAX_TEXT)],
        filters=[_text],
        description=_l("If it is not solved: what is still missing"),
    )


class WithdrawForm(Form):  # type: ignore[misc]  # wtforms has no types
    text = StringField(_l("Why, if you like to say"), [at_most(500)], filters=[_line])


def known(table: labels.Words, value: str | None) -> str:
    """The choice if it is one, else nothing: an address typed by hand must not preselect nonsense."""
    return value if value and value in table else ""
