"""What a reply to a citizen is looked through for before it goes out (D-48, D-50). Pure: finds, never decides."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from hotline.privacy import masking

LEAST = 30
"""Letters below which a text is no answer to anything."""
COPIED = 0.9
"""Share of letter pairs in common from which a text counts as copied from another."""
ANSWERED = 0.2
"""Share of a question's letter pairs that an answer takes up when it speaks of it at all."""
LONGEST_ASK = 40
MOST_ASKS = 6
NEAR = 16
"""Letters before a number in which the word stands that makes it the office's own."""

_SENTENCE = re.compile(r"[^。！？!?；;\n]+[。！？!?；;]?")
_DATE = re.compile(
    r"\d{1,2}\s*月(?:\s*\d{1,2}\s*[日号]|底|初|中旬|上旬|下旬)|\d+\s*个{0,1}(?:工作日|自然日|天|日|周|月|小时)内|"
    r"\d{4}-\d{1,2}-\d{1,2}|[年周]底前|(?:今|明)[日天晚]|本[周月]内|第[一二三四]季度"
)
_BASIS = re.compile(
    r"《[^》]{3,}》|第[一二三四五六七八九十百\d]+条|[〔\[【]\d{4}[〕\]】]\s*\d+\s*号|[A-Z]{2}/?T?\s?\d{3,}"
)
_LANDLINE = re.compile(r"(?<!\d)(?:0\d{2,3}[-—－ ])\d{7,8}(?!\d)")
_CARD = re.compile(r"(?<!\d)(?!\d{6}(?:19|20)\d\d[01]\d[0-3]\d{5}(?!\d))(?:62|4\d|5[1-5])\d{13,17}(?!\d)")
_FLAT = re.compile(r"\d+\s*单元\s*\d{3,4}|\d+\s*[栋幢座]\s*\d{3,4}\s*[号室]")
_PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][·.]?[A-Z\d]{5,6}(?![A-Z\d])"
)
_WECHAT = re.compile(r"(微信(?:号|帐号|账号)?\W{0,2}[A-Za-z])[-\w]{5,19}", re.ASCII)
_MOBILE = re.compile(r"(?<!\d)1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)")


@dataclass(frozen=True, slots=True)
class Words:
    """The word lists of `seed/replies.toml`."""

    forbidden: tuple[str, ...]
    promise: tuple[str, ...]
    done: tuple[str, ...]
    asks: tuple[str, ...]
    contact: tuple[str, ...]
    turning_away: tuple[str, ...] = ()
    """Patterns of the same as `forbidden`, for what is said in other words."""
    theirs: tuple[str, ...] = ()
    """Patterns before a telephone number that make it a citizen's, though a word of contact stands there."""
    private: tuple[str, ...] = ()
    """Patterns of what only its owner should read, shown without its figures."""
    begging: tuple[str, ...] = ()
    """Patterns of asking a citizen for a good mark."""
    blanks: tuple[str, ...] = ()
    """Patterns of a template that was not filled in."""
    meets: tuple[tuple[str, str], ...] = ()
    """A pattern of a question, and one of what meets it without a word in common."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A reply as it stands, and what is known of its ticket."""

    public: str
    internal: str
    resolution: str
    subject: str
    body: str
    """What the citizen said."""
    contacted: bool
    evidence: int
    """Files that are kept with the ticket as evidence, or chosen to be."""
    person: masking.Person
    earlier: Sequence[str] = ()
    """Answers that this citizen had before."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at. `hard`: it must not go out unless a person says so once more. `found`: what it is about."""

    code: str
    ok: bool
    field: str
    found: tuple[str, ...] = ()
    hard: bool = False


def check(draft: Draft, words: Words) -> tuple[Check, ...]:
    """All checks in the order of a good answer, those that pass among them."""
    undated = loose(draft.public, words.promise)
    missing = unanswered(f"{draft.subject}。\n{draft.body}", draft.public, words.asks, words.meets)
    claims = tuple(word for word in words.done if word in draft.public or word in draft.internal)
    proven = draft.evidence > 0 or not (claims or draft.resolution == "solved")
    turned_away = hurts(draft.public, words)
    exposed = personal(draft.public, draft.person, words)
    return (
        Check("contact", draft.contacted, "contact"),
        Check("evidence", proven, "evidence", claims[:2]),
        Check("questions", not missing, "public", missing),
        Check("basis", bool(_BASIS.search(draft.public)), "public"),
        Check("promise", not undated, "public", undated),
        Check("substance", not _thin(draft), "public"),
        Check("personal", not exposed, "public", exposed, hard=True),
        Check("tone", not turned_away, "public", turned_away, hard=True),
    )


def faults(checks: Sequence[Check]) -> list[Check]:
    """Those that must be confirmed before the reply goes on."""
    return [one for one in checks if one.hard and not one.ok]


def read_words(data: Mapping[str, Any]) -> Words:
    """The lists of the data file."""
    lists = {name: tuple(data[name]) for name in Words.__dataclass_fields__ if name != "meets"}
    return Words(**lists, meets=tuple((row["asks"], row["met"]) for row in data["meets"]))


def unanswered(letter: str, answer: str, asks: Sequence[str], meets: Sequence[tuple[str, str]] = ()) -> tuple[str, ...]:
    """The questions of a letter that the answer shares hardly a word with, at most a handful, shortened. With
    one pair in common a question of when is met by a date, one of who by an office: `meets`.

    A heuristic on pairs of letters: it tells where to look, not what is true.
    """
    said = _pairs(answer)
    found = []
    for sentence in _asked(letter, asks):
        pairs = _pairs(sentence)
        shared = pairs & said
        if len(pairs) >= 3 and len(shared) / len(pairs) < ANSWERED and not (shared and _met(sentence, answer, meets)):
            short = sentence.strip()
            found.append(short[:LONGEST_ASK] + ("……" if len(short) > LONGEST_ASK else ""))
    return tuple(found[:MOST_ASKS])


def _met(question: str, answer: str, meets: Sequence[tuple[str, str]]) -> bool:
    asked = [met for asks, met in meets if re.search(asks, question)]
    return bool(asked) and all(re.search(met, answer) for met in asked)


def unfilled(text: str, words: Words) -> tuple[str, ...]:
    """Places of a template that nobody filled in."""
    return tuple(dict.fromkeys(match[0] for one in words.blanks for match in re.finditer(one, text)))


def begs(text: str, words: Words) -> tuple[str, ...]:
    """Where a citizen is asked for a good mark."""
    plain = _plain(text)
    return tuple(match[0] for match in (re.search(one, plain) for one in words.begging) if match)


def loose(text: str, promise: Sequence[str]) -> tuple[str, ...]:
    """The words of promises in sentences that name no date."""
    found = [word for one in _SENTENCE.findall(text) if not _DATE.search(one) for word in promise if word in one]
    return tuple(dict.fromkeys(found))


def hurts(text: str, words: Words) -> tuple[str, ...]:
    """The words that turn a citizen away or blame her."""
    plain = _plain(text)
    found = [word for word in words.forbidden if word in plain]
    found += [match[0] for match in (re.search(one, plain) for one in words.turning_away) if match]
    return tuple(one for one in dict.fromkeys(found) if not any(one != other and one in other for other in found))


def contact_given(text: str, contact: Sequence[str]) -> bool:
    """Says whom to ask: the number of an office, or a word of contact with a number after it."""
    said = text.lower()
    spoken = any(re.search(rf"{re.escape(word)}.{{0,12}}\d{{3,}}", said) for word in contact)
    return spoken or _LANDLINE.search(text) is not None


def personal(text: str, person: masking.Person, words: Words) -> tuple[str, ...]:
    """What names the citizen or is a private number, each masked; the office's own telephone is none."""
    text = unicodedata.normalize("NFKC", text)
    found = [masked for known, masked in _known(person) if known in text]
    for number in _MOBILE.finditer(text):
        before = text[max(0, number.start() - NEAR) : number.start()]
        if any(re.search(one, before) for one in words.theirs) or not any(word in before for word in words.contact):
            found.append(masking.phone(number[0]))
    found += [f"****{card[0][-4:]}" for card in _CARD.finditer(text)]
    found += [f"{plate[0][:2]}***{plate[0][-1]}" for plate in _PLATE.finditer(text)]
    private = (_FLAT, *map(re.compile, words.private))
    found += [re.sub(r"\d", "*", told[0]) for pattern in private for told in pattern.finditer(text)]
    found += [f"{account[1]}***" for account in _WECHAT.finditer(text)]
    # Telephones are judged above, in their surroundings; what is masked besides is an id number or an address of mail.
    for line in re.findall(r"[0-9A-Za-z._%+@-]{6,}", text):
        if ("@" in line or len(line) >= 15) and masking.text(line) != line and not _CARD.fullmatch(line):
            found.append(masking.text(line))
    return tuple(dict.fromkeys(found))


def _known(person: masking.Person) -> list[tuple[str, str]]:
    national = person.phone.removeprefix("+86")
    known = [
        (national, masking.phone(national)),
        (person.email, masking.email(person.email)),
        (person.id_number, masking.id_number(person.id_number)),
        (person.name, masking.name(person.name)),
    ]
    return [(value, masked) for value, masked in known if len(value) >= masking.LEAST]


def _asked(letter: str, asks: Sequence[str]) -> list[str]:
    sentences = list(dict.fromkeys(one.strip() for one in _SENTENCE.findall(letter)))
    return [one for one in sentences if one.endswith(("？", "?")) or any(word in one for word in asks)]


def _thin(draft: Draft) -> bool:
    """Too short to answer, or word for word what is written elsewhere."""
    if len(_plain(draft.public)) < LEAST:
        return True
    pairs = _pairs(draft.public)
    others = (draft.internal, *draft.earlier)
    return any(len(pairs & _pairs(one)) / len(pairs) >= COPIED for one in others if one.strip())


def _plain(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _pairs(text: str) -> frozenset[str]:
    """Every two letters that follow each other."""
    return frozenset(first + second for first, second in pairwise(mark for mark in text if mark.isalnum()))
