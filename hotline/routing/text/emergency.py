"""Words that make a matter urgent (扬言, 安全隐患, 急难, 影响一片群众) and who must be rung. Pure rules."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from zlib import crc32

from hotline.routing.text.danger import Frames
from hotline.routing.text.ear import Ear
from hotline.routing.text.english import English
from hotline.routing.text.lexicon import Hit, normal
from hotline.routing.text.scanning import WordList

RANK = {"normal": 0, "h24": 1, "h2": 2}
NEAR = 24
"""Characters before and after a hit within which a word of the past turns it into a story."""
AFTER = 4
IMAGINED = 30
"""Characters before a hit, within its sentence, where 一旦 or 导致 make it only imagined or told."""
RISK = 8
"""Characters after a hit, within its sentence, where 风险 makes it what may happen."""
SHOWN = 3
"""Words of a minor that are named."""
LONG, OPENING = 300, 200
"""In a long letter what an area suffers counts in the title and the opening; further on only with a word of now."""
SENTENCE = "。！？!?;；\n"


@dataclass(frozen=True, slots=True)
class Rule:
    """`words` alone, or one of them with one of `nearby` at most `within` characters away. `level` is h2 or h24.

    `sort` is threat, hazard, distress or area.
    """

    code: str
    sort: str
    level: str
    words: tuple[str, ...]
    nearby: tuple[str, ...] = ()
    within: int = 12
    call: str = ""
    zh: str = ""
    en: str = ""


@dataclass(frozen=True, slots=True)
class Guards:
    """What turns a hit round: words right before it, close after it, or near it; and fixed words that mean nothing.

    `imagined`: words of a case only imagined (一旦); they do not turn threats, which are made of them (如果…就…).
    `risk`: words close after it of what may happen (风险); they turn no threats either. `told`: words before a threat,
    of what others did (导致). `now`: after one of these the sentence speaks of this moment, whatever stood before.
    """

    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    imagined: tuple[str, ...] = ()
    nothing: tuple[str, ...] = ()
    risk: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    now: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Urgency:
    """`level`: normal, h24 or h2; `call`: 110, 119, 120 or empty; `sort`: the class of the rule `rule`."""

    level: str = "normal"
    sort: str = ""
    words: tuple[str, ...] = ()
    call: str = ""
    rule: str = ""
    zh: str = ""
    en: str = ""
    minor: tuple[str, ...] = ()
    """Words by which a minor may be concerned (涉及未成年人)."""


class Minors:
    """Hears whether a minor may be concerned: `age` and `school` in the form of `lexicon.normal`, `english` as written.

    `unless`: older students, of whom school words say nothing. `zh` and `en` are said beside the alarm.
    """

    def __init__(self, zh: str, en: str, age: str, school: str, unless: str, english: str) -> None:
        self.zh, self.en = zh, en
        self._age, self._school, self._unless = map(re.compile, (age, school, unless))
        self._english = re.compile(english)

    def heard(self, title: str, body: str) -> tuple[str, ...]:
        text = normal(title) + "。" + normal(body)
        found = [match.group() for match in self._age.finditer(text)]
        if not self._unless.search(text):
            found += [match.group() for match in self._school.finditer(text)]
        found += [match.group() for match in self._english.finditer(f"{title} {body}".lower())]
        return tuple(dict.fromkeys(found))[:SHOWN]


class Alarms:
    """The rules of one city, compiled once."""

    def __init__(
        self,
        rules: Iterable[Rule],
        guards: Guards | None = None,
        frames: Frames | None = None,
        ear: tuple[Ear, Rule] | None = None,
        english: English | None = None,
        minors: Minors | None = None,
    ) -> None:
        """`frames` and `english` fire the rules of their codes, which need no words of their own; `ear` its rule.

        `minors` is asked of threats and distress only.
        """
        self._rules = tuple(rules)
        self._frames, self._ear, self._english, self._minors = frames, ear, english, minors
        self._known = (*self._rules, ear[1]) if ear is not None else self._rules
        guards = guards or Guards()
        self._before = tuple(map(normal, guards.before))
        self._after = tuple(map(normal, guards.after))
        self._near = tuple(map(normal, guards.near))
        self._imagined = tuple(map(normal, guards.imagined))
        self._risk, self._told = tuple(map(normal, guards.risk)), tuple(map(normal, guards.told))
        self._now = tuple(map(normal, guards.now))
        self._by_word: dict[str, list[Rule]] = {}
        for rule in self._rules:
            for word in map(normal, rule.words):
                self._by_word.setdefault(word, []).append(rule)
        self._nearby = {rule.code: tuple(map(normal, rule.nearby)) for rule in self._rules}
        self._lexicon = WordList((*self._by_word, *guards.nothing))

    def urgency(self, title: str, body: str) -> Urgency:
        """The most urgent rule that fires; a threat wins over others of its level."""
        [found] = self.each([(title, body)])
        return found

    def each(self, letters: Sequence[tuple[str, str]]) -> list[Urgency]:
        """The same of many, each a title and a body, in their order, and quicker."""
        fired = self._fired(letters)
        return [self._most(found, title, body) for found, (title, body) in zip(fired, letters, strict=True)]

    def _most(self, fired: Mapping[str, Sequence[str]], title: str, body: str) -> Urgency:
        rules = [rule for rule in self._known if rule.code in fired]
        first = max(rules, key=lambda rule: (RANK[rule.level], rule.sort == "threat"), default=None)
        if first is None:
            return Urgency()
        words = tuple(dict.fromkeys(fired[first.code]))
        found = Urgency(first.level, first.sort, words, first.call, first.code, first.zh, first.en)
        return self._with_minor(found, title, body)

    def dangers(self, body: str) -> tuple[str, ...]:
        """A name for each grave danger in a text, sentence by sentence: what is said later has another name.

        The names of what was said before stay as the text grows, but for a sentence that is still being written.
        """
        parts = re.split(f"[{SENTENCE}]", body)
        whole, *each = self._grave([body, *parts])
        names = dict.fromkeys(whole)
        for grave in each:
            names |= {f"{code}/{crc32(said.encode()):x}": None for code, said in grave.items()}
        return tuple(names)

    def _grave(self, texts: Sequence[str]) -> list[dict[str, str]]:
        """What fires in each of danger to life and threats, and its first word; the ear tells no words apart."""
        grave = {rule.code for rule in self._known if rule.level == "h2" or rule.sort == "threat"}
        ear = self._ear[1].code if self._ear is not None else ""
        return [
            {code: words[0] if code != ear else "" for code, words in fired.items() if code in grave}
            for fired in self._fired([("", text) for text in texts])
        ]

    def _fired(self, letters: Sequence[tuple[str, str]]) -> list[dict[str, list[str]]]:
        """The rules that fire in each and their words; the ear is asked where no other is of more than an area."""
        texts = [normal(title) + "。" + normal(body) for title, body in letters]
        every = [self._listed(text, len(normal(title))) for text, (title, _) in zip(texts, letters, strict=True)]
        if self._frames is not None:
            for fired, framed in zip(every, self._frames.each(texts), strict=True):
                fired |= {code: list(words) for code, words in framed}
        if self._english is not None:
            for fired, (title, body) in zip(every, letters, strict=True):
                fired |= {code: list(words) for code, words in self._english.heard(f"{title}. {body}")}
        if self._ear is not None:
            ear, rule = self._ear
            left = [place for place, fired in enumerate(every) if self._only_of_an_area(fired)]
            for place, words in zip(left, ear.each([texts[place] for place in left]), strict=True):
                every[place] |= {rule.code: list(words)} if words else {}
        return every

    def _only_of_an_area(self, fired: Collection[str]) -> bool:
        return all(rule.sort == "area" for rule in self._rules if rule.code in fired)

    def _listed(self, text: str, title: int) -> dict[str, list[str]]:
        """The rules that fire by their own words; `title`: how many characters of the text are the title."""
        beyond = title + OPENING if len(text) > LONG else len(text)
        fired: dict[str, list[str]] = {}
        for hit in self._lexicon.find(text):
            for rule in self._by_word.get(hit.word, ()):
                if rule.sort == "area" and beyond <= hit.start and not _has(_before(text, hit), self._now):
                    continue
                if (proof := self._proof(text, hit, rule)) is not None:
                    fired.setdefault(rule.code, []).extend(proof)
        return fired

    def _with_minor(self, found: Urgency, title: str, body: str) -> Urgency:
        """The same, and said in words where a minor may be concerned and the alarm does not say so itself."""
        asked = self._minors if found.sort in {"threat", "distress"} else None
        words = asked.heard(title, body) if asked is not None else ()
        if asked is None or not words:
            return found
        if "未成年" in found.zh:
            return replace(found, minor=words)
        zh, en = f"{asked.zh}（{'、'.join(words)}）", f"{asked.en} ({', '.join(words)})"
        return replace(found, minor=words, zh=f"{found.zh}；{zh}", en=f"{found.en}; {en}")

    def _proof(self, text: str, hit: Hit, rule: Rule) -> list[str] | None:
        """The words that fire the rule here, or nothing when a guard turns them round or the second word is missing."""
        if self._turned(text, hit, rule):
            return None
        nearby = self._nearby[rule.code]
        if not nearby:
            return [hit.word]
        around = text[max(0, hit.start - rule.within) : hit.start] + "。" + text[hit.end : hit.end + rule.within]
        second = next((word for word in nearby if word in around), None)
        return None if second is None else [hit.word, second]

    def _turned(self, text: str, hit: Hit, rule: Rule) -> bool:
        if text[: hit.start].endswith(self._before):
            return True
        if _has(text[hit.end : hit.end + AFTER], self._after):
            return True
        led = _before(text, hit)
        led = led[max((led.rfind(word) + len(word) for word in self._now if word in led), default=0) :]
        if rule.sort == "threat":
            return _has(led, self._told) or _has(_same_sentence(text, hit), self._near)
        if _has(led, self._imagined) or _has(re.split(f"[{SENTENCE}]", text[hit.end : hit.end + RISK])[0], self._risk):
            return True
        return _has(_same_sentence(text, hit), self._near)


def _has(text: str, words: Sequence[str]) -> bool:
    return any(word in text for word in words)


def _before(text: str, hit: Hit) -> str:
    """The beginning of the hit's sentence, at most `IMAGINED` characters."""
    return re.split(f"[{SENTENCE}]", text[max(0, hit.start - IMAGINED) : hit.start])[-1]


def _same_sentence(text: str, hit: Hit) -> str:
    """The text around the hit, at most `NEAR` characters each side, cut at the ends of its sentence."""
    before, after = text[max(0, hit.start - NEAR) : hit.start], text[hit.end : hit.end + NEAR]
    start = max((before.rfind(mark) for mark in SENTENCE), default=-1) + 1
    ends = [place for mark in SENTENCE if (place := after.find(mark)) >= 0]
    return before[start:] + after[: min(ends, default=NEAR)]
