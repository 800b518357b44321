"""Notices of an outage (停水停电) that may answer a letter before it is sent: she reads them and decides herself."""

from hotline import clock, config
from hotline.insight.outages import notices, queries
from hotline.insight.outages.models import Outage
from hotline.portal import message
from hotline.portal.forms import LetterForm
from hotline.routing import queries as routing
from hotline.routing.decision.engine import Matter


def announced(form: LetterForm) -> list[Outage]:
    """Those in force for what the letter says is missing, at the place it names; empty for any other matter."""
    text = " ".join((form.title.data or "", form.body.data or "", message.place(form)))
    if not notices.sorts(text):
        return []
    found = routing.engine().decide(Matter(form.title.data or "", form.body.data or "", message.place(form)))
    return queries.outages_for(config.settings().city, text, found.district, clock.now())
