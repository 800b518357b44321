"""The table of steps: who may do what in which state, seen whole and compared."""

import pytest

from hotline.actors import ROLES, Actor, citizen, system
from hotline.tickets import actions, labels, states
from hotline.tickets.inbound import CHANNELS, KINDS
from hotline.tickets.models import Ticket
from tests.golden_files import assert_golden
from tests.tickets.walking import CITY, DISTRICT, OTHER, STREET, who

pytestmark = pytest.mark.once

PEOPLE: dict[str, Actor] = {
    **{role: who(role) for role in ROLES if role not in {"clerk", "leader"}},
    "clerk of the lead": who("clerk", DISTRICT),
    "leader of the lead": who("leader", DISTRICT),
    "clerk of a helper": who("clerk", STREET),
    "leader of a helper": who("leader", STREET),
    "clerk of a stranger": who("clerk", OTHER),
    "leader of a stranger": who("leader", OTHER),
    "its citizen": citizen(CITY, 1),
    "another citizen": citizen(CITY, 2),
    "the system": system(CITY),
    "dispatcher of another city": Actor(9, "演示", "dispatcher", "510700", "510700"),
}


def _ticket(state: str) -> Ticket:
    with_units = state not in states.DESK
    return Ticket(
        city=CITY, id=1, state=state, lead_unit=DISTRICT if with_units else "",
        holders=[DISTRICT, STREET] if with_units else [],
    )  # fmt: skip


def test_each_person_has_these_verbs_in_each_state() -> None:
    lines = []
    for state in states.STATES:
        lines.append(f"{state}\n")
        for name, actor in PEOPLE.items():
            verbs = actions.available(_ticket(state), actor)
            lines.append(f"    {name}: {' '.join(verbs) or '-'}\n")
    assert_golden("steps.txt", "".join(lines))


def test_the_administrator_and_the_auditor_have_no_verb_at_all() -> None:
    for role in ("admin", "auditor"):
        assert [state for state in states.STATES if actions.available(_ticket(state), PEOPLE[role])] == []


def test_the_mayor_cannot_dispatch_by_accident() -> None:
    mayors = {verb for state in states.STATES for verb in actions.available(_ticket(state), PEOPLE["mayor"])}
    assert mayors == {"note", "instruct", "supervise"}


def test_every_state_but_the_ends_has_a_way_on() -> None:
    for state in states.OPEN:
        assert any(state in step.frm and step.to not in {"", state} for step in states.STEPS), state


def test_a_verb_moves_to_a_known_state_and_is_found_from_each_state_it_starts_in() -> None:
    for step in states.STEPS:
        assert step.to in {"", states.BACK, *states.STATES}
        for state in step.frm:
            assert states.find(step.verb, state) is step
    assert states.find("sign", "closed") is None


@pytest.mark.parametrize(
    ("table", "codes"),
    [
        (labels.STATES, states.STATES),
        (labels.CITIZEN_STATES, states.STATES),
        (labels.VERBS, states.VERBS),
        (labels.DONE, states.VERBS),
        (labels.EVENTS, (states.START, *states.VERBS)),
        (labels.KINDS, KINDS),
        (labels.CHANNELS, CHANNELS),
        (labels.ROLES, (*ROLES, "citizen", "system")),
    ],
)
def test_every_code_has_its_words_in_both_languages(table: labels.Words, codes: tuple[str, ...]) -> None:
    assert set(table) == set(codes)
    assert all(chinese and english for chinese, english in table.values())


def test_a_code_without_words_is_said_as_it_is() -> None:
    assert labels.say(labels.KINDS, "help", "zh") == "求助"
    assert labels.say(labels.KINDS, "help", "en") == "Help"
    assert labels.say(labels.KINDS, "new kind", "zh") == "new kind"
    assert labels.say(labels.LEVELS, 3, "zh") == "红牌·催办"
