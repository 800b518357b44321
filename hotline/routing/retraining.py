"""Learning from what people made of tickets: a new model, tested on letters held back, in service only if not worse."""

import shutil
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from hotline import clock, config
from hotline.db import db, new_id, transaction
from hotline.errors import HotlineError, NotFound
from hotline.routing import queries
from hotline.routing.decision.engine import Matter
from hotline.routing.learning import evaluation, examples, learned, modelfile, outset, signing, training, wordfields
from hotline.routing.learning.classifier import Model
from hotline.routing.learning.ngrams import reading
from hotline.routing.learning.training import Examples
from hotline.routing.models import LearnedModel
from hotline.routing.text.matching import Category

NIGHT = frozenset({2, 3, 4})
"""Hours of the city's clock: learning takes minutes of a processor."""
PAUSE = timedelta(hours=20)
LEAST_NEW = 50
"""Tickets people judged since the last model that make another one worth the trouble."""
LEAST_HELD = 40
"""Letters held back below which nothing can be said about a model."""


class Unfit(HotlineError):
    """A model that is worse than what decides now, or that nobody can measure yet."""

    status = 409


def retrain(now: datetime) -> int:
    """The job: a model a night when there is something to learn, or none yet. How many it made."""
    if clock.local(now).hour not in NIGHT:
        return 0
    made = [row for row in learned.models() if row.origin != "file"]
    if made and now - made[0].made_at < PAUSE:
        return 0
    if made and learned.serving() is not None and examples.judged_since(made[0].city, made[0].made_at) < LEAST_NEW:
        return 0
    learn(now)
    return 1


def learn(now: datetime) -> LearnedModel:
    """A model of the catalogue's words and the city's letters, put into service unless it is worse than the other."""
    lessons = examples.lessons(config.settings().city)
    catalogue = queries.engine().categories
    leaves = _leaves(catalogue)
    taught, held = _of(leaves, lessons.learned), _of(leaves, lessons.held)
    # Learning takes minutes: nobody waits for our connection meanwhile.
    db.session.rollback()
    fields = wordfields.texts(catalogue.values())
    made = training.train(_together(outset.letters(catalogue.values()), taught), reading(), fields=fields)
    present = learned.serving()
    rival = learned.standing(present) if present is not None else None
    figures, theirs = judged(made, held), judged(rival, held)
    row = LearnedModel(
        city=config.settings().city, id=new_id(), label=learned.CATEGORY, state=_state(figures, theirs, rival),
        origin="city" if taught.labels else "catalogue", made_at=now, lessons=len(taught.labels), seen=lessons.count,
        figures=figures, rival=theirs,
    )  # fmt: skip
    facts = {"label": row.label, "made_at": clock.iso(now), "examples": row.lessons, "figures": figures}
    row.sha256 = modelfile.write(replace(made, facts=facts), learned.path(row.id))
    row.signature = signing.signature(row)
    with transaction():
        if row.state == "in_service":
            _end(now, "")
            row.used_at = now
        db.session.add(row)
    learned.forget()
    return row


def weigh(model_id: int) -> None:
    """Whether it is fit to take over. Raises Unfit for a model that is worse than what decides now, on the letters no
    model learns from, or that cannot be measured on them; NotFound and Unusable as `use`."""
    row = db.session.get(LearnedModel, (config.settings().city, model_id))
    if row is None:
        raise NotFound("没有这个模型。", "There is no such model.")
    model = learned.checked(row)
    if row.state == "in_service":
        return
    held = _of(_leaves(queries.engine().categories), examples.lessons(row.city).held)
    mine = judged(model, held)
    if not mine:
        raise Unfit(
            f"这个模型没有检验过：留作检验的来信只有{len(held.labels)}封，至少要{LEAST_HELD}封。",
            f"The model is not measured: {len(held.labels)} letters are held back, {LEAST_HELD} are needed.",
        )
    present = learned.serving()
    rival = learned.standing(present) if present is not None else None
    theirs = judged(rival, held) if rival is not None else _catalogue(held)
    if _worse(mine, theirs):
        zh, en = ("在用模型", "the one in service") if rival is not None else ("派单目录", "the catalogue’s words")
        told = [f"{one['macro_f1']:.3f}/{one['accuracy']:.3f}" for one in (mine, theirs)]
        raise Unfit(
            f"这个模型不如{zh}：在{mine['n']}封留作检验的来信上，宏平均F1/正确率为{told[0]}，{zh}为{told[1]}。",
            f"The model is worse than {en}: macro-F1/accuracy {told[0]} against {told[1]} on {mine['n']} "
            "letters held back.",
        )


def use(model_id: int, by: str, now: datetime) -> LearnedModel:
    """Put this model into service in place of the present one, which stays when this one is refused.

    Raises NotFound; Unusable for a spoilt file and for one that nobody signed here.
    """
    row = _row(model_id)
    learned.checked(row)
    if row.state != "in_service":
        _end(now, by)
        row.state, row.used_at, row.ended_at, row.decided_by = "in_service", now, None, by
    learned.forget()
    return row


def retire(model_id: int, by: str, now: datetime) -> LearnedModel:
    """Take this model out of service; until another is put there the catalogue's words alone decide."""
    row = _row(model_id)
    if row.state != "in_service":
        raise HotlineError("这个模型没有在使用。", "This model is not in service.")
    _end(now, by)
    learned.forget()
    return row


def sign(model_id: int, sha256: str) -> LearnedModel:
    """Trust a model that was brought in: somebody compared its SHA-256 with what its makers said.

    Raises NotFound; Unusable when its file is not that one.
    """
    row = _row(model_id)
    modelfile.read(learned.path(row.id), sha256)
    if row.sha256 != sha256:
        raise modelfile.Unusable(
            f"模型{row.id}不能签名：指纹与登记的不符。", f"The model {row.id} can't be signed: its SHA-256 is another."
        )
    row.signature = signing.signature(row)
    return row


def bring_in(path: Path, now: datetime) -> LearnedModel:
    """Take a model that `hotline train` wrote among the city's, as a candidate to be signed. Its labels must be
    categories of the catalogue in force; raises HotlineError for any other, Unusable for what is no model."""
    model = modelfile.read(path)
    strange = sorted(set(model.labels) - set(queries.engine().categories))
    if strange:
        raise HotlineError(
            f"模型的类别不在派单目录中：{'、'.join(strange[:3])}。",
            f"Labels that are no codes of the catalogue: {', '.join(strange[:3])}.",
        )
    row = LearnedModel(
        city=config.settings().city, id=new_id(), label=learned.CATEGORY, state="candidate", origin="file",
        sha256=model.sha256, made_at=now, lessons=int(model.facts.get("examples", 0)), seen=0, figures={}, rival={},
    )  # fmt: skip
    learned.path(row.id).parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(path, learned.path(row.id))
    db.session.add(row)
    return row


def judged(model: Model | None, held: Examples) -> dict[str, Any]:
    """The figures of a model on these letters; empty where there is no model or too few letters."""
    if model is None or len(held.labels) < LEAST_HELD:
        return {}
    return evaluation.judge(model, held.letters, held.labels, held.groups)


def _state(mine: dict[str, Any], theirs: dict[str, Any], rival: Model | None) -> str:
    if rival is None:
        return "in_service"
    if not mine or not theirs:
        return "candidate"
    return "refused" if _worse(mine, theirs) else "in_service"


def _worse(mine: dict[str, Any], theirs: dict[str, Any]) -> bool:
    return bool((mine["macro_f1"], mine["accuracy"]) < (theirs["macro_f1"], theirs["accuracy"]))


def _catalogue(held: Examples) -> dict[str, Any]:
    """The figures of the catalogue's words alone."""
    engine = replace(queries.engine(), learned=None)
    said = [one.category for one in engine.each(Matter(title, body) for title, body in held.letters)]
    labels = sorted({*said, *held.labels})
    places = {name: place for place, name in enumerate(labels)}
    chances = np.eye(len(labels), dtype=np.float32)[[places[name] for name in said]]
    truth = np.array([places[name] for name in held.labels])
    return evaluation.figures(truth, chances, labels, np.zeros(len(truth), dtype=int))


def _end(now: datetime, by: str) -> None:
    while (present := learned.serving()) is not None:
        present.state, present.ended_at, present.decided_by = "retired", now, by
        db.session.flush()


def _row(model_id: int) -> LearnedModel:
    row = db.session.get(LearnedModel, (config.settings().city, model_id), with_for_update=True)
    if row is None:
        raise NotFound("没有这个模型。", "There is no such model.")
    return row


def _leaves(catalogue: Mapping[str, Category]) -> set[str]:
    return set(catalogue) - {row.parent for row in catalogue.values()}


def _of(known: Collection[str], some: Examples) -> Examples:
    """Those whose label is a category of the second level today."""
    found = Examples([], [], [], [])
    for letter, label, group, weight in zip(some.letters, some.labels, some.groups, some.weights, strict=True):
        if label in known:
            found.letters.append(letter)
            found.labels.append(label)
            found.groups.append(group)
            found.weights.append(weight)
    return found


def _together(one: Examples, other: Examples) -> Examples:
    return Examples(
        one.letters + other.letters, one.labels + other.labels, one.groups + other.groups, one.weights + other.weights
    )
