"""A unit's work on a matter, from the dispatch to the answer its leader signs."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from hotline.demo import routed, texts, verbs
from hotline.demo.story import Story, day_words
from hotline.followup.actions import NO_VISIT_WANTED, PRAISE
from hotline.sla.calendar import local_day
from hotline.tickets import states
from hotline.tickets.actions.handling import RESOLUTIONS

Plan = list[tuple[datetime, Callable[[], None]]]
RESULTS = (60, 12, 6, 13, 7, 2)
"""How often each of RESOLUTIONS comes, in their order."""
LATE_DAYS = (1, 1, 1, 2, 2, 3, 4, 5, 6, 8, 12)
BUREAUS_LATER = 2.2
"""Bureaus and utilities are late more often than districts (Chengdu 2018: 1.51 % and 0.04 %)."""


def send(story: Story, unit: str = "") -> None:
    """Dispatch by the system, by the operator of the call, or later by a dispatcher; to `unit` or where it belongs."""
    life, world, ticket = story.life, story.world, story.life.ticket
    lead, assist = routed.lead_of(world, ticket.category, ticket.district)
    if world.categories[ticket.category].grassroots and not assist and world.happens("to_street"):
        lead = ticket.street
    lead = unit or lead
    if story.sure and lead == life.decisions[-1].unit and not life.assignments:
        if ticket.channel == "phone":
            life.advance(story.minutes(0.1, 1.5))
        verbs.dispatch(life, world.staff["operator"] if ticket.channel == "phone" else world.system, lead, assist)
        return
    dispatcher = world.staff["dispatcher"]
    life.advance(story.minutes(4, 95))
    if not life.assignments and world.happens("corrected"):
        _correct(story)
    verbs.dispatch(life, dispatcher, lead, assist, story.say("dispatch"))
    routed.learn(life, world, dispatcher, "dispatch", lead)


def work(story: Story) -> None:
    """Sign, contact, act, reply, and have the reply signed; the clock is the lead unit's."""
    life, world = story.life, story.world
    clerk = world.clerk(life.ticket.lead_unit, life.serial)
    if life.ticket.state == "dispatched" and not world.happens("unsigned"):
        life.advance(_soon(story, 0.2, life.lead().sign_by))
        if life.ticket.state == "dispatched":
            verbs.sign(life, clerk)
    reply_at = _reply_time(story)
    story.run(_meanwhile(story, reply_at))
    if _extended(story):
        reply_at = _reply_time(story)
    while life.ticket.state in states.UNIT:
        life.advance(max(reply_at, life.at + timedelta(minutes=1)))
        _act_late(story)
        write(story)
        life.advance(story.at_desk(world.rng.choice((0, 0, 1))))
        if world.happens("sent_back"):
            verbs.send_back(life, world.leader(life.ticket.lead_unit), story.say("send_back"))
            reply_at = story.at_desk(world.rng.choice((0, 1)))
            continue
        approve(story)


def approve(story: Story) -> None:
    """The leader signs; praise, and whoever wants no call, are done at once (D-52)."""
    life, world = story.life, story.world
    verbs.approve(life, world.leader(life.ticket.lead_unit), story.say("approve"))
    if life.ticket.kind == "praise" or not life.ticket.follow_up:
        verbs.finish(life, "close", world.system, PRAISE if life.ticket.kind == "praise" else NO_VISIT_WANTED)


def write(story: Story) -> None:
    """The internal report and the public answer."""
    life, world, ticket = story.life, story.world, story.life.ticket
    unit = world.units[ticket.lead_unit].name
    values = {**story.values, "unit": unit, "day": day_words(life.at)}
    internal = texts.fill(texts.say(world.rng, "internal"), {
        **values, "found": texts.fill(story.text.found, values), "done": texts.fill(story.text.done, values),
    })  # fmt: skip
    basis = world.categories[ticket.category].basis
    public = texts.answer(ticket.title, story.text, values, ticket.number, basis, texts.say(world.rng, "later"))
    result = world.rng.choices(RESOLUTIONS, RESULTS)[0]
    verbs.reply(life, world.clerk(ticket.lead_unit, life.serial), result, internal, public)


def _meanwhile(story: Story, until: datetime) -> Plan:
    """What happens between signing and reply, each with its moment."""
    life, world, ticket = story.life, story.world, story.life.ticket
    begun, span, rng = life.at, max(until - life.at, timedelta(minutes=5)), world.rng
    plan: Plan = []

    def some_time(low: float, high: float, act: Callable[[], None]) -> None:
        plan.append((begun + span * rng.uniform(low, high), act))

    if world.happens("contacted"):
        plan.append((_contact_time(story, until), partial(_contact, story)))
    kind = world.units[ticket.lead_unit].kind
    if kind in {"district", "zone"} and world.categories[ticket.category].grassroots and world.happens("sub_assigned"):
        some_time(0.01, 0.2, partial(_sub_assign, story))
        some_time(0.5, 0.95, partial(_opine, story, "child"))
    if len(life.live()) > 1:
        some_time(0.3, 0.9, partial(_opine, story, "assist"))
    for what, act in (("urged", _urge), ("supplied", _supply), ("noted", _note), ("instructed", _instruct)):
        if world.happens(what):
            some_time(0.2, 0.98, partial(act, story))
    return plan


def _contact_time(story: Story, until: datetime) -> datetime:
    """Mostly inside the limit of the first contact, and before the reply."""
    life, rng = story.life, story.world.rng
    by, late = life.lead().contact_by, story.world.happens("contacted_late")
    latest = max(by, life.at) if by is not None and not late else life.at + timedelta(hours=40)
    return min(life.at + (latest - life.at) * rng.uniform(0.05, 0.9), until - timedelta(seconds=30))


def _reply_time(story: Story) -> datetime:
    """Somewhere inside the limit, seldom after it."""
    life, world, rng = story.life, story.world, story.world.rng
    running = life.clocks[life.lead().id]
    bureau = world.units[life.ticket.lead_unit].kind in {"bureau", "utility"}
    late = rng.random() < world.chances["late"] * (BUREAUS_LATER if bureau else 1)
    if running.limit_hours:
        share = rng.uniform(1.05, 1.9) if late else rng.uniform(0.15, 0.85)
        return running.started_at + (running.due_at - running.started_at) * share
    if late:
        return world.limits.desk_time(running.due_at, rng.choice(LATE_DAYS))
    left = max(world.limits.calendar.workdays_between(local_day(life.at), local_day(running.due_at)), 0)
    return min(world.limits.desk_time(life.at, int(rng.betavariate(1.5, 3.2) * left)), running.due_at)


def _soon(story: Story, share: float, by: datetime | None) -> datetime:
    """Desk hours for ordinary limits; at once when little time is given."""
    life, rng = story.life, story.world.rng
    given = (by - life.at) if by is not None else timedelta(days=1)
    if given < timedelta(hours=4):
        return life.at + given * rng.uniform(0.1, 0.8)
    return min(story.at_desk(1 if rng.random() < share else 0), life.at + given * 0.97)


def returned(story: Story) -> bool:
    """A wrong unit asks to hand it back. False when the ticket is still where it may not stay."""
    life, world = story.life, story.world
    clerk, dispatcher = world.clerk(life.ticket.lead_unit, life.serial), world.staff["dispatcher"]
    reason = world.rng.choice(("place", "duty", "duty", "overlap"))
    life.advance(story.minutes(30, 300))
    verbs.ask(life, "return", clerk, reason, story.say("ask_return"), suggested_unit=_another(story))
    life.advance(min(story.minutes(40, 500), life.waits["return_review"].due_at - timedelta(minutes=5)))
    if not world.happens("return_granted"):
        verbs.refuse_return(life, dispatcher, story.say("refuse_return"))
        return True
    verbs.grant_return(life, dispatcher, story.say("grant_return"))
    send(story, life.requests[-1].suggested_unit)
    return bool(life.ticket.lead_unit)


def _extended(story: Story) -> bool:
    """More time is asked for before the limit and decided the next day at the latest."""
    life, world, ticket = story.life, story.world, story.life.ticket
    if ticket.state != "handling" or not world.happens("extension"):
        return False
    ask_at = story.at_desk(1)
    if ask_at >= ticket.due_at:
        return False
    life.advance(ask_at)
    if ticket.state != "handling" or life.at >= ticket.due_at:
        return False
    days = world.rng.choice((3, 5, 7))
    reason = world.rng.choice(("complex", "joint", "testing", "season"))
    verbs.ask(
        life, "extension", world.clerk(ticket.lead_unit, life.serial), reason, story.say("ask_extension"), days=days
    )
    life.advance(story.minutes(30, 600))
    if world.happens("extension_granted"):
        verbs.grant_extension(life, world.staff["dispatcher"], story.say("grant_extension"))
        return True
    verbs.refuse_extension(life, world.staff["dispatcher"], story.say("refuse_extension"))
    return False


def redispatch(story: Story) -> None:
    life, world = story.life, story.world
    unit, dispatcher = _another(story), world.staff["dispatcher"]
    before = life.ticket.lead_unit
    verbs.redispatch(life, dispatcher, unit, story.say("redispatch"))
    routed.learn(life, world, dispatcher, "redispatch", unit, before)


def _another(story: Story) -> str:
    """A unit whose matter it could be as well."""
    world, ticket = story.world, story.life.ticket
    bureau = world.categories[ticket.category].unit
    candidates = [unit for unit in (bureau, ticket.district) if unit != ticket.lead_unit]
    return str(world.rng.choice(candidates))


def _correct(story: Story) -> None:
    """The dispatcher moves the matter to a neighbouring category."""
    life, world = story.life, story.world
    old = life.ticket.category
    other = [code for code in world.categories if len(code) == 4 and code[:2] == old[:2] and code != old]
    dispatcher = world.staff["dispatcher"]
    verbs.correct(life, dispatcher, world.rng.choice(other), story.say("correct"))
    routed.learn(life, world, dispatcher, "correct", life.decisions[-1].unit)


def _contact(story: Story) -> None:
    verbs.contact(story.life, story.world.clerk(story.life.ticket.lead_unit, story.life.serial), story.say("contact"))


def _sub_assign(story: Story) -> None:
    ticket = story.life.ticket
    if ticket.state == "handling" and ticket.street not in ticket.holders:
        clerk = story.world.clerk(ticket.lead_unit, story.life.serial)
        verbs.sub_assign(story.life, clerk, ticket.street, story.say("sub_assign"))


def _opine(story: Story, part: str) -> None:
    for row in story.life.live():
        if row.part == part:
            verbs.opine(story.life, story.world.clerk(row.unit, story.life.serial), story.say("opine"))
            return


def _urge(story: Story) -> None:
    verbs.urge(story.life, story.citizen, story.say("urge"))


def _supply(story: Story) -> None:
    verbs.simple(story.life, "supply", story.citizen, story.say("supply"))


def _note(story: Story) -> None:
    verbs.simple(
        story.life, "note", story.world.clerk(story.life.ticket.lead_unit, story.life.serial), story.say("note")
    )


def _instruct(story: Story) -> None:
    verbs.simple(story.life, "instruct", story.world.staff["mayor"], story.say("instruct"))


def _act_late(story: Story) -> None:
    """Before a late reply a supervisor may have demanded it in writing."""
    life, world = story.life, story.world
    if life.ticket.level >= 4 and not any(event.verb == "supervise" for event in life.events):
        verbs.supervise(life, world.staff["supervisor"], story.say("supervise"))
        life.advance(story.minutes(20, 90))
    if life.ticket.state == "dispatched":
        verbs.sign(life, world.clerk(life.ticket.lead_unit, life.serial))
