"""What many write about at once (热点): one event at one place, each in other words."""

from dataclasses import dataclass
from datetime import timedelta

from hotline.demo import fates, texts
from hotline.demo.staging import Scene
from hotline.demo.story import Wish
from hotline.demo.texts import Text
from hotline.demo.world import World

LEAST = 1_000
"""A demo with fewer tickets has room for what stands on the desks alone."""


@dataclass(frozen=True, slots=True)
class Event:
    """`days`: how long ago it began and ended; each matter takes one of `title`, `began`, `more` and `wish`."""

    category: str
    kind: str
    district: str
    street: str
    people: int
    days: tuple[float, float]
    values: dict[str, str]
    title: tuple[str, ...]
    began: tuple[str, ...]
    more: tuple[str, ...]
    wish: tuple[str, ...]
    found: str
    done: str


def scenes(world: World, tickets: int) -> list[Scene]:
    """The matters of every event, in the order of their arrival; none in a small demo."""
    if tickets < LEAST:
        return []
    events = [Event(**row) for row in texts.read("events")["event"]]
    return sorted((scene for event in events for scene in _matters(world, event)), key=lambda scene: scene.at)


def _matters(world: World, event: Event) -> list[Scene]:
    began, ended = event.days
    return [
        Scene(world.now - timedelta(days=world.rng.uniform(ended, began)), _wish(world, event), fates.forward)
        for _one in range(event.people)
    ]


def _wish(world: World, event: Event) -> Wish:
    def one(sayings: tuple[str, ...]) -> str:
        return world.rng.choice(sayings)

    body = one(event.began) + one(event.more) + one(event.wish)
    text = Text(event.category, event.kind, one(event.title), body, event.found, event.done)
    place = world.units[event.district].short, world.units[event.street].name
    values = texts.slots(world.rng, *place) | event.values
    return Wish(text, "", event.district, event.street, values=values)
