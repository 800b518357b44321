"""Whom a unit can name to handle a ticket (经办人): its clerks with what each has in hand, whoever has least first."""

from flask_babel import gettext as _

from hotline.desks.ticket.sheet import Sheet
from hotline.tickets import workload


def offered(sheet: Sheet) -> list[tuple[str, str]]:
    """(sign-in, name with the number of open tickets) of the lead unit's clerks; who has it already is left out."""
    lead = sheet.lead
    if lead is None:
        return []
    loads = [one for one in sheet.loads if one.user_id != lead.handler_id]
    best = workload.suggested(loads)
    return [(one.login, _said(one, one is best)) for one in loads]


def _said(load: workload.Load, suggested: bool) -> str:
    words = _("%(name)s: %(open)s open, %(lately)s taken in 7 days", name=load.name, open=load.open, lately=load.lately)
    return _("%(words)s (suggested)", words=words) if suggested else str(words)
