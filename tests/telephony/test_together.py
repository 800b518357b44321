"""Events that arrive in the same moment at several processes: one call, one task, and every missed call counts."""

import threading

import pytest
from flask import Flask

from hotline import clock
from hotline.telephony import actions
from hotline.telephony.rules import CallEvent
from tests.telephony import telling

pytestmark = pytest.mark.usefixtures("clock")


def at_once(app: Flask, *batches: list[CallEvent]) -> None:
    """Each batch told by somebody else, all beginning together."""
    start, failures = threading.Barrier(len(batches)), list[BaseException]()

    def tell(batch: list[CallEvent]) -> None:
        start.wait()
        try:
            telling.told(app, *batch)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=tell, args=(batch,)) for batch in batches]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failures == []


def test_the_same_event_told_by_four_at_once_is_one_call(app: Flask) -> None:
    whole = [
        telling.ringing(),
        telling.event("answered", seconds=3, extension="8001"),
        telling.event("ended", seconds=9),
    ]
    at_once(app, whole, whole[::-1], whole, whole[1:])
    assert [(call.state, call.phone) for call in telling.calls(app)] == [("ended", "+8613800001234")]


def test_calls_of_one_number_that_end_together_are_one_task(app: Flask) -> None:
    at_once(app, *([telling.ringing(name), telling.event("missed", name, 20)] for name in ("a", "b", "c")))
    with app.app_context():
        actions.tidy(clock.now())
    assert [task.calls for task in telling.tasks(app)] == [3]
