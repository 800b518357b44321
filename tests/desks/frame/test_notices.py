"""What is new for me: notices of my unit and role, each leading to its ticket."""

from collections.abc import Callable

import pytest
from flask import Flask

from tests.browsing import Client
from tests.followup import stages

NOTICES = "/staff/notices"


def text(client: Client) -> str:
    return client.get(NOTICES).get_data(as_text=True)


def test_a_unit_reads_what_was_sent_to_it_and_no_other(
    app: Flask, sign_in: Callable[..., Client], clock: Callable[[str], None]
) -> None:
    number = stages.dispatched(app)
    assert f"/staff/tickets/{number}" in text(sign_in("clerk", unit=stages.UNIT))
    assert number not in text(sign_in("clerk", unit="510105"))


def test_dispatchers_read_what_units_ask_for(
    app: Flask, sign_in: Callable[..., Client], clock: Callable[[str], None]
) -> None:
    number = stages.dispatched(app)
    clerk = stages.who("clerk", stages.UNIT)
    stages.do(app, number, "sign", clerk)
    stages.do(app, number, "ask_return", clerk, reason="duty", text="不属本区。", suggested_unit="cgw")
    assert "单位提出申请，请审批" in text(sign_in("dispatcher"))


def test_a_leader_reads_what_waits_for_a_signature(
    app: Flask, sign_in: Callable[..., Client], clock: Callable[[str], None]
) -> None:
    number = stages.dispatched(app)
    clerk = stages.who("clerk", stages.UNIT)
    stages.do(app, number, "sign", clerk)
    stages.do(app, number, "reply", clerk, resolution="solved", internal="已处理。", public="您好，已处理。")
    assert "答复待您审核" in text(sign_in("leader", unit=stages.UNIT))
    assert "答复待您审核" not in text(sign_in("clerk", unit=stages.UNIT))


@pytest.mark.parametrize("role", ["operator", "auditor", "mayor"])
def test_who_has_none_is_told_so(role: str, sign_in: Callable[..., Client]) -> None:
    assert "没有新通知" in text(sign_in(role))


def test_the_administrator_has_no_notices_of_tickets(sign_in: Callable[..., Client]) -> None:
    assert sign_in("admin").get(NOTICES).status_code == 403
