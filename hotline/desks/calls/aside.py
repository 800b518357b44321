"""What stands beside the call form: the caller's earlier tickets, the advice, and open tickets of the same matter."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from hotline import i18n, web
from hotline.actors import Actor
from hotline.channels import clean, phones
from hotline.channels.adapters import call
from hotline.desks import advice, chips
from hotline.desks.calls import alike, matters
from hotline.desks.calls.form import CallForm
from hotline.insight.labels import OUTAGE_SORTS
from hotline.insight.outages import queries as outages
from hotline.insight.outages.models import Outage
from hotline.people import queries as people
from hotline.routing.decision.engine import Matter
from hotline.tickets import actions, queries
from hotline.tickets.inbound import Inbound
from hotline.tickets.labels import say
from hotline.tickets.models import Ticket

ON_THE_LINE = ("urge", "supply")
"""What a caller may do about an earlier ticket instead of making a second one (D-59)."""
SHOWN_UNIT = "shown_unit"


@dataclass(frozen=True, slots=True)
class Earlier:
    ticket: Ticket
    chip: chips.Chip | None
    acts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Echo:
    """The suggestion once more, in the few words that stand inside the form."""

    category: str = ""
    unit: str = ""
    limit: str = ""
    place: str = ""
    alarm: str = ""
    outage: str = ""


def caller(form: CallForm, actor: Actor, now: datetime) -> dict[str, Any]:
    """The caller's earlier tickets, open ones first; `phone_odd`: what is typed cannot be a telephone number."""
    typed = form.phone.data or ""
    phone = phones.e164(typed)
    rows = sorted(queries.earlier_by_phone(actor, phone), key=lambda ticket: not ticket.open)
    earlier = [
        Earlier(one, chips.chip(one, now), tuple(v for v in ON_THE_LINE if v in actions.available(one, actor)))
        for one in rows
    ]
    return {"earlier": earlier, "phone_known": bool(phone), "phone_odd": bool(typed.strip()) and not phone}


def matter(form: CallForm, actor: Actor, now: datetime) -> dict[str, Any]:
    """The advice, the tickets alike and the notices of outages; all empty while nothing is said yet."""
    told = advised(form, now)
    own = queries.earlier_by_phone(actor, phones.e164(form.phone.data or ""))
    text = clean.body(form.body.data or "")
    without = {one.id for one in own}
    near = alike.suggested(actor, told.found, _said(form, now), now, without) if told else []
    typed = f"{text} {form.address.data or ''}"
    cut_off = outages.outages_for(actor.city, typed, told.found.district, now) if told else []
    return {"advice": told, "alike": near, "on_the_line": _may(near, actor),
            "outages": cut_off, "own_open": any(one.open for one in own),
            "several": matters.heard(form) if told else [],
            "echo": echo(told, cut_off), "outage_sorts": OUTAGE_SORTS,
            "spoken": advice.spoken, "shown_name": SHOWN_UNIT}  # fmt: skip


def _may(near: list[alike.Alike], actor: Actor) -> dict[int, tuple[str, ...]]:
    """What may be done during the call with those that are the caller's own."""
    return {
        one.ticket.id: tuple(verb for verb in ON_THE_LINE if verb in actions.available(one.ticket, actor))
        for one in near
        if one.own
    }


def advised(form: CallForm, now: datetime) -> advice.Advice | None:
    """None while nothing is said yet. Read through the door's own adapter: what is shown is what will be saved."""
    if not clean.body(form.body.data or ""):
        return None
    said = _said(form, now)
    matter = Matter(
        title=said.title, body=said.body, address=said.person.address, kind=said.kind, category=said.category,
        confidential=said.confidential, at_door=True,
    )  # fmt: skip
    return advice.advise(matter, now, form.urgency.data)


def _said(form: CallForm, now: datetime) -> Inbound:
    return call.parse(form.raw(), now)


def echo(told: advice.Advice | None, cut_off: Sequence[Outage] = ()) -> Echo:
    if told is None:
        return Echo()
    return Echo(
        outage=_cut_off(cut_off[0]) if cut_off and not told.grave else "",
        category=_("Suggested: %(what)s", what=told.category) if told.category else "",
        unit=_("Suggested: %(what)s (%(level)s)", what=_short(told), level=told.sure) if told.unit else "",
        limit=_("%(limit)s, by %(moment)s", limit=told.limit.words, moment=advice.spoken(told.limit.due_at)),
        place=_("Found: %(place)s", place=told.place) if told.place else "",
        alarm=_alarm(told),
    )


def _short(told: advice.Advice) -> str:
    """The name as the field's own list has it: how sure it is must not be cut off."""
    return people.unit_short(told.found.unit, i18n.language()) or told.unit


def _cut_off(notice: Outage) -> str:
    """The notice in one line, for a screen on which the assistant is put away."""
    sort = say(OUTAGE_SORTS, notice.sort)
    return str(_("%(sort)s announced until %(moment)s: see the assistant", sort=sort, moment=web.when(notice.until)))


def _alarm(told: advice.Advice) -> str:
    """The alarm in one line, with the number to dial where the words do not say it themselves."""
    if not told.call or told.call in told.alarm:
        return told.alarm
    return str(_("%(alarm)s: dial %(number)s now", alarm=told.alarm, number=told.call))
