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
KEPT, HALF, OTHERWISE = 0.45, 0.5, 0.7
"""Chance that a clause after the first is told; that one's own story comes first, or a clause is the title; that a word
is said in another way."""
TITLE = 8
"""Characters of a clause that can be a title."""
_NO_TITLE = re.compile("^(请(?!问)|希望|建议|非常感谢)|{")
"""A wish is none, nor what names a place of its own."""
WRONGS = frozenset({"complaint", "help", "report"})
_CLAUSE = re.compile("[^，。？！；]+[，。？！；]")
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
    """A place and times for one matter; a name may be made with another."""
    chosen: dict[str, str] = {}
    for name, values in read("words")["slots"].items():
        chosen[name] = fill(rng.choice(values), chosen)
    return {**chosen, "district": district, "street": street}


def told(rng: random.Random, text: Text, values: Mapping[str, str]) -> tuple[str, str]:
    """Title and body as one citizen puts it: a part of what the text holds in her words, and two things of her own.

    A complaint goes for help and reports, too: all three tell what is wrong.
    """
    ways = read("words")["told"]
    own = ways["more"].get(text.kind, ways["more"]["complaint"])
    first, *others = _CLAUSE.findall(text.body)
    title = _title(rng, text, [one for one in others if len(one) >= TITLE and not _NO_TITLE.search(one)])
    said = _worded(rng, _whole([first, *(clause for clause in others if rng.random() < KEPT)]))
    one, other = rng.sample(own, 2)
    body = f"{one}{said}{other}" if rng.random() < HALF else f"{said}{one}{other}"
    return fill(_worded(rng, title), values), fill(body, values)


def _title(rng: random.Random, text: Text, clauses: list[str]) -> str:
    """The text's own with a few words around it, or its place and what else is said of it."""
    ways = read("words")["told"]
    named = _SLOT.match(text.title)
    if clauses and rng.random() < HALF:
        return f"{named[0] if named else '{street}'}{rng.choice(clauses)[:-1]}"
    title = text.title if _SLOT.search(text.title) else rng.choice(ways["place"]) + text.title
    return str(rng.choice(ways["title"]).replace("{title}", title)) if text.kind in WRONGS else title


def _worded(rng: random.Random, words: str) -> str:
    """Some words said in another way; what stands in braces is none."""
    for word, others in read("words")["told"]["ways"].items():
        if word in words and rng.random() < OTHERWISE:
            words = words.replace(word, rng.choice(others))
    return words


def _whole(clauses: list[str]) -> str:
    """Clauses as sentences: what was cut off ends with a full stop, too."""
    text = "".join(clauses)
    return text if text[-1] in "。？！" else f"{text[:-1]}。"


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its `{slots}` filled; KeyError for one that is not known."""
    return _SLOT.sub(lambda match: values[match[1]], text)


def say(rng: random.Random, step: str) -> str:
    """What somebody says at this step, slots unfilled."""
    return str(rng.choice(read("words")["said"][step]))


def answer(title: str, text: Text, values: Mapping[str, str], number: str, basis: str, later: str) -> str:
    """The public answer in the order a reply has (D-48): received, found, done, basis, what follows, who and when."""
    return (
        f"尊敬的市民：\n您好！您反映的“{title}”"
        f"（工单编号{numbers.show(number)}）已收悉，现回复如下：\n"
        f"一、调查核实情况。{fill(text.found, values)}\n"
        f"二、处理措施和结果。{fill(text.done, values)}\n"
        f"三、依据。{basis}。\n"
        f"四、后续安排。{later}\n"
        f"感谢您的关心和支持，如有疑问请拨打12345转{values['unit']}。\n{values['unit']}\n{values['day']}"
    )
