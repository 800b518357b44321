"""An alarm is heard once: how often the browser itself is asked for a sound is counted at its edge."""

import pytest

from tests.browser.conftest import People
from tests.browser.counting import Hands
from tests.browser.steps import CALL

pytestmark = pytest.mark.browser

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
    assert operator.problems == []
