"""What routing knows of a matter, of the units, and what it decides: plain values. Pure rules."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from hotline.routing.text.emergency import Urgency
from hotline.routing.text.matching import Category, Scored
from hotline.routing.text.named_places import Found
from hotline.routing.text.reporting import Report
from hotline.routing.units import Unit


class Learned(Protocol):
    """What learned from past tickets and says which category a letter is like; `sha256` names it."""

    @property
    def sha256(self) -> str: ...

    def like(self, letters: Sequence[tuple[str, str]]) -> Sequence[Sequence[tuple[str, float]]]:
        """Of each letter (title, body) the few categories it is like, with their probability, the likeliest first."""
        ...


@dataclass(frozen=True, slots=True)
class Limits:
    """Numbers of the decision, from data. `auto`: the least confidence for dispatch without a person.

    `unknown`: the score a category must beat before it counts as said; `sharpness`: how much the better score wins;
    `box`: what the leader's box of a bureau adds to its own categories (share of the best score); `margin`: the least
    lead over the second unit for automatic dispatch; `local`: the share of a bureau's matter that goes to the district
    where a street or landmark is named; `upward`: the share of a district's matter that may be the bureau's after all;
    `learned`: what a learned model adds to the category it is sure of (share of the best score).
    """

    auto: float = 0.78
    margin: float = 0.3
    unknown: float = 1.2
    sharpness: float = 2.0
    box: float = 0.6
    local: float = 0.25
    upward: float = 0.05
    learned: float = 0.7


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of one matter. `mailbox` is the unit of the post whose box it came to (empty for other doors).

    `accused`: units the text accuses; `wanted_confidential`: the writer asked not to be named; `report`: whether she
    reports somebody, or tells of a report, in her words; `kind` says what a person made of it; `learned`: categories of
    past tickets like it with their probabilities, `model` names what said so; `conduct`: the words by which somebody of
    public service is accused, whatever the letter calls itself.
    """

    categories: Sequence[Scored] = ()
    place: Found = field(default_factory=Found)
    urgency: Urgency = field(default_factory=Urgency)
    kind: str = "complaint"
    kind_words: tuple[str, ...] = ()
    mailbox: str = ""
    accused: tuple[str, ...] = ()
    complained: tuple[str, ...] = ()
    """Public bodies that a complaint, which is no report, is about."""
    wanted_confidential: bool = False
    report: Report = field(default_factory=Report)
    learned: Sequence[tuple[str, float]] = ()
    model: str = ""
    conduct: tuple[str, ...] = ()
    suspected: bool = False
    """It may accuse somebody of public service, in words too uncertain to say so."""
    empty: bool = False
    """It says nothing to act on."""
    outweighed: Category | None = None
    """The item that was named at the door, where an accusation of officials came before it."""

    @property
    def reports(self) -> bool:
        """It is a report by its kind, or by the writer's own words whatever kind was chosen for it."""
        return self.kind == "report" or bool(self.report.made) or bool(self.conduct)


@dataclass(frozen=True, slots=True)
class Reason:
    """One step of the decision for a person: `rule` is its id, the sentences stand in both languages."""

    rule: str
    zh: str
    en: str
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Option:
    unit: str
    category: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Decision:
    """`unit` leads (主办), `assist` help (协办), `barred` must never receive it (被举报单位).

    `auto`: sure enough to dispatch without a person. `alternatives`: up to three other choices for the dispatcher.
    """

    unit: str
    assist: tuple[str, ...]
    category: str
    kind: str
    urgency: str
    district: str
    street: str
    confidence: float
    auto: bool
    because: tuple[Reason, ...]
    alternatives: tuple[Option, ...]
    catalogue_version: str
    confidential: bool = False
    barred: tuple[str, ...] = ()
    avoided: tuple[str, ...] = ()
    """A complaint is about these: they are not proposed; a person may still send it there."""
    model: str = ""
    """The learned model that had a say, or empty."""
    conduct: bool = False
    """It accuses somebody of public service, whatever it calls itself."""

    @property
    def never(self) -> frozenset[str]:
        """Whom nothing proposes."""
        return frozenset((*self.barred, *self.avoided))


@dataclass(frozen=True, slots=True)
class Rulebook:
    """The units of the city, its code, the version of the catalogue and the limits.

    `serves`: utility → the districts it works in; a utility that is not listed serves the whole city.
    """

    city: str
    units: Mapping[str, Unit]
    catalogue_version: str = ""
    limits: Limits = field(default_factory=Limits)
    serves: Mapping[str, frozenset[str]] = field(default_factory=dict)
