"""What is taken down of a letter on paper or of a visitor, and the raw message made of it."""

import json
import re
from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Form, HiddenField, RadioField, StringField, TextAreaField
from wtforms.validators import DataRequired

from hotline.channels import clean
from hotline.desks import choices
from hotline.tickets import labels
from hotline.tickets.actions.ground import MAX_TEXT

_MOST = (("body", MAX_TEXT), ("address", 300), ("name", 60), ("phone", 40))


class PaperForm(Form):  # type: ignore[misc]  # wtforms has no types
    body = TextAreaField(_l("What it says"), [DataRequired()])
    name = StringField(_l("Name of the person"))
    phone = StringField(_l("Telephone"))
    address = StringField(_l("Where"))
    kind = RadioField(_l("Kind"), choices=lambda: choices.from_table(labels.KINDS, blank=False), validate_choice=False)
    confidential = BooleanField(_l("Keep the person secret"))
    no_follow_up = BooleanField(_l("No follow-up call"))
    form_id = HiddenField()

    def tidy(self) -> "PaperForm":
        """An unknown kind is none, and every form has an id, so that a second press is no second ticket."""
        self.kind.data = self.kind.data if self.kind.data in labels.KINDS else ""
        if not re.fullmatch("[0-9a-f]{32}", self.form_id.data or ""):
            self.form_id.data = uuid4().hex
        return self

    def complete(self) -> bool:
        """What is missing or too long stands beside its field."""
        if not clean.body(self.body.data or ""):
            self._blame("body", _("Write what the letter or the visitor says"))
        for name, most in _MOST:
            over = len(self[name].data or "") - most
            if over > 0:
                words = _("At most %(limit)s characters: please cut %(over)s", limit=f"{most:,}", over=f"{over:,}")
                self._blame(name, words)
        return not self.errors

    def raw(self, form_id: str, scans: Sequence[tuple[str, str]] = ()) -> bytes:
        """The matter as the message `adapters.paper` reads. `scans`: name and SHA-256 of what belongs to it."""
        return json.dumps(
            {
                "confirmed": True, "form_id": form_id, "phone": self.phone.data or "", "name": self.name.data or "",
                "kind": self.kind.data, "body": self.body.data or "", "address": self.address.data or "",
                "confidential": bool(self.confidential.data), "follow_up": not self.no_follow_up.data,
                "files": [{"name": name, "sha256": digest} for name, digest in scans],
            },
            ensure_ascii=False,
        ).encode("utf-8", "replace")  # fmt: skip

    def _blame(self, name: str, words: str) -> None:
        field: Any = self[name]
        field.errors = [*field.errors, words]
