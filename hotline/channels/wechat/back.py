"""The way back to whoever wrote by WeChat: a template message, spoken outside any transaction."""

from collections.abc import Callable
from functools import partial

from hotline.channels import connections
from hotline.channels.wechat import gateway, store
from hotline.tickets import numbers
from hotline.tickets.models import Ticket


def delivery(ticket: Ticket, subject: str) -> Callable[[], None] | None:
    """How to tell the citizen of this ticket; None where it did not come by WeChat or no account is connected."""
    account, openid = connections.known().wechat, store.openid_of(ticket)
    if account is None or not openid:
        return None
    number = numbers.show(ticket.number)
    page = f"{account.page.rstrip('/')}/track?number={ticket.number}" if account.page else ""
    return partial(gateway.send_template, account, openid, number, subject, page)
