"""Which public bodies a text accuses, so that a report never goes to them (D-66). Pure rules; the words are data."""

from collections.abc import Iterable, Sequence

from hotline.routing.evidence import DISTRICTS, Unit
from hotline.routing.lexicon import Hit, Lexicon, normal

BEFORE, AFTER = 6, 16
"""Characters between an accusing verb and the body, and between the body and its wrong."""
GAP = 4
"""Characters between a place's name and the word that makes it its administration (青白江区 … 政府)."""


class Accusations:
    """Names of all bodies of the city; a district or street counts only as its administration, not as a place."""

    def __init__(
        self, units: Iterable[Unit], wrongs: Sequence[str], bodies: Sequence[str], verbs: Sequence[str]
    ) -> None:
        self._units: dict[str, Unit] = {}
        for unit in units:
            if unit.sort == "city":
                continue
            for name in (unit.name, unit.short, *unit.aliases):
                if name:
                    self._units.setdefault(normal(name), unit)
        self._lexicon = Lexicon(self._units)
        self._wrongs, self._verbs = tuple(map(normal, wrongs)), tuple(map(normal, verbs))
        self._bodies = tuple(map(normal, bodies))

    def accused(self, title: str, body: str) -> tuple[str, ...]:
        """Codes of the accused units; a bureau of a district (青羊区教育局) stands for its district."""
        text = normal(title) + "。" + normal(body)
        found: dict[str, None] = {}
        hits = self._lexicon.find(text)
        for place, hit in enumerate(hits):
            unit = self._units[hit.word]
            end = self._administration(text, hit, unit)
            owned = place > 0 and hits[place - 1].end == hit.start and self._is_place(hits[place - 1])
            if end and not (owned and not self._is_place(hit)) and self._is_accused(text, hit.start, end):
                found[unit.code] = None
        return tuple(found)

    def _is_place(self, hit: Hit) -> bool:
        return self._units[hit.word].sort in DISTRICTS | {"street"}

    def _administration(self, text: str, hit: Hit, unit: Unit) -> int:
        """Where the body's name ends, or 0 when the word is only a place."""
        if unit.sort not in DISTRICTS | {"street"}:
            return hit.end
        window = text[hit.end : hit.end + GAP + 8]
        ends = [at + len(word) for word in self._bodies if 0 <= (at := window.find(word)) <= GAP]
        return hit.end + min(ends) if ends else 0

    def _is_accused(self, text: str, start: int, end: int) -> bool:
        before, after = text[max(0, start - BEFORE) : start], text[end : end + AFTER].split("。")[0]
        return any(verb in before for verb in self._verbs) or any(wrong in after for wrong in self._wrongs)
