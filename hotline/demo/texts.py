"""What demo citizens write and demo units answer: texts of `seed/demo`, their slots filled in."""

import random
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from typing import Any

from hotline.seed.read import FOLDER
from hotline.tickets import numbers

TEXTS = ("city", "living", "society")
_SLOT = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Text:
    """One matter: `title`, `body` by the citizen; `found`, `done` by the unit."""

    category: str
    kind: str
    title: str
    body: str
    found: str
    done: str


@dataclass(frozen=True, slots=True)
class Weighted:
    """Things to draw from, by weight."""

    things: tuple[Any, ...]
    sums: tuple[float, ...]

    def draw(self, rng: random.Random) -> Any:
        return rng.choices(self.things, cum_weights=self.sums)[0]


def weighted(weights: Mapping[Any, float]) -> Weighted:
    return Weighted(tuple(weights), tuple(accumulate(weights.values())))


@cache
def read(name: str) -> dict[str, Any]:
    """One file of the demo's data. ValueError names the file."""
    path = FOLDER / "demo" / f"{name}.toml"
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{path.name}: {error}") from error


@cache
def texts() -> tuple[Text, ...]:
    return tuple(Text(**row) for name in TEXTS for row in read(name)["text"])


@cache
def by_family() -> dict[str, tuple[Text, ...]]:
    """The texts of each first-level category."""
    families: dict[str, list[Text]] = {}
    for text in texts():
        families.setdefault(text.category[:2], []).append(text)
    return {family: tuple(rows) for family, rows in families.items()}


def slots(rng: random.Random, district: str, street: str) -> dict[str, str]:
    """A place and times for one matter."""
    chosen = {name: rng.choice(values) for name, values in read("words")["slots"].items()}
    return {**chosen, "district": district, "street": street}


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its `{slots}` filled; KeyError for one that is not known."""
    return _SLOT.sub(lambda match: values[match[1]], text)


def say(rng: random.Random, step: str) -> str:
    """What somebody says at this step, slots unfilled."""
    return str(rng.choice(read("words")["said"][step]))


def answer(text: Text, values: Mapping[str, str], number: str, basis: str, later: str) -> str:
    """The public answer in the order a reply has (D-48): received, found, done, basis, what follows, who and when."""
    return (
        f"尊敬的市民：\n您好！您反映的“{fill(text.title, values)}”"
        f"（工单编号{numbers.show(number)}）已收悉，现回复如下：\n"
        f"一、调查核实情况。{fill(text.found, values)}\n"
        f"二、处理措施和结果。{fill(text.done, values)}\n"
        f"三、依据。{basis}。\n"
        f"四、后续安排。{later}\n"
        f"感谢您的关心和支持，如有疑问请拨打12345转{values['unit']}。\n{values['unit']}\n{values['day']}"
    )
