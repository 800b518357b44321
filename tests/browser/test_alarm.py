"""An alarm is heard once: how often the browser itself is asked for a sound is counted at its edge."""

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import People
from tests.browser.counting import Hands
from tests.browser.steps import CALL

pytestmark = pytest.mark.browser

SETTLES = 400
"""Milliseconds in which a sound that is to come has begun."""
COUNTED = """
window.tones = [];
const started = OscillatorNode.prototype.start;
OscillatorNode.prototype.start = function (when) {
  window.tones.push(this.context);
  return started.call(this, when);
};
"""


def sounds(hands: Hands) -> str:
    """How many sounds were asked for, and how many tones they have."""
    return str(hands.page.evaluate("`${new Set(window.tones).size} of ${window.tones.length}`"))


def test_an_alarm_at_the_call_form_sounds_once_until_another_one_comes(people: People) -> None:
    operator = people.role("operator")
    operator.page.add_init_script(COUNTED)
    hands = Hands(operator, CALL)
    hands.press("F2")
    hands.say("楼道的灯坏了一个星期。")
    hands.sees(".call-advice .facts", "")
    assert sounds(hands) == "0 of 0"
    hands.say("我不想活了。")
    hands.sees(".call-alarm.is-on", "110")
    assert sounds(hands) == "1 of 3"
    hands.say("没有人管我。")
    hands.page.wait_for_load_state("networkidle")
    hands.sees(".call-alarm.is-on", "110")
    assert sounds(hands) == "1 of 3"
    hands.say("有人拿刀要砍我。")
    assert comes_to(hands.page, 6)
    hands.say("路灯也坏了。")
    hands.page.wait_for_timeout(SETTLES)
    hands.say("他还拿菜刀要杀我儿子。")
    assert comes_to(hands.page, 9)
    assert operator.problems == []
    hands.person.open(CALL)
    hands.press("F2")
    hands.say("我不想活了。")
    hands.sees(".call-alarm.is-on", "110")
    assert sounds(hands) == "1 of 3", "another caller who says the same"


def test_an_alarm_sounds_at_the_dispatchers_desk_until_somebody_takes_it_up(people: People) -> None:
    dispatcher, operator = people.role("dispatcher"), people.role("operator")
    page = dispatcher.page
    page.add_init_script(COUNTED)
    page.clock.install()
    dispatcher.open("/staff/tickets")
    operator.open(CALL)
    operator.submit(
        "#call", "button[value=leave]", phone="13800002345", body="锦江区春熙路街道有人要跳楼，站在天台上。"
    )
    assert operator.says("查询码")
    standing = page.locator(".banner-alarm", has_text="有人要跳楼")
    assert standing.count() == 0
    page.clock.fast_forward("00:16")
    standing.wait_for()
    heard(page, 3)
    page.clock.fast_forward("00:16")
    heard(page, 3)
    page.clock.fast_forward("01:01")
    heard(page, 6)
    standing.locator("button").click()
    page.locator(".banner-taken", has_text="有人要跳楼").wait_for()
    page.clock.fast_forward("01:01")
    heard(page, 0)
    assert dispatcher.problems == []


def comes_to(page: Page, tones: int) -> bool:
    """Whether so many tones are asked for within a few seconds."""
    for _ in range(20):
        if page.evaluate("window.tones.length") == tones:
            return True
        page.wait_for_timeout(SETTLES)
    return False


def heard(page: Page, tones: int) -> None:
    """So many tones since the page was opened."""
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(SETTLES)
    assert page.evaluate("window.tones.length") == tones
