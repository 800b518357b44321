"""Which district and street a text speaks of, by gazetteer and coordinates, with the words that say so. Pure rules.

A legitimate answer is "no place": a name that could be elsewhere, or several districts alike, names none.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from hotline.routing.text.lexicon import Hit, normal
from hotline.routing.text.named_places import Box, Candidate, Found, Place
from hotline.routing.text.outlines import Outline, border_distance, holding
from hotline.routing.text.scanning import WordList

WEIGHTS = {
    "district": 3.0,
    "street": 3.0,
    "landmark": 2.6,
    "village": 2.6,
    "alias": 2.2,
    "stem": 2.2,
    "weak": 0.5,
    "span": 1.4,
    "point": 3.0,
    "override": 6.0,
    "proposed": 2.6,
}
"""How sure a mention of each sort is. `point`: the coordinates; `span`: a road or river through several districts;
`override`: a box on the map of which a person said whose it is."""

SPECIFIC = {"street", "landmark", "village", "stem"}
PLAIN = {"street", "landmark", "point", "override"}
"""Sorts that are a reason by their own name."""
TITLE, ADDRESS = 1.6, 2.0
REPEATS = (1.0, 0.5, 0.3, 0.2)
DOUBT = 0.8
"""Weight of what was not said: one plain mention of a district stays below certainty."""
WIDE = 4
"""Districts named alike from which on a text speaks of the whole city."""
LEAST = 0.4
"""Confidence below which a district is only suggested."""
MOST = 0.97
BESIDE_ZONE = 0.75
"""A point alone cannot tell a district from the functional zone on its land: zones have no outline."""
NEAR_BORDER = 0.5
"""Kilometres: the outlines are generalised, so close to a border a point proves half as much."""
ROADS = ("路", "街", "巷", "道", " road", " street", " avenue", " hotel", " river")
"""What makes a road of a district's bare name (温江路)."""
ROAD = re.compile(r"[东西南北中上下前后外内正横一二三四五]?[路街巷道]|大[道街]")
"""What makes a road of another city's name (北京路, 上海东路)."""
OPENING = 0.6
"""Weight of a guarded name at the very beginning: never enough to settle a district."""
LONGEST_NAME = 12
BESIDE = "，,、的现在已经又全部都被将要了到给"
"""What may stand beside the word that hands land over."""
FORMER = 0.1
"""Weight of a name whose land the text says was handed to the next one (高新区换成东部新区)."""


@dataclass(frozen=True, slots=True)
class _Vote:
    word: str
    sort: str
    unit: str
    street: str
    weight: float


class Gazetteer:
    """All names of one city. `handed`: words between two names that give the first one's land to the second;
    `parents`: zone code → the districts whose land it lies in; `boxes` win over outlines."""

    def __init__(
        self,
        places: Iterable[Place],
        followers: Iterable[str] = (),
        handed: Iterable[str] = (),
        parents: Mapping[str, Sequence[str]] | None = None,
        shapes: Sequence[Outline] = (),
        boxes: Sequence[Box] = (),
    ) -> None:
        self._boxes = tuple(boxes)
        self._places: dict[str, list[Place]] = {}
        for place in places:
            self._places.setdefault(normal(place.name), []).append(place)
        self._followers = tuple(map(normal, followers))
        self._handed = frozenset(map(normal, handed))
        self._parents = {zone: frozenset(districts) for zone, districts in (parents or {}).items()}
        self._shapes = tuple(shapes)
        self._lexicon = WordList(self._places)

    def knows(self, name: str) -> bool:
        """Whether a name of the gazetteer stands in it: it needs no remembering."""
        return any(
            self._places[hit.word][0].sort not in {"nothing", "here"} for hit in self._lexicon.find(normal(name))
        )

    def find(
        self, title: str, body: str, address: str = "", lon: float | None = None, lat: float | None = None
    ) -> Found:
        """The place of one matter. `lon` and `lat` are WGS-84 degrees; `address` counts double.

        Beside another city's name a village's alone only suggests: that city may have one of the same name. The name of
        the city itself, said as often as another's, keeps a letter here (从北京回成都)."""
        parts = ((title, TITLE), (address, ADDRESS), (body, 1.0))
        mentions = [(place, weight) for text, weight in parts for place, weight in self._mentions(normal(text), weight)]
        mentions += self._opening(normal(address) or normal(title))
        votes = self._votes(mentions)
        if lon is not None and lat is not None:
            votes.extend(self._point(lon, lat))
        outside, here = (
            sum(weight for rows, weight in mentions if rows[0].sort == sort) for sort in ("outside", "here")
        )
        found = self._agreed(votes)
        if outside and found.unit and all(vote.sort == "village" for vote in votes):
            likeliest = Candidate(found.unit, found.street, found.confidence)
            return Found(words=found.words, why="unsure", alternatives=(likeliest, *found.alternatives)[:3])
        if outside > here and found.confidence < 0.5 and outside >= 1.5 * sum(vote.weight for vote in votes):
            words = tuple(dict.fromkeys(rows[0].name for rows, _ in mentions if rows[0].sort == "outside"))
            return Found(words=words, why="outside")
        return found

    def _opening(self, text: str) -> list[tuple[list[Place], float]]:
        """A guarded street's name that a title or an address begins with (寿安某小区): it suggests, and no more."""
        first = next(iter(self._lexicon.find(text[:LONGEST_NAME])), None)
        rows = self._places[first.word] if first is not None and first.start == 0 else []
        guarded = [row for row in rows if row.guarded and row.sort == "stem"]
        return [(guarded, OPENING / WEIGHTS["stem"])] if guarded and not self._followed(text, first) else []

    def _point(self, lon: float, lat: float) -> Iterable[_Vote]:
        for box in self._boxes:
            if box.holds(lon, lat):
                sort = "proposed" if box.proposed else "override"
                return [_Vote(box.name, sort, box.unit, "", WEIGHTS["override"])]
        code = holding(self._shapes, lon, lat)
        if not code:
            return []
        near = border_distance(self._shapes, code, lon, lat) < NEAR_BORDER
        return [_Vote(f"{lon:.4f},{lat:.4f}", "point", code, "", WEIGHTS["point"] * (0.5 if near else 1.0))]

    def _mentions(self, text: str, weight: float) -> list[tuple[list[Place], float]]:
        """Rows of each name that counts here; names right behind another city's name are that city's."""
        found: list[tuple[list[Place], float]] = []
        after_outside = last = -1
        elsewhere: set[str] = set()
        for hit in self._lexicon.find(text):
            rows = [row for row in self._places[hit.word] if not row.guarded or self._followed(text, hit)]
            if not rows or rows[0].sort == "nothing":
                continue
            if rows[0].sort == "here":
                found.append((rows, weight))
                continue
            if rows[0].sort == "outside":
                if not ROAD.match(text, hit.end):
                    found.append((rows, weight))
                    after_outside = hit.end
                continue
            if (
                after_outside >= 0
                and 0 <= hit.start - after_outside <= 1
                and text[after_outside : hit.start] in "市县区州"
            ):
                after_outside = hit.end
                elsewhere.add(hit.word)
                continue
            if hit.word in elsewhere:
                continue
            road = text.startswith(ROADS, hit.end)
            bare = rows[0].sort in {"alias", "stem"} and (len(hit.word) == 2 or hit.word.isascii())
            if last >= 0 and text[last : hit.start].strip(BESIDE) in self._handed:
                found[-1] = found[-1][0], found[-1][1] * FORMER
            found.append((rows, weight * (0.3 if road and bare else 1.0)))
            last = hit.end
        return found

    def _followed(self, text: str, hit: Hit | None) -> bool:
        return hit is not None and text.startswith(self._followers, hit.end)

    def _votes(self, mentions: Sequence[tuple[list[Place], float]]) -> list[_Vote]:
        """Sure names vote first; a name of several places then goes where the sure ones point, or is split."""
        votes: list[_Vote] = []
        seen: dict[str, int] = {}
        open_rows: list[tuple[list[Place], float]] = []
        for rows, share in mentions:
            if rows[0].sort in {"outside", "here"}:
                continue
            turn = seen.get(rows[0].name, 0)
            seen[rows[0].name] = turn + 1
            weight = share * REPEATS[min(turn, len(REPEATS) - 1)]
            if len({row.unit for row in rows}) == 1:
                votes.append(_vote(rows[0], weight))
            else:
                open_rows.append((rows, weight))
        named = {vote.unit for vote in votes if vote.sort not in {"weak", "span"}}
        for rows, weight in open_rows:
            chosen = [row for row in rows if row.unit in named or self._parents.get(row.unit, frozenset()) & named]
            if len(chosen) == 1:
                votes.append(_vote(chosen[0], weight))
            elif not (named and rows[0].sort == "span"):
                votes.extend(_vote(row, weight / len(rows) / 2) for row in rows)
        return votes

    def _agreed(self, votes: Sequence[_Vote]) -> Found:
        """What all names say; where those that nobody has agreed to change it, they are told of."""
        found = self._decided(votes)
        proposed = tuple(dict.fromkeys(vote.word for vote in votes if vote.sort == "proposed"))
        if not proposed:
            return found
        plain = self._decided([vote for vote in votes if vote.sort != "proposed"])
        return plain if plain.unit and plain.unit == found.unit else replace(found, proposed=proposed)

    def _decided(self, votes: Sequence[_Vote]) -> Found:
        if not votes:
            return Found()
        scores = self._absorbed(votes)
        ranking = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
        total = sum(scores.values()) + DOUBT
        streets = {unit: _street(votes, unit) for unit in scores}
        options = tuple(Candidate(unit, streets[unit], round(score / total, 3)) for unit, score in ranking)
        best, top = options[0], ranking[0][1]
        words = tuple(dict.fromkeys(vote.word for vote in votes if vote.unit == best.unit))
        named = {vote.unit for vote in votes if vote.sort != "span"}
        if sum(score >= 0.5 * top for unit, score in ranking if unit in named) >= WIDE:
            return Found(words=tuple(vote.word for vote in votes), why="wide", alternatives=options[:3])
        if top < 1.0 or best.confidence < LEAST or all(vote.sort in {"weak", "span"} for vote in votes):
            return Found(words=words, why="unsure", alternatives=options[:3])
        if len(ranking) > 1 and ranking[1][1] >= 0.95 * top:
            return Found(words=tuple(vote.word for vote in votes), why="several", alternatives=options[:3])
        words += tuple(
            vote.word for vote in votes if vote.unit in self._parents.get(best.unit, ()) and vote.word not in words
        )
        why = _why([vote for vote in votes if vote.unit == best.unit])
        sure = min(best.confidence, MOST)
        if why == "point" and any(best.unit in districts for districts in self._parents.values()):
            sure *= BESIDE_ZONE
        return Found(best.unit, best.street, words, why, round(sure, 3), options[1:4])

    def _absorbed(self, votes: Sequence[_Vote]) -> dict[str, float]:
        """Weight by unit. A zone's own street or landmark takes over what merely names the district it lies in."""
        scores: dict[str, float] = {}
        for vote in votes:
            scores[vote.unit] = scores.get(vote.unit, 0.0) + vote.weight
        for zone, districts in self._parents.items():
            if not any(vote.unit == zone and vote.sort != "weak" for vote in votes):
                continue
            zone_specific = any(vote.unit == zone and vote.sort in SPECIFIC for vote in votes)
            for district in districts & scores.keys():
                if not zone_specific or any(vote.unit == district and vote.sort in SPECIFIC for vote in votes):
                    continue
                scores[zone] += 0.9 * scores[district]
                scores[district] *= 0.1
        return scores


def _vote(row: Place, share: float) -> _Vote:
    return _Vote(row.name, row.sort, row.unit, row.street, share * WEIGHTS[row.sort])


def _street(votes: Sequence[_Vote], unit: str) -> str:
    """The street with most weight; none when two are alike."""
    weights: dict[str, float] = {}
    for vote in votes:
        if vote.unit == unit and vote.street:
            weights[vote.street] = weights.get(vote.street, 0.0) + vote.weight
    ranking = sorted(weights.items(), key=lambda item: -item[1])
    if not ranking or (len(ranking) > 1 and ranking[1][1] >= 0.8 * ranking[0][1]):
        return ""
    return ranking[0][0]


def _why(votes: Sequence[_Vote]) -> str:
    sort = max(votes, key=lambda vote: vote.weight).sort
    return {"stem": "street", "village": "landmark", "proposed": "landmark"}.get(
        sort, sort if sort in PLAIN else "named"
    )
