"""`hotline train`, `evaluate`, `predict` as a person types them."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Hotline, refused
from tests.routing.learning.lessons import lessons

SHAPE = {"n", "accuracy", "macro_f1", "top3", "coverage_at_0.97", "per_class"}


@pytest.fixture
def file(tmp_path: Path) -> str:
    """Sixty made-up letters, labelled twice."""
    held = lessons()
    rows = [
        {"id": f"x{number}", "subject": title, "body": body, "category": label, "unit": label.upper()}
        for number, ((title, body), label) in enumerate(zip(held.letters, held.labels, strict=True))
    ]
    return written(tmp_path / "letters.jsonl", *(json.dumps(row, ensure_ascii=False) for row in rows))


def written(path: Path, *lines: str) -> str:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(path)


def test_a_trained_model_predicts_what_it_was_taught(hotline: Hotline, file: str, tmp_path: Path) -> None:
    model = str(tmp_path / "m.model")
    trained = hotline("train", file, "--label", "category", "--out", model)
    assert (trained.exit_code, trained.stderr) == (0, "")
    assert json.loads(trained.stdout)["n"] == 60
    asked = written(tmp_path / "in.jsonl", '{"id": 7, "subject": "拖欠工资", "body": "包工头不给工钱"}', '{"id": "e"}')
    found = hotline("predict", asked, "--model", model)
    first, second = [json.loads(line) for line in found.stdout.splitlines()]
    assert (first["id"], first["label"], first["top"][0]) == (7, "wage", ["wage", first["confidence"]])
    assert first["confidence"] > second["confidence"]
    assert first["model"] == json.loads(trained.stdout)["sha256"][:12]


def test_folds_and_a_ready_model_are_told_in_one_shape(hotline: Hotline, file: str, tmp_path: Path) -> None:
    folds = json.loads(hotline("evaluate", file, "--folds", "3").stdout)
    assert set(folds) >= SHAPE
    assert folds["macro_f1"] > 0.9
    assert folds["per_class"]["lamp"]["n"] == 20
    hotline("train", file, "--label", "unit", "--out", str(tmp_path / "u.model"))
    other = json.dumps({"subject": "", "body": "路灯不亮", "unit": "NEW"})
    judged = hotline(
        "evaluate", written(tmp_path / "o.jsonl", other), "--label", "unit", "--model", str(tmp_path / "u.model")
    )
    told = json.loads(judged.stdout)
    assert set(told) >= SHAPE
    assert (told["accuracy"], told["top3"]) == (0, 0), "a label it never heard of is a miss"
    assert "有1封的标签是模型没有学过的" in judged.stderr


def test_bad_lines_are_named_and_skipped(hotline: Hotline, file: str, tmp_path: Path) -> None:
    lines = Path(file).read_text(encoding="utf-8").splitlines()
    bad = written(tmp_path / "bad.jsonl", "{broken", *lines, '{"body": "没有标签"}', '{"category": "lamp"}', "[]")
    result = hotline("train", bad, "--out", str(tmp_path / "m.model"))
    assert result.exit_code == 1
    assert json.loads(result.stdout)["n"] == 60
    assert [line.partition("行")[0] for line in result.stderr.splitlines()] == ["第1", "第62", "第63", "第64"]
    asked = hotline(
        "predict", written(tmp_path / "in.jsonl", "nonsense", lines[0]), "--model", str(tmp_path / "m.model")
    )
    assert (asked.exit_code, len(asked.stdout.splitlines())) == (1, 1)


def test_a_letter_that_is_no_text_is_neither_learned_from_nor_labelled(
    hotline: Hotline, file: str, tmp_path: Path
) -> None:
    lines = Path(file).read_text(encoding="utf-8").splitlines()
    bad = written(tmp_path / "bad.jsonl", '{"id": 1, "subject": 5, "body": ["路灯"], "category": "lamp"}', *lines)
    trained = hotline("train", bad, "--out", str(tmp_path / "m.model"))
    assert (trained.exit_code, json.loads(trained.stdout)["n"]) == (1, 60)
    found = hotline("predict", bad, "--model", str(tmp_path / "m.model"))
    assert (found.exit_code, json.loads(found.stdout.splitlines()[0])["id"]) == (1, "x0")
    for told in (trained.stderr, found.stderr):
        assert told.startswith("第1行的subject不是文字，已跳过。")


def test_a_file_in_another_encoding_is_told_and_learned_nothing_from(
    hotline: Hotline, file: str, tmp_path: Path
) -> None:
    text, other = Path(file).read_text(encoding="utf-8"), tmp_path / "gb.jsonl"
    other.write_bytes(text.encode("gb18030"))
    trained = hotline("train", str(other), "--out", str(tmp_path / "m.model"))
    assert (trained.exit_code, trained.stdout) == (1, "")
    told = trained.stderr.splitlines()
    assert told[0] == "第1行不是UTF-8编码，已跳过。Line 1 is not in UTF-8; skipped."
    assert len(told) < 30, "not one for each line"
    assert not (tmp_path / "m.model").exists()
    other.write_text("\ufeff" + text, encoding="utf-8")
    trained = hotline("train", str(other), "--out", str(tmp_path / "m.model"))
    assert (trained.exit_code, json.loads(trained.stdout)["n"]) == (0, 60), (
        "the mark some editors put first is no fault"
    )


def test_letters_without_a_word_to_learn_are_told(hotline: Hotline, tmp_path: Path) -> None:
    rows = [json.dumps({"subject": "的", "body": "了", "category": label}, ensure_ascii=False) for label in "abab"]
    refused(hotline("train", written(tmp_path / "no.jsonl", *rows), "--out", str(tmp_path / "m.model")), "没有可学的词")


def test_a_damaged_model_is_refused_in_one_line(hotline: Hotline, file: str, tmp_path: Path) -> None:
    (tmp_path / "m.model").write_bytes(b"HOTLINE-MODEL 1\nnothing")
    refused(hotline("predict", file, "--model", str(tmp_path / "m.model")), "已损坏")


def test_folds_of_a_ready_model_are_wrong_usage(hotline: Hotline, file: str) -> None:
    refused(hotline("evaluate", file, "--folds", "3", "--model", file), "--folds or --model", 2)


def test_too_few_examples_are_refused_in_one_line(hotline: Hotline, tmp_path: Path) -> None:
    file = written(tmp_path / "one.jsonl", '{"body": "路灯", "category": "lamp"}')
    refused(hotline("train", file), "至少需要两类")
    refused(hotline("evaluate", file), "至少需要两类")
