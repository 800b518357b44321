"""What the operator types while the caller speaks, in the order of the talk; and the raw message made of it."""

import json
import re
from collections.abc import Collection
from typing import Any
from uuid import uuid4

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Form, HiddenField, RadioField, SelectField, StringField, TextAreaField

from hotline.actors import Actor
from hotline.channels import clean
from hotline.desks import choices, drafts
from hotline.desks.advice import Advice
from hotline.desks.calls import options
from hotline.desks.posted import whole_number
from hotline.people import queries as people
from hotline.routing import queries as routing
from hotline.tickets import labels
from hotline.tickets.actions.ground import MAX_TEXT

ACTS = ("dispatch", "leave", "answer", "guide", "merge")
"""提交派单 转派单员 直接答复 告知引导 并入."""
ANYWHERE = frozenset({"consult", "suggest", "praise"})
"""Kinds that need no place."""


class CallForm(Form):  # type: ignore[misc]  # wtforms has no types
    phone = StringField(_l("Telephone of the caller"))
    name = StringField(_l("Name of the caller"))
    confidential = BooleanField(_l("Keep the caller secret"))
    no_follow_up = BooleanField(_l("No follow-up call"))
    upset = BooleanField(_l("Agitated or abusive: warn those who call back"))
    kind = RadioField(_l("Kind"), choices=lambda: choices.from_table(labels.KINDS, blank=False), validate_choice=False)
    body = TextAreaField(_l("What the caller says"))
    address = StringField(_l("Where"))
    category = SelectField(_l("Category"), choices=[], validate_choice=False)
    urgency = SelectField(
        _l("Urgency"),
        choices=lambda: [("", _("As suggested")), *choices.from_table(labels.URGENCIES, blank=False)],
        validate_choice=False,
    )
    unit = SelectField(_l("Lead unit"), choices=[], validate_choice=False)
    category_text = StringField()
    """What was typed where the list stands; only a script sends it."""
    unit_text = StringField()
    text = TextAreaField(_l("Answer or guidance"))
    call_id = HiddenField()
    line = HiddenField()
    """The call of the telephone system that this form belongs to."""
    back = HiddenField()
    """The task of calling back that led to this call."""
    own = HiddenField()
    """Anything: the draft of this form has a place of its own beside the one a person usually has."""

    @property
    def place(self) -> str:
        """Where its draft is kept."""
        return f"{drafts.CALL}/{self.call_id.data}" if self.own.data else drafts.CALL

    def begun(self) -> bool:
        """Somebody has typed into it."""
        return any((self[name].data or "").strip() for name in ("phone", "name", "body", "address", "text"))

    def offer(self, actor: Actor, barred: Collection[str] = ()) -> "CallForm":
        """Fill the lists; only a page that shows them needs it. Units the words accuse cannot be chosen."""
        self.category.choices = options.categories(actor, _("As suggested"))
        self.unit.choices = options.units(actor, _("As suggested"), set(barred) - {self.unit.data})
        return self

    def tidy(self) -> "CallForm":
        """Unknown choices are none, and every call has an id of its own, so that a second press is no second ticket.

        A name typed in full is the choice of that name.
        """
        self.category.data = self.category.data or options.category_called((self.category_text.data or "").strip())
        self.unit.data = self.unit.data or choices.unit_called(self.unit_text.data)
        known = (
            (self.kind, labels.KINDS), (self.urgency, labels.URGENCIES), (self.category, routing.categories()),
            (self.unit, people.units()),
        )  # fmt: skip
        for field, values in known:
            field.data = field.data if field.data in values else ""
        if not re.fullmatch("[0-9a-f]{32}", self.call_id.data or ""):
            self.call_id.data = uuid4().hex
        for field in (self.line, self.back):
            field.data = str(whole_number(field.data or "", 0) or "")
        return self

    def raw(self) -> bytes:
        """The call as the message that is stored first; `channels.adapters.call` reads it."""
        return json.dumps(
            {
                "call_id": self.call_id.data, "phone": self.phone.data or "", "name": self.name.data or "",
                "kind": self.kind.data, "category": self.category.data, "body": self.body.data or "",
                "address": self.address.data or "", "confidential": bool(self.confidential.data),
                "follow_up": not self.no_follow_up.data,
            },
            ensure_ascii=False,
        ).encode("utf-8", "replace")  # fmt: skip

    def complete(self, act: str, advice: Advice | None, shown: str) -> bool:
        """Everything this act needs is there; what is missing stands beside its field. `shown`: the suggestion read."""
        self._check_texts(act)
        self._check_names()
        if act in {"dispatch", "leave"}:
            self._check_place(advice)
        if act == "dispatch":
            self._check_unit(advice, shown)
        return not self.errors

    def _check_texts(self, act: str) -> None:
        if not clean.body(self.body.data or ""):
            self._blame("body", _("Write what the caller says"))
        if act in {"answer", "guide"} and not clean.body(self.text.data or ""):
            self._blame("text", _("Write what you told the caller"))
        for name, most in (("body", MAX_TEXT), ("text", MAX_TEXT), ("address", 300), ("name", 60), ("phone", 40)):
            over = len(self[name].data or "") - most
            if over > 0:
                words = _("At most %(limit)s characters: please cut %(over)s", limit=f"{most:,}", over=f"{over:,}")
                self._blame(name, words)

    def _check_names(self) -> None:
        """A typed name that none or several have is kept and asked about."""
        for name, field in (("category", self.category), ("unit", self.unit)):
            typed = (self[f"{name}_text"].data or "").strip()
            if typed and not field.data:
                self._blame(name, _("Nothing is called “%(typed)s”: choose from the list, or clear it", typed=typed))

    def _check_place(self, advice: Advice | None) -> None:
        placed = bool((self.address.data or "").strip()) or (advice is not None and bool(advice.found.district))
        kind = self.kind.data or (advice.found.kind if advice else "")
        if not placed and kind not in ANYWHERE:
            self._blame("address", _("Ask where it is: street and number, estate or crossing"))

    def _check_unit(self, advice: Advice | None, shown: str) -> None:
        if advice is not None and self.unit.data in advice.found.barred:
            self._blame("unit", _("The report is about this unit or one below it; choose another"))
        elif advice is not None and self.unit.data in advice.found.avoided:
            self._blame("unit", _("The complaint is about this unit or one below it; choose another"))
        if self.unit.data or self.errors or advice is None:
            return
        if not advice.found.unit:
            self._blame("unit", _("No unit is suggested: choose one, or leave it to the dispatcher"))
        elif shown != advice.found.unit:
            self._blame("unit", _("The suggestion is %(unit)s now: press again if it is right", unit=advice.unit))

    def _blame(self, name: str, words: str) -> None:
        field: Any = self[name]
        field.errors = [*field.errors, words]
