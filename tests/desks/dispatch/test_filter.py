"""The desk narrowed by channel, district and category: list, counters and what opens next stay within."""

import re
from datetime import datetime

from flask import Flask

from hotline.desks.dispatch import filters, waiting
from tests import inspection
from tests.browsing import Client
from tests.desks.dispatch.triage import LIST, OTHER, returned, text
from tests.followup import stages
from tests.tickets import plans

DISTRICT = "510105"


def elsewhere(app: Flask) -> str:
    return stages.accepted(app, OTHER, address="青羊区草堂街道")


def test_the_list_and_its_counters_show_what_the_filter_lets_through(app: Flask, dispatcher: Client) -> None:
    here, there = stages.accepted(app), elsewhere(app)
    shown = text(dispatcher, f"{LIST}?district={DISTRICT}")
    assert there in shown
    assert here not in shown
    assert re.search(r"待派[^<]*<span class=\"count\">1</span>", shown)
    assert re.search(r'filter-chip" href="/staff/dispatch">.*?青羊', shown)
    assert "没有符合筛选条件的待办" in text(dispatcher, f"{LIST}?district={DISTRICT}&channel=weibo")


def test_what_opens_next_is_within_the_filter(app: Flask, dispatcher: Client) -> None:
    first, _other, second = elsewhere(app), stages.accepted(app), elsewhere(app)
    narrowed = f"district={DISTRICT}&channel=phone"
    forms = inspection.read(text(dispatcher, f"{LIST}/{first}?{narrowed}")).forms
    form = next(form for form in forms if form.action.split("?")[0].endswith(f"{first}/dispatch"))
    answer = dispatcher.post(form.action, data=form.values)
    assert (answer.status_code, answer.location.split("?")[0]) == (303, f"{LIST}/{second}")
    following = text(dispatcher, answer.location)
    assert f"district={DISTRICT}" in answer.location
    undo = next(form for form in inspection.read(following).forms if "/undo/" in form.action)
    assert f"district={DISTRICT}" in dispatcher.post(undo.action, data=undo.values).location


def test_requests_are_narrowed_too(app: Flask, dispatcher: Client) -> None:
    number = returned(app)
    assert number in text(dispatcher, f"{LIST}/requests?sort=return&district=510104")
    assert number not in text(dispatcher, f"{LIST}/requests?sort=return&district={DISTRICT}")
    with app.app_context():
        only = filters.Narrowed(district=DISTRICT).conditions
        now = waiting.counted(stages.who("dispatcher"), datetime.fromisoformat("2027-03-01T10:00:00+08:00"), only)
    assert (now.returns, now.returns_late) == (0, 0)


def test_what_nobody_could_choose_does_not_filter(app: Flask, dispatcher: Client) -> None:
    number = stages.accepted(app)
    assert number in text(dispatcher, f"{LIST}?district=nowhere&category=99&channel=%00")


def test_what_waits_is_narrowed_along_an_index(app: Flask) -> None:
    with app.app_context():
        only = filters.Narrowed(channel="phone", district=DISTRICT, category="02").conditions
        with plans.seen() as asked:
            waiting.to_dispatch(stages.who("dispatcher"), only=only)
            waiting.counted(stages.who("dispatcher"), datetime.fromisoformat("2026-11-20T10:00:00+08:00"), only)
        found = [plan for _statement, plan in plans.plans(asked, "enable_seqscan")]
    assert len(found) >= 7
    assert not [plan for plan in found if plans.WHOLE.search(plan)]
    assert sum("ix_tickets_state_due" in plan for plan in found) == 5
