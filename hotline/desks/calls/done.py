"""What was done in the call of a form so far, what is to be said now, and the lines that tell of it."""

from dataclasses import dataclass

from flask_babel import gettext as _

from hotline import clock, i18n
from hotline.actors import Actor
from hotline.desks.calls.form import CallForm
from hotline.telephony import queries, tables
from hotline.telephony.models import CallAct


@dataclass(frozen=True, slots=True)
class Doing:
    """What was done in this call so far; `script`: what is to be said now; `may_end`: all warnings were given."""

    acts: list[CallAct]
    script: str
    may_end: bool
    problem: str = ""


def doing(form: CallForm, actor: Actor, problem: str = "") -> Doing:
    acts = queries.acts_in(actor.city, form.call_id.data or "")
    limits, warned = tables.rules(), sum(one.kind == "warning" for one in acts)
    last = acts[-1].kind if acts else ""
    place = limits.warnings if last == "ending" else min(warned, limits.warnings) - 1
    script = limits.script[place][i18n.language() != "zh"] if last in {"warning", "ending"} else ""
    return Doing(acts, script, warned >= limits.warnings, problem)


def words(act: CallAct) -> str:
    """One line for what was done."""
    if act.kind == "emergency":
        return str(_("Put through to %(number)s", number=act.target))
    return str(_("Warned") if act.kind == "warning" else _("Call ended for abuse"))


def note(act: CallAct) -> str:
    """The same as a note of the ticket; data, so in the language of the city."""
    return f"{clock.local(act.at):%H:%M} 通话中转接{act.target}。"
