"""The engine: catalogue, gazetteer and word lists built once, then a decision for any matter. Knows no database."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from hotline.routing.decision.decide import below, decide
from hotline.routing.decision.evidence import Decision, Evidence, Learned, Rulebook
from hotline.routing.text.accused import Accusations
from hotline.routing.text.conduct import Accused, Conduct
from hotline.routing.text.content import empty
from hotline.routing.text.emergency import Alarms, Urgency
from hotline.routing.text.kinds import Kinds
from hotline.routing.text.matching import Category, Matcher, Scored
from hotline.routing.text.named_places import Found
from hotline.routing.text.places import Gazetteer
from hotline.routing.text.reporting import Report, Reporting

CHOSEN = 1000.0
"""The score of a category that a person chose: no word beats it."""
DISCIPLINE = 6.0
"""The least score of a letter that accuses officials: about that of two strong words."""
AT_ONCE = 32
"""Letters read in one pass: enough to ask numpy rarely, few enough for what they need to stay near the processor."""
READ = 20_000
"""Characters of a body that are read; what a matter is about stands at its beginning."""


@dataclass(frozen=True, slots=True)
class Matter:
    """What is known before routing. `mailbox` is the unit of the post whose box it came to.

    `at_door`: its category is what a writer or a door named, before anybody whose task it is had read it.
    """

    title: str
    body: str
    address: str = ""
    lon: float | None = None
    lat: float | None = None
    mailbox: str = ""
    kind: str = ""
    category: str = ""
    confidential: bool = False
    at_door: bool = False


@dataclass(frozen=True, slots=True)
class Engine:
    categories: dict[str, Category]
    matcher: Matcher
    kinds: Kinds
    gazetteer: Gazetteer
    alarms: Alarms
    accusations: Accusations
    reporting: Reporting
    conduct: Conduct
    book: Rulebook
    learned: Learned | None = None

    def decide(self, matter: Matter) -> Decision:
        """The decision with its reasons; a kind that a person chose is kept, and so is a category unless `at_door`."""
        [decision] = self.each([matter])
        return decision

    def each(self, matters: Iterable[Matter]) -> Iterator[Decision]:
        """The same for each of many, in their order, and quicker: what reads pairs of characters reads `AT_ONCE`."""
        waiting = iter(matters)
        while some := list(islice(waiting, AT_ONCE)):
            letters = [(one.title, one.body[:READ]) for one in some]
            yield from map(
                self._decided, some, self._likes(some), self.conduct.each(letters), self.alarms.each(letters)
            )

    def _decided(
        self, matter: Matter, like: Sequence[tuple[str, float]], accuses: Accused, urgency: Urgency
    ) -> Decision:
        title, body, conduct = matter.title, matter.body[:READ], accuses.words
        scored = self._categories(matter, title, body, like, conduct)
        report = self.reporting.read(title, body)
        kind, words = self._kind(matter, report, scored, conduct)
        place = self.gazetteer.find(title, body, matter.address, matter.lon, matter.lat)
        evidence = Evidence(
            categories=scored,
            place=place,
            urgency=urgency,
            kind=kind,
            kind_words=words,
            mailbox=matter.mailbox,
            accused=self._accused(title, body, kind == "report" or bool(report.made), conduct, place),
            wanted_confidential=matter.confidential or accuses.secretly,
            report=report,
            complained=self.accusations.complained(title, body) if kind == "complaint" else (),
            conduct=conduct,
            suspected=accuses.perhaps,
            empty=empty(title, body),
            outweighed=self._outweighed(matter, scored),
            learned=like,
            model=self.learned.sha256 if self.learned is not None and like else "",
        )
        return decide(evidence, self.book)

    def _accused(self, title: str, body: str, report: bool, conduct: tuple[str, ...], place: Found) -> tuple[str, ...]:
        """Who is accused by a report or a grave wrong; where officials are, every body named and that of the place.

        A letter that says 街道办 or 城管 and no name means those where its writer lives.
        """
        found = self.accusations.accused(title, body, report or bool(conduct))
        if not conduct:
            return found
        here = self.accusations.unnamed(title, body, place.street, place.unit)
        return tuple(dict.fromkeys((*found, *self.accusations.named(title, body), *here)))

    def named(self, matter: Matter) -> tuple[str, ...]:
        """All public bodies the text names without asking them for help, and the units below them."""
        return below(self.accusations.named(matter.title, matter.body[:READ]), self.book)

    def complained(self, matter: Matter) -> frozenset[str]:
        """The public bodies a complaint is about, and the units below them."""
        return frozenset(below(self.accusations.complained(matter.title, matter.body[:READ]), self.book))

    def _kind(
        self, matter: Matter, report: Report, scored: Sequence[Scored], conduct: tuple[str, ...]
    ) -> tuple[str, tuple[str, ...]]:
        """What a person chose, else a report if one is made in whatever words, else by the wording."""
        if matter.kind:
            return matter.kind, ()
        if report.made or conduct:
            return "report", report.made or conduct
        return self.kinds.of(matter.title, matter.body[:READ], scored[0].category if scored else None)

    def _categories(
        self, matter: Matter, title: str, body: str, like: Sequence[tuple[str, float]], conduct: tuple[str, ...]
    ) -> Sequence[Scored]:
        """What a person chose, else what the words say; officials accused are a matter of discipline before either.

        Only a colleague who corrected the category after she read the letter is not outweighed.
        """
        chosen = self.categories.get(matter.category)
        scored = [Scored(chosen, CHOSEN, ())] if chosen else self._said(title, body, like)
        discipline = self.categories.get(self.conduct.category) if conduct else None
        if discipline is None or (chosen and not matter.at_door):
            return scored
        best = scored[0].score if scored else 0.0
        return [
            Scored(discipline, max(2 * best, DISCIPLINE), conduct),
            *(one for one in scored if one.category.code != discipline.code),
        ]

    def _outweighed(self, matter: Matter, scored: Sequence[Scored]) -> Category | None:
        """What the door named, where an accusation of officials comes before it."""
        chosen = self.categories.get(matter.category)
        return chosen if chosen and scored[0].category.code != chosen.code else None

    def _said(self, title: str, body: str, like: Sequence[tuple[str, float]]) -> Sequence[Scored]:
        said = self.matcher.rank(title, body)
        return self._weighed(said, like) if like else said

    def _likes(self, matters: Sequence[Matter]) -> list[Sequence[tuple[str, float]]]:
        """What past tickets like each were, where a model learned from them and nobody has chosen."""
        if self.learned is None:
            return [()] * len(matters)
        asked = [one for one in matters if one.category not in self.categories]
        said = iter(self.learned.like([(one.title, one.body[:READ]) for one in asked]) if asked else ())
        return [() if one.category in self.categories else self._known(next(said)) for one in matters]

    def _known(self, like: Sequence[tuple[str, float]]) -> Sequence[tuple[str, float]]:
        """Without what has left the catalogue since the model learned."""
        return tuple((code, share) for code, share in like if code in self.categories)

    def _weighed(self, scored: Sequence[Scored], like: Sequence[tuple[str, float]]) -> Sequence[Scored]:
        """The words' own scores, and on top what the model adds to the categories it names."""
        limits = self.book.limits
        most = limits.learned * max(scored[0].score if scored else 0.0, 2 * limits.unknown)
        points = {one.category.code: one for one in scored}
        for code, share in like:
            held = points.get(code, Scored(self.categories[code], 0.0, ()))
            points[code] = Scored(held.category, held.score + share * most, held.words)
        return sorted(points.values(), key=lambda one: (-one.score, one.category.code))
