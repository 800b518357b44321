"""The window of a return, the length of an extension, one urge a working day; each at every door."""

from collections.abc import Callable

import pytest
from flask import Flask

from hotline.errors import Incomplete, NotAllowed
from tests.matters import Matter, dispatched, handled

Clock = Callable[[str], None]
RETURN = {"reason": "duty", "text": "不属本单位职责，依据三定方案。"}


@pytest.fixture(autouse=True)
def _friday(clock: Clock) -> None:
    clock("2026-11-20 10:00")


def test_a_return_is_asked_for_by_the_close_of_the_first_working_day(app: Flask, clock: Clock) -> None:
    early, late = handled(app), handled(app)
    clock("2026-11-23 17:30")
    early.do("ask_return", "clerk", of="cgw", **RETURN)
    clock("2026-11-23 17:31")
    with pytest.raises(NotAllowed):
        late.do("ask_return", "clerk", of="cgw", **RETURN)


def test_an_emergency_is_returned_within_two_hours(app: Flask, clock: Clock) -> None:
    early, late = (dispatched(app).do("correct", urgency="h24") for _ in range(2))
    clock("2026-11-20 12:00")
    early.do("ask_return", "clerk", of="cgw", **RETURN)
    clock("2026-11-20 12:01")
    with pytest.raises(NotAllowed):
        late.do("ask_return", "clerk", of="cgw", **RETURN)


def test_the_window_of_another_unit_opens_with_its_own_dispatch(app: Flask, clock: Clock) -> None:
    matter = handled(app)
    clock("2026-11-25 10:00")
    matter.do("redispatch", unit="sjj", text="职责不符").do("ask_return", "clerk", of="sjj", **RETURN)
    assert matter.events("ask_return")


def test_an_extension_is_no_longer_than_the_limit_it_extends(app: Flask) -> None:
    consult, help_ = handled(app, "consult"), handled(app, "help")
    for matter, most in ((consult, 3), (help_, 7)):
        with pytest.raises(Incomplete) as refused:
            _ask_for(matter, most + 1)
        assert refused.value.field == "days"
        _ask_for(matter, most)


def test_one_urge_a_working_day_counts_whoever_brings_it(app: Flask, clock: Clock) -> None:
    matter = handled(app).do("urge", "citizen")
    for moment, role in (("2026-11-20 18:00", "operator"), ("2026-11-22 12:00", "citizen")):
        clock(moment)
        with pytest.raises(NotAllowed):
            matter.do("urge", role)
    clock("2026-11-23 08:00")
    matter.do("urge", "operator", text="来电催办")
    assert matter.ticket.urges == 2


def _ask_for(matter: Matter, days: int) -> None:
    matter.do("ask_extension", "clerk", of="cgw", reason="complex", text="情况复杂", days=days)
