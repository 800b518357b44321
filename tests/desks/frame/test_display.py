"""What stands round every desk: looks that follow the person, the end of a sign-in, the bell, the way back."""

from collections.abc import Callable
from dataclasses import replace

from flask import Flask, Response, jsonify

from hotline import config
from hotline.app import create_app
from hotline.desks import toasts
from tests import inspection
from tests.browsing import Client
from tests.conftest import PASSWORD, new_client
from tests.desks import stages
from tests.tickets import walking

PART = {"HX-Request": "true"}
QUIET = {"X-Quiet": "yes"}


def html(client: Client, path: str = "/staff/preferences") -> str:
    return client.get(path).get_data(as_text=True)


def test_settings_are_kept_for_the_next_desk_the_person_sits_at(app: Flask, sign_in: Callable[..., Client]) -> None:
    first = sign_in("clerk", "510104")
    first.submit("/staff/preferences", {"theme": "dark", "rows": "dense", "letters": "off", "text": "18"})
    assert 'data-bs-theme="dark"' in html(first)
    other = new_client(app)
    other.get("/display/rail/slim")
    other.submit("/login", {"login": "clerk-510104", "password": PASSWORD})
    page = html(other)
    assert 'data-bs-theme="dark"' in page
    assert 'data-text="18" data-rows="dense" data-letters="off" data-rail="auto"' in page


def test_a_link_of_the_menu_is_kept_with_the_person_too(app: Flask, sign_in: Callable[..., Client]) -> None:
    first = sign_in("clerk", "510104")
    token = inspection.read(html(first)).forms[0].values["csrf_token"]
    first.post("/staff/display?next=/staff/", data={"csrf_token": token, "name": "theme", "value": "dark"})
    other = new_client(app)
    other.submit("/login", {"login": "clerk-510104", "password": PASSWORD})
    assert 'data-bs-theme="dark"' in html(other)


def test_a_theme_is_linked_sheets_and_needs_no_script(client: Client) -> None:
    def sheets(theme: str, contrast: str = "normal") -> list[str]:
        client.get(f"/display/theme/{theme}")
        client.get(f"/display/contrast/{contrast}")
        return [line.strip() for line in html(client, "/").splitlines() if "tokens" in line]

    assert not any("tokens-dark" in line for line in sheets("light"))
    assert any('media="screen" ' in line and "tokens-dark" in line for line in sheets("dark"))
    assert any("prefers-color-scheme" in line and "tokens-dark" in line for line in sheets("system"))
    assert any('media="all"' in line and "tokens-contrast" in line for line in sheets("light", "high"))


def test_the_easy_view_calls_a_person_first(client: Client) -> None:
    client.get("/display/size/elder?next=/track")
    page = html(client, "/track")
    assert 'data-size="large" data-elder="yes"' in page
    assert page.index('href="tel:12345"') < page.index("<main")


def test_a_sign_in_ends_without_a_sign_of_life_and_tells_how_long_it_has(
    app: Flask, sign_in: Callable[..., Client], clock: Callable[[str], None]
) -> None:
    client = sign_in("clerk", "510104")
    html(client)
    clock("2026-11-20T11:00:00+08:00")
    told = client.get("/staff/session", headers=QUIET).get_json()["left"]
    assert told == 7 * 3600
    assert client.get("/staff/session").get_json()["left"] == 8 * 3600
    assert client.get("/staff/session", headers=QUIET).get_json()["left"] == 8 * 3600


def test_a_part_of_a_page_answers_without_a_cookie_that_could_undo_a_later_one(
    sign_in: Callable[..., Client], clock: Callable[[str], None]
) -> None:
    client = sign_in("clerk", "510104")
    html(client)
    parts = PART, {"Sec-Fetch-Mode": "cors"}
    assert [client.get("/staff/bell", headers=part).headers.getlist("Set-Cookie") for part in parts] == [[], []]
    clock("2026-11-20T14:30:00+08:00")
    assert client.get("/staff/bell", headers=PART).headers.getlist("Set-Cookie")
    assert client.get("/staff/session", headers=QUIET).get_json()["left"] == 8 * 3600


def test_a_cookie_older_than_the_setting_signs_nobody_in(app: Flask, sign_in: Callable[..., Client]) -> None:
    client = sign_in("clerk", "510104")
    app.config["PERMANENT_SESSION_LIFETIME"] = -1
    answer = client.get("/staff/tickets")
    assert (answer.status_code, answer.location) == (303, "/login?next=/staff/tickets")


def test_the_bell_rings_for_what_came_since_the_list_was_open(
    app: Flask, sign_in: Callable[..., Client], clock: Callable[[str], None]
) -> None:
    client = sign_in("clerk", walking.DISTRICT)
    assert 'data-new="0"' in client.get("/staff/bell", headers=PART).get_data(as_text=True)
    stages.make(app, walking.dispatched)
    rung = client.get("/staff/bell", headers=PART)
    assert 'data-new="1"' in rung.get_data(as_text=True)
    assert client.get("/staff/bell", headers={**PART, "If-None-Match": rung.headers["ETag"]}).status_code == 304
    assert '<span class="flag">新</span>' in html(client, "/staff/notices")
    client.submit("/staff/notices", {}, action="/staff/bell")
    assert 'data-new="0"' in client.get("/staff/bell", headers=PART).get_data(as_text=True)
    assert '<span class="flag">新</span>' not in html(client, "/staff/notices")
    assert client.get("/staff/bell").location == "/staff/notices"


def test_what_can_be_undone_says_so_with_a_form_and_stays_on_the_list(settings: config.Settings, app: Flask) -> None:
    application = create_app(settings)
    application.test_client_class = Client

    @application.get("/did-it")
    def did_it() -> Response:
        toasts.undoable("已并到…0001237。", "/staff/undo", {"version": "3"})
        return jsonify(toasts.lately())

    client = new_client(application)
    kept = client.get("/did-it").get_json()
    assert [(one["text"], one["url"]) for one in kept] == [("已并到…0001237。", "/staff/undo")]
    page = html(client, "/login")
    assert 'data-toast="10"' in page
    assert '<form method="post" action="/staff/undo">' in page
    assert 'name="version" value="3"' in page
    assert 'data-toast="10"' not in html(client, "/login")


def test_a_part_of_a_page_that_fails_is_a_few_words_and_not_a_page(
    client: Client, sign_in: Callable[..., Client]
) -> None:
    ended = client.get("/staff/bell", headers=PART)
    assert ended.status_code == 401
    assert "登录已到期" in ended.get_data(as_text=True)
    missing = sign_in("clerk", "510104").get("/staff/tickets/1", headers=PART)
    assert missing.status_code == 404
    assert "<html" not in missing.get_data(as_text=True)


def test_a_city_wears_its_own_colour_and_mark(app: Flask, settings: config.Settings) -> None:
    mark = settings.var / "mark.svg"
    mark.write_text('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><rect width="8" height="8"/></svg>')
    application = create_app(replace(settings, city_colour="#00695C", city_mark=mark))
    config.use(settings)
    application.test_client_class = Client
    client = new_client(application)
    page = html(client, "/login")
    sheet = client.get("/brand/light.css?" + page.split('href="/brand/light.css?')[1].split('"')[0])
    assert "--h-btn: #00695C;" in sheet.get_data(as_text=True)
    assert "immutable" in sheet.headers["Cache-Control"]
    assert client.get("/brand/mark").mimetype == "image/svg+xml"
    assert '<img src="/brand/mark?' in page
