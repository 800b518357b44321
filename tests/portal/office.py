"""What the hotline and the unit do with a citizen's letter between her visits to the portal, by the real actions."""

from typing import Any

from flask import Flask

from hotline import clock, config
from hotline.actors import Actor, system
from hotline.db import transaction
from hotline.tickets import queries
from hotline.tickets.actions import perform
from tests.portal.writing import Sent

UNIT = "510104"
ANSWER = "演示来信人您好：已约谈商户，油烟净化器已装好，夜间不再营业。如有问题请打13800138000或028-86660000。"


def who(role: str) -> Actor:
    return Actor(7, f"演示{role}", role, config.settings().city, UNIT if role in {"clerk", "leader"} else "510100")


def do(app: Flask, sent: Sent, verb: str, role: str, **brings: Any) -> None:
    with app.app_context(), transaction():
        ticket = queries.get_ticket(sent.number, system(config.settings().city))
        perform(verb, ticket, who(role), clock.now(), **brings)


def state(app: Flask, sent: Sent) -> str:
    with app.app_context():
        return queries.get_ticket(sent.number, system(config.settings().city)).state


def with_unit(app: Flask, sent: Sent) -> None:
    """In the hands of the district, wherever routing had sent it before."""
    with app.app_context():
        ticket = queries.get_ticket(sent.number, system(config.settings().city))
        at_desk, elsewhere = ticket.state in {"received", "accepted"}, ticket.lead_unit != UNIT
    if state(app, sent) == "received":
        do(app, sent, "accept", "operator")
    if at_desk:
        do(app, sent, "dispatch", "dispatcher", unit=UNIT)
    elif elsewhere:
        do(app, sent, "redispatch", "dispatcher", unit=UNIT, text="内部意见：应由区里办")
    do(app, sent, "sign", "clerk")


def answered(app: Flask, sent: Sent) -> None:
    with_unit(app, sent)
    do(app, sent, "contact", "clerk", text="内部记录：已打13800138000")
    do(app, sent, "reply", "clerk", resolution="solved", internal="内部报告", public=ANSWER)
    do(app, sent, "approve", "leader")


def path(sent: Sent, more: str = "") -> str:
    return f"/track/{sent.number}{more}"
