"""Frames of word classes: what fires, what turns it round, and that leaving frames untried changes no answer."""

import random
import re
import tomllib
from pathlib import Path

import pytest

from hotline.routing import pack
from hotline.routing.text.anchors import anchors, required
from hotline.routing.text.beginnings import beginnings, led
from hotline.routing.text.danger import BRIEF, Frame, Frames, within_clause
from hotline.routing.text.lexicon import normal

SENTENCES = [
    line.split("\t")[-1]
    for name in ("alarms", "alarms_halves")
    for line in (Path(__file__).parents[2] / "insight" / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
]
CLASSES = {"me": ("我", "老子"), "high": ("天台", r"[十二三\d]楼")}
TURNS = {"now": "现在", "denied": "不会", "hyperbole": "得", "past": "去年", "told": "电影"}
JUMP = Frame("jump", "从~4{high}~4(?:跳(?!舞)|翻)", ("{me}",), 4, ("denied", "past", "told"), brief=True)


def heard(text: str, *frames: Frame) -> list[str]:
    return [code for code, _words in Frames(frames, CLASSES, TURNS).heard(normal(text))]


@pytest.mark.parametrize(
    ("text", "fires"),
    [
        ("我从天台上跳", True),
        ("老子要从你们12楼往外翻", True),
        ("从天台上跳的是鸟", False),
        ("我不会从天台上跳", False),
        ("我从天台跳舞", False),
        ("电影里我从天台跳", False),
        ("去年我从天台跳", False),
        ("去年劝过，现在我从天台跳", True),
        ("从天台。跳，我", False),
    ],
)
def test_a_frame_needs_all_its_parts_in_one_sentence(text: str, fires: bool) -> None:
    assert bool(heard(text, JUMP)) is fires


def test_in_a_long_text_a_loose_frame_asks_for_a_word_of_now_and_nearness() -> None:
    ills = "物业服务差，绿化没人管。" * (BRIEF // 8)
    assert not heard(ills + "我从天台上跳。", JUMP)
    assert heard(ills + "我现在从天台上跳。", JUMP)
    assert not heard(ills + "我现在没有办法了，想说的话就是从天台上跳。", JUMP)


def test_the_words_that_fired_are_given() -> None:
    assert Frames([JUMP], CLASSES, TURNS).heard("我要从十楼跳") == [("jump", ("从十楼跳", "我"))]


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("跳楼", {"跳楼"}),
        ("从~4跳", {"从"}),
        ("(?:刀|斧头?)", {"刀", "斧"}),
        ("(?:刀|拿~3)?砍死", {"砍死"}),
        ("[割划]腕", {"腕"}),
        ("救命(?!药|钱)", {"救命"}),
        (r"\d{1,2}月|今天", {"月", "今天"}),
        (r"今天|\d", None),
        ("(?:我)?", None),
    ],
)
def test_what_a_pattern_cannot_match_without(pattern: str, found: set[str] | None) -> None:
    assert anchors(re.sub(r"~(\d+)", r"[^。]{0,\1}", pattern)) == found


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("跳楼", "跳"),
        ("(?:刀|斧头?)", "刀斧"),
        ("(?:吃|拿)?回扣", "吃拿回"),
        ("(?<!公司)内定|[围串]标", "内围串"),
        ("(?:(?:我|你)?~2)?走", None),
        (r"\d{1,2}月|今天", None),
        ("[^。]跳", None),
        ("(?:我)?", None),
        ("(?:我|)走", None),
    ],
)
def test_what_a_match_may_begin_with(pattern: str, found: str | None) -> None:
    assert beginnings(within_clause(pattern)) == (None if found is None else set(found))


def test_looking_at_the_first_character_first_changes_no_match() -> None:
    data = [tomllib.loads((pack.SEED / name).read_text(encoding="utf-8")) for name in ("danger.toml", "conduct.toml")]
    texts = [normal(text) for text in SENTENCES]
    matched = 0
    for row, classes in [(row, one["class"]) for one in data for row in one["frame"]]:
        named = re.sub(r"\{([a-z]+)\}", lambda word, held=classes: f"(?:{'|'.join(held[word[1]])})", row["key"])
        plain, quick = (re.compile(one) for one in (within_clause(named), led(within_clause(named))))
        spans = [[match.span() for match in quick.finditer(text)] for text in texts]
        assert spans == [[match.span() for match in plain.finditer(text)] for text in texts]
        matched += sum(map(len, spans))
    assert matched > 300


def test_many_texts_are_heard_as_each_alone() -> None:
    alarms, conduct = pack.alarms(), pack.conduct()
    letters = [("", text) for text in ("", *SENTENCES[:90])] + [(text[:9], text * 4) for text in SENTENCES[90:120]]
    assert alarms.each(letters) == [alarms.urgency(*letter) for letter in letters]
    assert conduct.each(letters) == [conduct.read(*letter) for letter in letters]


def test_frames_left_untried_would_not_have_fired() -> None:
    data = tomllib.loads((pack.SEED / "danger.toml").read_text(encoding="utf-8"))
    frames = [
        Frame(row["code"], row["key"], tuple(row.get("near", ())), turns=tuple(data["hears"][row["hears"]]["turns"]))
        for row in data["frame"]
    ]
    never = r"|\b\B"
    tried = [
        Frame(one.code, one.key + never, tuple(near + never for near in one.near), turns=one.turns) for one in frames
    ]
    quick, slow = (Frames(some, data["class"], data["turns"]) for some in (frames, tried))
    chance = random.Random(5)
    texts = [normal("，".join(chance.sample(SENTENCES, 2))) for _ in range(150)]
    assert [quick.heard(text) for text in texts] == [slow.heard(text) for text in texts]
    assert sum(len(quick.heard(text)) for text in texts) > 100


def test_of_several_parts_each_must_have_something_in_the_text() -> None:
    assert required("(?:局长|书记)[^,]{0,9}(?:红包|收钱)") == [frozenset({"局长", "书记"}), frozenset({"红包", "收钱"})]
    assert required("局长|红包") == [frozenset({"局长", "红包"})]
    assert required(".*") == []


@pytest.mark.parametrize("file", ["danger.toml", "conduct.toml"])
def test_a_frame_is_loose_by_true_or_not_at_all(file: str) -> None:
    rows = tomllib.loads((pack.SEED / file).read_text(encoding="utf-8"))["frame"]
    assert {type(row.get("brief", False)) for row in rows} == {bool}
