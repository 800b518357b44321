"""The city learns: from the catalogue alone, then from what people made of tickets; a worse model stays out."""

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import delete

from hotline import clock as hotline_clock
from hotline import config
from hotline.cli import main
from hotline.db import db, transaction
from hotline.errors import HotlineError, NotFound
from hotline.routing import queries, retraining
from hotline.routing.learning import examples, learned, modelfile, outset
from hotline.routing.models import Category as Row
from hotline.routing.models import LearnedModel
from hotline.routing.text.matching import Category
from tests.matters import CITY, taken
from tests.routing.learning.lessons import learned as schooled
from tests.routing.learning.lessons import letter

LABELS = {"0204": "lamp", "0901": "wage", "0401": "noise"}
"""A small catalogue: lighting, unpaid wages, noise."""


@pytest.fixture(autouse=True)
def _small(app: Flask, clock: Callable[[str], None], monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    clock("2026-11-20 10:00")
    monkeypatch.setattr(retraining, "LEAST_HELD", 4)
    with app.app_context(), transaction():
        db.session.execute(delete(Row).where(Row.code.not_in([*LABELS, "02", "04", "09"])))
    queries.forget()
    learned.forget()
    yield
    queries.forget()
    learned.forget()


@pytest.fixture
def judged(app: Flask) -> None:
    """Thirty letters that a person put right."""
    chance = random.Random(3)
    for number in range(30):
        code = list(LABELS)[number % 3]
        title, body = letter(LABELS[code], chance)
        put_right(app, code, title=title, body=f"{number}，{body}")


def put_right(app: Flask, code: str, **fields: Any) -> None:
    wrong = next(other for other in LABELS if other != code)
    taken(app, "", category=wrong, **fields).do("correct", category=code, text="改为正确的类别")


def learn(app: Flask) -> LearnedModel:
    with app.app_context():
        row = retraining.learn(hotline_clock.now())
        db.session.refresh(row)
        db.session.expunge(row)
        return row


def row_of(app: Flask, number: int) -> LearnedModel:
    with app.app_context():
        row = db.session.get(LearnedModel, (CITY, number))
        assert row is not None
        db.session.expunge(row)
        return row


def test_the_catalogues_words_alone_make_a_model_that_is_never_sure(app: Flask) -> None:
    row = learn(app)
    assert (row.state, row.origin, row.lessons, row.figures) == ("in_service", "catalogue", 0, {})
    with app.app_context():
        model = learned.in_service()
        assert model is not None
        assert set(model.labels) == set(LABELS)
        assert model.rank("路灯不亮", "晚上一片漆黑")[0][0] == "0204"
        assert model.sure > 1
        assert learned.in_service() is model, "read once"
        assert learned.asked() is None, "the catalogue's words say as much by themselves"


def test_made_up_letters_are_the_same_each_time_and_weigh_little() -> None:
    rows = [Category("01", "市政"), Category("0101", "路灯", "01", strong=("路灯不亮",), keywords=("漆黑", "照明"))]
    made = outset.letters(rows)
    assert made == outset.letters(rows)
    assert set(made.labels) == {"0101"}
    assert max(made.weights) < 1


@pytest.mark.usefixtures("judged")
def test_what_people_put_right_is_learned_and_some_of_it_held_back(app: Flask) -> None:
    with app.app_context():
        found = examples.lessons(CITY)
        assert found.count == 30
        assert 0 < len(found.held.labels) < 15
        assert not set(found.held.groups) & set(found.learned.groups)
        assert set(found.learned.weights) == {examples.CORRECTED}
        assert examples.lessons(CITY) == found, "the same letters are held back each time"
    row = learn(app)
    assert (row.origin, row.seen, row.state) == ("city", 30, "in_service")
    assert row.figures["n"] == len(found.held.labels)
    assert row.rival == {}


def test_a_confidential_letter_and_what_only_the_engine_decided_teach_nothing(app: Flask) -> None:
    taken(
        app, "", role="system", channel="app", title="春熙路路灯不亮", body="锦江区春熙路的路灯坏了。", category="0204"
    )
    put_right(app, "0204", title="路灯", body="路灯坏了", confidential=True)
    with app.app_context():
        assert examples.lessons(CITY).count == 0


def test_a_model_that_is_worse_is_not_put_in_service(app: Flask, tmp_path: Path) -> None:
    modelfile.write(replace(schooled(), labels=("0204", "0401", "0901")), tmp_path / "good.model")
    with app.app_context(), transaction():
        brought = retraining.bring_in(tmp_path / "good.model", hotline_clock.now())
        good = retraining.sign(brought.id, brought.sha256).id
        retraining.use(good, "", hotline_clock.now())
    chance = random.Random(4)
    for number in range(40):
        code = list(LABELS)[number % 3]
        title, body = letter(LABELS[code], chance)
        held = examples.is_held_back(examples.group_of(title, body))
        # What is learned from is labelled wrong, what is held back right.
        put_right(app, code if held else list(LABELS)[(number + 1) % 3], title=title, body=body)
    bad = learn(app)
    assert bad.state == "refused"
    assert bad.rival["macro_f1"] > 0.9 > bad.figures["macro_f1"]
    assert row_of(app, good).state == "in_service"


@pytest.mark.usefixtures("judged")
@pytest.mark.parametrize("there", [True, False], ids=["a model in service", "the catalogue's words"])
def test_the_command_refuses_a_model_that_is_worse_on_the_letters_held_back(
    app: Flask, tmp_path: Path, there: bool
) -> None:
    # One whose labels are mixed up, and one that knows them.
    orders = {"bad": ("0901", "0204", "0401"), "good": ("0204", "0401", "0901")}
    made = {}
    for name, labels in orders.items():
        modelfile.write(replace(schooled(), labels=labels), tmp_path / name)
        with app.app_context(), transaction():
            row = retraining.bring_in(tmp_path / name, hotline_clock.now())
            made[name] = retraining.sign(row.id, row.sha256).id
    runner = CliRunner()
    if there:
        assert runner.invoke(main, ["models", "use", str(made["good"])]).exit_code == 0
    refused = runner.invoke(main, ["models", "use", str(made["bad"])])
    assert (refused.exit_code, refused.stdout, row_of(app, made["bad"]).state) == (1, "", "candidate")
    assert f"这个模型不如{'在用模型' if there else '派单目录'}" in refused.stderr
    assert len(refused.stderr.splitlines()) == 1
    assert runner.invoke(main, ["models", "use", str(made["bad"]), "--anyway"]).exit_code == 0
    assert row_of(app, made["bad"]).state == "in_service"
    assert runner.invoke(main, ["models", "use", str(made["good"])]).exit_code == 0


@pytest.mark.usefixtures("judged")
def test_a_model_as_good_as_the_one_there_takes_its_place(app: Flask) -> None:
    first, second = learn(app), learn(app)
    assert second.figures == second.rival == first.figures
    assert (row_of(app, first.id).state, second.state) == ("retired", "in_service")


def test_a_damaged_or_exchanged_file_is_not_asked(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    row = learn(app)
    with app.app_context():
        modelfile.write(schooled(), learned.path(row.id))
        learned.forget()
        assert learned.in_service() is None
    assert "put into service" in caplog.text


def test_a_person_goes_back_to_an_earlier_model_or_to_none(app: Flask) -> None:
    first, second = learn(app), learn(app)
    assert second.state == "candidate", "nothing to compare them by"
    with app.app_context(), transaction():
        retraining.use(second.id, "演示管理员", hotline_clock.now())
    assert (row_of(app, first.id).state, row_of(app, second.id).state) == ("retired", "in_service")
    with app.app_context(), transaction():
        retraining.retire(second.id, "演示管理员", hotline_clock.now())
        assert learned.in_service() is None
    assert row_of(app, second.id).decided_by == "演示管理员"
    with app.app_context():
        with pytest.raises(HotlineError):
            retraining.retire(second.id, "", hotline_clock.now())
        with pytest.raises(NotFound):
            retraining.use(1, "", hotline_clock.now())


def test_a_model_from_elsewhere_comes_in_as_a_candidate_if_it_knows_the_catalogue(app: Flask, tmp_path: Path) -> None:
    modelfile.write(schooled(), tmp_path / "strange.model")
    modelfile.write(replace(schooled(), labels=tuple(LABELS)), tmp_path / "known.model")
    with app.app_context():
        with pytest.raises(HotlineError, match="lamp"):
            retraining.bring_in(tmp_path / "strange.model", hotline_clock.now())
        with transaction():
            row = retraining.bring_in(tmp_path / "known.model", hotline_clock.now())
        assert (row.state, row.origin) == ("candidate", "file")
        assert learned.read(row) is None, "nobody has signed it"


def test_the_job_learns_at_night_when_there_is_no_model_yet_or_something_new(
    app: Flask, clock: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retraining, "LEAST_NEW", 1)
    first, second = (hotline_clock.parse(f"2026-11-{day}T03:00+08:00") for day in ("20", "22"))
    with app.app_context():
        assert retraining.retrain(first - timedelta(hours=6)) == 0, "learning takes a processor that desks need by day"
        assert retraining.retrain(first) == 1
        assert retraining.retrain(first + timedelta(minutes=10)) == 0
        assert retraining.retrain(second) == 0, "nobody judged anything"
    clock("2026-11-20 11:00")
    put_right(app, "0204", title="路灯", body="路灯坏了")
    with app.app_context():
        assert retraining.retrain(second - timedelta(hours=6)) == 0
        assert retraining.retrain(second) == 1
        assert len(learned.models()) == 2
    assert config.settings().var.joinpath("models").is_dir()
