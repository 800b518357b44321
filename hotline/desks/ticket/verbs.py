"""The verbs worth showing to this person on this ticket now, the likeliest first, each with its form."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from hotline import i18n, web
from hotline.actors import Actor
from hotline.desks import choices, forms, left_out, outcome
from hotline.desks.ticket import handlers
from hotline.desks.ticket.sheet import Sheet
from hotline.drafts.queries import Kept
from hotline.people import queries as people
from hotline.routing.keeping_off import NOBODY, Barred, barred_here
from hotline.sla import bounds
from hotline.tickets import actions, labels
from hotline.tickets.actions import splitting
from hotline.tickets.actions.closing import REOPEN_WITHIN
from hotline.tickets.actions.requests import MAX_EXTENSION_DAYS, MAX_EXTENSIONS, taken_as_own
from hotline.tickets.labels import say
from hotline.tickets.models import Assignment

LIKELY = (
    "compose",
    "sign", "accept", "rule", "grant_return", "refuse_return", "grant_extension", "refuse_extension", "approve",
    "send_back", "dispatch", "contact", "reply", "opine", "sub_assign", "entrust", "answer", "guide", "ask_info",
    "correct", "instruct", "supervise", "note", "ask_extension", "ask_return", "redispatch", "refer", "supply", "urge",
    "close", "reopen", "unmerge", "merge", "withdraw", "void",
)  # fmt: skip
WITH_VISITS = frozenset({"visit", "rework", "miss"})
"""Done at the follow-up desk, where the script and the earlier attempts stand beside them."""
GRAVE = frozenset({"void", "withdraw"})
COMPOSED = frozenset(
    {"compose", "contact", "reply", "opine", "answer", "guide", "ask_info", "instruct", "supervise", "note"}
)
"""Written rather than chosen: they have the width of the page, one tab each."""
TO_CITIZEN = frozenset({"compose", "reply", "answer", "guide", "ask_info"})
"""The citizen reads what is written here."""
KEYS: Mapping[str, str] = {
    "reply": "A-KeyR", "note": "A-KeyI", "contact": "A-KeyO", "answer": "A-KeyZ", "guide": "A-KeyG",
    "ask_info": "A-KeyQ", "dispatch": "A-KeyP", "redispatch": "A-KeyU", "merge": "A-KeyM", "correct": "A-KeyC",
    "send_back": "A-KeyX",
}  # fmt: skip
"""The chord that opens a verb's form; those of the call form and of the dispatcher mean the same here."""
PICK_UNIT = frozenset({"dispatch", "redispatch", "rule", "sub_assign", "ask_return"})
"""Their forms have a list of units."""
_NO_DRAFTS: Mapping[str, Kept] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Offer:
    verb: str
    label: str
    form: forms.VerbForm
    plain: bool
    """Needs no input: a button alone."""
    open: bool
    grave: bool
    draft_at: datetime | None = None
    """Since when what stands in the form waits to be sent."""

    @property
    def composed(self) -> bool:
        return self.verb in COMPOSED

    @property
    def to_citizen(self) -> bool:
        return self.verb in TO_CITIZEN

    @property
    def key(self) -> str:
        return KEYS.get(self.verb, "")


def offers(
    sheet: Sheet,
    actor: Actor,
    tried: str = "",
    typed: forms.VerbForm | None = None,
    drafts: Mapping[str, Kept] = _NO_DRAFTS,
    off: Barred = NOBODY,
) -> list[Offer]:
    """The open verbs in order. `typed` is the form of the verb `tried`, kept with its text and its errors.

    `off`: whom the lists of units leave out.

    A verb with a draft has it in its form; the newest draft's form stands open.
    """
    can = [verb for verb in _ordered(sheet) if verb in actions.available(sheet.ticket, actor)]
    worth = [verb for verb in can if verb == tried or _worth(verb, sheet, actor)]
    first = tried if tried in worth else _opened(worth, drafts)
    made = []
    for verb in worth:
        kept = drafts.get(verb)
        form = (
            typed if verb == tried and typed is not None else _drafted(verb, kept) if kept else start(verb, sheet, off)
        )
        left_out.leave_out(fill(verb, form, sheet, actor), off)
        plain = verb not in forms.FORMS
        at = kept.at if kept else None
        made.append(Offer(verb, say(labels.VERBS, verb), form, plain, verb == first, verb in GRAVE, at))
    return made


def _drafted(verb: str, kept: Kept) -> forms.VerbForm:
    return forms.make(verb, MultiDict(kept.fields))


def _opened(worth: list[str], drafts: Mapping[str, Kept]) -> str:
    """The form that stands open: the likeliest, unless a button alone is likelier still or only a note is left."""
    waiting = [verb for verb in worth if verb in drafts]
    if waiting:
        return max(waiting, key=lambda verb: drafts[verb].at)
    return worth[0] if worth and worth[0] in forms.FORMS and worth[0] != "note" else ""


def barred_units(sheet: Sheet, actor: Actor) -> Barred:
    """The units that may not get this ticket from this person, where she has a list of units at all."""
    if not PICK_UNIT & set(actions.available(sheet.ticket, actor)):
        return NOBODY
    beside = [*sheet.merged, *([sheet.parent] if sheet.parent is not None else [])]
    return barred_here(sheet.ticket, actor, beside, sheet.events)


def start(verb: str, sheet: Sheet, off: Barred = NOBODY) -> forms.VerbForm:
    """The form as it is before anybody types."""
    ticket, begin = sheet.ticket, dict[str, Any]()
    if verb == "correct":
        begin = {
            "kind": ticket.kind, "category": ticket.category, "district": ticket.district, "urgency": ticket.urgency,
        }  # fmt: skip
    if verb == "compose":
        begin = {"text": splitting.composed(ticket)}
    if verb == "dispatch" and sheet.decision is not None:
        assist = [people.unit_name(code, "zh") for code in sheet.decision.assist if code not in off.units]
        begin = {"unit": "" if sheet.decision.unit in off.units else sheet.decision.unit, "assist": "、".join(assist)}
    return forms.make(verb, None, **begin)


def fill(verb: str, form: forms.VerbForm, sheet: Sheet, actor: Actor) -> forms.VerbForm:
    """Choices that depend on the ticket and the person."""
    if verb == "sub_assign":
        form["unit"].choices = [choices.NOTHING, *choices.streets_of(actor.unit, sheet.ticket.holders)]
    if verb == "entrust":
        form["handler"].choices = [choices.NOTHING, *handlers.offered(sheet)]
    if verb == "ask_return" and sheet.lead is not None:
        until = bounds.return_until(sheet.ticket, sheet.lead)
        form["reason"].description = _("Until %(when)s, once for each unit", when=web.when(until))
    if verb == "rule" and sheet.lead is not None and outcome.gave_it_back(sheet.lead.unit, sheet.requests):
        unit = people.unit_name(sheet.lead.unit, i18n.language())
        form["unit"].description = _(
            "%(unit)s works on it until the ruling, although its own return of it was granted.", unit=unit
        )
    if verb == "ask_extension":
        most = min(MAX_EXTENSION_DAYS, bounds.most_days(sheet.ticket))
        form["days"].choices = [(str(days), str(days)) for days in range(1, most + 1)]
    return form


def to_follow_up(sheet: Sheet, actor: Actor) -> bool:
    """The person may record visits of this ticket."""
    return bool(WITH_VISITS & set(actions.available(sheet.ticket, actor)))


def barred(sheet: Sheet, actor: Actor) -> list[str]:
    """Why an act that people look for is not offered, in words."""
    open_to = actions.available(sheet.ticket, actor)
    told = []
    if sheet.ticket.confidential and "contact" in open_to:
        told.append(_("The citizen is kept secret; reach her through the hotline, 12345."))
    if "ask_return" in open_to and sheet.lead is not None:
        if sheet.pending("arbitrate") is not None:
            told.append(_("Who leads is being ruled on; until then your unit works on it."))
        elif _ruled(sheet, sheet.lead):
            told.append(_("It was ruled that your unit leads; please go on."))
        elif _taken_as_own(sheet, sheet.lead):
            told.append(_("Your unit asked to return it once, or has answered; please go on."))
        elif sheet.now > bounds.return_until(sheet.ticket, sheet.lead):
            told.append(_("The time for returning it has passed; it counts as taken."))
    if "ask_extension" in open_to:
        if sheet.ticket.extensions >= MAX_EXTENSIONS:
            told.append(_("It was extended once already."))
        elif sheet.now > sheet.ticket.due_at:
            told.append(_("The limit has passed: no extension can be asked for now, please answer soon."))
    return told


def _ordered(sheet: Sheet) -> list[str]:
    """After the first contact the reply is the likelier act."""
    order = list(LIKELY)
    if sheet.ticket.contacted_at is not None:
        order.remove("contact")
        order.insert(order.index("note"), "contact")
    return order


def _worth(verb: str, sheet: Sheet, actor: Actor) -> bool:
    rule = _RULES.get(verb)
    return rule is None or rule(sheet, actor)


def _may_return(sheet: Sheet, _actor: Actor) -> bool:
    lead = sheet.lead
    if lead is None or sheet.pending("return") is not None or _taken_as_own(sheet, lead):
        return False
    return sheet.now <= bounds.return_until(sheet.ticket, lead)


def _ruled(sheet: Sheet, lead: Assignment) -> bool:
    """A ruling gave it to this unit, which need never have asked to return it."""
    rulings = [one for one in sheet.requests if one.sort == "arbitrate" and one.state == "granted"]
    return bool(rulings) and rulings[-1].suggested_unit == lead.unit


def _taken_as_own(sheet: Sheet, lead: Assignment) -> bool:
    return taken_as_own(lead.unit, sheet.requests, sheet.assignments)


def _may_sub_assign(sheet: Sheet, actor: Actor) -> bool:
    fit = sheet.category is None or sheet.category.grassroots
    return fit and bool(choices.streets_of(actor.unit, sheet.ticket.holders))


def _may_reopen(sheet: Sheet, _actor: Actor) -> bool:
    ended = sheet.ticket.closed_at
    if sheet.ticket.parent_id:
        return False
    return ended is None or sheet.now <= ended + REOPEN_WITHIN


def _may_extend(sheet: Sheet, _actor: Actor) -> bool:
    ticket = sheet.ticket
    in_time = sheet.now <= ticket.due_at and ticket.extensions < MAX_EXTENSIONS
    return in_time and sheet.pending("extension") is None


def _waits(sort: str) -> Callable[[Sheet, Actor], bool]:
    return lambda sheet, _actor: sheet.pending(sort) is not None


_RULES: Mapping[str, Callable[[Sheet, Actor], bool]] = {
    "grant_return": _waits("return"),
    "refuse_return": _waits("return"),
    "grant_extension": _waits("extension"),
    "refuse_extension": _waits("extension"),
    "rule": _waits("arbitrate"),
    "redispatch": lambda sheet, _actor: sheet.pending("arbitrate") is None,
    "refer": lambda sheet, _actor: sheet.pending("arbitrate") is None and sheet.lead is not None,
    "ask_return": _may_return,
    "ask_extension": _may_extend,
    "sub_assign": _may_sub_assign,
    "entrust": lambda sheet, _actor: sheet.lead is not None and bool(handlers.offered(sheet)),
    "reopen": _may_reopen,
}
"""Allowed by the table, but without an object there is nothing to press."""
