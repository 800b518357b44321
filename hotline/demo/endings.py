"""What the citizen says to the answer: visits, misses, rework, and matters that come back."""

from datetime import timedelta

from hotline import clock
from hotline.demo import handling, verbs
from hotline.demo.rows import VisitRow
from hotline.demo.story import Story
from hotline.followup import rules
from hotline.followup.actions import OUT_OF_REACH


def follow_up(story: Story) -> None:
    """Ask the citizen; discontent sends the matter back to the unit, at most twice."""
    life, world = story.life, story.world
    while life.ticket.state == "reviewed":
        _rested(story)
        if not world.happens("evaluated"):
            _missed(story)
        elif _marked(story):
            handling.work(story)
    if world.happens("reopened"):
        life.advance(story.at_desk(world.rng.randint(2, 8)))
        verbs.reopen(life, world.staff["dispatcher"], story.say("reopen"))
        handling.send(story)
        handling.work(story)
        if life.ticket.state == "reviewed":
            _rested(story)
            _missed(story)


def miss_once(story: Story, next_days: int = 1) -> None:
    """One attempt more without success; the next is booked, or enough is enough."""
    life, world = story.life, story.world
    verbs.miss(life, world.staff["followup"])
    attempts = [clock.local(row.at).date() for row in since_answer(story)]
    if rules.out_of_reach(attempts):
        verbs.finish(life, "close", world.system, OUT_OF_REACH)
        return
    life.ticket.next_visit_at = world.limits.desk_time(life.at + timedelta(hours=2), next_days)


def since_answer(story: Story) -> list[VisitRow]:
    return verbs.since_answer(story.life)


def _rested(story: Story) -> None:
    story.life.advance(story.at_desk(story.world.rng.choice((0, 1, 1, 1, 2))))


def _missed(story: Story) -> None:
    while story.life.ticket.state == "reviewed":
        miss_once(story)
        if story.life.ticket.next_visit_at is not None and story.life.ticket.state == "reviewed":
            story.life.advance(story.life.ticket.next_visit_at + timedelta(minutes=1))


def _marked(story: Story) -> bool:
    """Record the marks. True when the unit must do it again."""
    life, world, rng = story.life, story.world, story.world.rng
    by = story.citizen if world.happens("by_citizen") else world.staff["followup"]
    content = rng.random()
    if content < world.chances["satisfied"] + world.chances["basically"]:
        solved = rng.choices(("solved", "basically", "unsolved"), (76, 22, 2))[0]
        satisfied = "satisfied" if content < world.chances["satisfied"] else "basically"
        process, contacted = rng.choice(("satisfied", "satisfied", "basically")), "yes"
    else:
        solved, satisfied = rng.choices(("basically", "unsolved"), (25, 75))[0], "dissatisfied"
        process, contacted = rng.choice(("basically", "dissatisfied")), rng.choice(("yes", "no", "unsure"))
    unhappy = rules.discontent(solved, satisfied, life.ticket.resolution)
    again = rules.follows(solved, satisfied, life.ticket.resolution, life.ticket.reworks) == "rework"
    marks = {"solved": solved, "satisfied": satisfied, "process": process, "contacted": contacted}
    words = story.say("bad" if unhappy else "good") if rng.random() < 0.7 else ""
    reason = rng.choice(rules.REASONS) if unhappy else ""
    verbs.evaluate(life, "rework" if again else "visit", by, marks, words, reason)
    return again
