"""One event in one group whatever its words; one estate's other matter and one matter's other estate stay apart."""

from datetime import datetime, timedelta

import pytest

from hotline.insight.issues import headline
from hotline.insight.issues.grouping import Message
from hotline.insight.issues.heat import Voice, heat, parts
from hotline.insight.issues.topics import topics
from tests.insight import letters
from tests.insight.letters import NOISE, OTHER_MATTER, OTHER_PLACE, PARKING, PLANT, START, messages

EVERYTHING = messages(PLANT, PARKING, (OTHER_MATTER, OTHER_PLACE), NOISE)


def groups(given: list[Message]) -> list[set[str]]:
    return [set(one.ids) for one in topics(given)]


def test_each_event_is_one_group_and_nothing_else_is_in_it() -> None:
    assert groups(EVERYTHING)[:2] == [{"0", "1", "2", "3"}, {"4", "5", "6"}]


def test_another_matter_of_the_same_estate_and_the_same_matter_elsewhere_stay_outside() -> None:
    inside = set().union(*groups(EVERYTHING)[:2])
    assert not inside & {"7", "8"}


def test_an_issue_is_told_with_its_place_its_span_and_one_of_its_titles() -> None:
    first = topics(EVERYTHING)[0]
    assert "杏林湾" in first.place
    assert first.title in {title for title, _body in PLANT}
    assert (first.first_at, first.last_at) == (START, START + timedelta(days=3))


def test_the_groups_of_yesterday_stay_when_today_is_added() -> None:
    later = Message(
        "new", "u99", "杏林湾搅拌站又在夜里生产", "杏林湾门口的搅拌站昨夜又开工，粉尘很大。", START + timedelta(days=40)
    )
    assert groups([*EVERYTHING, later])[0] == groups(EVERYTHING)[0] | {"new"}


def test_a_matter_that_was_silent_for_months_begins_anew() -> None:
    later = Message("new", "u99", *PLANT[1], at=START + timedelta(days=200))
    assert {"new"} not in groups([*EVERYTHING, later])
    assert not any("new" in group for group in groups([*EVERYTHING, later]))


def test_one_message_that_many_support_is_an_issue_and_one_that_nobody_does_is_none() -> None:
    loud = Message("loud", "u", "学校操场为何不开放", "周末学校操场不开放，孩子没地方锻炼。", START, likes=300)
    assert groups([*EVERYTHING, loud])[0] == {"loud"}
    assert not any(len(one.ids) == 1 for one in topics(EVERYTHING))


def test_no_messages_are_no_issues() -> None:
    assert topics([]) == []


def voices(people: int, days: float = 1, likes: int = 0) -> list[Voice]:
    return [Voice(f"u{one}", START + timedelta(days=days * one), likes) for one in range(people)]


def test_more_people_more_support_a_quicker_pace_and_a_fresher_day_are_hotter() -> None:
    now = START + timedelta(days=30)
    same = [Voice("u0", one.at) for one in voices(5)]
    assert heat(voices(5), now) > heat(same, now)
    assert heat(voices(5, likes=10), now) > heat(voices(5), now)
    slow = [Voice(one.author, one.at - timedelta(days=24)) for one in voices(5, 6)]
    assert heat(voices(5, 0.1), now) > heat(slow, now)
    assert heat(voices(5), now) > heat(voices(5), now + timedelta(days=60))


def test_a_title_too_long_for_a_line_is_cut() -> None:
    long = tuple(
        (title + "，请有关部门尽快到现场调查处理并给居民一个满意的答复", body) for title, body in letters.PLANT
    )
    assert len(topics(messages(long, NOISE))[0].title) == 40


@pytest.mark.parametrize("generic", ["火车站", "摆摊占路", "飘到小区", "燃气公司"])
def test_what_every_city_has_many_of_is_no_place(generic: str) -> None:
    assert headline.place([(f"{generic}的事", f"{generic}这边没有人管")] * 3) == ""
    assert headline.place([(f"锦华苑小区{generic}的事", "没有人管")] * 3) != ""


def test_the_parts_of_the_heat_make_the_whole_and_tell_people_apart() -> None:
    now = datetime.fromisoformat("2026-11-20T10:00:00+08:00")
    said = [Voice("甲", now), Voice("甲", now), Voice("乙", now, likes=4), Voice("", now)]
    found = parts(said, now)
    assert (found.people, found.mass, found.fresh) == (3, pytest.approx(3 + 0.3 + 2), 1.0)
    assert found.whole == pytest.approx(heat(said, now))
