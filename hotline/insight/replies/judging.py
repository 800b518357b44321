"""One reply judged: its score, and its faults in words that a clerk accepts.

Pure. The same judgement stands beside the reply editor and comes from `hotline check-reply`. Another model can take its
place: a `Judge` is any function of letter and reply, and the evaluation in docs/evaluation.md holds for it as well.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from types import SimpleNamespace

from hotline.insight.likeness import near
from hotline.insight.replies import checks, scoring
from hotline.insight.replies.reader import Reader
from hotline.insight.replies.scoring import Facts, Marks, Score

COPIED = 0.9
"""Share of the reply's runs that stand in the letter, from which it is the letter said back."""
MOSTLY = 0.5
ENOUGH = 60
"""Characters of substance in which an answer would share a word with its letter; a short yes need not."""
QUESTION = ("请问", "？", "?")
"""What makes a sentence of a letter a question that must be answered; a wish may be met in other words."""
WELL = 75
"""Points from which a reply without a fault needs no word."""
NOBODY = SimpleNamespace(name="", phone="", email="", id_number="", address="")


@dataclass(frozen=True, slots=True)
class Answered:
    """A letter with its reply and, where known, both times."""

    subject: str
    body: str
    reply: str
    asked_at: datetime | None = None
    replied_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """`code` for programs, `words` (Chinese) for the clerk; `found`: the places it is about."""

    code: str
    words: str
    found: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.words}：{'、'.join(self.found)}" if self.found else self.words


@dataclass(frozen=True, slots=True)
class Judged:
    score: Score
    faults: tuple[Fault, ...]
    whole: int
    """0 to 100: the score, less what grave faults take away."""


Judge = Callable[[Answered], Judged]

GRAVE = {"empty": 100, "forwarded": 60, "copied": 60, "personal": 30, "tone": 30, "begging": 30, "blanks": 30}
"""What a grave fault takes from 100, at most down to nothing."""


def judge(one: Answered, marks: Marks, words: checks.Words, reader: Reader) -> Judged:
    """Score and faults of one reply; an empty one has no other fault."""
    if not one.reply.strip():
        nothing = Score(0, 0, 0, _timeliness(one))
        return Judged(nothing, (Fault("empty", "没有答复内容"),), 0)
    seen = scoring.facts(one.subject, one.body, one.reply, marks)
    if _other_tongue(one):
        # Words of two languages have nothing in common, whatever is answered.
        seen = replace(seen, answered=seen.points, related=1.0)
    scored = scoring.score(seen, reader, _waited(one))
    faults = (
        *_about_the_tongue(one),
        *_about_the_letter(one, seen, marks, words),
        *_about_the_words(one, seen, words),
        *_about_time(one),
    )
    if not faults and not scoring.foreign(one.reply):
        faults = tuple(_about_the_score(scored))
    most = 100 - max((GRAVE.get(fault.code, 0) for fault in faults), default=0)
    return Judged(scored, faults, min(scored.whole, most))


def _other_tongue(one: Answered) -> bool:
    """The letter is written in Latin letters and the reply is not."""
    return scoring.foreign(one.subject + one.body) and not scoring.foreign(one.reply)


def _about_the_tongue(one: Answered) -> list[Fault]:
    return [Fault("tongue", "来信用的是外文，请同时用来信的语言答复")] if _other_tongue(one) else []


def _about_the_letter(one: Answered, seen: Facts, marks: Marks, words: checks.Words) -> list[Fault]:
    faults = []
    letter, reply = near.runs(one.subject, one.body), near.runs("", scoring.without_form(one.reply, marks))
    if len(reply) >= near.WIDTH and len(letter) >= len(reply) / 2 and near.held(reply, letter) >= COPIED:
        faults.append(Fault("copied", "与来信文字几乎相同"))
    if seen.substance == 0:
        return faults or [Fault("forwarded", "只说收到或转办，还没有答复")]
    if not seen.related and not seen.answered and seen.points and seen.substance >= ENOUGH:
        faults.append(Fault("off", "与来信反映的事没有对上，可能答非所问"))
    if seen.deflecting > MOSTLY * seen.substance:
        faults.append(Fault("sent_on", "主要是让来信人另找别处或补充信息，没有作答"))
    missing = checks.unanswered(one.body, one.reply, QUESTION, words.meets) if seen.answered < seen.points else ()
    if missing:
        faults.append(Fault("questions", "没有回应", missing))
    if seen.vague > MOSTLY * seen.substance:
        faults.append(Fault("vague", "多是努力方向，没有写明做了什么、何时完成"))
    elif seen.substance < checks.LEAST and (missing or not any(mark in one.body for mark in QUESTION)):
        faults.append(Fault("thin", "实质内容很少"))
    return faults


def _about_the_words(one: Answered, seen: Facts, words: checks.Words) -> list[Fault]:
    faults = []
    if not seen.laws:
        faults.append(Fault("basis", "没有写明依据（法规、文件名称或文号）"))
    if not seen.reasons and not seen.grounds:
        faults.append(Fault("reasons", "没有说明原因"))
    if loose := checks.loose(one.reply, words.promise):
        faults.append(Fault("promise", "有承诺没有期限", loose))
    if not checks.contact_given(one.reply, words.contact):
        faults.append(Fault("contact", "没有留联系人或电话"))
    if hurts := checks.hurts(one.reply, words):
        faults.append(Fault("tone", "有推诿或指责来信人的话", hurts))
    if exposed := checks.personal(one.reply, NOBODY, words):
        faults.append(Fault("personal", "含个人信息", exposed))
    if begged := checks.begs(one.reply, words):
        faults.append(Fault("begging", "要求来信人评满意", begged))
    if blanks := checks.unfilled(one.reply, words):
        faults.append(Fault("blanks", "模板没有填完", blanks))
    return faults


def _about_the_score(scored: Score) -> list[Fault]:
    """A middling score without a fault says where the points are missing; the wording was learned from Chinese."""
    if scored.whole >= WELL:
        return []
    if scored.completeness <= scored.explanation:
        return [Fault("partial", "可能没有答完整：写明查到什么、怎么处理、何时完成")]
    return [Fault("brief", "理由说得少：补充事实和规定的具体内容")]


def _about_time(one: Answered) -> Sequence[Fault]:
    waited = _waited(one)
    if waited is None:
        return ()
    days = waited.days
    return (Fault("late", f"来信后{days}天才答复"),) if days >= scoring.LATE.days else ()


def _timeliness(one: Answered) -> int | None:
    waited = _waited(one)
    return None if waited is None else scoring.timely(waited)


def _waited(one: Answered) -> timedelta | None:
    """Unknown also where the reply is said to be older than the letter: one of the times is wrong."""
    if one.asked_at is None or one.replied_at is None or one.replied_at < one.asked_at:
        return None
    return one.replied_at - one.asked_at
