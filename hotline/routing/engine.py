"""The engine: catalogue, gazetteer and word lists built once, then a decision for any matter. Knows no database."""

from collections.abc import Sequence
from dataclasses import dataclass

from hotline.routing.accused import Accusations
from hotline.routing.decide import below, decide
from hotline.routing.emergency import Alarms
from hotline.routing.evidence import Decision, Evidence, Rulebook
from hotline.routing.kinds import Kinds
from hotline.routing.matching import Category, Matcher, Scored
from hotline.routing.places import Gazetteer
from hotline.routing.reporting import Report, Reporting

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
    reporting: Reporting
    book: Rulebook

    def decide(self, matter: Matter) -> Decision:
        """The decision with its reasons; a kind or category that a person chose is kept."""
        title, body = matter.title, matter.body[:READ]
        scored = self._categories(matter, title, body)
        report = self.reporting.read(title, body)
        kind, words = self._kind(matter, report, scored)
        evidence = Evidence(
            categories=scored,
            place=self.gazetteer.find(title, body, matter.address, matter.lon, matter.lat),
            urgency=self.alarms.urgency(title, body),
            kind=kind,
            kind_words=words,
            mailbox=matter.mailbox,
            accused=self.accusations.accused(title, body, kind == "report" or bool(report.made)),
            wanted_confidential=matter.confidential,
            report=report,
        )
        return decide(evidence, self.book)

    def named(self, matter: Matter) -> tuple[str, ...]:
        """All public bodies the text names without asking them for help, and the units below them."""
        return below(self.accusations.named(matter.title, matter.body[:READ]), self.book)

    def _kind(self, matter: Matter, report: Report, scored: Sequence[Scored]) -> tuple[str, tuple[str, ...]]:
        """What a person chose, else a report if one is made in so many words, else by the wording."""
        if matter.kind:
            return matter.kind, ()
        if report.made:
            return "report", report.made
        return self.kinds.of(matter.title, matter.body[:READ], scored[0].category if scored else None)

    def _categories(self, matter: Matter, title: str, body: str) -> Sequence[Scored]:
        chosen = self.categories.get(matter.category)
        return [Scored(chosen, CHOSEN, ())] if chosen else self.matcher.rank(title, body)
