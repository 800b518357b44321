"""Policies: the limits of the Sichuan pack, the order of specificity, and packs that must be refused."""

import tomllib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotline.sla.packs import PackError, load_pack, parse_pack
from hotline.sla.policies import SOURCE_LEVELS, URGENCIES, Key, Limit, NoPolicy, Pack, by_code, select
from hotline.tickets.inbound import CHANNELS, KINDS

pytestmark = pytest.mark.once

PACK = load_pack(Path(__file__).parents[2] / "hotline" / "seed" / "sla" / "sichuan-2025.toml")

DEFAULTS = """
code = "test"
version = "1"
since = 2026-01-01
zh = "测试"
en = "Test"
source = "nowhere"
[defaults]
sign = { days = 1 }
first_contact = { hours = 24 }
follow_up = { days = 3 }
rework = { days = 3 }
return_window = { days = 1 }
return_review = { days = 1 }
need_info = { days = 3 }
supervised = { days = 3 }
extensions = 1
leader_extensions = 1
extension_days = "original"
suspension_days = 30
[ladder]
fires_at = "09:00"
"""


def rule(code: str, match: str = "", more: str = "", finish: str = "{ days = 5 }") -> str:
    return f'[[rule]]\ncode = "{code}"\nzh = "规则"\nen = "Rule"\nfinish = {finish}\nmatch = {{ {match} }}\n{more}\n'


def pack(*parts: str) -> Pack:
    return parse_pack(tomllib.loads("\n".join((DEFAULTS, rule("any"), *parts))))


@pytest.mark.parametrize(
    ("kind", "days"),
    [("consult", 3), ("help", 7), ("suggest", 7), ("complaint", 15), ("report", 15), ("praise", 7), ("", 7)],
)
def test_sichuan_promises_by_kind(kind: str, days: int) -> None:
    policy = select(PACK, Key(kind=kind))
    assert policy.finish == Limit(days=days)
    assert policy.rework == Limit(days=3)
    assert policy.first_contact == Limit(hours=24)
    assert policy.extension_days == days
    assert not policy.leader


@pytest.mark.parametrize(("urgency", "hours"), [("h2", 2), ("h24", 24)])
@pytest.mark.parametrize("kind", ["consult", "complaint", ""])
def test_an_emergency_beats_the_kind_and_the_leader(urgency: str, hours: int, kind: str) -> None:
    key = Key(kind=kind, urgency=urgency, channel="mailbox", source_level="city", leader_instruction=True)
    policy = select(PACK, key)
    assert policy.finish == Limit(hours=hours)
    assert policy.finish.unit == "hours"
    assert policy.return_window == Limit(hours=2)
    assert policy.leader


@pytest.mark.parametrize(
    ("key", "leader"),
    [
        (Key(kind="help", channel="mailbox", source_level="city"), True),
        (Key(kind="help", channel="mailbox", source_level="district"), False),
        (Key(kind="help", channel="phone", source_level="city"), False),
        (Key(kind="help", channel="phone", leader_instruction=True), True),
    ],
)
def test_the_citys_mailboxes_and_instructed_matters_go_the_leaders_way(key: Key, leader: bool) -> None:
    assert select(PACK, key).leader is leader
    assert select(PACK, key).finish == Limit(days=7)


@settings(max_examples=60, deadline=None)
@given(
    st.builds(
        Key,
        st.text("0123456789", max_size=6),
        st.sampled_from(("", *KINDS)),
        st.sampled_from(URGENCIES),
        st.sampled_from(("", *CHANNELS)),
        st.sampled_from(("", *SOURCE_LEVELS)),
        st.booleans(),
    )
)
def test_every_request_has_a_policy(key: Key) -> None:
    policy = select(PACK, key)
    assert by_code(PACK, policy.code).finish == policy.finish


def test_a_policy_is_found_by_its_code() -> None:
    assert by_code(PACK, "complaint-report").finish == Limit(days=15)
    with pytest.raises(NoPolicy, match="'consult5'; there are h2, h24, "):
        by_code(PACK, "consult5")


def test_the_pack_says_where_it_comes_from() -> None:
    assert (PACK.code, PACK.version, PACK.since) == ("sichuan-2025", "2025-12", date(2025, 12, 1))
    assert "3个工作日" in PACK.source


@pytest.mark.parametrize(
    ("weightier", "lighter"),
    [
        ('urgency = ["h24"]', "leader_instruction = true"),
        ("leader_instruction = true", 'source_level = ["city"]'),
        ('source_level = ["city"]', 'channel = ["mailbox"]'),
        ('channel = ["mailbox"]', 'category = "0104"'),
        ('category = "0104"', 'category = "01", kind = ["help"]'),
        ('category = "01"', 'kind = ["help"]'),
        ('urgency = ["h24"]', 'leader_instruction = true, channel = ["mailbox"], category = "0104", kind = ["help"]'),
    ],
)
@pytest.mark.parametrize("swapped", [False, True])
def test_the_most_specific_rule_wins_whatever_the_order(weightier: str, lighter: str, swapped: bool) -> None:
    parts = [rule("weightier", weightier), rule("lighter", lighter)]
    key = Key("010402", "help", "h24", "mailbox", "city", leader_instruction=True)
    assert select(pack(*(reversed(parts) if swapped else parts)), key).code == "weightier"


def test_a_rule_may_ask_that_no_leader_has_instructed() -> None:
    plain = pack(rule("plain", "leader_instruction = false"))
    assert select(plain, Key()).code == "plain"
    assert select(plain, Key(leader_instruction=True)).code == "any"


def test_priority_decides_between_equals() -> None:
    chosen = pack(rule("low", 'kind = ["help", "suggest"]'), rule("high", 'kind = ["help"]', "priority = 1"))
    assert select(chosen, Key(kind="help")).code == "high"
    assert select(chosen, Key(kind="suggest")).code == "low"


def test_equals_that_never_meet_need_no_priority() -> None:
    apart = pack(rule("one", 'kind = ["help"]'), rule("two", 'kind = ["consult"]'), rule("three", 'category = "01"'))
    assert select(apart, Key(kind="consult")).code == "two"


@pytest.mark.parametrize(
    ("part", "complaint"),
    [
        (rule("one", 'kind = ["help"]') + rule("two", 'kind = ["help", "consult"]'), "'one' and 'two' match the same"),
        (rule("any", 'kind = ["help"]'), "rule 'any' is given twice"),
        (rule("one", 'kind = ["shout"]'), "rule 'one': kind must be a list out of consult"),
        (rule("one", 'kind = "help"'), "rule 'one': kind must be a list"),
        (rule("one", 'mood = ["bad"]'), "rule 'one': match: unknown mood"),
        (rule("one", "category = 1"), "rule 'one': category"),
        (rule("one", 'leader_instruction = "yes"'), "rule 'one': leader_instruction"),
        (rule("one", 'kind = ["help"]', "rewrok = { days = 3 }"), "rule 'one': unknown rewrok"),
        (rule("one", 'kind = ["help"]', "priority = -1"), "rule 'one': priority"),
        (rule("one", 'kind = ["help"]', finish="{ days = 3, hours = 2 }"), "rule 'one': finish needs either"),
        (rule("one", 'kind = ["help"]', finish="{ days = 0 }"), "rule 'one': finish needs either"),
        (rule("one", 'kind = ["help"]', finish="{ days = true }"), "rule 'one': finish needs either"),
        (rule("one", 'kind = ["help"]', finish="{ hours = 99999 }"), "rule 'one': finish needs either"),
        (rule("one", 'kind = ["help"]', finish="{ hours = 2 }"), "rule 'one': extension_days must be a number"),
        (rule("one", 'kind = ["help"]', "extension_days = -1"), "rule 'one': extension_days"),
        ('[[leader]]\nchannel = ["pigeon"]', "leader: channel"),
        ('[[ladder.days]]\ncode = "blue"\ndays = 1', "ladder.days 'blue': needs a code out of reminder"),
        ('[[ladder.days]]\ncode = "red"\ndays = "1"', "ladder.days 'red': needs"),
        ('[[ladder.days]]\ncode = "red"\nshare = 50', "ladder.days 'red': unknown share"),
        (
            '[[ladder.days]]\ncode = "red"\ndays = 1\n[[ladder.days]]\ncode = "yellow"\ndays = 2',
            "'yellow': must be higher",
        ),
        (
            '[[ladder.days]]\ncode = "red"\ndays = 1\n[[ladder.days]]\ncode = "supervise_unit"\ndays = 1',
            "and later than",
        ),
    ],
)
def test_a_wrong_pack_is_refused_by_the_name_of_the_rule(part: str, complaint: str) -> None:
    with pytest.raises(PackError, match=complaint):
        pack(part)


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("need_info = { days = 3 }\n", "", "rule 'any': need_info"),
        ('fires_at = "09:00"', 'fires_at = "9"', "fires_at"),
        ('source = "nowhere"', 'source = ""', "source is missing"),
        ("since = 2026-01-01", 'since = "2026"', "since must be a date"),
        ("[defaults]", "[default]", "unknown default"),
    ],
)
def test_a_pack_with_a_gap_is_refused(old: str, new: str, complaint: str) -> None:
    with pytest.raises(PackError, match=complaint):
        parse_pack(tomllib.loads(DEFAULTS.replace(old, new) + rule("any")))


def test_a_pack_must_answer_for_every_request() -> None:
    with pytest.raises(PackError, match="a rule without match is needed"):
        parse_pack(tomllib.loads(DEFAULTS + rule("one", 'kind = ["help"]')))


def test_a_broken_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "broken.toml").write_text("code = ", encoding="utf-8")
    with pytest.raises(PackError, match=r"broken\.toml"):
        load_pack(tmp_path / "broken.toml")
