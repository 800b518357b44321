"""The administrator's page of learned models: figures beside the rival's, and the way back to an earlier one."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask

from hotline import clock as clocks
from hotline.db import db, new_id, transaction
from hotline.routing import queries
from hotline.routing.learning import learned, modelfile, signing
from hotline.routing.models import LearnedModel
from tests.browsing import Client
from tests.matters import CITY
from tests.routing.learning.lessons import learned as schooled

SignIn = Callable[..., Client]
FIGURES = {
    "n": 60, "accuracy": 0.912, "macro_f1": 0.9, "top3": 0.99, "coverage_at_0.97": 0.7,
    "per_class": {"0204": {"n": 60, "precision": 0.951, "recall": 0.902, "f1": 0.93}},
}  # fmt: skip


@pytest.fixture(autouse=True)
def _friday(clock: Callable[[str], None]) -> Iterator[None]:
    clock("2026-11-20 10:00")
    learned.forget()
    yield
    learned.forget()


def kept(app: Flask, state: str, **more: Any) -> int:
    """A model and its file."""
    with app.app_context(), transaction():
        row = LearnedModel(
            city=CITY, id=new_id(), label="category", state=state, made_at=clocks.now(), lessons=240, seen=300,
            **{"origin": "city", "figures": {}, "rival": {}, **more},
        )  # fmt: skip
        row.sha256 = modelfile.write(schooled(), learned.path(row.id))
        row.signature = signing.signature(row)
        db.session.add(row)
        return row.id


def state(app: Flask, number: int) -> str:
    with app.app_context():
        row = db.session.get(LearnedModel, (CITY, number))
        assert row is not None
        return row.state


def test_without_a_model_the_page_says_where_the_first_comes_from(sign_in: SignIn) -> None:
    assert "还没有模型" in sign_in("admin").get("/staff/admin/models").text


def test_figures_stand_beside_those_of_the_model_there_was(app: Flask, sign_in: SignIn) -> None:
    kept(app, "in_service", figures=FIGURES, rival={**FIGURES, "accuracy": 0.871})
    page = sign_in("admin").get("/staff/admin/models").text
    with app.app_context():
        name = queries.category_name("0204")
    for said in ("使用中", "91.2%", "当时在用：87.1%", "95.1%", name):
        assert said in page


@pytest.mark.parametrize(
    ("mine", "said"),
    [
        ({"macro_f1": 0.748}, ("宏平均F1为74.8%，低于在用模型的90.0%", "Macro-F1 74.8%, below 90.0%")),
        ({"accuracy": 0.9}, ("正确率为90.0%，低于在用模型的91.2%", "Right 90.0%, below 91.2%")),
    ],
    ids=["by the mean of the categories", "by the share that is right, between equals"],
)
def test_a_model_kept_out_says_by_which_figure(
    app: Flask, sign_in: SignIn, mine: dict[str, float], said: tuple[str, str]
) -> None:
    kept(app, "refused", figures={**FIGURES, **mine}, rival=FIGURES)
    admin = sign_in("admin")
    page = admin.get("/staff/admin/models").text
    assert said[0] in page
    assert "仍要启用" in page
    admin.get("/language/en?next=/staff/admin/models")
    assert said[1] in admin.get("/staff/admin/models").text


def test_a_model_brought_in_is_not_said_to_lack_letters(app: Flask, sign_in: SignIn) -> None:
    kept(app, "in_service", origin="file")
    page = sign_in("admin").get("/staff/admin/models").text
    assert "与新模型一起检验" in page
    assert "留作检验的来信太少" not in page


def test_an_earlier_model_is_used_again_and_the_present_one_retired(app: Flask, sign_in: SignIn) -> None:
    old, now = kept(app, "retired"), kept(app, "in_service")
    admin = sign_in("admin")
    assert admin.submit("/staff/admin/models", {}, action=f"/staff/admin/models/{old}/use").status_code == 303
    assert (state(app, old), state(app, now)) == ("in_service", "retired")
    assert admin.submit("/staff/admin/models", {}, action=f"/staff/admin/models/{old}/retire").status_code == 303
    assert state(app, old) == "retired"


def test_a_spoilt_file_is_refused_in_words(app: Flask, sign_in: SignIn) -> None:
    old, now = kept(app, "retired"), kept(app, "in_service")
    with app.app_context():
        learned.path(old).write_bytes(b"HOTLINE-MODEL 1\n")
    answer = sign_in("admin").submit("/staff/admin/models", {}, action=f"/staff/admin/models/{old}/use")
    assert answer.status_code == 400
    assert "指纹不符" in answer.text
    assert state(app, now) == "in_service"


def test_a_file_that_was_spoilt_after_it_was_read_is_told_at_once(app: Flask, sign_in: SignIn) -> None:
    now = kept(app, "in_service")
    admin = sign_in("admin")
    with app.app_context():
        model = learned.in_service()
        assert model is not None
        spoilt = learned.path(now)
    assert "不能使用" not in admin.get("/staff/admin/models").text
    spoilt.write_bytes(spoilt.read_bytes() + b"x")
    page = admin.get("/staff/admin/models").text
    assert "此前读入的模型在程序重启前继续使用" in page
    spoilt.unlink()
    assert "此前读入的模型在程序重启前继续使用" in admin.get("/staff/admin/models").text


def test_a_model_that_never_served_is_measured_first_and_taken_all_the_same_with_a_second_press(
    app: Flask, sign_in: SignIn
) -> None:
    now, brought = kept(app, "in_service"), kept(app, "candidate", origin="file")
    admin, path = sign_in("admin"), f"/staff/admin/models/{brought}/use"
    assert "仍要启用" not in admin.get("/staff/admin/models").text
    answer = admin.submit("/staff/admin/models", {}, action=path)
    assert (answer.status_code, state(app, now), state(app, brought)) == (409, "in_service", "candidate")
    assert "这个模型没有检验过" in answer.text
    assert answer.text.count("仍要启用") == 1
    form = next(one for one in answer.inspected.forms if "anyway" in one.names)  # type: ignore[attr-defined]
    assert admin.post(path, data=form.values).status_code == 303
    assert (state(app, now), state(app, brought)) == ("retired", "in_service")


def test_another_process_hears_at_once_that_a_model_changed(app: Flask, sign_in: SignIn) -> None:
    old, _now = kept(app, "retired"), kept(app, "in_service")
    with app.app_context():
        queries.engine()
        before = learned._held  # what another process would hold
    sign_in("admin").submit("/staff/admin/models", {}, action=f"/staff/admin/models/{old}/use")
    with app.app_context():
        learned._held = before
        queries.engine()
        assert learned._held is not before
