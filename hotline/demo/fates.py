"""What becomes of a matter, by chance: answered on the line, guided, merged, or sent to a unit till its end."""

from collections import deque
from datetime import datetime, timedelta

from hotline.demo import endings, handling, routed, texts, verbs
from hotline.demo.life import Horizon, Life
from hotline.demo.story import Story
from hotline.demo.world import World
from hotline.tickets import states

REMEMBERED = 300
"""How many of the latest stories a duplicate may belong to."""
DOUBTED = 2.5
"""The surer the engine, the seldomer it is wrong: at a confidence of 0.6 as often as the table of chances says."""
UNANSWERED = states.OPEN - {"reviewed"}


class Masters:
    """The latest stories, in whose matter others may join."""

    def __init__(self) -> None:
        self._latest: deque[Story] = deque(maxlen=REMEMBERED)

    def remember(self, story: Story) -> None:
        if story.life.ticket.lead_unit and story.life.ticket.master_id is None:
            self._latest.append(story)

    def open_at(self, moment: datetime, world: World) -> Story | None:
        """Some story whose ticket was open and not answered then."""
        for _ in range(6):
            if self._latest:
                story = world.rng.choice(self._latest)
                if story.life.ticket.received_at < moment and state_at(story.life, moment) in UNANSWERED:
                    return story
        return None


def state_at(life: Life, moment: datetime) -> str:
    return next((event.to for event in reversed(life.events) if event.at <= moment), "")


def tell(story: Story) -> None:
    """Live until the end or the present."""
    try:
        _begin(story)
    except Horizon:
        return
    story.life.advance(story.world.now)


def join(story: Story, master: Story) -> None:
    """This matter is handled with its master."""
    life, dispatcher = story.life, story.world.staff["dispatcher"]
    try:
        life.advance(story.minutes(3, 25))
        if state_at(master.life, life.at) in UNANSWERED:
            verbs.merge(life, dispatcher, master.life, story.say("merge"))
    except Horizon:
        return


def forward(story: Story) -> None:
    """Dispatch, work, answer, and what the citizen says to it."""
    life, world = story.life, story.world
    if life.ticket.state == "received":
        verbs.simple(life, "accept", world.staff["operator"])
    handling.send(story)
    doubt = DOUBTED * (1.0 - life.decisions[-1].confidence) if life.decisions else 1.0
    if world.happens("misrouted", doubt) and not handling.returned(story):
        return
    if world.happens("redispatched", doubt):
        life.advance(story.minutes(20, 200))
        handling.redispatch(story)
    handling.work(story)
    endings.follow_up(story)


def _begin(story: Story) -> None:
    life, world = story.life, story.world
    operator, desk = world.staff["operator"], story.at_desk
    if life.ticket.state == "received":
        life.advance(story.minutes(0.3, 4))
        if world.happens("void"):
            verbs.finish(life, "void", operator, story.say("void"))
            return
    if world.happens("guide"):
        life.advance(story.minutes(2, 30))
        verbs.finish(life, "guide", operator, story.say("guide"))
        return
    consult = life.ticket.kind == "consult"
    if life.ticket.kind != "report" and world.happens("consult_direct" if consult else "direct"):
        life.advance(story.minutes(1, 9) if life.ticket.channel == "phone" else desk())
        verbs.finish(life, "answer", operator, _direct_answer(story, consult))
        return
    if world.happens("need_info") and not _informed(story):
        return
    if life.ticket.state == "received":
        verbs.simple(life, "accept", operator)
    if world.happens("withdraw"):
        life.advance(story.minutes(30, 900))
        verbs.withdraw(life, story.citizen, story.say("withdraw"))
        return
    forward(story)


def _direct_answer(story: Story, consult: bool) -> str:
    life, world = story.life, story.world
    unit, _ = routed.lead_of(world, life.ticket.category, life.ticket.district)
    done = texts.fill(story.text.done, story.values)
    if consult:
        return f"您好！{done}如需进一步了解，可再拨12345。"
    return texts.fill(texts.say(world.rng, "direct"), {**story.values, "unit": world.units[unit].name, "done": done})


def _informed(story: Story) -> bool:
    """Material is asked for; without it the matter is decided on what is known after the limit."""
    life, world = story.life, story.world
    operator = world.staff["operator"]
    until = verbs.ask_info(life, operator, story.say("ask_info"))
    if not world.happens("info_given"):
        life.advance(until)
        verbs.simple(life, "go_on", world.system)
        life.advance(story.at_desk(1))
        verbs.finish(life, "guide", operator, story.say("guide"))
        return False
    life.advance(min(story.minutes(40, 2400), until - timedelta(minutes=5)))
    verbs.simple(life, "supply", story.citizen, story.say("supply"))
    life.advance(story.minutes(5, 200))
    return True
