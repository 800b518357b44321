"""What past tickets say: a learned model, who led in the end, what went out alone, what went to and fro."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask import Flask

from hotline.clock import now
from hotline.db import transaction
from hotline.errors import Incomplete
from hotline.routing import bounces, history, quality, queries
from hotline.routing.decision.engine import Engine, Matter
from hotline.routing.learning import training
from hotline.routing.learning.likeness import MOST, SAID, Past
from hotline.routing.learning.ngrams import Reading
from hotline.routing.learning.training import Examples
from hotline.routing.quality import Case, Point
from tests.matters import CITY, staff, taken
from tests.matters import Matter as Told

BUS = {"title": "希望增加公交线路", "body": "公交车班次太少，希望增加公交线路。", "category": "0501"}
DAY = date(2026, 11, 20)


@pytest.fixture(autouse=True)
def _friday(clock: Callable[[str], None]) -> None:
    clock("2026-11-20 10:00")


class Like:
    """A model that always says the same."""

    sha256 = "ab" * 32

    def __init__(self, *said: tuple[str, float]) -> None:
        self.said = said

    def like(self, letters: Sequence[tuple[str, str]]) -> Sequence[Sequence[tuple[str, float]]]:
        return [self.said] * len(letters)


def engine(app: Flask, *said: tuple[str, float]) -> Engine:
    with app.app_context():
        return replace(queries.engine(), learned=Like(*said) if said else None)


def test_a_model_names_the_item_where_no_word_does_and_the_reason_says_so(app: Flask) -> None:
    plain = engine(app).decide(Matter("成华区", "晚上根本没法休息，管一管吧"))
    found = engine(app, ("0403", 0.9)).decide(Matter("成华区", "晚上根本没法休息，管一管吧"))
    assert plain.category != "0403"
    assert (found.category, found.unit, found.model) == ("0403", "510108", "ab" * 32)
    assert "model/0403" in {reason.rule for reason in found.because}
    assert any("相似的过往工单多属“社会生活噪声”" in reason.zh for reason in found.because)


def test_plain_words_outweigh_a_model_that_is_not_sure(app: Flask) -> None:
    letter = Matter("锦江区路灯不亮", "春熙路街道的路灯坏了，路灯不亮，没有路灯。")
    assert engine(app, ("1101", 0.3)).decide(letter).category == "0204"


def test_an_item_that_a_person_chose_is_not_the_models_business(app: Flask) -> None:
    found = engine(app, ("0403", 0.9)).decide(Matter("路灯", "不亮", category="0204"))
    assert (found.category, found.model) == ("0204", "")


def test_many_are_decided_as_each_alone_and_read_together(app: Flask) -> None:
    matters = [
        Matter("成华区", "晚上根本没法休息，管一管吧"),
        Matter("路灯", "不亮", category="0204"),
        Matter("锦江区路灯不亮", "春熙路街道的路灯坏了"),
    ]  # fmt: skip
    asked = engine(app, ("0403", 0.9))
    assert list(asked.each(iter(matters))) == [asked.decide(one) for one in matters]
    assert [one.category for one in asked.each(matters)][:2] == ["0403", "0204"]
    assert list(engine(app).each(matters)) == [engine(app).decide(one) for one in matters]


def test_of_a_models_chances_the_few_likely_ones_are_said() -> None:
    model = training.train(Examples(
        [(word, word * 3) for word in ("路灯坏了", "噪音扰民", "公交太少") for _ in range(8)],
        [code for code in ("0204", "0403", "0501") for _ in range(8)], [str(place) for place in range(24)], [1.0] * 24,
    ), Reading())  # fmt: skip
    said = Past(model).like([("路灯坏了", "路灯坏了"), ("", "噪音扰民")])
    assert [like[0][0] for like in said] == ["0204", "0403"]
    for like, letter in zip(said, (("路灯坏了", "路灯坏了"), ("", "噪音扰民")), strict=True):
        assert like == [(code, share) for code, share in model.rank(*letter)[:MOST] if share >= SAID]


def closed(app: Flask, unit: str, times: int) -> None:
    for _time in range(times):
        given(taken(app, **BUS), unit).do("withdraw", "operator")


def test_where_past_tickets_were_led_by_another_unit_a_person_looks(app: Flask) -> None:
    closed(app, "jtj", history.LEAST)
    with app.app_context():
        unit, n, of = history.usual(CITY, "0501", "")
        assert (unit, n, of) == ("jtj", history.LEAST, history.LEAST)
        told = history.weighed(CITY, engine(app).decide(Matter(BUS["title"], BUS["body"])))
    assert (told.unit, told.auto, told.alternatives[0].unit) == ("gjjt", False, "jtj")
    assert "past/differs" in {reason.rule for reason in told.because}


def test_few_past_tickets_say_nothing(app: Flask) -> None:
    closed(app, "jtj", history.LEAST - 1)
    with app.app_context():
        assert history.usual(CITY, "0501", "")[0] == ""


def case(confidence: float, right: bool, free: bool = True, auto: bool = True, settled: bool = True) -> Case:
    return Case(confidence, auto, free, right, "0501", DAY, settled)


def test_the_curve_counts_only_what_nothing_but_the_threshold_keeps() -> None:
    found = [case(0.9, True), case(0.6, False), case(0.9, True, free=False), case(0.9, True, settled=False)]
    points = {point.at: (point.auto, point.right, point.of) for point in quality.curve(found)}
    assert points[0.55] == (2, 1, 3)
    assert points[0.8] == (1, 1, 3)


def test_the_proposed_threshold_is_the_lowest_that_keeps_the_goal_on_enough_tickets() -> None:
    points = [Point(0.5, 200, 180, 300), Point(0.6, 150, 147, 300), Point(0.7, 100, 99, 300), Point(0.9, 20, 20, 300)]
    assert quality.proposed(points) == points[1]
    assert quality.proposed(points[:1]) is None
    assert quality.proposed(points[3:]) is None


@pytest.mark.parametrize("at", [0.39, 1.0, 7.0, float("nan")])
def test_a_threshold_that_is_none_is_refused(app: Flask, at: float) -> None:
    with app.app_context(), pytest.raises(Incomplete) as told:
        quality.choose(staff("supervisor"), at, [], now())
    assert told.value.field == "auto"


def test_a_threshold_that_the_citys_own_tickets_speak_against_is_set_only_by_who_is_sure(app: Flask) -> None:
    points = [Point(0.5, 100, 90, 120), Point(0.9, 20, 10, 120)]
    with app.app_context(), transaction():
        with pytest.raises(Incomplete, match=r"90\.0%") as told:
            quality.choose(staff("supervisor"), 0.52, points, now())
        assert told.value.field == "sure"
        quality.choose(staff("supervisor"), 0.9, points, now())
        quality.choose(staff("supervisor"), 0.52, points, now(), sure=True)
        kept = queries.threshold(CITY)
        assert kept is not None
        assert (kept.auto, kept.precision) == (0.52, 0.9)


@pytest.mark.parametrize(("right", "of", "told"), [(96, 100, True), (97, 100, False), (40, 49, False)])
def test_too_little_precision_is_told_once_there_are_enough(right: int, of: int, told: bool) -> None:
    found = quality.overall([case(0.9, n < right) for n in range(of)])
    assert quality.below(found) is told


def test_a_share_without_tickets_is_none_and_not_a_hundred() -> None:
    whole = quality.overall([case(0.5, True, auto=False)])
    assert (whole.coverage, whole.precision, whole.accuracy) == (0.0, None, 1.0)


def test_a_redispatch_makes_the_automatic_dispatch_a_wrong_one(app: Flask) -> None:
    right, wrong = taken(app, **BUS), taken(app, **BUS)
    given(right, "gjjt")
    given(wrong, "gjjt").do("redispatch", unit="jtj", text="改派")
    with app.app_context():
        found = quality.cases(CITY, now() - timedelta(days=1), now() + timedelta(days=1))
    assert sorted(one.right for one in found) == [False, True]


def test_days_lost_run_from_one_dispatch_to_the_next(app: Flask, clock: Callable[[str], None]) -> None:
    matter = given(taken(app, **BUS), "gjjt")
    clock("2026-11-22 10:00")
    matter.do("redispatch", unit="jtj", text="改派")
    clock("2026-11-23 10:00")
    matter.do("redispatch", unit="gjjt", text="又改回")
    given(taken(app, **BUS), "gjjt")
    with app.app_context():
        found = bounces.between(CITY, now() - timedelta(days=30), now() + timedelta(days=1))
    assert (found.tickets, found.days) == (1, 3.0)
    told = {(pair.one, pair.other): (pair.tickets, pair.back, pair.days) for pair in found.pairs}
    assert told == {("gjjt", "jtj"): (1, 1, 2.0), ("jtj", "gjjt"): (1, 0, 1.0)}
    assert found.items() == [("0501", 1, 3.0)]
    with app.app_context():
        late = bounces.between(CITY, now() - timedelta(hours=1), now() + timedelta(days=1))
    assert (late.tickets, late.days) == (1, 1.0), "what was given on before the time that is asked for is not of it"


def given(matter: Told, unit: str) -> Told:
    if matter.ticket.state == "received":
        matter.do("accept")
    if matter.ticket.lead_unit == unit:
        return matter
    return matter.do("dispatch" if matter.ticket.state == "accepted" else "redispatch", unit=unit, text="派")
