"""The engine: catalogue, gazetteer and word lists built once, then a decision for any matter. Knows no database."""

from collections.abc import Sequence
from dataclasses import dataclass

from hotline.routing.accused import Accusations
from hotline.routing.decide import decide
from hotline.routing.emergency import Alarms
from hotline.routing.evidence import Decision, Evidence, Rulebook
from hotline.routing.kinds import Kinds
from hotline.routing.matching import Category, Matcher, Scored
from hotline.routing.places import Gazetteer

CHOSEN = 1000.0
"""The score of a category that a person chose: no word beats it."""
READ = 20_000
"""Characters of a body that are read; what a matter is about stands at its beginning."""


@dataclass(frozen=True, slots=True)
class Matter:
    """What is known before routing. `mailbox` is the unit of the post whose box it came to."""

    title: str
    body: str
    address: str = ""
    lon: float | None = None
    lat: float | None = None
    mailbox: str = ""
    kind: str = ""
    category: str = ""
    confidential: bool = False


@dataclass(frozen=True, slots=True)
class Engine:
    categories: dict[str, Category]
    matcher: Matcher
    kinds: Kinds
    gazetteer: Gazetteer
    alarms: Alarms
    accusations: Accusations
    book: Rulebook

    def decide(self, matter: Matter) -> Decision:
        """The decision with its reasons; a kind or category that a person chose is kept."""
        title, body = matter.title, matter.body[:READ]
        scored = self._categories(matter, title, body)
        kind, words = self.kinds.of(title, body, scored[0].category if scored else None)
        evidence = Evidence(
            categories=scored,
            place=self.gazetteer.find(title, body, matter.address, matter.lon, matter.lat),
            urgency=self.alarms.urgency(title, body),
            kind=matter.kind or kind,
            kind_words=() if matter.kind else tuple(words),
            mailbox=matter.mailbox,
            accused=self.accusations.accused(title, body) if (matter.kind or kind) == "report" else (),
            wanted_confidential=matter.confidential,
        )
        return decide(evidence, self.book)

    def _categories(self, matter: Matter, title: str, body: str) -> Sequence[Scored]:
        chosen = self.categories.get(matter.category)
        return [Scored(chosen, CHOSEN, ())] if chosen else self.matcher.rank(title, body)
