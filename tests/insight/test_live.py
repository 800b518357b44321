"""The living city: new tickets find their topic once, doubles are seen while filing, a crowd is told once."""

import gc
from collections.abc import Callable
from datetime import timedelta
from zlib import crc32

from flask import Flask
from sqlalchemy import func, select

from hotline import clock as city_clock
from hotline.actors import Actor, system
from hotline.db import db, transaction
from hotline.insight import again, gathering, queries
from hotline.insight.alerts import queries as alert_queries
from hotline.insight.alerts.models import Alert
from hotline.insight.models import TextKey, Topic, TopicMember
from hotline.outbox import Message
from hotline.tickets.actions import perform
from hotline.tickets.inbound import Person
from hotline.tickets.queries import get_ticket
from tests.insight.letters import NOISE, OTHER_MATTER, PLANT
from tests.tickets import walking

CITY = walking.CITY
COPIED = (
    "公司不签劳动合同",
    "入职半年一直没有签劳动合同，每个月加班八十多个小时也没有加班费，社会保险按最低基数交。找人事说过三次，回答是愿意干就干，"
    "不愿意干就走，上个月还扣了全勤奖。请问双倍工资和加班费怎么主张，仲裁要准备哪些证据？公司在{place}。",
)
DOCTOR = system(CITY)


def phone_of(title: str, body: str) -> str:
    """Each letter's writer has a telephone of the own."""
    return f"+86138{crc32((title + body).encode()) % 10**8:08d}"


def file(app: Flask, *letters: tuple[str, str], **more: object) -> list[str]:
    """Tickets of these letters, each by another citizen; their numbers."""
    made = []
    with app.app_context(), transaction():
        for title, body in letters:
            person = Person(name="演示市民", phone=phone_of(title, body))
            given = {"title": title, "body": body, "person": person, **more}
            made.append(walking.received(f"{title}{body[-8:]}", **given).number)
    return made


def gather(app: Flask) -> int:
    with app.app_context():
        return gathering.gather(city_clock.now())


def count(app: Flask, table: type) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(table)) or 0


def test_tickets_about_one_event_are_one_topic_and_are_looked_at_once(app: Flask) -> None:
    numbers = file(app, *PLANT, OTHER_MATTER, *NOISE)
    assert gather(app) == len(numbers)
    assert gather(app) == 0
    with app.app_context():
        first = queries.topics(CITY, city_clock.now().replace(year=2020), city_clock.now())[0]
        assert first.ids == numbers[:4]
    assert count(app, TopicMember) == len(numbers)


def test_what_comes_later_joins_the_topic_that_is_there(app: Flask) -> None:
    file(app, *PLANT[:3], *NOISE)
    gather(app)
    before = count(app, Topic)
    later = file(app, PLANT[3])
    gather(app)
    with app.app_context():
        found = queries.topics(CITY, city_clock.now().replace(year=2020), city_clock.now())[0]
        assert found.ids[-1:] == later
        assert len(found.ids) == 4
    assert count(app, Topic) == before


def test_one_wording_at_two_places_is_two_matters(app: Flask) -> None:
    file(app, *[(COPIED[0], COPIED[1].format(place=place)) for place in ("武侯区示例路", "新都区样例街")], *NOISE)
    gather(app)
    assert count(app, Topic) == 0


def test_only_what_was_said_in_these_days_makes_an_issue_hot(app: Flask, clock: Callable[[str], None]) -> None:
    clock("2026-11-02T10:00:00+08:00")
    file(app, *PLANT)
    gather(app)
    clock("2026-11-20T10:00:00+08:00")
    file(app, (PLANT[0][0], PLANT[0][1] + "今天更严重了。"))
    gather(app)
    with app.app_context():
        now = city_clock.now()
        (whole,) = queries.hottest(CITY, now - timedelta(days=90), now)
        (week,) = queries.hottest(CITY, now - timedelta(days=7), now)
        assert (whole[2], week[2]) == (len(PLANT) + 1, 1)
        assert week[1] < whole[1]


def test_issues_since_a_day_hold_only_what_came_since(app: Flask, clock: Callable[[str], None]) -> None:
    clock("2026-11-02T10:00:00+08:00")
    file(app, *PLANT[:2])
    gather(app)
    clock("2026-11-20T10:00:00+08:00")
    later = file(app, *PLANT[2:])
    gather(app)
    with app.app_context():
        now = city_clock.now()
        (found,) = queries.topics(CITY, now - timedelta(days=7), now)
        assert (found.ids, found.first_at.date()) == (later, now.date())
        (whole,) = queries.topics(CITY, now - timedelta(days=90), now)
        assert (len(whole.ids), whole.first_at.day) == (4, 2)
        assert queries.topics(CITY, now + timedelta(days=1), now) == []


def test_one_message_since_a_day_is_no_issue_of_it(app: Flask, clock: Callable[[str], None]) -> None:
    clock("2026-11-02T10:00:00+08:00")
    file(app, *PLANT[:3])
    gather(app)
    clock("2026-11-20T10:00:00+08:00")
    file(app, PLANT[3])
    gather(app)
    with app.app_context():
        assert queries.topics(CITY, city_clock.now() - timedelta(days=7), city_clock.now()) == []


def test_a_confidential_ticket_has_no_topic_and_is_suggested_to_nobody(app: Flask) -> None:
    file(app, *PLANT[:2], confidential=True)
    gather(app)
    assert (count(app, Topic), count(app, TextKey), count(app, TopicMember)) == (0, 0, 2)
    with app.app_context():
        assert queries.near(DOCTOR, *PLANT[0], now=city_clock.now()) == []


def test_what_becomes_confidential_leaves_its_issue_and_is_found_by_nobody(app: Flask) -> None:
    first, *_others = file(app, *PLANT[:3])
    gather(app)
    with app.app_context():
        with transaction():
            ticket = get_ticket(first, DOCTOR)
            ticket.title = "只有她知道的事"
            db.session.scalars(select(Topic)).one().title = ticket.title
            perform("correct", ticket, Actor(7, "演示派单", "dispatcher", CITY), city_clock.now(), kind="report")
        (found,) = queries.topics(CITY, city_clock.now().replace(year=2020), city_clock.now())
        assert (first in found.ids, len(found.ids), found.title) == (False, 2, PLANT[1][0])
        assert first not in [one.ticket.number for one in queries.near(DOCTOR, *PLANT[0], now=city_clock.now())]


def test_a_double_is_seen_while_it_is_filed(app: Flask) -> None:
    same, *_others = file(app, PLANT[0], *NOISE)
    gather(app)
    with app.app_context():
        found = queries.near(DOCTOR, PLANT[0][0], PLANT[0][1] + "请尽快处理。", city_clock.now())
        assert [(one.ticket.number, one.sort) for one in found] == [(same, "text")]
        assert [one.ticket.number for one in queries.near(DOCTOR, *PLANT[2], now=city_clock.now())] == [same]
        assert queries.near(DOCTOR, "请问医保怎么报销", "外地看病回来怎么报销医保", city_clock.now()) == []


def test_the_same_citizen_is_led_to_the_open_ticket(app: Flask) -> None:
    (number,) = file(app, PLANT[0])
    with app.app_context():
        phone = phone_of(*PLANT[0])
        assert [one.ticket.number for one in again.told(DOCTOR, Person(phone=phone), *PLANT[2])] == [number]
        assert again.told(DOCTOR, Person(phone=phone), "公园健身器材坏了", "健身器材断了一根杆子") == []
        assert again.told(DOCTOR, Person(phone="+8613900000000"), *PLANT[0]) == []


def test_many_alike_at_one_place_are_told_once(app: Flask) -> None:
    title, body = PLANT[0]
    alike = [(title, f"{body}我住{number}栋。") for number in "一二三四五六"]
    file(app, *alike, lon=104.08, lat=30.65)
    gather(app)
    with app.app_context():
        alerts = alert_queries.alerts(CITY, ("new",))
        assert [(one.sort, one.count >= 5) for one in alerts] == [("crowd", True)]
        told = db.session.scalars(select(Message.recipient).where(Message.template == "surge")).all()
    assert sorted(told) == ["role:mayor", "role:supervisor"]
    file(app, (title, f"{body}我住七栋。"), lon=104.08, lat=30.65)
    gather(app)
    assert count(app, Alert) == 1


def test_many_alike_at_an_estate_no_list_knows_are_told_too(app: Flask) -> None:
    body = "{where}自来水发黄发浑，放了半小时还是黄的，不敢喝，请供水公司尽快查明原因。我住{n}栋。"
    two = [
        (f"成华区{where}自来水发黄", body.format(where=where, n=n))
        for n in "一二三四"
        for where in ("云锦苑", "青禾苑")
    ]
    file(app, *two)
    gather(app)
    assert count(app, Alert) == 0, "four at each of two"
    file(
        app,
        *[
            ("成华区演示云杉里车库进水", f"演示云杉里地下车库雨水倒灌，水泵坏了没人管，{n}栋也进水。")
            for n in "一二三四五六"
        ],
    )
    gather(app)
    with app.app_context():
        (alert,) = alert_queries.alerts(CITY, ("new",))
    assert ("云杉里" in alert.title, alert.sort, alert.count) == (True, "crowd", 6)


def test_what_a_process_loaded_is_searched_for_garbage_once(app: Flask) -> None:
    gc.unfreeze()
    with app.app_context():
        queries.forget_words()
        queries.words(CITY)
        settled = gc.get_freeze_count()
        assert settled > 10_000
        queries.forget_words()
        queries.words(CITY)
    assert gc.get_freeze_count() <= settled, "not what came since"
