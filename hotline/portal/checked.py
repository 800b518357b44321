"""What the page to check says: one row a question, with the part of the letter to go back to."""

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from hotline import i18n
from hotline.portal import message, nearby, parts, queries
from hotline.portal.attached import Attached
from hotline.portal.forms import LetterForm, known
from hotline.tickets import labels
from hotline.tickets.labels import say


@dataclass(frozen=True, slots=True)
class Row:
    """A question and its answer. `anchor` is the field to stand at after 修改, `part` where it is asked."""

    label: str
    value: str
    anchor: str
    part: str


def rows(form: LetterForm, have: list[Attached]) -> list[Row]:
    """In the order in which it was asked."""
    chosen = queries.post(form.mailbox.data or "")
    kind = known(labels.KINDS, form.kind.data)
    public = form.public.data == "yes" and not form.confidential.data
    nothing = _("Left empty")
    told: list[tuple[Any, str, str]] = [
        (form.body.label.text, form.body.data, "body"),
        (_("Goes to"), chosen.label(i18n.language()) if chosen else _("12345 hotline"), "mailbox"),
        (form.title.label.text, form.title.data or _("Your first sentence"), "title"),
        (form.kind.label.text, say(labels.KINDS, kind) if kind else _("The hotline decides"), "kind"),
        (form.address.label.text, _where(form) or nothing, "address"),
        *_together(form),
        (form.files.label.text, _files(have) or _("No files"), "files"),
        (form.name.label.text, form.name.data or nothing, "name"),
        (form.phone.label.text, form.phone.data or nothing, "phone"),
        (form.email.label.text, form.email.data or nothing, "email"),
        (_("Kept from those you write about"), _yes(bool(form.confidential.data)), "confidential"),
        (_("Ask you afterwards"), _yes(form.follow_up.data != "no"), "follow_up-0"),
        (form.public.label.text, _yes(public), "public-0"),
    ]
    return [Row(str(label), str(value), at, parts.of_field(at.partition("-")[0])) for label, value, at in told]


def _together(form: LetterForm) -> list[tuple[Any, str, str]]:
    """Only where she said that hers is the matter of others."""
    master = nearby.chosen(form)
    return [(_("Handled together with"), nearby.title(master), "address")] if master else []


def _where(form: LetterForm) -> str:
    position = _("with your position") if form.lon.data and form.lat.data else ""
    return " · ".join(part for part in (message.place(form), str(position)) if part)


def _files(have: list[Attached]) -> str:
    return "\n".join(f"{one.name} {one.shown_size}" for one in have)


def _yes(answer: bool) -> str:
    return str(_("Yes") if answer else _("No"))
