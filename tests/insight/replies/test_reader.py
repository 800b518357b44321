"""What a reader was taught by marks: definite answers before long evasions, and nothing of anybody's words kept."""

import json
from pathlib import Path

import pytest

from hotline.insight.replies import scoring, seeds
from hotline.insight.replies.judging import Answered
from hotline.insight.replies.reader import COUNTS, Reader
from scripts import reply_reader

EVASION = (
    "您好，您的来信收悉。我局对此非常关心，组织人员对相关政策进行了学习，对有关工作进行了研究，"
    "各科室将按照职能分工开展工作，综合用地结构、城市功能、景观视线等各方面因素，"
    "坚持合理、节约、集约的原则进行控制，确保适度开发利用，营造良好环境。"
)
DEFINITE = "您好，不需要登报。全国各地派出所均可受理身份证挂失，您可以就近办理，当场办结。"


@pytest.fixture(scope="module")
def reader() -> Reader:
    return seeds.reader()


def completeness(reply: str) -> int:
    asked = Answered("身份证丢了怎么挂失", "我在外地上班，身份证丢了，请问怎么挂失，要不要登报？", reply)
    return seeds.judged(asked).score.completeness


def test_a_short_definite_answer_stands_above_a_long_evasion() -> None:
    assert len(EVASION) > 2 * len(DEFINITE)
    assert completeness(DEFINITE) > completeness(EVASION)


def test_nothing_said_has_no_chance() -> None:
    assert completeness("您好，来信收悉，感谢您的支持。") == 0


def test_weights_are_of_counts_and_of_one_or_two_characters(reader: Reader) -> None:
    names = [line.split(",")[0] for line in (seeds.SEED / "reply_reader.csv").read_text("utf-8").splitlines()]
    assert names[: len(COUNTS) + 1] == ["bias", *COUNTS]
    assert all(len(name) <= 2 and not name.isascii() for name in names[len(COUNTS) + 1 :])
    assert len(names) == len(set(names))


def test_a_reader_taught_by_marks_orders_replies_as_they_were_marked(tmp_path: Path) -> None:
    said = {5: "已于三月五日修复路灯三盏", 1: "相关工作正在有序开展之中"}
    rows = [
        {"subject": "灯", "body": "路灯坏了", "reply": text + word, "complete": mark, "explained": mark, "by": by}
        for by in ("甲", "乙") for word in "东西南北中上下左右前后内" for mark, text in said.items()
    ]  # fmt: skip
    marked, out = tmp_path / "marked.jsonl", tmp_path / "out.csv"
    marked.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    reply_reader.main(marked, out)
    taught = Reader(seeds.weights(out))
    counts = dict.fromkeys(COUNTS, 2.0)
    assert taught.chances(said[5], counts)[0] > 0.5 > taught.chances(said[1], counts)[0]


def test_who_went_to_look_and_did_something_is_likelier_complete() -> None:
    said = "该路段路灯由区城管局管养，共十二盏，其中三盏不亮。"
    assert completeness(said + "经现场查看，现已修复。") > completeness(said + "有关情况大致如上所述，特此说明。")


def test_a_sentence_said_again_adds_no_length() -> None:
    seen = [scoring.facts("路灯", "路灯坏了", DEFINITE * times, seeds.marks()).length for times in (1, 2)]
    assert seen[0] == seen[1] > 0
