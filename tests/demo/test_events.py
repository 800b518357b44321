"""What many demo citizens write about at once, and what is made of it."""

import pytest
from flask import Flask

from hotline import clock as time
from hotline.db import transaction
from hotline.demo import events, filling, signins
from hotline.demo.events import LEAST
from hotline.demo.texts import fill, read
from hotline.demo.world import open_world
from hotline.insight.alerts.queries import alerts
from hotline.insight.alerts.surges import CROWD
from hotline.insight.gathering import gather
from hotline.insight.issues.grouping import Message
from hotline.insight.issues.topics import topics
from tests.demo.conftest import CITY

TICKETS = 2_000


def test_each_event_is_one_hot_issue_however_it_is_told(app: Flask) -> None:
    with app.app_context():
        with transaction():
            signed = signins.ensure(CITY, time.now())
        scenes = events.scenes(open_world(1, time.now(), signed), TICKETS)
    messages = [
        Message(
            str(n),
            f"c{n}",
            fill(one.wish.text.title, one.wish.values),
            fill(one.wish.text.body, one.wish.values),
            one.at,
        )
        for n, one in enumerate(scenes)
        if one.wish.text and one.wish.values
    ]
    found = topics(messages)
    told = sorted(event["people"] for event in read("events")["event"])
    heard = sorted(len(one.ids) for one in found[: len(told)])
    assert all(0.9 * of <= n <= of for n, of in zip(heard, told, strict=True))


def test_a_small_demo_has_none(app: Flask) -> None:
    with app.app_context():
        with transaction():
            signed = signins.ensure(CITY, time.now())
        assert events.scenes(open_world(1, time.now(), signed), 400) == []


@pytest.mark.once  # two thousand letters told and grouped in the program; what it asks the database is tests/insight's
def test_the_alerts_are_not_empty_when_the_city_is_opened_first(app: Flask) -> None:
    with app.app_context():
        filling.fill(LEAST, 60, 1, time.now())
        for _run in range(40):
            if not gather(time.now()):
                break
        (alert,) = [one for one in alerts(CITY, ("new",)) if one.sort == "crowd"]
    assert alert.count >= CROWD
    assert "示例驷马苑" in alert.title
