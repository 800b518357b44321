"""A model is asked only when this installation signed its very file; else the one before it goes on."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask

from hotline import clock as hotline_clock
from hotline import config
from hotline.cli import main
from hotline.db import db, transaction
from hotline.routing import retraining
from hotline.routing.learning import learned, modelfile, signing
from hotline.routing.learning.modelfile import Unusable
from hotline.routing.models import LearnedModel
from tests.matters import CITY
from tests.routing.learning.lessons import learned as schooled

CODES = ("0204", "0401", "0901")


@pytest.fixture(autouse=True)
def _fresh(clock: Callable[[str], None]) -> Iterator[None]:
    clock("2026-11-20 10:00")
    learned.forget()
    yield
    learned.forget()


def brought(app: Flask, folder: Path, sure: float) -> tuple[int, str]:
    """A model of somebody else, waiting: its number and its SHA-256."""
    made = replace(schooled(), labels=CODES, sure=sure)
    modelfile.write(made, folder / "other.model")
    with app.app_context(), transaction():
        row = retraining.bring_in(folder / "other.model", hotline_clock.now())
        return row.id, row.sha256


def used(app: Flask, folder: Path, sure: float) -> tuple[int, str]:
    number, sha256 = brought(app, folder, sure)
    with app.app_context(), transaction():
        retraining.sign(number, sha256)
        retraining.use(number, "", hotline_clock.now())
    return number, sha256


def asked(app: Flask) -> str:
    with app.app_context():
        learned.forget()
        model = learned.in_service()
        return model.sha256 if model else ""


def test_a_model_that_nobody_signed_is_refused_and_the_present_one_stays(app: Flask, tmp_path: Path) -> None:
    _number, present = used(app, tmp_path, 0.9)
    foreign, _sha = brought(app, tmp_path, 0.8)
    with app.app_context(), pytest.raises(Unusable, match="not signed here"):
        retraining.use(foreign, "", hotline_clock.now())
    assert asked(app) == present


def test_a_row_put_into_service_behind_the_programs_back_is_not_asked(app: Flask, tmp_path: Path) -> None:
    old, present = used(app, tmp_path, 0.9)
    foreign, _sha = brought(app, tmp_path, 0.8)
    with app.app_context(), transaction():
        for number, state in ((old, "retired"), (foreign, "in_service")):
            row = db.session.get(LearnedModel, (CITY, number))
            assert row is not None
            row.state, row.ended_at = state, hotline_clock.now()
            row.signature = row.signature or "ab" * 32
    assert asked(app) == present


def test_while_a_file_is_altered_the_model_before_it_is_asked(app: Flask, tmp_path: Path) -> None:
    _first, before = used(app, tmp_path, 0.9)
    number, now = used(app, tmp_path, 0.8)
    assert asked(app) == now
    with app.app_context():
        modelfile.write(replace(schooled(), labels=CODES, sure=0.1), learned.path(number))
    assert asked(app) == before


def test_a_signature_is_of_this_installation_city_and_file(app: Flask, tmp_path: Path) -> None:
    number, _sha = used(app, tmp_path, 0.9)
    kept = config.settings()
    with app.app_context():
        row = db.session.get(LearnedModel, (CITY, number))
        assert row is not None
        assert signing.signed(row)
        for name, other in (("city", "510700"), ("label", "place"), ("sha256", "ab" * 32)):
            strange = LearnedModel(city=row.city, label=row.label, sha256=row.sha256, signature=row.signature)
            setattr(strange, name, other)
            assert not signing.signed(strange)
        try:
            config.use(replace(kept, secret_key="another key"))
            assert not signing.signed(row)
        finally:
            config.use(kept)


def test_the_command_shows_the_fingerprint_and_signs_what_is_confirmed(app: Flask, tmp_path: Path) -> None:
    number, sha256 = brought(app, tmp_path, 0.9)
    runner = CliRunner()
    declined = runner.invoke(main, ["models", "sign", str(number)], input="n\n")
    assert declined.exit_code == 1
    assert sha256 in declined.stderr
    wrong = runner.invoke(main, ["models", "sign", str(number), "--sha256", "ab" * 32])
    assert wrong.exit_code != 0
    with app.app_context():
        row = db.session.get(LearnedModel, (CITY, number))
        assert row is not None
        assert not signing.signed(row)
        db.session.rollback()
    assert runner.invoke(main, ["models", "sign", str(number)], input="y\n").exit_code == 0
    unmeasured = runner.invoke(main, ["models", "use", str(number)])
    assert (unmeasured.exit_code, asked(app)) == (1, "")
    assert "这个模型没有检验过" in unmeasured.stderr
    assert len(unmeasured.stderr.splitlines()) == 1
    assert runner.invoke(main, ["models", "use", str(number), "--anyway"]).exit_code == 0
    assert asked(app) == sha256
