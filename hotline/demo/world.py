"""The city the stories play in: units, catalogue, people at the desks, rules, one source of chance."""

import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from hotline import actors, config
from hotline.actors import Actor
from hotline.demo import texts
from hotline.demo.limits import Limits
from hotline.demo.texts import Text, Weighted, weighted
from hotline.people import queries as people
from hotline.people.models import Unit
from hotline.seed import read
from hotline.sla import queries as sla


@dataclass(slots=True)
class District:
    """A district or zone with its streets, its share of the people and its middle."""

    code: str
    lon: float
    lat: float
    streets: list[Unit] = field(default_factory=list)


@dataclass(slots=True)
class World:
    city: str
    now: datetime
    rng: random.Random
    limits: Limits
    units: Mapping[str, Unit]
    ancestors: Mapping[str, tuple[str, ...]]
    categories: Mapping[str, read.CategoryRow]
    catalogue: str
    districts: Mapping[str, District]
    staff: Mapping[str, Actor]
    """By sign-in, and by `clerk:<unit>`, `leader:<unit>`."""
    clerks: Mapping[str, tuple[Actor, ...]]
    """Units with more than one clerk, the busiest first."""
    chances: Mapping[str, float]
    district_draw: Weighted
    family_draw: Weighted
    text_draws: Mapping[str, Weighted]
    """By first-level category."""
    channel_draw: Weighted
    boxes: Weighted
    system: Actor

    def happens(self, what: str, times: float = 1.0) -> bool:
        """Chance decides, by `seed/demo/chances.toml`; `times` as often as there."""
        return self.rng.random() < times * self.chances[what]

    def clerk(self, unit: str, serial: int) -> Actor:
        """Who handles this ticket of the run at the unit: of several, the first has most and the last fewest."""
        some = self.clerks.get(unit, (self.staff[f"clerk:{unit}"],))
        turns = [place for place in range(len(some)) for _turn in range(len(some) - place)]
        return some[turns[serial % len(turns)]]

    def leader(self, unit: str) -> Actor:
        return self.staff[f"leader:{unit}"]


def open_world(seed: int, now: datetime, signed: Mapping[str, Actor]) -> World:
    """The world at a moment; `signed` are the demo's own users by sign-in. Needs the base data in the database."""
    rng = random.Random(seed)  # noqa: S311 - a story, not a secret
    units = dict(people.units())
    shares = texts.read("shares")
    districts = {row["code"]: District(row["code"], row["lon"], row["lat"]) for row in shares["district"]}
    for unit in units.values():
        if unit.kind == "street" and unit.parent in districts:
            districts[unit.parent].streets.append(unit)
    city = config.settings().city
    families = {family: shares["categories"][family] for family in texts.by_family()}
    boxes = {code: 6.0 / post.rank**1.5 for code, post in people.posts().items()}
    return World(
        city=city,
        now=now,
        rng=rng,
        limits=Limits(sla.calendar(), sla.pack(), rng),
        units=units,
        ancestors={code: tuple(people.ancestors(code)) for code in units},
        categories={row.code: row for row in read.categories()},
        catalogue=read.catalogue_version().version,
        districts=districts,
        staff=_staff(city, units, signed),
        clerks=_clerks(signed),
        chances=texts.read("chances"),
        district_draw=weighted({row["code"]: row["people"] for row in shares["district"]}),
        family_draw=weighted(families),
        text_draws={family: _by_kind(rows, shares["kinds"]) for family, rows in texts.by_family().items()},
        channel_draw=weighted(shares["channels"]),
        boxes=weighted(boxes),
        system=actors.system(city),
    )


def _by_kind(rows: tuple[Text, ...], kinds: Mapping[str, float]) -> Weighted:
    alike = Counter(row.kind for row in rows)
    return weighted({row: kinds[row.kind] / alike[row.kind] for row in rows})


def _staff(city: str, units: Mapping[str, Unit], signed: Mapping[str, Actor]) -> dict[str, Actor]:
    """A clerk and a leader for every unit: the demo's own users where there are such, else people who only sign."""
    staff = dict(signed)
    for number, unit in enumerate(units.values()):
        for role, title, step in (("clerk", "演示经办", 0), ("leader", "演示领导", 1)):
            actor = Actor(1001 + 2 * number + step, f"{unit.short}{title}", role, city, unit.code, unit.name)
            staff[f"{role}:{unit.code}"] = actor
    for actor in reversed(list(signed.values())):
        if actor.role in {"clerk", "leader"}:
            staff[f"{actor.role}:{actor.unit}"] = actor
    return staff


def _clerks(signed: Mapping[str, Actor]) -> dict[str, tuple[Actor, ...]]:
    found: dict[str, tuple[Actor, ...]] = {}
    for actor in signed.values():
        if actor.role == "clerk":
            found[actor.unit] = (*found.get(actor.unit, ()), actor)
    return found
