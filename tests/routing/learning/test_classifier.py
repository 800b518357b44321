"""A model that learns from letters: what it reads of them, what it says, and how it is kept and judged."""

import dataclasses
import hashlib
import io
import itertools
import json
import pickle
from pathlib import Path

import numpy as np
import pytest

from hotline.errors import HotlineError
from hotline.routing.learning import evaluation, modelfile, ngrams, training, wordfields
from hotline.routing.learning.ngrams import Reader, Reading
from hotline.routing.learning.training import Examples
from hotline.routing.text.matching import Category
from tests.routing.learning.lessons import SAID, learned, lessons

pytestmark = pytest.mark.once

READER = Reader(ngrams.reading())


def test_a_letter_in_full_and_its_keywords_read_alike() -> None:
    full = "尊敬的领导您好！我们小区的路灯，因为线路老化，已经有一个月不亮了。请问什么时候能够修好？谢谢！"
    words = "小区路灯线路老化有月不亮请问能修好"
    kept = READER.content(full)
    assert "小区路灯线路老化" in kept
    assert not set("，。！？的我们因为") & set(kept)
    assert len(set(itertools.pairwise(kept)) ^ set(itertools.pairwise(READER.content(words)))) <= 4


def test_characters_that_keywords_have_lost_part_no_neighbours() -> None:
    full = "A市几乎每天五点就来挖路，行人要绕到小区后面"
    assert READER.content(full) == READER.content("市每天五点挖路行人绕小区后面")


def test_wide_and_narrow_forms_are_one_and_figures_are_left_out() -> None:
    assert READER.content("ＫＴＶ噪音13800001111") == READER.content("ktv 噪音，") == "ktv噪音"


def test_a_latin_letter_by_itself_is_left_out_unless_the_model_learned_with_it() -> None:
    said = "A市B栋A3区KTV_x000D_噪音x000D"
    assert READER.content(said) == "市栋a区ktv噪音"
    assert Reader(Reading()).content("A市") == "a市"


def test_the_same_words_in_the_head_are_other_features_than_further_down() -> None:
    parts, hashes = Reader(Reading(orders=(2,), heads=(2,))).grams([("", "路灯不亮")])
    assert parts.tolist() == [0, 0, 0, 1]
    assert len(set(hashes.tolist())) == 4


def test_hashes_stay_what_they_were() -> None:
    """Every model file holds them: another arithmetic would make all of them worthless."""
    hashes = Reader(Reading()).grams([("", "路灯")])[1]
    assert hashlib.sha256(hashes.tobytes()).hexdigest()[:16] == "490b5a84a5200ac1"


def test_it_tells_what_it_learned_apart() -> None:
    model = learned()
    for label, words in SAID.items():
        ranked = model.rank(f"反映{words[0]}", f"门口{words[3]}，{words[5]}，没有人管。")
        assert ranked[0][0] == label
        assert ranked[0][1] > 0.6
        assert sum(chance for _, chance in ranked) == pytest.approx(1, abs=1e-5)


def test_one_by_one_and_many_at_once_are_the_same() -> None:
    letters = lessons(100, seed=2).letters
    together = list(learned().each(iter(letters)))
    assert len(together) == 300
    assert np.allclose(together[299], learned().probabilities(letters[299:])[0], atol=1e-5)


def test_a_letter_without_a_known_word_gets_a_cautious_answer() -> None:
    for body in ("", "？！", "xyz"):
        assert learned().rank("", body)[0][1] < 0.6


def test_a_word_that_letters_say_nothing_of_goes_with_its_word_field() -> None:
    taught = lessons()
    for number in (1, 2, 4, 5):  # of wage and noise
        title, body = taught.letters[number]
        taught.letters[number] = (title, body + "钠灯锈蚀")
    fields = ["路灯不亮，路灯损坏，夜间照明，钠灯锈蚀", "拖欠工资，劳动合同，加班费用", "噪音扰民，广场音响"]
    alone, told = (training.train(taught, ngrams.reading(), fields=some) for some in ((), fields))
    chance = {name: dict(model.rank("钠灯锈蚀", ""))["lamp"] for name, model in (("alone", alone), ("told", told))}
    assert chance["told"] > chance["alone"] + 0.1
    assert told.weights.shape == alone.weights.shape, "the fields are gone when it has learned"


def test_the_same_letters_and_fields_make_the_same_model() -> None:
    one, other = (training.train(lessons(8), Reading(), fields=["路灯不亮，夜间照明"]) for _ in range(2))
    assert np.array_equal(one.weights, other.weights)
    assert np.array_equal(one.scale, other.scale)


def test_a_category_and_its_chapter_are_word_fields() -> None:
    rows = [
        Category("01", "市政"),
        Category("0102", "井盖", "01", strong=("井盖丢失",), keywords=("井盖丢失", "窨井")),
        Category("0101", "路灯", "01", keywords=("照明",)),
    ]
    assert wordfields.texts(rows) == ["照明，路灯", "井盖丢失，窨井，井盖", "市政，照明，路灯，井盖丢失，窨井，井盖"]


def test_letters_of_one_group_are_never_on_both_sides() -> None:
    """Each group has a label by chance: whoever learns its twin knows it, whoever does not can only guess."""
    chance = np.random.default_rng(0)
    found = Examples([], [], [], [])
    for number in range(40):
        code = "".join(chance.choice(list("甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"), 12))
        for _ in range(4):
            found.letters.append(("", code))
            found.labels.append("ab"[number % 2])
            found.groups.append(str(number))
            found.weights.append(1.0)
    together = training.prove(found, Reading())
    apart = training.prove(dataclasses.replace(found, groups=[str(one) for one in range(160)]), Reading())
    assert _share_right(apart) > 0.9
    assert _share_right(together) < 0.8


def _share_right(tested: training.Tested) -> float:
    return float((tested.chances.argmax(axis=1) == tested.truth).mean())


def test_made_up_examples_are_learned_from_and_never_tested_on() -> None:
    real, made = lessons(8), lessons(8, seed=9)
    both = Examples(
        real.letters + made.letters, real.labels + made.labels, real.groups + made.groups, [1.0] * 24 + [0.3] * 24
    )
    assert len(training.prove(both, Reading()).truth) == 24


def test_without_real_letters_it_is_never_sure() -> None:
    few = lessons(3)
    model = training.train(dataclasses.replace(few, weights=[0.3] * 9), Reading())
    assert model.sure > 1
    assert model.rank(*few.letters[0])[0][0] == few.labels[0]


@pytest.mark.parametrize("examples", [Examples([], [], [], []), Examples([("", "路灯")], ["lamp"], ["1"], [1.0])])
def test_one_label_teaches_nothing(examples: Examples) -> None:
    with pytest.raises(HotlineError):
        training.train(examples, Reading())


def test_two_letters_are_too_few_for_a_test() -> None:
    with pytest.raises(HotlineError, match="too few"):
        training.prove(lessons(1), Reading())


def test_a_model_in_a_file_is_the_same_model(tmp_path: Path) -> None:
    sha256 = modelfile.write(dataclasses.replace(learned(), facts={"examples": 60}), tmp_path / "a.model")
    again = modelfile.read(tmp_path / "a.model", sha256)
    letter = lessons(1, seed=5).letters
    assert np.array_equal(again.probabilities(letter), learned().probabilities(letter))
    assert (again.labels, again.reading, again.facts) == (learned().labels, learned().reading, {"examples": 60})
    assert again.sha256 == sha256 == hashlib.sha256((tmp_path / "a.model").read_bytes()).hexdigest()
    assert (tmp_path / "a.model").stat().st_mode & 0o777 == 0o600


def test_a_file_of_before_lone_letters_were_left_out_still_reads_them(tmp_path: Path) -> None:
    path = tmp_path / "a.model"
    modelfile.write(learned(), path)
    with np.load(io.BytesIO(path.read_bytes().split(b"\n", 2)[2]), allow_pickle=False) as file:
        arrays = dict(file)
    about = json.loads(arrays["about"].tobytes())
    del about["reading"]["lone"]
    packed = io.BytesIO()
    np.savez(packed, **{**arrays, "about": np.frombuffer(json.dumps(about).encode(), dtype=np.uint8)})
    path.write_bytes(_sealed(packed.getvalue()))
    assert (learned().reading.lone, modelfile.read(path).reading.lone) == (False, True)


class _Trap:
    sprung = False

    def __setstate__(self, state: object) -> None:
        _Trap.sprung = True

    def __getstate__(self) -> dict[str, int]:
        return {"any": 1}


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda held: held[:-40], "damaged"),
        (lambda held: held[:5000] + bytes([held[5000] ^ 1]) + held[5001:], "damaged"),
        (lambda held: b"PK\x03\x04" + held, "no model file"),
        (lambda held: held.replace(b"MODEL 1", b"MODEL 9", 1), "another version"),
        (lambda held: _sealed(pickle.dumps(_Trap())), "not whole"),
        (lambda held: _sealed(_npz()), "not whole"),
    ],
    ids=["cut", "changed", "foreign", "newer", "pickle", "objects"],
)
def test_what_is_no_model_is_refused_in_words(tmp_path: Path, spoil, words: str) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "a.model"
    modelfile.write(learned(), path)
    path.write_bytes(spoil(path.read_bytes()))
    with pytest.raises(modelfile.Unusable, match=words):
        modelfile.read(path)
    assert not _Trap.sprung


def test_another_file_than_the_one_written_down_is_refused(tmp_path: Path) -> None:
    modelfile.write(learned(), tmp_path / "a.model")
    with pytest.raises(modelfile.Unusable, match="put into service"):
        modelfile.read(tmp_path / "a.model", "0" * 64)


def _sealed(held: bytes) -> bytes:
    """As a stranger would who knows the layout."""
    return modelfile.MAGIC + hashlib.sha256(held).hexdigest().encode() + b"\n" + held


def _npz() -> bytes:
    packed = io.BytesIO()
    np.savez(packed, keys=np.array([_Trap()], dtype=object))
    return packed.getvalue()


def test_the_threshold_is_the_lowest_that_keeps_97_of_100_right() -> None:
    confidence = np.linspace(1, 0.01, 100)
    right = np.ones(100, dtype=bool)
    right[[50, 60, 70, 80]] = False
    place = round((1 - evaluation.threshold(confidence, right)) * 100)
    assert place == 69, "two wrong of 70 are 97.1, three of 71 are 95.8"


def test_figures_of_a_known_answer() -> None:
    truth = np.array([0, 0, 1, 1])
    chances = np.array([[0.9, 0.1, 0], [0.2, 0.7, 0.1], [0.3, 0.6, 0.1], [0.1, 0.8, 0.1]])
    found = evaluation.figures(truth, chances, ("a", "b", "c"), np.array([0, 1, 0, 1]))
    assert (found["n"], found["accuracy"], found["top3"]) == (4, 0.75, 1.0)
    assert found["per_class"]["a"] == {"n": 2, "precision": 1.0, "recall": 0.5, "f1": 0.6667}
    assert found["macro_f1"] == pytest.approx((2 / 3 + 0.8) / 2, abs=1e-3)
    assert set(found["per_class"]) == {"a", "b"}


def test_nobody_has_a_say_in_the_bar_it_is_measured_by() -> None:
    """One part is always wrong when sure, so the bar it gets from the other part covers it and costs precision."""
    chances = np.array([[0.9, 0.1]] * 20)
    truth = np.array([0] * 10 + [1] * 10)
    found = evaluation.figures(truth, chances, ("a", "b"), np.array([0] * 10 + [1] * 10))
    assert (found["coverage_at_0.97"], found["precision_covered"]) == (0.5, 0.0)
