"""`hotline users`: add, list, disable, enable, password; a password is read from stdin and never shown."""

import pytest
from flask import Flask

from hotline.people import actions
from tests.cli.conftest import Hotline, refused

ADD = ("users", "add", "Zhang-San", "--name", "演示经办", "--role", "clerk", "--unit", "510104")


def signs_in(app: Flask, login: str, password: str) -> bool:
    with app.app_context():
        return actions.check_password(login, password) is not None


def test_a_user_is_added_listed_disabled_and_enabled(hotline: Hotline, app: Flask) -> None:
    result = hotline(*ADD, stdin="correct-horse\n")
    assert (result.exit_code, result.stdout) == (0, "zhang-san\n")
    assert "correct-horse" not in result.output
    assert hotline("users", "list").stdout == "zhang-san\tclerk\t510104\tactive\t演示经办\n"
    assert signs_in(app, "zhang-san", "correct-horse")
    assert hotline("users", "disable", "zhang-san").exit_code == 0
    assert "disabled" in hotline("users", "list").stdout
    assert not signs_in(app, "zhang-san", "correct-horse")
    assert hotline("users", "enable", "zhang-san").exit_code == 0
    assert signs_in(app, "zhang-san", "correct-horse")


def test_a_new_password_replaces_the_old_one(hotline: Hotline, app: Flask) -> None:
    hotline(*ADD, stdin="correct-horse\n")
    assert hotline("users", "password", "zhang-san", stdin="battery-staple\n").exit_code == 0
    assert signs_in(app, "zhang-san", "battery-staple")
    assert not signs_in(app, "zhang-san", "correct-horse")


def test_the_same_login_twice_is_refused(hotline: Hotline) -> None:
    hotline(*ADD, stdin="correct-horse\n")
    refused(hotline(*ADD, stdin="correct-horse\n"), "这个登录名已经有人用了")


@pytest.mark.parametrize(
    ("change", "stdin", "words"),
    [
        ({}, "short\n", "至少10位"),
        ({}, "", "至少10位"),
        ({"510104": "nowhere"}, "correct-horse\n", "没有这个单位代码"),
        ({"Zhang-San": "张三"}, "correct-horse\n", "登录名请用字母和数字"),
        ({"演示经办": "  "}, "correct-horse\n", "请填写姓名"),
    ],
)
def test_what_is_wrong_is_told_and_nobody_is_added(
    hotline: Hotline, change: dict[str, str], stdin: str, words: str
) -> None:
    refused(hotline(*(change.get(word, word) for word in ADD), stdin=stdin), words)
    assert hotline("users", "list").stdout == ""


def test_an_unknown_role_is_wrong_usage(hotline: Hotline) -> None:
    refused(hotline(*("king" if word == "clerk" else word for word in ADD)), "dispatcher", 2)


@pytest.mark.parametrize("command", ["disable", "enable", "password"])
def test_an_unknown_user_is_refused(hotline: Hotline, command: str) -> None:
    refused(hotline("users", command, "nobody", stdin="correct-horse\n"), "没有这个用户")
