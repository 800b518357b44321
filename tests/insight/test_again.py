"""The same citizen again by whatever door: an urge where her words are the same, else linked and shown."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from hotline import clock as city_clock
from hotline.db import db, transaction
from hotline.insight import again, gathering, queries
from hotline.insight.models import Repeat, TextKey
from hotline.tickets.actions import perform, receive
from hotline.tickets.actions.splitting import Part
from hotline.tickets.inbound import File, Person
from hotline.tickets.models import Ticket
from hotline.tickets.queries import by_id, get_ticket
from hotline.tickets.queries import parts as parts_of
from tests.browsing import Client
from tests.insight.letters import PARKING, PLANT
from tests.insight.test_live import CITY, DOCTOR, count
from tests.tickets import plans, walking

PERSON = Person(name="演示市民", phone="+8613800138000", email="her@example.com")
PICTURE = b"\x89PNG\r\n\x1a\n"
LATER = timedelta(days=100)


def wrote(app: Flask, letter: tuple[str, str], door: str = "mailbox", person: Person = PERSON, **more: object) -> str:
    """The number of what became of a letter that no person of ours has touched."""
    external = f"{count(app, Ticket)}"
    with app.app_context(), transaction():
        message = walking.message(external, title=letter[0], body=letter[1], person=person, channel=door, **more)
        return receive(message, DOCTOR, city_clock.now()).number


@pytest.mark.parametrize("person", [Person(phone="+8613800138000"), Person(email="Her@example.com")])
def test_another_door_is_linked_and_waits_for_a_dispatcher(app: Flask, person: Person) -> None:
    first, second = wrote(app, PLANT[0], "wechat"), wrote(app, PLANT[2], person=person)
    with app.app_context():
        ticket = get_ticket(second, DOCTOR)
        linked = again.linked_with(ticket)
        assert (ticket.state, ticket.master_id, linked and linked.number) == ("accepted", None, first)


@pytest.mark.parametrize("door", ["mailbox", "wechat", "web"])
def test_the_same_words_by_any_door_are_an_urge_and_no_second_matter(app: Flask, door: str) -> None:
    first = wrote(app, PLANT[0], "mailbox")
    second = wrote(app, (PLANT[0][0], PLANT[0][1] + "请尽快处理，谢谢！"), door)
    with app.app_context():
        matter, again_told = get_ticket(first, DOCTOR), get_ticket(second, DOCTOR)
        assert (again_told.state, again_told.master_id) == ("merged", matter.id)
        assert (matter.urges, matter.open) == (1, True)
        with transaction():
            perform("unmerge", again_told, walking.DISPATCHER, city_clock.now(), text="另一件事")
        assert (again_told.state, again_told.master_id) == ("accepted", None)


@pytest.mark.parametrize(
    ("letter", "more"),
    [
        (PLANT[0], {"files": (File("现场.png", "image/png", PICTURE),)}),
        (PLANT[0], {"apart": True}),
        (("路灯不亮", "春熙路的路灯不亮，请修。"), {}),
        ((PLANT[0][0], PLANT[0][1] + "昨晚有人摔伤。"), {}),
    ],
    ids=["brings a picture", "she calls it another matter", "anybody may guess it", "tells more"],
)
def test_the_same_words_wait_for_a_person_where_there_is_something_to_look_at(
    app: Flask, letter: tuple[str, str], more: dict[str, object]
) -> None:
    wrote(app, PLANT[0] if PLANT[0][1] in letter[1] else letter)
    second = wrote(app, letter, "web", **more)
    with app.app_context():
        ticket = get_ticket(second, DOCTOR)
        assert (ticket.state, ticket.master_id, again.linked_with(ticket) is not None) == ("accepted", None, True)


def test_a_part_of_a_letter_stays_with_whom_her_dispatcher_gives_it(app: Flask) -> None:
    wrote(app, PLANT[0])
    letter = wrote(app, PARKING[0])
    parts = [Part(PLANT[0][1] * 2, "", "510104"), Part(PARKING[0][1], "", "510104")]
    with app.app_context(), transaction():
        perform("split", get_ticket(letter, DOCTOR), walking.DISPATCHER, city_clock.now(), parts=parts)
    with app.app_context():
        found = parts_of(get_ticket(letter, DOCTOR))
        assert [(part.state, part.master_id) for part in found] == [("dispatched", None)] * 2


def test_the_same_words_as_a_secret_matter_stay_apart(app: Flask) -> None:
    open_matter = wrote(app, PLANT[0])
    with app.app_context(), transaction():
        get_ticket(open_matter, DOCTOR).confidential = True
    second = wrote(app, PLANT[0])
    with app.app_context():
        assert get_ticket(second, DOCTOR).master_id is None


def test_another_citizen_and_what_is_confidential_are_linked_with_nothing(app: Flask) -> None:
    wrote(app, PLANT[0])
    stranger = wrote(app, PLANT[2], person=Person(phone="+8613900000000"))
    secret = wrote(app, PLANT[2], confidential=True)
    with app.app_context():
        assert [again.linked_with(get_ticket(one, DOCTOR)) for one in (stranger, secret)] == [None, None]
        assert db.session.scalars(select(Repeat)).all() == []


def test_another_matter_and_a_matter_that_is_over_are_not_linked(app: Flask) -> None:
    first, other = wrote(app, PLANT[0]), wrote(app, PARKING[0])
    with app.app_context(), transaction():
        perform("withdraw", get_ticket(first, DOCTOR), walking.OPERATOR, city_clock.now())
    second = wrote(app, PLANT[2])
    with app.app_context():
        assert [again.linked_with(get_ticket(one, DOCTOR)) for one in (other, second)] == [None, None]


def test_danger_is_sent_on_and_waits_for_nobody(app: Flask) -> None:
    fire = "求救", "演示路88号二楼着火了，正在燃烧，楼上还有老人没下来，消防车进不来"
    wrote(app, fire)
    second = wrote(app, fire, "web")
    with app.app_context():
        ticket = get_ticket(second, DOCTOR)
        assert (ticket.urgency, again.linked_with(ticket) is not None) == ("h2", True)


def test_who_tells_it_a_third_time_is_led_to_the_first_and_not_to_what_waits_for_a_dispatcher(app: Flask) -> None:
    first, _second = wrote(app, PLANT[0], "wechat"), wrote(app, PLANT[2])
    with app.app_context():
        found = again.told(DOCTOR, PERSON, *PLANT[0])
        assert [one.ticket.number for one in found] == [first]


def test_one_key_merges_it_and_writing_again_counts_as_one_urge(app: Flask, sign_in: Callable[..., Client]) -> None:
    first, second, third = (wrote(app, letter) for letter in (PLANT[0], PLANT[2], PLANT[1]))
    dispatcher = sign_in("dispatcher")
    for number in (second, third):
        page = f"/staff/dispatch/{number}"
        assert f'name="master" value="{first}"' in dispatcher.get(page).get_data(as_text=True)
        assert dispatcher.submit(page, {"master": first}, f"{page}/merge").status_code == 303
    with app.app_context():
        master = get_ticket(first, DOCTOR)
        assert [get_ticket(one, DOCTOR).master_id for one in (second, third)] == [master.id] * 2
        assert (master.urges, master.open) == (1, True)
        with transaction():
            perform("unmerge", get_ticket(second, DOCTOR), walking.DISPATCHER, city_clock.now(), text="另一件事")
        found = by_id(CITY, get_ticket(second, DOCTOR).id)
        assert found is not None
        assert (found.state, found.master_id) == ("accepted", None)


def test_what_she_told_before_stands_under_her_own_and_not_under_that_of_others(
    app: Flask, sign_in: Callable[..., Client]
) -> None:
    first, second = wrote(app, PLANT[0], "wechat"), wrote(app, PLANT[2])
    stranger = wrote(app, PLANT[2], person=Person(phone="+8613900000000"))
    with app.app_context():
        gathering.gather(city_clock.now())
    page = sign_in("dispatcher").get(f"/staff/tickets/{second}").get_data(as_text=True)
    related = page.partition('id="related-title"')[2].partition("</section>")[0]
    others, _heading, own = related.partition("同一来电人")
    assert (first in others, stranger in others, first in own) == (False, True, True)


def test_old_keys_go_and_young_ones_stay(app: Flask) -> None:
    wrote(app, PLANT[0])
    with app.app_context():
        gathering.gather(city_clock.now())
        assert gathering.forget(city_clock.now()) == 0
        kept = len(db.session.scalars(select(TextKey)).all())
        assert 0 < kept <= queries.KEPT_KEYS
        assert gathering.forget(city_clock.now() + LATER) == kept
        assert db.session.scalars(select(TextKey)).all() == []


def test_doubles_and_old_keys_are_found_along_indexes(app: Flask) -> None:
    for letter in PLANT:
        wrote(app, letter)
    with app.app_context():
        gathering.gather(city_clock.now())
        with plans.seen() as asked:
            queries.near(DOCTOR, *PLANT[0], now=city_clock.now())
            again.told(DOCTOR, PERSON, *PLANT[0])
            db.session.scalars(select(TextKey.key).where(TextKey.city == CITY, TextKey.ticket_id.between(1, 9))).all()
        found = list(plans.plans(asked, "enable_seqscan"))
    read = [plan for text, plan in found if "text_keys" in text or "petitioners" in text]
    assert len(read) == 4
    assert [plan for plan in read if plans.WHOLE.search(plan) or "SCAN text_keys" in plan or "Seq Scan" in plan] == []
    assert "text_keys" in read[-1]
