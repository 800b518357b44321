"""From a message to a ticket, and what the hotline does with it before any unit has it."""

import pytest

from hotline import events
from hotline.actors import system
from hotline.errors import Incomplete, NotAllowed
from hotline.tickets import actions, numbers, queries
from hotline.tickets.actions import Happened
from hotline.tickets.actions.ground import MAX_TEXT
from tests.tickets.walking import CITY, CLERK, DISPATCHER, OPERATOR, accepted, do, of, received

pytestmark = pytest.mark.usefixtures("core")


def test_a_message_becomes_one_ticket_with_number_code_person_and_first_event() -> None:
    ticket = received(confidential=True, follow_up=False)
    assert numbers.read(ticket.number) == ticket.number
    assert ticket.number.startswith("51010020261120")
    assert len(ticket.query_code) == 8
    assert (ticket.state, ticket.open, ticket.confidential, ticket.follow_up) == ("received", True, True, False)
    assert queries.petitioner(ticket).phone == "+8613800138000"
    [first] = queries.timeline(ticket)
    assert (first.verb, first.frm, first.to, first.public) == ("receive", "", "received", True)


def test_numbers_of_a_day_never_repeat() -> None:
    assert len({received(str(n)).number for n in range(60)}) == 60


def test_those_who_listen_hear_it_in_the_same_transaction() -> None:
    heard: list[Happened] = []
    events.connect({"receive": (heard.append,), "*": (heard.append,)})
    ticket = received()
    assert [one.ticket.id for one in heard] == [ticket.id, ticket.id]
    assert heard[0].event.verb == "receive"


def test_an_accepted_ticket_waits_to_be_dispatched_and_says_so_once() -> None:
    ticket = accepted()
    assert ticket.state == "accepted"
    with pytest.raises(NotAllowed):
        do("accept", ticket, OPERATOR)
    assert [event.verb for event in queries.timeline(ticket)] == ["receive", "accept"]


def test_the_system_may_accept_too() -> None:
    ticket = received()
    do("accept", ticket, system(CITY))
    assert queries.timeline(ticket)[-1].actor_role == "system"


def test_asking_for_detail_and_its_answer_bring_the_ticket_back() -> None:
    ticket = received()
    do("ask_info", ticket, OPERATOR, text="具体是几栋？")
    assert ticket.state == "needs_info"
    assert ticket.open
    do("supply", ticket, of(ticket), text="3栋")
    assert ticket.state == "received"
    assert [event.text for event in queries.timeline(ticket, public_only=True)][-2:] == ["具体是几栋？", "3栋"]


def test_material_for_an_open_ticket_leaves_its_state_alone() -> None:
    ticket = accepted()
    do("supply", ticket, OPERATOR, text="市民来电补充：还有两家")
    assert ticket.state == "accepted"


@pytest.mark.parametrize(
    ("verb", "state", "resolution"), [("guide", "guided", "guided"), ("answer", "closed", "answered")]
)
def test_the_line_itself_ends_what_needs_no_unit(verb: str, state: str, resolution: str) -> None:
    ticket = accepted()
    do(verb, ticket, OPERATOR, text=" 请到法院立案窗口。 ")
    assert (ticket.state, ticket.open, ticket.resolution) == (state, False, resolution)
    assert ticket.answer == "请到法院立案窗口。"
    assert ticket.closed_at is not None
    assert ticket.answered_at == ticket.closed_at


def test_an_empty_matter_is_voided_with_the_reason_and_stays() -> None:
    ticket = received()
    do("void", ticket, OPERATOR, text="骚扰电话")
    assert (ticket.state, ticket.open) == ("void", False)
    assert queries.timeline(ticket)[-1].text == "骚扰电话"
    assert not queries.timeline(ticket)[-1].public


@pytest.mark.parametrize("text", ["", "  \n ", None])
def test_a_step_that_needs_words_is_incomplete_without_them(text: str | None) -> None:
    ticket = received()
    with pytest.raises(Incomplete) as missing:
        do("guide", ticket, OPERATOR, text=text)
    assert missing.value.field == "text"
    assert ticket.state == "received"
    assert [event.verb for event in queries.timeline(ticket)] == ["receive"]


def test_absurdly_long_words_are_refused_with_their_length() -> None:
    with pytest.raises(Incomplete) as long:
        do("note", received(), OPERATOR, text="很" * (MAX_TEXT + 1))
    assert "20,001" in long.value.zh


def test_a_correction_keeps_old_and_new() -> None:
    ticket = accepted()
    event = do("correct", ticket, DISPATCHER, kind="help", category="0102", urgency="h24", text="听错了")
    assert (ticket.kind, ticket.category, ticket.urgency, ticket.state) == ("help", "0102", "h24", "accepted")
    assert event.data["changed"] == {
        "kind": ["complaint", "help"], "category": ["", "0102"], "urgency": ["normal", "h24"],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"kind": "gossip"}, "kind"), ({"urgency": "soon"}, "urgency"), ({"kind": "complaint"}, "category")],
)
def test_a_correction_without_sense_is_incomplete(wrong: dict[str, str], field: str) -> None:
    with pytest.raises(Incomplete) as missing:
        do("correct", accepted(), DISPATCHER, **wrong)
    assert missing.value.field == field


def test_a_unit_has_no_hand_in_intake() -> None:
    ticket = received()
    for verb in ("accept", "void", "correct"):
        with pytest.raises(NotAllowed):
            do(verb, ticket, CLERK, **({"text": "x"} if verb == "void" else {}))


def test_an_unknown_field_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(TypeError):
        actions.perform("accept", received(), OPERATOR, received("2").received_at, wish="now")
