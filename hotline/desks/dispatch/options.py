"""The units to send a ticket to with one press, the likeliest first: the engine's, after what people said of it."""

from collections.abc import Collection
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from flask_babel import gettext as _

from hotline import i18n
from hotline.desks import advice
from hotline.desks.routing import reasons
from hotline.people import queries as people
from hotline.routing import queries as routing
from hotline.routing.actions import matter_of
from hotline.routing.considered import considered
from hotline.sla import queries as sla
from hotline.tickets import queries
from hotline.tickets.models import Request, Ticket


@dataclass(frozen=True, slots=True)
class Option:
    """One unit to send it to with one press. `why` says where the suggestion comes from."""

    unit: str
    name: str
    assist: str
    helpers: str
    sure: str
    why: str = ""


def suggested(shown: Ticket, now: datetime, off: Collection[str]) -> tuple[list[Option], list[str]]:
    """Units to choose with one press, the likeliest first, and why. A person's correction is taken into account.

    Each unit once, none that gave the ticket back with the hotline's consent, and none of those kept `off` it.
    """
    kept = routing.decision(shown)
    matter = matter_of(shown, queries.petitioner(shown).address)
    if kept is not None and shown.district != kept.district:
        matter = replace(matter, address=people.unit_name(shown.district) + matter.address)
    corrected = kept is None or (shown.category, shown.kind, shown.district) != (
        kept.category, kept.kind, kept.district,
    )  # fmt: skip
    if kept is None or corrected:
        found = considered(shown.city, routing.engine().decide(matter), now, sla.calendar())
        first = (found.unit, list(found.assist), found.confidence)
        others = [(one.unit, advice.sure(one.confidence)) for one in found.alternatives if one.unit]
        why = reasons.said(asdict(one) for one in found.because)
    else:
        first = (kept.unit, kept.assist, kept.confidence)
        others = [(one["unit"], advice.sure(one["confidence"])) for one in kept.alternatives if one["unit"]]
        why = reasons.said(kept.because)
    returns = [one for one in queries.requests(shown) if one.sort == "return" and one.state == "granted"]
    options = (
        [_option(first[0], [code for code in first[1] if code not in off], advice.sure(first[2]))] if first[0] else []
    )
    options += [_option(code, [], level) for code, level in others]
    gone = {*off, *(one.unit for one in returns)}
    fresh: dict[str, Option] = {}
    for one in [*_named(returns), *options]:
        if one.unit not in gone:
            fresh.setdefault(one.unit, one)
    return list(fresh.values())[:3], why


def _named(returns: list[Request]) -> list[Option]:
    """The unit that a granted return names comes first: somebody looked into it."""
    named = [one.suggested_unit for one in returns if one.suggested_unit]
    return [replace(_option(named[-1], [], ""), why=_("named by the unit that returned it"))] if named else []


def _option(code: str, assist: list[str], sure: str) -> Option:
    names = "、".join(people.unit_name(one, "zh") for one in assist)
    shown = ", ".join(people.unit_name(one, "en") for one in assist) if i18n.language() == "en" else names
    return Option(code, people.unit_name(code, i18n.language()), names, shown, sure)
