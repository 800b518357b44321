"""A verb's form on the ticket page, filled in and sent as a person does."""

from collections.abc import Callable
from typing import Any

from werkzeug.test import TestResponse

from hotline.tickets.models import Ticket
from tests import inspection
from tests.browsing import Client
from tests.desks import stages
from tests.tickets import walking as W


def press(client: Client, number: str, verb: str, **fields: Any) -> TestResponse:
    """Fill in the verb's own form on the ticket page, as a person does, and send it."""
    return client.submit(stages.path(number), fields, action=f"{stages.path(number)}/{verb}")


def form_of(client: Client, number: str, verb: str) -> dict[str, str]:
    page = inspection.read(client.get(stages.path(number)).get_data(as_text=True))
    return next(dict(form.values) for form in page.forms if form.action.endswith(f"/{verb}"))


REPLY = {"resolution": "solved", "internal": "核查属实", "public": "您好，已整改。"}


ACTS: list[tuple[str, Callable[..., Ticket], str, str, dict[str, Any], str]] = [
    # verb, from this stage, by this role, of this unit, with these fields, to this state
    ("accept", W.received, "operator", "", {}, "accepted"),
    ("ask_info", W.received, "operator", "", {"text": "几栋？"}, "needs_info"),
    ("guide", W.accepted, "operator", "", {"text": "请找法院"}, "guided"),
    ("answer", W.accepted, "operator", "", {"text": "答复内容"}, "closed"),
    ("correct", W.accepted, "dispatcher", "", {"kind": "consult", "text": "听错"}, "accepted"),
    ("void", W.received, "dispatcher", "", {"text": "骚扰"}, "void"),
    ("dispatch", W.accepted, "dispatcher", "", {"unit": "510108", "assist": "市城管委、锦江区"}, "dispatched"),
    ("redispatch", W.handling, "dispatcher", "", {"named": "牛市口街道", "text": "属地"}, "dispatched"),
    ("sign", W.dispatched, "clerk", "510104", {}, "handling"),
    ("contact", W.handling, "clerk", "510104", {"text": "电话已打通"}, "handling"),
    ("sub_assign", W.handling, "clerk", "510104", {"unit": "510104017"}, "handling"),
    ("ask_return", W.handling, "clerk", "510104", {"reason": "duty", "text": "依据"}, "handling"),
    ("ask_extension", W.handling, "clerk", "510104", {"reason": "joint", "text": "会办", "days": "3"}, "handling"),
    ("reply", W.handling, "clerk", "510104", REPLY, "replied"),
    ("approve", W.replied, "leader", "510104", {}, "reviewed"),
    ("send_back", W.replied, "leader", "510104", {"text": "没写依据"}, "handling"),
    ("close", W.reviewed, "followup", "", {"text": "多次未接通"}, "closed"),
    ("supply", W.handling, "operator", "", {"text": "补充"}, "handling"),
    ("urge", W.handling, "operator", "", {"text": "来电催办"}, "handling"),
    ("withdraw", W.handling, "operator", "", {"text": "市民来电撤回"}, "withdrawn"),
    ("note", W.handling, "followup", "", {"text": "批注"}, "handling"),
    ("instruct", W.handling, "mayor", "", {"text": "请抓紧"}, "handling"),
    ("supervise", W.handling, "supervisor", "", {"text": "三天内办结"}, "handling"),
]
