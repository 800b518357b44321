"""One matter and its life: who wrote what about which place, and how it reached the hotline."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from hotline import actors, clock
from hotline.actors import Actor
from hotline.db import id_at
from hotline.demo import clocks, routed, texts, verbs
from hotline.demo.life import Life, slotted
from hotline.demo.rows import PetitionerRow, TicketRow
from hotline.demo.texts import Text
from hotline.demo.world import World
from hotline.privacy import sealing
from hotline.tickets import states

WRITTEN = frozenset({"mailbox", "web", "letter", "forum"})
"""Channels whose people leave an e-mail address."""
MAPPED = frozenset({"app", "wechat"})
"""Channels that send a position."""


@dataclass(frozen=True, slots=True)
class Door:
    """Which ticket of the run this is, and what the numbers of its day are."""

    serial: int
    number: str
    people: int
    """How many demo citizens there are."""
    reasons: routed.Reasons


@dataclass(slots=True)
class Story:
    life: Life
    world: World
    text: Text
    values: dict[str, str]
    sure: bool = False

    @property
    def citizen(self) -> Actor:
        return actors.citizen(self.world.city, self.life.ticket.id)

    def say(self, step: str) -> str:
        return texts.fill(texts.say(self.world.rng, step), self.values)

    def minutes(self, low: float, high: float) -> datetime:
        """A moment between so many minutes from now on."""
        return self.life.at + timedelta(minutes=self.world.rng.uniform(low, high))

    def at_desk(self, days: int = 0) -> datetime:
        return self.world.limits.desk_time(self.life.at, days)

    def run(self, plan: list[tuple[datetime, Callable[[], None]]]) -> None:
        """Do these in the order of their times, those that still lie ahead."""
        for moment, act in sorted(plan, key=lambda entry: entry[0]):
            if moment > self.life.at:
                self.life.advance(moment)
                act()


@dataclass(frozen=True, slots=True)
class Wish:
    """What a story is asked for; empty leaves it to chance."""

    text: Text | None = None
    channel: str = ""
    district: str = ""
    street: str = ""
    urgency: str = ""
    values: dict[str, str] | None = None
    public: bool = False


def arrive(world: World, door: Door, at: datetime, wish: Wish) -> Story:
    """The matter reaches the hotline, is routed and promised, as `receive` and its listeners do."""
    rng = world.rng
    text = wish.text or world.text_draws[world.family_draw.draw(rng)].draw(rng)
    district = world.districts[wish.district or world.district_draw.draw(rng)]
    street = world.units[wish.street or rng.choice(district.streets).code]
    channel = wish.channel or world.channel_draw.draw(rng)
    values = wish.values or texts.slots(rng, world.units[district.code].short, street.name)
    title, body = (
        (texts.fill(text.title, values), texts.fill(text.body, values)) if wish.text else texts.told(rng, text, values)
    )
    at = slotted(at, door.serial)
    ticket = TicketRow(
        world.city, id_at(at) | (door.serial & 0xFFFF) << 6, door.number, f"{rng.randrange(10**8):08d}", channel,
        f"demo-{door.serial}", title, body, at, at, at,
        mailbox=world.boxes.draw(rng) if channel == "mailbox" else "", kind=text.kind, category=text.category,
        urgency=wish.urgency or world.categories[text.category].urgency or "normal", district=district.code,
        street=street.code, public=text.kind != "report" and (world.happens("publish") or wish.public),
        confidential=text.kind == "report" or world.categories[text.category].confidential
        or world.happens("confidential"),
    )  # fmt: skip
    if channel in MAPPED:
        ticket.lon = round(rng.gauss(district.lon, 0.02), 6)
        ticket.lat = round(rng.gauss(district.lat, 0.015), 6)
    ticket.follow_up = not world.happens("no_visit")
    story = Story(Life(world, ticket, door.serial, at), world, text, values)
    _person(story, door)
    _receive(story, door)
    return story


def _person(story: Story, door: Door) -> None:
    """A demo citizen: `演示市民…`, landlines 028-5…, which Chengdu does not use, and mail at example.com."""
    rng, ticket, values = story.world.rng, story.life.ticket, story.values
    who = int(rng.random() ** 1.3 * door.people) + 1
    known = not story.world.happens("anonymous")
    phone = f"+86285{who:07d}" if known or ticket.channel == "phone" else ""
    email = f"demo{who}@example.com" if known and ticket.channel in WRITTEN else ""
    address = f"{values['district']}{values['street']}{values['road']}{who % 200 + 1}号{values['estate']}"
    story.life.person = PetitionerRow(
        ticket.city, ticket.id, f"演示市民{who:03d}" if known else "", phone, email, "", address,
        sealing.lookup(phone), sealing.lookup(email),
    )  # fmt: skip


def _receive(story: Story, door: Door) -> None:
    """The first event, the decision, the promise; what did not come by phone is accepted at once."""
    life, world, ticket = story.life, story.world, story.life.ticket
    staff = world.staff
    by = staff["operator"] if ticket.channel == "phone" else story.citizen
    event = life.append(states.START, "", by, "", {"mailbox": ticket.mailbox}, public=True)
    unit, assist = routed.lead_of(world, ticket.category, ticket.district)
    words = door.reasons.words(world, ticket.category, ticket.title + ticket.body, story.text.title + story.text.body)
    story.sure = not ticket.confidential and world.happens("auto")
    decision = routed.decide(life, world, words, unit, assist, story.sure)
    event.data["decision"] = decision.id
    clocks.promise_from(life, ticket.received_at)
    if ticket.channel != "phone":
        verbs.simple(life, "accept", world.system)


def day_words(moment: datetime) -> str:
    """2026年11月20日"""
    day = clock.local(moment)
    return f"{day.year}年{day.month}月{day.day}日"
