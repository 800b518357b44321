"""When units do not agree whose duty it is: two refused returns, or three units without a lead, and it is ruled on.

Meanwhile the unit of the catalogue works on it (先办后议, 兜底): nobody waits for the ruling but the units (D-39).
"""

from hotline.actors import system
from hotline.routing import queries
from hotline.routing.actions import matter_of
from hotline.routing.keeping_off import check_unit
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
    """grant_return: the third unit without a lead makes it a dispute; the unit of the catalogue works on it."""
    ticket, now = happened.ticket, happened.now
    units = {row.unit for row in _returns(ticket, "granted")}
    if len(units) < WITHOUT_LEAD:
        return
    found = queries.engine().decide(matter_of(ticket, ""))
    if not found.unit:
        return
    who = system(ticket.city)
    text = f"{len(units)}个单位均未承办，按派单目录由兜底单位先行办理。"
    perform("dispatch", ticket, who, now, unit=found.unit, assist=found.assist, text=text)
    _refer(happened, text + "同时提请会商。")


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
