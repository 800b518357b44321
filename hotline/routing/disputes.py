"""When units do not agree whose duty it is: two refused returns, or three units without a lead, and it is ruled on.

Meanwhile the unit of the catalogue works on it (先办后议, 兜底), or the next likely one where that one gave it back:
nobody waits for the ruling but the units (D-39).
"""

from collections.abc import Collection

from hotline.actors import system
from hotline.people import queries as people
from hotline.routing import queries
from hotline.routing.actions import matter_of
from hotline.routing.decision.evidence import Decision
from hotline.routing.keeping_off import barred, check_unit
from hotline.tickets import queries as tickets
from hotline.tickets.actions import Happened, perform
from hotline.tickets.models import Request, Ticket

REFUSED, WITHOUT_LEAD = 2, 3
"""Refused returns, and units that rightly gave it back, from which on it is a dispute."""


def after_refusal(happened: Happened) -> None:
    """refuse_return: the second one makes it a dispute; the unit that has it works on."""
    if len(_returns(happened.ticket, "refused")) >= REFUSED:
        _refer(happened, f"{REFUSED}次退单未获同意，提请会商；裁定前由现承办单位先行办理。")


def after_return(happened: Happened) -> None:
    """grant_return: the third unit without a lead makes it a dispute, and until it is ruled on one works on it."""
    ticket, now = happened.ticket, happened.now
    units = {row.unit for row in _returns(ticket, "granted")}
    if len(units) < WITHOUT_LEAD:
        return
    off = barred(ticket, happened.actor).never
    found = queries.engine().decide(matter_of(ticket, ""))
    unit = meanwhile(found, units, off)
    if not unit:
        return
    assist = tuple(code for code in found.assist if code not in {unit, *off})
    text = _who_works(len(units), found.unit, unit, units)
    perform("dispatch", ticket, system(ticket.city), now, unit=unit, assist=assist, text=text)
    _refer(happened, text + "同时提请会商。")


def meanwhile(found: Decision, returned: Collection[str], off: Collection[str]) -> str:
    """Who works on it until the ruling: the unit of the catalogue, or the next likely one that has not returned it.

    Where every likely unit has, the one of the catalogue all the same: the citizen does not wait for the ruling. Never
    one kept `off` it; empty for nobody.
    """
    likely = [one for one in (found.unit, *(option.unit for option in found.alternatives)) if one and one not in off]
    return next((one for one in likely if one not in returned), likely[0] if likely else "")


def _who_works(n: int, default: str, unit: str, returned: Collection[str]) -> str:
    """Kept with the ticket for who rules on it, in the language of the city."""
    name, first = people.unit_short(unit, "zh"), people.unit_short(default, "zh")
    if unit in returned:
        return f"{n}个单位均未承办；{name}已退过本件，又没有其他可派单位，裁定前仍由其先行办理。"
    if unit != default:
        why = "已退过本件" if default in returned else "不能承办本件"
        return f"{n}个单位均未承办；派单目录的兜底单位{first}{why}，由次选单位{name}先行办理。"
    return f"{n}个单位均未承办，按派单目录由兜底单位先行办理。"


def carry_out(happened: Happened) -> None:
    """rule: the ruled unit gets the ticket, for good."""
    ticket, unit = happened.ticket, str(happened.event.data["unit"])
    check_unit(ticket, unit, happened.actor)
    if unit != ticket.lead_unit:
        perform("redispatch", ticket, system(ticket.city), happened.now, unit=unit, text=happened.event.text)
    lead = tickets.lead_assignment(ticket)
    if lead is not None:
        lead.no_return = True


def _refer(happened: Happened, text: str) -> None:
    if tickets.pending_request(happened.ticket, "arbitrate") is None:
        perform("refer", happened.ticket, system(happened.ticket.city), happened.now, text=text)


def _returns(ticket: Ticket, state: str) -> list[Request]:
    return [row for row in tickets.requests(ticket) if row.sort == "return" and row.state == state]
