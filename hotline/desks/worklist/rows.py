"""The rows of the work list and the columns a person chooses for them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import lazy_gettext as _l

from hotline import clock, i18n, saved_views
from hotline.actors import Actor
from hotline.desks import chips
from hotline.desks.ticket.page import flags
from hotline.desks.worklist.filters import Asked
from hotline.people import queries as people
from hotline.privacy import masking
from hotline.routing import queries as routing
from hotline.sla import queries as sla
from hotline.tickets import actions, labels, policy, queries
from hotline.tickets.labels import say
from hotline.tickets.models import Ticket
from hotline.tickets.worklist import ENDLESS

COLUMNS: dict[str, Any] = {
    "state": _l("State"), "due": _l("Limit"), "person": _l("From"), "unit": _l("With"), "contact": _l("First contact"),
    "urges": _l("Urged"), "kind": _l("Kind"), "channel": _l("Channel"), "category": _l("Category"),
    "district": _l("District"), "received": _l("Received"), "changed": _l("Last change"), "waited": _l("Waiting"),
}  # fmt: skip
"""Beside the number and the title, which always stand first."""
MOST = 7
"""With number and title nine: more columns are a sheet nobody reads."""
_OF_UNIT = ("state", "due", "person", "contact", "urges", "channel")
_OF_CITY = ("state", "due", "unit", "person", "kind", "channel")
USUAL: dict[str, tuple[str, ...]] = {
    "clerk": _OF_UNIT, "leader": ("state", "due", "unit", "person", "contact", "urges"),
    "operator": ("state", "due", "unit", "person", "kind", "received"),
    "dispatcher": ("state", "due", "unit", "person", "kind", "district"),
    "followup": ("state", "unit", "person", "category", "waited"),
    "supervisor": ("state", "due", "unit", "contact", "urges", "kind"),
}  # fmt: skip
BULK = ("sign", "sub_assign", "note", "urge", "supervise", "dispatch")
EFFECTS: labels.Words = {
    "sign": ("本单位开始办理，市民看到“正在办理”；期限照旧，从派单时起算。",
             "Your unit takes them on; citizens see “In progress”. The limit still runs from the dispatch."),
    "note": ("同一条批注写进每一件，只有工作人员能看到。", "The same note goes into each; only staff see it."),
    "urge": ("每一件记一次催办，承办单位收到提醒；同一件一天只记一次。",
             "Each is urged once; its unit is told. A ticket is urged once a day."),
    "supervise": ("每一件向承办单位发一份督办要求。", "Each unit receives this demand."),
    "sub_assign": ("下派给所选街道（镇）一起办理；答复仍由本单位负责。",
                   "The street works on them with you; the answer stays yours."),
    "dispatch": ("每一件派给这个主办单位，期限从现在起算。", "Each goes to this lead unit; its limit starts now."),
}  # fmt: skip
SORTED = ("due", "received", "changed")
"""Columns that sort; `SORT_WORDS` also where the column is not shown."""
SORT_WORDS: dict[str, Any] = {
    "due": _l("By limit"), "-changed": _l("Changed last"), "changed": _l("Longest untouched"),
    "-received": _l("Newest"), "received": _l("Oldest"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    ticket: Ticket
    number: str
    chip: chips.Chip | None
    flags: list[tuple[str, str]]
    cells: dict[str, str]
    """Columns that are plain words."""

    @property
    def url(self) -> str:
        return url_for("desks.ticket", number=self.ticket.number)


def columns(actor: Actor, setting: saved_views.WorkListSetting | None) -> tuple[str, ...]:
    """The person's columns in the fixed order, or the usual ones of the role."""
    wanted = set(setting.columns if setting else ()) or set(USUAL.get(actor.role, _OF_CITY))
    return tuple(name for name in COLUMNS if name in wanted)


def names(shown: Sequence[str]) -> list[str]:
    """The words above the columns."""
    return [str(_l("Number")), str(_l("Title")), *(str(COLUMNS[name]) for name in shown)]


def heads(asked: Asked, shown: Sequence[str]) -> list[dict[str, Any]]:
    """What `components/table.html` needs: words, and for two columns the address that sorts by them."""
    made: list[dict[str, Any]] = [
        {"name": "number", "label": str(_l("Number"))},
        {"name": "title", "label": str(_l("Title")), "title": True},
    ]
    for name in shown:
        head = {"name": name, "label": str(COLUMNS[name]), "lead": name in {"state", "due"}}
        head["quiet"] = not head["lead"]
        made.append({**head, **_sorting(asked, name)})
    return made


def _sorting(asked: Asked, name: str) -> dict[str, str]:
    order = asked.chosen.order
    if name not in SORTED or (name == "due" and asked.chosen.scope in ENDLESS):
        return {}
    here = order.lstrip("-") == name
    other = f"-{name}" if order == name or (not here and name != "due") else name
    said = {"sorted": "descending" if order.startswith("-") else "ascending"} if here else {}
    return {"url": asked.url(sort=other), **said}


def sorts(asked: Asked) -> list[dict[str, Any]]:
    """The orders a person may choose in this view, each with its address."""
    return [
        {"label": str(words), "url": asked.url(sort=name), "here": asked.chosen.order == name}
        for name, words in SORT_WORDS.items()
        if not (name == "due" and asked.chosen.scope in ENDLESS)
    ]


def rows(found: Sequence[Ticket], actor: Actor, shown: Sequence[str]) -> list[Row]:
    """The rows of a page: one query for the people when their column is shown, none for anything else."""
    who = queries.petitioners(list(found)) if "person" in shown else {}
    calendar, now = sla.calendar(), clock.now()
    return [
        Row(
            ticket=one,
            number="…" + one.number[-7:],
            chip=chips.chip(one, now, calendar),
            flags=flags(one),
            cells={name: _CELLS[name](one) for name in shown if name in _CELLS} | _person(one, actor, who),
        )
        for one in found
    ]


def bulk_verbs(found: Sequence[Ticket], actor: Actor) -> list[tuple[str, str]]:
    """The acts that at least one row of the page is open to, with their words."""
    can = {verb for one in found for verb in actions.available(one, actor)}
    return [(verb, say(labels.VERBS, verb)) for verb in BULK if verb in can and _sensible(verb, actor)]


def _sensible(verb: str, actor: Actor) -> bool:
    return verb != "sub_assign" or bool(people.children(actor.unit))


def _person(one: Ticket, actor: Actor, who: dict[int, Any]) -> dict[str, str]:
    known = one.id in who and (not one.confidential or policy.REVEAL.allows(actor, one))
    return {"person": masking.name(who[one.id].name) if known else ""}


def _unit(code: str) -> str:
    return people.unit_short(code, i18n.language()) if code else ""


def _contact(one: Ticket) -> str:
    if one.contacted_at:
        return chips.short_moment(one.contacted_at, clock.now())
    return say(_WORDS, "silent") if one.dispatched_at and one.open else ""


_CELLS: dict[str, Callable[[Ticket], str]] = {
    "unit": lambda one: _unit(one.lead_unit),
    "contact": _contact,
    "urges": lambda one: str(one.urges or ""),
    "kind": lambda one: say(labels.KINDS, one.kind),
    "channel": lambda one: say(labels.CHANNELS, one.channel),
    "category": lambda one: routing.category_name(one.category, i18n.language()) if one.category else "",
    "district": lambda one: _unit(one.district),
    "received": lambda one: chips.short_moment(one.received_at, clock.now()),
    "changed": lambda one: chips.short_moment(one.changed_at, clock.now()),
    "waited": lambda one: chips.waited(one, clock.now()),
}
_WORDS: labels.Words = {"silent": ("未联系", "Not yet")}
