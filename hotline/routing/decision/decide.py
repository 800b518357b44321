"""From evidence to a decision: who leads, who assists, how sure, and why, in the order of D-35. Pure rules.

Every category and every place the text may mean votes for the unit the level rule gives them; the votes of a unit
are its confidence. What is unknown keeps its share, so little evidence never looks sure.
"""

from collections.abc import Iterable, Sequence

from hotline.routing.decision.evidence import Decision, Evidence, Option, Rulebook
from hotline.routing.decision.reasons import assisting, because, doubts
from hotline.routing.text.matching import Category
from hotline.routing.text.named_places import Candidate
from hotline.routing.units import DISTRICTS


def decide(evidence: Evidence, book: Rulebook) -> Decision:
    """The decision on one matter; never raises for lack of evidence: then a person decides, with suggestions."""
    barred, avoided = _barred(evidence, book), _avoided(evidence, book)
    never = (*barred, *avoided)
    ranking = _ranking(evidence, book, never)
    best = ranking[0] if ranking else Option("", "", 0.0)
    first = evidence.categories[0].category if evidence.categories else None
    chosen = next((one.category for one in evidence.categories if one.category.code == best.category), first)
    district = evidence.place.unit or _box_district(evidence, book)
    assist, named = _assist(best.unit, chosen, never, book), _named(best.unit, chosen, never)
    # Whom a complaint is about is worth a word only where it would have gone there.
    told = avoided if avoided and _usual(evidence, book, barred) in avoided else ()
    doubtful = doubts(evidence, book, best, ranking, chosen, barred, told)
    return Decision(
        unit=best.unit,
        assist=tuple(dict.fromkeys((*assist, *named))),
        category=chosen.code if chosen else "",
        kind=evidence.kind,
        urgency=_urgency(evidence, chosen),
        district=district,
        street="" if evidence.place.street in never else evidence.place.street,
        confidence=best.confidence,
        auto=not doubtful,
        because=because(evidence, book, best, chosen, assist, barred, told) + assisting(named, book) + doubtful,
        alternatives=tuple(ranking[1:4]),
        catalogue_version=book.catalogue_version,
        confidential=is_confidential(evidence, chosen),
        barred=barred,
        avoided=avoided,
        model=evidence.model,
        conduct=bool(evidence.conduct),
    )


def is_confidential(evidence: Evidence, category: Category | None) -> bool:
    """Who writes stays hidden: the writer asked, it is a report, or the category says so (D-66)."""
    return evidence.wanted_confidential or evidence.reports or bool(category and category.confidential)


_NO_CATEGORY = 0.75
"""A matter of no known item is mostly, not always, the district's."""
_NO_PLACE = 0.6
"""A district's matter without a district goes to the lead bureau, which must ask: worth less than a sure one."""

_FOUND = 1.5
"""How much surer a place that was settled is than its share of the names: measured on letters with a reader's label."""
_PART = 0.75
"""Without a place, what is for a unit that serves a part of the city is mostly its own, for most people live there."""


def _category_shares(evidence: Evidence, book: Rulebook) -> list[tuple[Category | None, float]]:
    """How likely each category is; what no word says keeps the share of `Limits.unknown`."""
    limits = book.limits
    best = evidence.categories[0].score if evidence.categories else limits.unknown
    box = book.units.get(evidence.mailbox)
    owned = box is not None and box.sort in {"bureau", "utility"}
    powers = [
        (
            scored.category,
            (scored.score + (limits.box * best if owned and scored.category.unit == evidence.mailbox else 0.0))
            ** limits.sharpness,
        )
        for scored in evidence.categories[:8]
    ]
    total = sum(power for _, power in powers) + limits.unknown**limits.sharpness
    shares: list[tuple[Category | None, float]] = [(category, power / total) for category, power in powers]
    shares.append((None, 1.0 - sum(share for _, share in shares)))
    return shares


def _place_shares(evidence: Evidence, book: Rulebook) -> list[tuple[str, float]]:
    """How likely each district is; the district of the box stands in where the text names none."""
    place = evidence.place
    sure = 1.0 - (1.0 - place.confidence) ** _FOUND
    likely = [Candidate(place.unit, place.street, sure)] if place.unit else []
    left = (1.0 - sure) / (1.0 - place.confidence) if likely and place.confidence < 1.0 else 1.0
    shares = [(one.unit, one.confidence) for one in likely]
    shares += [(one.unit, one.confidence * left) for one in place.alternatives]
    rest = max(0.0, 1.0 - sum(share for _, share in shares))
    box = _box_district(evidence, book)
    if box and place.why != "outside":
        shares.append((box, 0.9 * rest))
        rest *= 0.1
    return [*shares, ("", rest)]


def _box_district(evidence: Evidence, book: Rulebook) -> str:
    """The district of a district's or street's box; the city's and the bureaus' boxes name none."""
    box = book.units.get(evidence.mailbox)
    if box is None:
        return ""
    return box.code if box.sort in DISTRICTS else box.parent if box.sort == "street" else ""


def _leads(category: Category | None, district: str, evidence: Evidence, book: Rulebook) -> Iterable[tuple[str, float]]:
    """Level rule: who leads this category in this district, and with which share of its vote.

    A bureau's matter goes to the bureau, any other to the district; without a district the lead bureau must ask.
    """
    limits = book.limits
    if category is None:
        return [(district, _NO_CATEGORY)] if district else []
    if not district:
        part = _NO_PLACE if category.level != "bureau" else _PART if category.unit in book.serves else 1.0
        return [(category.unit, part)]
    served = district in book.serves.get(category.unit, {district})
    if category.level == "bureau" and served:
        local = (
            limits.local if evidence.place.why in {"street", "landmark"} and evidence.place.unit == district else 0.0
        )
        return [(category.unit, 1.0 - local), (district, local)]
    return [(district, 1.0 - limits.upward), (category.unit, limits.upward)]


def _barred(evidence: Evidence, book: Rulebook) -> tuple[str, ...]:
    """The accused units and all units below them, when it is a report (D-66)."""
    return below(evidence.accused, book) if evidence.reports else ()


def _avoided(evidence: Evidence, book: Rulebook) -> tuple[str, ...]:
    """Those a complaint is about, and all below them: whoever is complained of does not answer for herself."""
    return () if evidence.reports else below(evidence.complained, book)


def below(codes: Sequence[str], book: Rulebook) -> tuple[str, ...]:
    """These units, all below them and all that work for any of them; the city itself is never one of them."""
    held, more = set[str](), set(codes) - {book.city}
    while more:
        held |= more
        more = {
            unit.code
            for unit in book.units.values()
            if unit.code not in held and (unit.parent in held or not held.isdisjoint(unit.works_for))
        } - {book.city}
    return tuple(sorted(held))


def _ranking(evidence: Evidence, book: Rulebook, barred: Sequence[str]) -> list[Option]:
    """Units by the votes of every category and place.

    An accused unit hands its votes to the unit above it; above a district that is the city's bureau for this matter,
    for nobody handles anything in the name of the city as a whole.
    """
    votes: dict[str, float] = {}
    named: dict[str, tuple[float, str]] = {}
    places = _place_shares(evidence, book)
    for category, share in _category_shares(evidence, book):
        for district, place_share in places:
            for lead, part in _leads(category, district, evidence, book):
                unit = _above(lead, barred, book)
                if unit == book.city:
                    unit = category.unit if category and category.unit not in barred else ""
                if not unit:
                    continue
                vote = share * place_share * part
                votes[unit] = votes.get(unit, 0.0) + vote
                if category and vote > named.get(unit, (0.0, ""))[0]:
                    named[unit] = (vote, category.code)
    options = [Option(unit, named.get(unit, (0.0, ""))[1], round(vote, 3)) for unit, vote in votes.items()]
    return sorted((one for one in options if one.confidence >= 0.01), key=lambda one: (-one.confidence, one.unit))


def _usual(evidence: Evidence, book: Rulebook, barred: Sequence[str]) -> str:
    """Who would lead if nobody complained of it."""
    ranking = _ranking(evidence, book, barred)
    return ranking[0].unit if ranking else ""


def _above(unit: str, barred: Sequence[str], book: Rulebook) -> str:
    """The unit itself, or the nearest one above it that is not accused."""
    while unit in barred:
        unit = book.units[unit].parent or book.city if unit in book.units else book.city
    return unit


def _assist(unit: str, category: Category | None, barred: Sequence[str], book: Rulebook) -> tuple[str, ...]:
    """协办: the lead bureau of a matter of both levels, when a district leads."""
    lead = book.units.get(unit)
    led_by_district = lead is not None and lead.sort in DISTRICTS
    if category is None or category.level != "both" or not led_by_district or category.unit in barred:
        return ()
    return (category.unit,) if category.unit else ()


def _named(unit: str, category: Category | None, barred: Sequence[str]) -> tuple[str, ...]:
    """协办: whom the catalogue has assist whoever leads this item, none of them accused."""
    codes = category.assist if category is not None and unit else ()
    return tuple(code for code in codes if code not in {unit, *barred})


def _urgency(evidence: Evidence, category: Category | None) -> str:
    """The words decide; without them the category's own urgency counts."""
    if evidence.urgency.level != "normal" or category is None:
        return evidence.urgency.level
    return category.urgency or "normal"
