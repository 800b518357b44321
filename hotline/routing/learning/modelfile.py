"""A learned model as a file: a checked header and plain arrays, never code. Read once a process.

Layout: a line `HOTLINE-MODEL 1`, a line with the SHA-256 of all that follows, then an npz archive of numbers and one
JSON text. Nothing is unpickled, so a file from anywhere can at worst be wrong.
"""

import hashlib
import io
import json
import os
import zipfile
import zlib
from pathlib import Path
from typing import Any

import numpy as np

from hotline.errors import HotlineError
from hotline.routing.learning.classifier import Model
from hotline.routing.learning.ngrams import Array, Reading

MAGIC = b"HOTLINE-MODEL 1\n"
MOST_BYTES = 400_000_000
"""Of a file, and of all it unpacks to."""
_TYPES = {
    "keys": np.uint64,
    "idf": np.float32,
    "weights": np.float32,
    "bias": np.float32,
    "scale": np.float32,
    "shift": np.float32,
}


class Unusable(HotlineError):
    """The file is no model, is damaged, or is not the one that was put into service."""


def write(model: Model, path: Path) -> str:
    """Write the whole file or nothing, readable by the owner alone; returns its SHA-256."""
    packed = io.BytesIO()
    arrays: dict[str, Any] = {name: getattr(model, name) for name in _TYPES}
    arrays["about"] = np.frombuffer(json.dumps(_about(model), ensure_ascii=False).encode(), dtype=np.uint8)
    np.savez(packed, **arrays)
    held = packed.getvalue()
    whole = MAGIC + hashlib.sha256(held).hexdigest().encode() + b"\n" + held
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    fresh.unlink(missing_ok=True)
    with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(whole)
    fresh.replace(path)
    return hashlib.sha256(whole).hexdigest()


def read(path: Path, sha256: str = "") -> Model:
    """The model in this file. `sha256`: what the file must be, where it was written down.

    Raises Unusable, with the reason in words, for anything that `write` did not make.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise _unusable(path, "文件太大", "it is too large")
        whole = path.read_bytes()
    except OSError as error:
        raise _unusable(path, "打不开", error.strerror or "it can't be opened") from None
    if not whole.startswith(MAGIC.split(b" ")[0]):
        raise _unusable(path, "不是本系统的模型文件", "it is no model file of this program")
    if not whole.startswith(MAGIC):
        raise _unusable(path, "由其他版本生成", "another version made it")
    found = hashlib.sha256(whole).hexdigest()
    if sha256 and found != sha256:
        raise _unusable(path, "与投入使用时登记的指纹不符", "it is not the file that was put into service")
    digest, _, held = whole[len(MAGIC) :].partition(b"\n")
    if hashlib.sha256(held).hexdigest().encode() != digest:
        raise _unusable(path, "文件已损坏", "it is damaged")
    try:
        return _model(held, found)
    except (KeyError, TypeError, ValueError, EOFError, zipfile.BadZipFile, zlib.error):
        raise _unusable(path, "内容不完整", "its content is not whole") from None


def _about(model: Model) -> dict[str, Any]:
    reading = model.reading
    return {
        "labels": model.labels,
        "sure": model.sure,
        "facts": model.facts,
        "reading": {
            "words": reading.words, "characters": reading.characters, "orders": reading.orders, "heads": reading.heads,
            "lone": reading.lone,
        },
    }  # fmt: skip


def _model(held: bytes, sha256: str) -> Model:
    with zipfile.ZipFile(io.BytesIO(held)) as archive:
        if sum(one.file_size for one in archive.infolist()) > MOST_BYTES:
            raise ValueError("too large")
    with np.load(io.BytesIO(held), allow_pickle=False) as file:
        arrays = {name: file[name] for name in _TYPES}
        about = json.loads(file["about"].tobytes())
    reading = about["reading"]
    model = Model(
        labels=tuple(map(str, about["labels"])),
        reading=Reading(
            tuple(map(str, reading["words"])), str(reading["characters"]), tuple(map(int, reading["orders"])),
            tuple(map(int, reading["heads"])), bool(reading.get("lone", True)),
        ),
        sure=float(about["sure"]),
        facts=dict(about["facts"]),
        sha256=sha256,
        **arrays,
    )  # fmt: skip
    _checked(model, arrays)
    return model


def _checked(model: Model, arrays: dict[str, Array]) -> None:
    """Every array has its type and shape, and holds numbers."""
    known, labels = len(model.keys), len(model.labels)
    shapes = {"keys": (known,), "idf": (known,), "weights": (known, labels)}
    right = all(
        array.dtype == _TYPES[name] and array.shape == shapes.get(name, (labels,)) and bool(np.isfinite(array).all())
        for name, array in arrays.items()
    )
    if not (right and known and labels and bool((model.keys[1:] > model.keys[:-1]).all())):
        raise ValueError("not the arrays of a model")


def _unusable(path: Path, zh: str, en: str) -> Unusable:
    return Unusable(f"模型{path.name}不能使用：{zh}。", f"The model {path.name} can't be used: {en}.")
