"""The mayor's page: what was raised to the city waits for her word, until she gives it; the numbers lead to tickets."""

from collections.abc import Callable

import pytest
from flask import Flask

from hotline import clock as city_clock
from hotline.boards import office
from hotline.insight.alerts.hot import Hot
from hotline.insight.alerts.models import Alert
from hotline.sla.sweep import sweep
from tests.browsing import Client
from tests.followup import stages

OFFICE = "/staff/boards/office"


def climb(app: Flask) -> None:
    """The ladder, as often as it takes to reach its top."""
    with app.app_context():
        for _ in range(5):
            sweep(stages.city(), city_clock.now())


@pytest.fixture
def raised(app: Flask, clock: Callable[[str], None]) -> str:
    """A ticket that the ladder raised to the city and nobody has answered."""
    number = stages.dispatched(app)
    clock("2026-12-28T10:00:00+08:00")
    climb(app)
    return number


def text(client: Client, path: str = OFFICE) -> str:
    return client.get(path).get_data(as_text=True)


def test_what_was_raised_waits_for_the_mayor_and_her_word_moves_it_on(
    app: Flask, raised: str, sign_in: Callable[..., Client]
) -> None:
    mayor = sign_in("mayor")
    assert f"{OFFICE}/{raised}" in text(mayor)
    assert raised in text(mayor, "/staff/boards/list?list=to_instruct")
    answer = mayor.submit(f"{OFFICE}/{raised}", {"text": "三日内现场办结。"}, f"{OFFICE}/{raised}")
    assert answer.location == OFFICE
    assert f"{OFFICE}/{raised}" not in text(mayor)
    assert raised in text(mayor, "/staff/boards/list?list=instructed")
    assert stages.verbs(app, raised)[-1] == "instruct"


def test_a_process_that_kept_the_page_shows_her_word_at_once_too(
    app: Flask, raised: str, sign_in: Callable[..., Client]
) -> None:
    mayor = sign_in("mayor")
    assert f"{OFFICE}/{raised}" in text(mayor)
    another = dict(office._kept)
    assert another
    mayor.submit(f"{OFFICE}/{raised}", {"text": "三日内现场办结。"}, f"{OFFICE}/{raised}")
    office._kept.update(another)
    assert f"{OFFICE}/{raised}" not in text(mayor)


def test_an_instruction_without_words_is_none(app: Flask, raised: str, sign_in: Callable[..., Client]) -> None:
    mayor = sign_in("mayor")
    answer = mayor.submit(f"{OFFICE}/{raised}", {"text": " "}, f"{OFFICE}/{raised}")
    assert answer.status_code == 422
    assert "instruct" not in stages.verbs(app, raised)


def test_a_supervisor_sees_what_waits_but_gives_no_instruction(raised: str, sign_in: Callable[..., Client]) -> None:
    supervisor = sign_in("supervisor")
    assert f"/staff/tickets/{raised}" in text(supervisor)
    assert supervisor.get(f"{OFFICE}/{raised}").status_code == 403


def test_the_title_of_a_confidential_ticket_is_not_on_the_page(
    app: Flask, clock: Callable[[str], None], sign_in: Callable[..., Client]
) -> None:
    number = stages.dispatched(app, confidential=True)
    clock("2026-12-28T10:00:00+08:00")
    climb(app)
    shown = text(sign_in("mayor"))
    assert number in shown
    assert stages.BODY[:20] not in shown


def test_the_page_asks_again_and_hears_that_nothing_changed(raised: str, sign_in: Callable[..., Client]) -> None:
    mayor = sign_in("mayor")
    quiet = {"HX-Request": "true"}
    first = mayor.get(f"{OFFICE}/figures", headers=quiet)
    again = mayor.get(f"{OFFICE}/figures", headers={**quiet, "If-None-Match": first.headers["ETag"]})
    assert (first.status_code, again.status_code, again.data) == (200, 304, b"")
    assert mayor.get(f"{OFFICE}/figures").location == OFFICE


def test_a_sudden_heap_of_one_kind_in_one_district_is_named(
    app: Flask, clock: Callable[[str], None], sign_in: Callable[..., Client]
) -> None:
    for at in range(6):
        stages.dispatched(app, f"锦江区沙河街道第{at}栋楼下烧烤摊占道经营，油烟很大", external_id=f"heap-{at}")
    shown = text(sign_in("mayor"))
    assert "新热点" in shown
    assert "平时0" in shown


@pytest.mark.parametrize(
    ("alerts", "districts", "shown"), [(0, 0, 2), (0, 2, 2), (1, 2, 2), (2, 0, 2), (2, 1, 2), (2, 2, 1)]
)
def test_new_issues_give_way_where_the_screen_is_full(alerts: int, districts: int, shown: int) -> None:
    issues = tuple(Hot("510104", f"{at}", 9, 1.0) for at in range(3))
    made = office.Desk(city_clock.now(), (), 0, 0, 0, issues, tuple(Alert() for _ in range(alerts)))
    assert made.new_issues(districts) == issues[:shown]


@pytest.mark.parametrize("role", ["clerk", "operator", "auditor"])
def test_the_office_is_the_mayors(role: str, sign_in: Callable[..., Client]) -> None:
    assert sign_in(role, unit=stages.UNIT if role == "clerk" else "510100").get(OFFICE).status_code == 403
