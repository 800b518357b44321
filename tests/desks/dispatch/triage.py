"""The dispatcher at his desk, as the tests of its pages drive it."""

from typing import Any

from flask import Flask

from tests import inspection
from tests.browsing import Client
from tests.followup import stages

LIST = "/staff/dispatch"
OTHER = "青羊区草堂街道路灯不亮半个月了。"
DANGER = "成华区猛追湾街道道路井盖缺失，有人差点掉下去。"


def text(client: Client, path: str = LIST) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def send(client: Client, number: str, verb: str, **fields: Any) -> Any:
    """Fill in the form of this verb on the ticket's page at the desk."""
    forms = inspection.read(text(client, f"{LIST}/{number}")).forms
    form = next(form for form in forms if form.action.endswith(f"/{verb}") and set(fields) <= form.names)
    return client.post(form.action, data={**form.values, **fields})


def returned(app: Flask) -> str:
    number = stages.dispatched(app)
    clerk = stages.who("clerk", stages.UNIT)
    stages.do(app, number, "sign", clerk)
    stages.do(app, number, "ask_return", clerk, reason="duty", text="按职责清单第3条。", suggested_unit="cgw")
    return number
