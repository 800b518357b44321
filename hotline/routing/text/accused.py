"""Which public bodies a text accuses, so that a report never goes to them (D-66). Pure rules; the words are data."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from hotline.routing.text.lexicon import Hit, normal
from hotline.routing.text.scanning import WordList
from hotline.routing.units import DISTRICTS, Unit

AFTER = 16
"""Characters between the body and its wrong."""
HEAD = 40
"""Characters from the verb to the body within its clause, or from 被举报人 to the body within its sentence."""
GAP = 4
"""Characters between a place's name and the word that makes it its administration (青白江区 … 政府)."""

OVERLAP = 2
"""Characters a place shares with its administration (春熙路街道 and 街道办, 锦江区 and 区委)."""


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of `accused.toml`; `grave` wrongs count in any letter, the others in a report."""

    verbs: tuple[str, ...]
    wrongs: tuple[str, ...]
    bodies: tuple[str, ...]
    opens: tuple[str, ...] = ()
    grave: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    handed: tuple[str, ...] = ()
    private: tuple[str, ...] = ()
    higher: tuple[str, ...] = ()
    of_street: tuple[str, ...] = ()
    of_district: tuple[str, ...] = ()
    own: tuple[str, ...] = ()
    called: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


class Accusations:
    """Names of all bodies of the city; a district or street counts only as its administration, not as a place."""

    def __init__(self, units: Iterable[Unit], words: Wording) -> None:
        self._units: dict[str, Unit] = {}
        units = tuple(units)
        cities = (name for unit in units if unit.sort == "city" for name in (unit.name, unit.short, *unit.aliases))
        self._city = re.compile(f"({'|'.join(re.escape(normal(name)) for name in cities if name) or '$^'})$")
        for unit in units:
            for name in (unit.name, unit.short, *unit.aliases) if unit.sort != "city" else ():
                if name:
                    self._units.setdefault(normal(name), unit)
        for unit in units:
            for name in _as_spoken(unit) if unit.sort == "street" else words.called.get(unit.code, ()):
                self._units.setdefault(normal(name), unit)
        self._everywhere = frozenset(words.called)
        self._lexicon = WordList(self._units)
        self._grave, self._wrongs = _all(words.grave), _all((*words.wrongs, *words.grave))
        self._verbs, self._opens, self._bodies = _all(words.verbs), _all(words.opens), _all(words.bodies)
        self._complaining = (*self._verbs, *self._opens, *self._wrongs)
        self._beside, self._private = _all(words.beside), _all(words.private)
        self._higher, self._own = _all(words.higher), _all(words.own)
        self._asked, self._told = _all(words.asked), _all(words.told)
        self._handed = _all(words.handed)
        self._of_street, self._of_district = _all(words.of_street), _all(words.of_district)

    def accused(self, title: str, body: str, report: bool = True) -> tuple[str, ...]:
        """Codes of the accused units; a bureau of a district (青羊区教育局) stands for its district.

        Without `report` only who is accused of a grave wrong: no report was made, but a person must look.
        """
        text = normal(title) + "。" + normal(body)
        if not report and not _has(text, self._grave):
            return ()
        return tuple(
            {
                unit.code: None
                for unit, start, end in self._bodies_of(text)
                if (self._is_accused(text, start, end) if report else self._wronged(text, end, self._grave))
            }
        )

    def complained(self, title: str, body: str) -> tuple[str, ...]:
        """Codes of the bodies a complaint is about; a bureau of a district is not its district, which stands above it.

        What a company of the city sells is complained of to itself first.
        """
        text = normal(title) + "。" + normal(body)
        if not _has(text, self._complaining):
            return ()
        return tuple(
            {
                unit.code: None
                for unit, start, end in self._bodies_of(text)
                if unit.sort != "utility" and self._itself(unit, text[start:end]) and self._is_accused(text, start, end)
            }
        )

    def named(self, title: str, body: str) -> tuple[str, ...]:
        """Codes of all bodies the text names without asking or telling them anything: any of them may be meant."""
        text = normal(title) + "。" + normal(body)
        spoken_to = self._asked + self._told
        before = ((unit, self._city.sub("", text[:start])) for unit, start, _end in self._bodies_of(text))
        return tuple(
            {unit.code: None for unit, words in before if words.endswith(self._handed) or not words.endswith(spoken_to)}
        )

    def unnamed(self, title: str, body: str, street: str, district: str) -> tuple[str, ...]:
        """The `street` and `district` of the letter's place where it speaks of their people without a name (城管)."""
        text = normal(title) + "。" + normal(body)
        here = ((street, self._of_street), (district, self._of_district))
        return tuple(code for code, words in here if code and _has(text, words))

    def _bodies_of(self, text: str) -> Iterator[tuple[Unit, int, int]]:
        """Every body of the city with the place of its name in the text; places and landmarks are none."""
        hits = self._lexicon.find(text)
        for place, hit in enumerate(hits):
            unit = self._units[hit.word]
            after = hits[place + 1] if place + 1 < len(hits) else None
            owner = after is not None and after.start == hit.end and self._units[after.word].parent == unit.code
            end = 0 if owner else self._administration(text, hit, unit)
            owned = place > 0 and hits[place - 1].end == hit.start and self._is_place(hits[place - 1])
            local = owned and not self._is_place(hit) and unit.code not in self._everywhere
            other = local or text[: hit.start].endswith(self._higher)
            if end and not other and not text[end:].startswith(self._beside):
                yield unit, hit.start, end

    def _is_place(self, hit: Hit) -> bool:
        return self._units[hit.word].sort in DISTRICTS | {"street"}

    def _administration(self, text: str, hit: Hit, unit: Unit) -> int:
        """Where the body's name ends, or 0 when the word is only a place."""
        if unit.sort not in DISTRICTS | {"street"}:
            return hit.end
        if hit.word.endswith(self._bodies):
            return hit.end
        start = hit.end - OVERLAP
        window = text[start : hit.end + GAP + 8]
        ends = [start + at + len(word) for word in self._bodies if 0 <= (at := window.find(word)) <= OVERLAP + GAP]
        return max((end for end in ends if end > hit.end), default=0)

    def _itself(self, unit: Unit, words: str) -> bool:
        """Whether these words mean the government of a district (锦江区政府), not one of its bureaus or streets."""
        if unit.sort not in DISTRICTS:
            return True
        names = [normal(name) for name in (unit.name, unit.short, *unit.aliases) if name]
        # 区 and 市 are written once: 锦江区 and 区政府 make 锦江区政府.
        return any(words in {name + own, name[:-1] + own} for name in names for own in self._own)

    def _is_accused(self, text: str, start: int, end: int) -> bool:
        """Named as the object of the verb, at the head of the letter, or together with a wrong."""
        before = text[max(0, start - HEAD) : start]
        near = self._city.sub("", before)
        if near.endswith(self._asked):
            return False
        if self._wronged(text, end, self._wrongs):
            return True
        if near.endswith(self._told):
            return False
        clause, sentence = re.split(r"[,。!?;]", before)[-1], re.split(r"[。!?;]", before)[-1]
        named = max((clause.rfind(verb) for verb in self._verbs), default=-1)
        return (named >= 0 and not _has(clause[named:], self._private)) or _has(sentence, self._opens)

    def _wronged(self, text: str, end: int, wrongs: Sequence[str]) -> bool:
        return _has(text[end : end + AFTER].split("。")[0], wrongs)


def _as_spoken(unit: Unit) -> Iterator[str]:
    """玉林街道 as 玉林街办; only with the word of its administration is it more than a place."""
    stem = re.sub(r"(街道|镇|乡)$", "", unit.name)
    yield from (
        stem + ending for ending in ("街办", "街道", "镇", "乡") if len(stem) > 1 and stem + ending != unit.name
    )


def _has(text: str, words: Sequence[str]) -> bool:
    return any(word in text for word in words)


def _all(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(map(normal, words))
