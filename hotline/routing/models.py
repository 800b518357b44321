"""The catalogue in force and its versions, the decisions with their reasons, what people corrected and taught."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hotline.db import Base, CityKey, belongs_to


class Category(Base):
    """One row of the dispatch catalogue (派单目录, D-1)."""

    __tablename__ = "categories"

    code: Mapped[str] = mapped_column(String(4), primary_key=True)
    parent: Mapped[str] = mapped_column(String(4), default="")
    name: Mapped[str] = mapped_column(String(40))
    name_en: Mapped[str] = mapped_column(String(80))
    unit: Mapped[str] = mapped_column(String(20))
    assist: Mapped[list[str]] = mapped_column(default=list, server_default="[]")
    """Units that assist whoever leads (协办)."""
    level: Mapped[str] = mapped_column(String(8))
    """district | bureau | both"""
    grassroots: Mapped[bool]
    """False: may not be dispatched to a street or town (D-2)."""
    confidential: Mapped[bool]
    urgency: Mapped[str] = mapped_column(String(6), default="")
    kinds: Mapped[list[str]]
    strong: Mapped[list[str]]
    words: Mapped[list[str]]
    basis: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[str] = mapped_column(String(20))
    retired: Mapped[bool] = mapped_column(default=False)
    """No longer in the catalogue; old tickets keep it and its name."""

    def label(self, language: str) -> str:
        return self.name if language.startswith("zh") else self.name_en


class Decision(CityKey, Base):
    """What the engine concluded about a ticket, and why (D-35)."""

    __tablename__ = "decisions"
    __table_args__ = (belongs_to("tickets", "ticket_id"), Index(None, "city", "ticket_id", "id"))

    ticket_id: Mapped[int]
    at: Mapped[datetime]
    unit: Mapped[str] = mapped_column(String(20))
    assist: Mapped[list[str]]
    category: Mapped[str] = mapped_column(String(4))
    kind: Mapped[str] = mapped_column(String(10))
    urgency: Mapped[str] = mapped_column(String(6))
    district: Mapped[str] = mapped_column(String(20))
    street: Mapped[str] = mapped_column(String(20))
    confidence: Mapped[float]
    auto: Mapped[bool]
    because: Mapped[list[Any]]
    """[{"rule", "zh", "en", "words"}]"""
    alternatives: Mapped[list[Any]]
    """[{"unit", "category", "confidence"}], three at most."""
    catalogue: Mapped[str] = mapped_column(String(20))
    model: Mapped[str] = mapped_column(String(12), default="")
    """The learned model that had a say: the beginning of its SHA-256, or empty."""

    def facts(self) -> dict[str, Any]:
        return {"unit": self.unit, "category": self.category, "kind": self.kind, "district": self.district}


class Correction(CityKey, Base):
    """A person chose otherwise than the engine: a labelled example for later learning."""

    __tablename__ = "corrections"
    __table_args__ = (belongs_to("tickets", "ticket_id"), Index(None, "city", "ticket_id"), Index(None, "city", "at"))

    ticket_id: Mapped[int]
    decision_id: Mapped[int | None]
    at: Mapped[datetime]
    actor_id: Mapped[int]
    verb: Mapped[str] = mapped_column(String(20))
    from_unit: Mapped[str] = mapped_column(String(20))
    to_unit: Mapped[str] = mapped_column(String(20))
    from_category: Mapped[str] = mapped_column(String(4))
    to_category: Mapped[str] = mapped_column(String(4))


class CatalogueVersion(CityKey, Base):
    """One version of the catalogue (派单目录版本): drafted, reviewed by a second person, in force from a day on."""

    __tablename__ = "catalogue_versions"
    __table_args__ = (UniqueConstraint("city", "version"), Index(None, "city", "state", "effective_on"))

    version: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(8))
    """draft | review | agreed (waits for its day) | in_force | past"""
    base: Mapped[str] = mapped_column(String(20))
    """The version it was made from."""
    effective_on: Mapped[date]
    note: Mapped[str] = mapped_column(Text, default="")
    rows: Mapped[list[Any]]
    """The whole catalogue, a dictionary a category."""
    made_at: Mapped[datetime]
    made_by: Mapped[int]
    made_by_name: Mapped[str] = mapped_column(String(40))
    edited_by: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    """{id: name} of the others who changed the draft: none of them reviews it either."""
    reviewed_at: Mapped[datetime | None]
    reviewed_by_name: Mapped[str] = mapped_column(String(40), default="")
    opinion: Mapped[str] = mapped_column(Text, default="")
    published_at: Mapped[datetime | None]


class Simulation(CityKey, Base):
    """A version tried on past tickets (模拟): how far it is, and how many would go from which unit to which."""

    __tablename__ = "simulations"
    __table_args__ = (
        belongs_to("catalogue_versions", "version_id"),
        Index(None, "city", "version_id", "id"),
        Index(None, "city", "state", "id"),
    )

    version_id: Mapped[int]
    state: Mapped[str] = mapped_column(String(8), default="waiting")
    """waiting | running | done | stale: the draft has changed since"""
    made_at: Mapped[datetime]
    made_by_name: Mapped[str] = mapped_column(String(40))
    since: Mapped[datetime]
    after_id: Mapped[int] = mapped_column(default=0)
    """The last ticket that was tried: after a restart it goes on from there."""
    total: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    moved: Mapped[int] = mapped_column(default=0)
    pairs: Mapped[dict[str, Any]]
    """{"from>to": tickets}"""
    ended_at: Mapped[datetime | None]


class SimulatedMove(CityKey, Base):
    """A past ticket that the tried version would send elsewhere; at most some thousands of each simulation are kept."""

    __tablename__ = "simulated_moves"
    __table_args__ = (belongs_to("simulations", "simulation_id"), Index(None, "city", "simulation_id", "id"))

    simulation_id: Mapped[int]
    number: Mapped[str] = mapped_column(String(21))
    from_unit: Mapped[str] = mapped_column(String(20))
    to_unit: Mapped[str] = mapped_column(String(20))
    from_category: Mapped[str] = mapped_column(String(4))
    to_category: Mapped[str] = mapped_column(String(4))


class LocalPlace(CityKey, Base):
    """A name that a person taught the gazetteer (地名), or a box on the map that the outlines get wrong.

    Waits for a second look in `proposed`; it suggests at once all the same, for the next letter comes within the hour,
    but no letter goes out by itself because of it.
    """

    __tablename__ = "local_places"
    __table_args__ = (Index(None, "city", "state", "id"), Index(None, "city", "name"))

    name: Mapped[str] = mapped_column(String(40))
    sort: Mapped[str] = mapped_column(String(8))
    """name | box"""
    unit: Mapped[str] = mapped_column(String(20))
    street: Mapped[str] = mapped_column(String(20), default="")
    box: Mapped[list[Any]] = mapped_column(default=list)
    """[west, south, east, north] in degrees of WGS-84; empty for a name."""
    state: Mapped[str] = mapped_column(String(8))
    """proposed | agreed | refused"""
    ticket_id: Mapped[int | None]
    """The ticket it was taught from."""
    made_at: Mapped[datetime]
    made_by: Mapped[int]
    made_by_name: Mapped[str] = mapped_column(String(40))
    reviewed_at: Mapped[datetime | None]
    reviewed_by_name: Mapped[str] = mapped_column(String(40), default="")


class Threshold(CityKey, Base):
    """The least confidence for dispatch without a person, as the city chose it; the newest counts."""

    __tablename__ = "thresholds"

    auto: Mapped[float]
    precision: Mapped[float | None]
    coverage: Mapped[float | None]
    """What the city's own data said of it when it was chosen."""
    tickets: Mapped[int]
    made_at: Mapped[datetime]
    made_by_name: Mapped[str] = mapped_column(String(40))


class LearnedModel(CityKey, Base):
    """A model made from the city's letters: what it was worth, and whether it is asked. The file lies under
    HOTLINE_VAR/models by its id; only the one whose SHA-256 stands here is ever read."""

    __tablename__ = "learned_models"
    __table_args__ = (Index(None, "city", "label", "state", "id"),)

    label: Mapped[str] = mapped_column(String(20))
    """What it finds: category."""
    state: Mapped[str] = mapped_column(String(10))
    """candidate | in_service | retired | refused: worse than the one in service when it was made"""
    origin: Mapped[str] = mapped_column(String(10))
    """catalogue | city: taught by the catalogue alone, or by the city's own letters too | file: brought in"""
    sha256: Mapped[str] = mapped_column(String(64))
    signature: Mapped[str] = mapped_column(String(64), default="")
    """By this installation's key, made when it is put into service; without it the file is not read."""
    made_at: Mapped[datetime]
    lessons: Mapped[int]
    """Letters it learned from, without made-up ones."""
    seen: Mapped[int]
    """The city's labelled letters there were when it was made, those held back included."""
    figures: Mapped[dict[str, Any]]
    """On letters held back: as `hotline evaluate` prints them; empty when there were too few."""
    rival: Mapped[dict[str, Any]]
    """The same figures of the one then in service, on the same letters."""
    used_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    decided_by: Mapped[str] = mapped_column(String(60), default="")
    """Who put it into service or took it out; empty: the program."""


class Precedent(CityKey, Base):
    """Whose duty a matter was found to be (先例): a ruling, or a return that a person upheld."""

    __tablename__ = "precedents"
    __table_args__ = (
        belongs_to("tickets", "ticket_id"),
        Index(None, "city", "category", "id"),
        Index(None, "city", "ticket_id"),
    )

    ticket_id: Mapped[int]
    at: Mapped[datetime]
    sort: Mapped[str] = mapped_column(String(8))
    """ruling | return"""
    category: Mapped[str] = mapped_column(String(4))
    district: Mapped[str] = mapped_column(String(20))
    from_unit: Mapped[str] = mapped_column(String(20))
    """The unit that had it."""
    to_unit: Mapped[str] = mapped_column(String(20), default="")
    """The unit whose duty it is; of a return: where it went then, until that the unit suggested."""
    basis: Mapped[str] = mapped_column(Text)
    """The basis of the duty in the words of who asked or referred it."""
    decision: Mapped[str] = mapped_column(Text)
    decided_by: Mapped[str] = mapped_column(String(60))
