"""The form of one follow-up call (回访): the citizen's answers, or the time of another attempt."""

from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Form, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired

from hotline import clock
from hotline.channels import clean
from hotline.desks import choices
from hotline.errors import Incomplete
from hotline.followup import labels as followup_labels
from hotline.followup import rules
from hotline.tickets import labels
from hotline.tickets.labels import Words

QUESTIONS = ("contacted", "solved", "satisfied", "treated")


def _marks(label: Any, table: Words, needed: bool = False) -> Any:
    rules_of_field = [InputRequired()] if needed else []
    return RadioField(
        label, rules_of_field, choices=lambda: choices.from_table(table, blank=False), validate_choice=False
    )


class VisitForm(Form):  # type: ignore[misc]  # wtforms has no types
    contacted = _marks(_l("In touch"), labels.CONTACTED)
    solved = _marks(_l("Solved"), labels.SOLVED, needed=True)
    satisfied = _marks(_l("With the result"), labels.SATISFIED, needed=True)
    # Not `process`: that is a method of every form.
    treated = _marks(_l("With the handling"), labels.SATISFIED)
    reason = _marks(_l("Why not"), followup_labels.REASONS)
    words = TextAreaField(_l("What the citizen says, word for word"), filters=[lambda typed: clean.text(typed or "")])
    day = StringField(_l("Day"))
    time = StringField(_l("Time"))

    def complete(self, resolution: str) -> bool:
        """The questions are answered, and the reason is asked where the citizen is not content."""
        if self.solved.data not in labels.SOLVED:
            self.blame("solved", _("Choose whether it is solved"))
        if self.satisfied.data not in labels.SATISFIED:
            self.blame("satisfied", _("Choose how satisfied the citizen is"))
        unhappy = rules.discontent(self.solved.data or "", self.satisfied.data or "", resolution)
        if unhappy and self.reason.data not in rules.REASONS:
            self.blame("reason", _("Ask why, and choose the nearest reason"))
        return not self.errors

    def marks(self, resolution: str) -> dict[str, Any]:
        """What `record_visit` takes; a reason chosen before the citizen turned out to be content is left out."""
        said = {name: self[name].data or "" for name in ("contacted", "solved", "satisfied", "reason")}
        if not rules.discontent(said["solved"], said["satisfied"], resolution):
            said["reason"] = ""
        return {**said, "process": self.treated.data or ""}

    def appointment(self) -> datetime:
        """The time the citizen named. Raises Incomplete."""
        try:
            return clock.parse(f"{(self.day.data or '').strip()}T{(self.time.data or '').strip()}:00+08:00")
        except ValueError as error:
            raise Incomplete("day", "请填写预约的日期和时间。", "Give the day and the time.") from error

    def blame(self, name: str, words: str) -> None:
        field = self[name if name in self else "words"]
        field.errors = [*field.errors, words]
