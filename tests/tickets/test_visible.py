"""Which tickets a person may see, and the work list made of them."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from hotline import clock
from hotline.actors import ROLES, Actor
from hotline.db import db
from hotline.errors import NotFound, Stale
from hotline.tickets import queries, worklist
from hotline.tickets.models import Ticket
from hotline.tickets.queries import visible_to
from hotline.tickets.worklist import Filter
from tests.tickets.walking import (
    BUREAU,
    CITY,
    CLERK,
    DISPATCHER,
    DISTRICT,
    LEADER,
    OTHER,
    STREET,
    accepted,
    dispatched,
    do,
    handling,
    limit,
    of,
    received,
    reviewed,
    who,
)

pytestmark = pytest.mark.usefixtures("core")


def _seen(actor: Actor) -> set[int]:
    return set(db.session.scalars(select(Ticket.id).where(visible_to(actor))))


def _list(actor: Actor, chosen: Filter, after: str = "", size: int = queries.PAGE) -> worklist.Page:
    now = clock.now()
    return worklist.worklist(actor, chosen, now, now + timedelta(hours=14), after, size)


def test_a_unit_sees_what_it_holds_or_held_and_what_is_with_those_below_it() -> None:
    fresh, district, street = received("1"), handling("2", assist=(BUREAU,)), dispatched("3", unit=STREET)
    assert _seen(CLERK) == {district.id, street.id}
    assert _seen(who("clerk", STREET)) == {street.id}
    assert _seen(who("leader", BUREAU)) == {district.id}
    assert _seen(who("clerk", OTHER)) == set()
    do("redispatch", district, DISPATCHER, unit=OTHER, text="属地")
    assert district.id in _seen(CLERK)
    assert _seen(who("clerk", OTHER)) == {district.id}
    assert fresh.id in _seen(DISPATCHER)


def test_the_hotline_sees_its_city_the_administrator_nothing_and_the_citizen_her_own() -> None:
    first, second = received("1"), received("2")
    everything = {first.id, second.id}
    for role in set(ROLES) - {"clerk", "leader", "admin"}:
        assert _seen(who(role)) == everything, role
        assert _seen(Actor(1, "演示", role, "510700", "510700")) == set(), role
    assert _seen(who("admin")) == set()
    assert _seen(of(first)) == {first.id}


def test_a_ticket_that_is_not_yours_looks_like_one_that_does_not_exist() -> None:
    ticket = dispatched()
    assert queries.get_ticket(ticket.number, CLERK) is ticket
    for number, actor in ((ticket.number, who("clerk", OTHER)), ("51010020261120000012", CLERK), ("", CLERK)):
        with pytest.raises(NotFound):
            queries.get_ticket(number, actor)


def test_an_old_version_is_stale() -> None:
    ticket = accepted()
    db.session.flush()
    seen = ticket.version
    do("dispatch", ticket, DISPATCHER, unit=DISTRICT)
    db.session.flush()
    assert queries.get_ticket(ticket.number, DISPATCHER, ticket.version) is ticket
    with pytest.raises(Stale):
        queries.get_ticket(ticket.number, DISPATCHER, seen)


def test_open_work_comes_by_due_time_and_pages_follow_without_a_gap() -> None:
    made = [dispatched(str(n)) for n in range(7)]
    for place, ticket in enumerate(made):
        limit(ticket, clock.now() + timedelta(hours=[5, 1, 3, 3, 9, 2, 7][place]))
    for actor in (DISPATCHER, CLERK):
        got: list[int] = []
        after = ""
        for _page in range(4):
            page = _list(actor, Filter(), after, size=2)
            got += [ticket.id for ticket in page.tickets]
            after = page.after
        assert got == [ticket.id for ticket in sorted(made, key=lambda one: (one.due_at, one.id))]
        assert after == ""


def test_each_scope_shows_its_part(core: Callable[[str], None]) -> None:
    late, today, later = (dispatched(str(n)) for n in range(3))
    done = reviewed("9")
    do("visit", done, who("followup"), solved="solved", satisfied="satisfied")
    for ticket, hours in ((late, -1), (today, 3), (later, 48)):
        limit(ticket, clock.now() + timedelta(hours=hours))
    for actor in (DISPATCHER, LEADER):
        shown = {scope: [one.id for one in _list(actor, Filter(scope=scope)).tickets] for scope in
                 ("open", "overdue", "today", "closed", "all")}  # fmt: skip
        assert shown["open"] == [late.id, today.id, later.id]
        assert (shown["overdue"], shown["today"], shown["closed"]) == ([late.id], [today.id], [done.id])
        assert shown["all"] == [done.id, later.id, today.id, late.id]


def test_filters_narrow_the_list() -> None:
    mine = dispatched("1", kind="help", channel="wechat", category="0102")
    dispatched("2", kind="complaint", category="0301")
    mine.level, mine.urgency = 3, "h24"
    db.session.flush()
    for chosen in (
        Filter(kind="help"), Filter(channel="wechat"), Filter(category="01"), Filter(category="0102"),
        Filter(level=3), Filter(urgency="h24"),
    ):  # fmt: skip
        assert [one.id for one in _list(DISPATCHER, chosen).tickets] == [mine.id], chosen
    assert _list(DISPATCHER, Filter(state="handling")).tickets == []
    assert len(_list(DISPATCHER, Filter(unit=DISTRICT)).tickets) == 2
    assert _list(DISPATCHER, Filter(unit=OTHER)).tickets == []


def test_a_unit_cannot_look_through_another_s_filter() -> None:
    ticket = dispatched()
    assert [one.id for one in _list(CLERK, Filter(unit=OTHER)).tickets] == [ticket.id]
    assert _list(who("clerk", OTHER), Filter(unit=DISTRICT)).tickets == []


def test_a_made_up_cursor_starts_from_the_beginning() -> None:
    ticket = dispatched()
    for after in ("x", "1e999_1", "nan_3", "_", "9" * 400):
        assert [one.id for one in _list(DISPATCHER, Filter(), after).tickets] == [ticket.id], after


def test_the_people_behind_a_page_come_in_one_query() -> None:
    tickets = [received(str(n)) for n in range(3)]
    assert set(queries.petitioners(tickets)) == {ticket.id for ticket in tickets}
    assert queries.petitioners([]) == {}
    assert tickets[0].city == CITY
