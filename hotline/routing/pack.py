"""Reads the routing words and outlines of a seed folder into the rules; the one place that knows their file layout.

Files: in `gazetteer` aliases.toml, stems.toml, stations.toml, districts.geojson and those of `NAMED`; beside it
emergency.toml, danger.toml, danger_en.toml, danger_ear.csv, kinds.toml, unmeant.toml, english.toml, accused.toml and
limits.toml. Units and streets come from the caller: they live in the database.
"""

import json
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hotline.routing.decision.evidence import Limits
from hotline.routing.text import accused, reporting
from hotline.routing.text.accused import Accusations
from hotline.routing.text.conduct import Conduct, Heard
from hotline.routing.text.danger import Frame, Frames, within_clause
from hotline.routing.text.ear import Ear
from hotline.routing.text.emergency import Alarms, Guards, Minors, Rule
from hotline.routing.text.english import English, Phrase
from hotline.routing.text.kinds import Kinds, Wording
from hotline.routing.text.named_places import Box, Place
from hotline.routing.text.outlines import outlines
from hotline.routing.text.places import Gazetteer
from hotline.routing.text.reporting import Reporting
from hotline.routing.units import DISTRICTS, Unit

SEED = Path(__file__).resolve().parent.parent / "seed"
NAMED = ("landmarks", "neighbourhoods", "quarters", "everyday")
"""Files of one form: the unit, then groups of names."""
VILLAGES = {"registered", "province", "former"}
"""Groups of communities and villages, whose names another city may have as well."""


_ENGLISH_ENDING = re.compile(r" (?:District|County|City)$")


@dataclass(frozen=True, slots=True)
class Street:
    """A street or township: 9-digit code, whole name, the district of its code, the unit that looks after it."""

    code: str
    name: str
    district: str
    unit: str


def gazetteer(
    units: Iterable[Unit],
    streets: Iterable[Street],
    seed: Path = SEED,
    taught: Iterable[Place] = (),
    boxes: Iterable[Box] = (),
) -> Gazetteer:
    """All names of the city: units and streets as given, the rest from `seed`/gazetteer.

    A name that people of the city `taught` takes the place of the same name of the files; one that nobody has agreed to
    yet counts only where the files have none.
    """
    streets, taught = tuple(streets), tuple(taught)
    known_here = {place.name for place in taught if place.sort != "proposed"}
    aliases, stems, stations = (_toml(seed / "gazetteer" / f"{name}.toml") for name in ("aliases", "stems", "stations"))
    places = [
        *_districts(units),
        *_streets(streets, frozenset(stems["guarded"])),
        *_aliases(aliases["district"]),
        *(place for name in NAMED for place in _landmarks(_toml(seed / "gazetteer" / f"{name}.toml"))),
        *_stations(stations),
        *(Place(name, "span", unit) for name, crossed in aliases["span"].items() for unit in crossed),
        *(Place(word, "outside") for word in aliases["outside"]["cities"]),
        *(Place(word, "nothing") for word in aliases["nothing"]["words"]),
    ]
    parents: dict[str, set[str]] = {}
    for street in streets:
        if street.unit != street.district:
            parents.setdefault(street.unit, set()).add(street.district)
    shapes = outlines(json.loads((seed / "gazetteer" / "districts.geojson").read_text(encoding="utf-8")))
    held = {zone: sorted(districts) for zone, districts in parents.items()}
    shipped = _once(place for place in places if place.name not in known_here)
    known = {place.name for place in shipped} | known_here
    names = [*(one for one in taught if one.sort != "proposed" or one.name not in known), *shipped]
    return Gazetteer(names, aliases["followers"], aliases["handed"], held, shapes, tuple(boxes))


def alarms(seed: Path = SEED) -> Alarms:
    """The words of `emergency.toml` and the frames of `danger.toml` and `danger_en.toml`."""
    data, danger, english = (_toml(seed / f"{name}.toml") for name in ("emergency", "danger", "danger_en"))
    keys = ("not_before", "not_after", "not_near", "not_imagined", "nothing", "not_risk", "not_told", "now")
    guards = Guards(*(tuple(data[key]) for key in keys))
    told = ({**danger["hears"][row["hears"]], "code": row["code"]} for row in (*danger["frame"], *english["frame"]))
    rows = [*map(_rule, data["rule"]), *map(_rule, told)]
    frames = Frames(_frames(danger), danger["class"], danger["turns"])
    phrases = [
        Phrase(row["code"], row["key"], tuple(row.get("near", ())), tuple(english["groups"][row["hears"]]))
        for row in english["frame"]
    ]
    ear = _ear(danger["ear"], seed / "danger_ear.csv"), _rule(danger["ear"])
    spoken = English(phrases, english["class"], english["turns"])
    return Alarms(rows, guards, frames, ear, spoken, Minors(**danger["minors"]))


def _rule(row: Mapping[str, Any]) -> Rule:
    return Rule(
        code=row["code"],
        sort=row["class"],
        level=row["level"],
        words=tuple(row.get("words", ())),
        nearby=tuple(row.get("with", ())),
        within=row.get("within", 12),
        call=row.get("call", ""),
        zh=row["zh"],
        en=row["en"],
    )


def _ear(row: Mapping[str, Any], file: Path) -> Ear:
    """The first line of `file` is what a sentence starts with, each other one a character or pair and its weight."""
    (_, bias), *lines = (line.split(",") for line in file.read_text(encoding="utf-8").splitlines())
    return Ear({gram: float(weight) for gram, weight in lines}, float(bias), row["brief"], row["long"], row["deaf"])


def _frames(danger: Mapping[str, Any]) -> Iterable[Frame]:
    for row in danger["frame"]:
        turns = tuple(danger["hears"][row["hears"]]["turns"])
        brief = bool(row.get("brief"))
        yield Frame(row["code"], row["key"], tuple(row.get("near", ())), row.get("within", 16), turns, brief)


def kinds(seed: Path = SEED) -> Kinds:
    """The wording of the six kinds of `kinds.toml`."""
    data = _toml(seed / "kinds.toml")
    rows = (Wording(row["code"], tuple(row["says"]), tuple(row["hints"])) for row in data["kind"])
    return Kinds(rows, data["unless"])


def accusations(units: Iterable[Unit], streets: Iterable[Street], seed: Path = SEED) -> Accusations:
    """Finds the accused public bodies; the words of `accused.toml`."""
    data = _toml(seed / "accused.toml")
    called = {code: tuple(names) for code, names in data["called"].items()}
    lists = {key: tuple(held) for key, held in data.items() if key not in {"reporting", "called"}}
    words = accused.Wording(**lists, called=called)
    return Accusations((*units, *(Unit(one.code, one.name, "street", one.unit) for one in streets)), words)


def reports(seed: Path = SEED) -> Reporting:
    """Tells a report that is made from one that is only told of; the words of `accused.toml`."""
    data = _toml(seed / "accused.toml")["reporting"]
    return Reporting(reporting.Words(**{key: tuple(held) for key, held in data.items()}))


def conduct(seed: Path = SEED) -> Conduct:
    """Hears accusations of officials; the frames of `conduct.toml`."""
    data = _toml(seed / "conduct.toml")
    frames = [
        Frame(row["code"], row["key"], tuple(row.get("near", ())), row.get("within", 16), tuple(row["turns"]))
        for row in data["frame"]
    ]
    asked, secret = (within_clause(data[key]) for key in ("asked", "secret"))
    ear = Heard(_ear({**data["ear"], "brief": 0.0, "long": 0.0, "deaf": ""}, seed / "conduct_ear.csv"), **data["ear"])
    return Conduct(Frames(frames, data["class"], data["turns"]), ear, asked, secret, data["category"])


def unmeant(seed: Path = SEED) -> tuple[str, ...]:
    """Words that hold a word of the catalogue and mean something else; from `unmeant.toml`."""
    return tuple(_toml(seed / "unmeant.toml")["words"])


def mentioned(seed: Path = SEED) -> tuple[str, ...]:
    """Words by which a letter tells where it was before; from `unmeant.toml`."""
    return tuple(_toml(seed / "unmeant.toml")["mentioned"])


def english(seed: Path = SEED) -> dict[str, tuple[str, ...]]:
    """Item → what a letter in English calls it; from `english.toml`."""
    return {code: tuple(words) for code, words in _toml(seed / "english.toml").items()}


def limits(seed: Path = SEED) -> Limits:
    """The numbers of the decision of `limits.toml`."""
    return Limits(**{name: value for name, value in _toml(seed / "limits.toml").items() if name != "serves"})


def serves(seed: Path = SEED) -> dict[str, frozenset[str]]:
    """Utility → the districts it works in; from `limits.toml`."""
    return {unit: frozenset(districts) for unit, districts in _toml(seed / "limits.toml")["serves"].items()}


def _districts(units: Iterable[Unit]) -> Iterable[Place]:
    for unit in units:
        if unit.sort == "city":
            yield Place(unit.name.removesuffix("市"), "here", unit.code)
        if unit.sort in DISTRICTS:
            names = dict.fromkeys((unit.name, unit.short or unit.name))
            yield from (Place(name, "district", unit.code) for name in names)
            if unit.name_en:
                yield Place(unit.name_en, "district", unit.code)
                # Wuhou alone, as 武侯 is said; what a zone is called in short stands in aliases.toml.
                stem = _ENGLISH_ENDING.sub("", unit.name_en)
                yield Place(stem, "alias", unit.code) if stem != unit.name_en else Place(stem, "district", unit.code)


def _streets(streets: Iterable[Street], guarded: frozenset[str]) -> Iterable[Place]:
    """犀浦街道 by its whole name, by 犀浦镇 and 犀浦街办 as people still say, and bare where that is safe."""
    for street in streets:
        yield Place(street.name, "street", street.unit, street.code)
        stem = re.sub(r"(街道|镇|乡)$", "", street.name)
        for ending in ("街道", "镇", "街办", "场镇"):
            if stem + ending != street.name:
                yield Place(stem + ending, "stem", street.unit, street.code)
        if len(stem) >= 2:
            yield Place(stem, "stem", street.unit, street.code, guarded=stem in guarded)


def _aliases(rows: Mapping[str, Mapping[str, list[str]]]) -> Iterable[Place]:
    for unit, names in rows.items():
        yield from (Place(name, "alias", unit) for name in names.get("names", ()))
        yield from (Place(name, "alias", unit, guarded=True) for name in names.get("guarded", ()))
        yield from (Place(name, "weak", unit) for name in names.get("weak", ()))


def _landmarks(rows: Mapping[str, Mapping[str, list[str]]]) -> Iterable[Place]:
    for unit, groups in rows.items():
        for group, names in groups.items():
            sort = "weak" if group == "weak" else "village" if group in VILLAGES else "landmark"
            yield from (Place(name, sort, unit, guarded=group == "guarded") for name in names)


def _stations(rows: Mapping[str, Mapping[str, list[str]]]) -> Iterable[Place]:
    """地铁X and X地铁站, and X站 where no stop of a bus and no everyday word is called so."""
    metro = ("地铁{}", "{}地铁站", "地铁站{}")
    for unit, groups in rows.items():
        for group, names in groups.items():
            forms = (*metro, "{}站") if group == "stations" else metro
            yield from (Place(form.format(name), "landmark", unit) for name in names for form in forms)


def _once(places: Iterable[Place]) -> list[Place]:
    """One row for a name and unit: the most certain sort, free of guards where one file says so."""
    order = ("nothing", "district", "street", "stem", "landmark", "village", "alias", "weak", "span", "outside", "here")
    rows: dict[tuple[str, str], Place] = {}
    whole: set[str] = set()
    for place in sorted(places, key=lambda place: (order.index(place.sort), place.guarded)):
        rows.setdefault((place.name, place.unit), place)
        if place.sort in {"street", "nothing"}:
            whole.add(place.name)
    return [place for place in rows.values() if place.name not in whole or place.sort in {"street", "nothing"}]


def _toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))
