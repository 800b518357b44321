"""What a clerk types is kept until it is sent, is only hers, is sealed, and is forgotten after a week."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from hotline import clock as time
from hotline.db import db
from hotline.drafts import actions, queries
from hotline.errors import Incomplete
from tests import inspection
from tests.desks import stages
from tests.tickets import walking

CITY, WRITER, OTHER = walking.CITY, 7, 8
WORDS = "已到现场，路灯周三修好。"


def keep(place="call", words=WORDS, owner=WRITER, later=timedelta()):
    actions.keep(CITY, owner, place, [("text", words)], time.now() + later)


def words(place="call", owner=WRITER):
    kept = queries.of_form(CITY, owner, place)
    return dict(kept.fields)["text"] if kept else None


def test_the_newest_state_of_a_form_is_kept(app, clock):
    with app.app_context():
        keep(words="已到")
        keep(later=timedelta(seconds=2))
        assert words() == WORDS


def test_a_saving_that_was_overtaken_on_the_way_changes_nothing(app, clock):
    with app.app_context():
        keep(later=timedelta(seconds=2))
        keep(words="已到")
        assert words() == WORDS


def test_nobody_else_finds_it(app, clock):
    with app.app_context():
        keep()
        assert words(owner=OTHER) is None


def test_it_is_sealed_in_the_database(app, clock):
    with app.app_context():
        keep()
        db.session.flush()
        stored = bytes(db.session.execute(text("SELECT fields FROM drafts")).scalar_one())
        assert "路灯".encode() not in stored


def test_a_week_later_it_is_forgotten_and_a_younger_one_is_not(app, clock):
    with app.app_context():
        keep()
        keep(place="1" * 21 + "/note", later=timedelta(days=1))
        db.session.commit()
        assert actions.forget(time.now() + timedelta(days=7, hours=1)) == 1
        assert [one.place for one in queries.of_writer(CITY, WRITER)] == ["1" * 21 + "/note"]


def test_what_is_absurdly_long_is_refused_in_words(app, clock):
    with app.app_context(), pytest.raises(Incomplete):
        keep(words="字" * (actions.LARGEST + 1))


@pytest.fixture
def ticket(app, clock):
    return stages.make(app, walking.handling)


@pytest.fixture
def clerk(sign_in):
    return sign_in("clerk", walking.DISTRICT)


def post(clerk, place, accept="application/json", text=WORDS):
    """What the script sends, or with another `accept` the button."""
    token = inspection.read(clerk.get("/staff/drafts").get_data(as_text=True)).forms[0].values["csrf_token"]
    fields = {"draft": place, "text": text, "csrf_token": token}
    return clerk.post("/staff/drafts", data=fields, headers={"Accept": accept})


def test_the_form_comes_back_as_it_was_left(clerk, ticket):
    answer = post(clerk, f"{ticket}/note")
    assert answer.json == {"said": "已保存10:00", "writing": []}
    page = clerk.get(stages.path(ticket)).get_data(as_text=True)
    assert WORDS in page
    assert "草稿，2026-11-20 10:00保存" in page


def test_without_a_script_the_button_keeps_it_and_shows_the_page_again(clerk, ticket):
    answer = post(clerk, f"{ticket}/contact", accept="text/html")
    assert answer.status_code == 303
    assert answer.headers["Location"].endswith(f"{stages.path(ticket)}#contact")


def test_sending_the_form_ends_its_draft(app, clerk, ticket):
    post(clerk, f"{ticket}/note")
    clerk.submit(stages.path(ticket), {"text": WORDS}, action=f"{stages.path(ticket)}/note")
    assert stages.verbs(app, ticket)[-1] == "note"
    assert "没有草稿" in clerk.get("/staff/drafts").get_data(as_text=True)


def test_a_refused_form_keeps_its_draft(clerk, ticket):
    post(clerk, f"{ticket}/note")
    clerk.submit(stages.path(ticket), {"text": " "}, action=f"{stages.path(ticket)}/note")
    assert WORDS in clerk.get("/staff/drafts").get_data(as_text=True)


def test_the_list_names_the_ticket_and_drops_what_is_not_wanted(clerk, ticket):
    post(clerk, f"{ticket}/note")
    page = clerk.get("/staff/drafts").get_data(as_text=True)
    assert stages.TITLE in page
    assert WORDS in page
    clerk.submit("/staff/drafts", {"draft": f"{ticket}/note"})
    assert "没有草稿" in clerk.get("/staff/drafts").get_data(as_text=True)


def test_another_person_of_the_same_unit_does_not_see_it(clerk, ticket, sign_in):
    post(clerk, f"{ticket}/note")
    colleague = sign_in("clerk", walking.DISTRICT, "colleague")
    assert WORDS not in colleague.get(stages.path(ticket)).get_data(as_text=True)


def test_a_form_that_does_not_exist_keeps_nothing(clerk, ticket):
    answer = post(clerk, "../../etc")
    assert answer.status_code == 422
    assert "没有草稿" in clerk.get("/staff/drafts").get_data(as_text=True)


def test_what_a_dispatcher_began_stands_in_front_again_and_ends_with_the_act(app, sign_in, clock):
    number = stages.make(app, walking.received)
    dispatcher = sign_in("dispatcher", walking.CITY)
    page = f"/staff/dispatch/{number}"
    post(dispatcher, f"{number}/guide")
    assert WORDS in dispatcher.get(page).get_data(as_text=True)
    dispatcher.submit(page, {"text": WORDS}, action=f"{page}/guide")
    assert stages.verbs(app, number)[-1] == "guide"
    assert WORDS not in dispatcher.get("/staff/drafts").get_data(as_text=True)
