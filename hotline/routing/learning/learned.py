"""The model in service: found in the database, read from its file once a process, asked for every letter."""

import hashlib
import logging
import time
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from hotline import config
from hotline.db import db
from hotline.routing.learning import modelfile, signing
from hotline.routing.learning.classifier import Model
from hotline.routing.models import LearnedModel

log = logging.getLogger(__name__)
CATEGORY = "category"
FRESH_SECONDS = 60.0
EARLIER = 3
"""Models served before that are tried when the present one's file is spoilt."""
ENOUGH = 200
"""Letters a model must have learned from before it is asked: until then the catalogue's words find more by themselves
(docs/decisions/0021)."""


@dataclass(slots=True)
class _Held:
    key: tuple[str, int]
    model: Model | None
    checked_at: float


_held: _Held | None = None


def in_service(label: str = CATEGORY) -> Model | None:
    """The model that stands in service; while its file is not the one that was signed, the one before it.

    None when there is none, or none of them is whole. The database is looked at once a minute, the file once.
    """
    global _held
    url = str(db.engine.url)
    if _held is not None and _held.key[0] == url and time.monotonic() - _held.checked_at < FRESH_SECONDS:
        return _held.model
    row = serving(label)
    key = (url, row.id if row else 0)
    if _held is not None and _held.key == key:
        _held.checked_at = time.monotonic()
        return _held.model
    _held = _Held(key, standing(row) if row else None, time.monotonic())
    return _held.model


def standing(row: LearnedModel) -> Model | None:
    """The model of this row, or the newest served before it whose file and signature are whole."""
    earlier = (
        select(LearnedModel)
        .where(LearnedModel.city == row.city, LearnedModel.label == row.label, LearnedModel.id != row.id)
        .where(LearnedModel.used_at.is_not(None), LearnedModel.ended_at.is_not(None))
        .order_by(LearnedModel.ended_at.desc(), LearnedModel.id.desc())
        .limit(EARLIER)
    )
    model = read(row)
    return model or next((found for one in db.session.scalars(earlier) if (found := read(one)) is not None), None)


def asked(label: str = CATEGORY) -> Model | None:
    """The model in service, once it has learned from letters enough to have a say beside the catalogue's words."""
    model = in_service(label)
    return model if model is not None and model.facts.get("examples", 0) >= ENOUGH else None


def forget() -> None:
    """Look afresh at the next letter; after a model was put into service or taken out."""
    global _held
    _held = None


def serving(label: str = CATEGORY) -> LearnedModel | None:
    """Its row."""
    return db.session.scalars(
        select(LearnedModel)
        .where(
            LearnedModel.city == config.settings().city, LearnedModel.label == label, LearnedModel.state == "in_service"
        )
        .order_by(LearnedModel.id.desc())
        .limit(1)
    ).one_or_none()


def models(limit: int = 50) -> list[LearnedModel]:
    """All there were, the newest first."""
    return list(
        db.session.scalars(
            select(LearnedModel)
            .where(LearnedModel.city == config.settings().city)
            .order_by(LearnedModel.id.desc())
            .limit(limit)
        )
    )


def path(model_id: int) -> Path:
    return config.settings().var / "models" / f"{model_id}.model"


def read(row: LearnedModel) -> Model | None:
    """The model of this row, if its signature is ours and its file whole and the one that was signed."""
    try:
        return checked(row)
    except modelfile.Unusable as error:
        log.warning("%s", error)
        return None


def whole(row: LearnedModel) -> bool:
    """Whether its signature is ours and its file, as it lies there now, the one that was signed."""
    try:
        with path(row.id).open("rb") as file:
            return signing.signed(row) and hashlib.file_digest(file, "sha256").hexdigest() == row.sha256
    except OSError:
        return False


def fingerprint(model_id: int) -> str:
    """The SHA-256 of the file as it lies there. Raises Unusable when it is no model."""
    return modelfile.read(path(model_id)).sha256


def checked(row: LearnedModel) -> Model:
    """The same; raises Unusable, which says in words what is wrong."""
    if not signing.signed(row):
        raise modelfile.Unusable(
            f"模型{row.id}不能使用：没有本系统的签名，请先核对指纹并签名。",
            f"The model {row.id} can't be used: it is not signed here. Compare its SHA-256 and sign it first.",
        )
    return modelfile.read(path(row.id), row.sha256)
