"""The routing decision a demo ticket carries, shaped as by `routing.decide`, with the words its text really holds."""

from dataclasses import dataclass, field
from typing import Any

from hotline.actors import Actor
from hotline.demo.life import Life
from hotline.demo.rows import CorrectionRow, DecisionRow
from hotline.demo.world import World

Because = list[dict[str, Any]]


@dataclass(slots=True)
class Reasons:
    """Matched words; those a text may hold are remembered, for looking them all up is the dear part."""

    _words: dict[tuple[str, str], list[str]] = field(default_factory=dict)

    def words(self, world: World, category: str, said: str, text: str) -> list[str]:
        """Up to five words of the category in what was `said`; `text` is what it was made from."""
        if (category, text) not in self._words:
            self._words[category, text] = [word for word in world.categories[category].keywords if word in text]
        return [word for word in self._words[category, text] if word in said][:5]


def lead_of(world: World, category: str, district: str) -> tuple[str, tuple[str, ...]]:
    """Level rule: who leads and who assists."""
    row = world.categories[category]
    if row.level == "bureau":
        return row.unit, ()
    return district, ((row.unit,) if row.level == "both" else ())


def decide(life: Life, world: World, words: list[str], unit: str, assist: tuple[str, ...], sure: bool) -> DecisionRow:
    """Store what the engine concluded: `unit` leads, `sure` means it goes out without a person."""
    ticket, rng = life.ticket, world.rng
    confidence = round(rng.uniform(0.72, 0.96) if sure else rng.uniform(0.38, 0.69), 3)
    made = DecisionRow(
        ticket.city, life.new_id(), ticket.id, life.at, unit, list(assist), ticket.category, ticket.kind,
        ticket.urgency, ticket.district, ticket.street, confidence, sure, _because(life, world, words, unit, sure),
        _others(life, world, unit, confidence), world.catalogue,
    )  # fmt: skip
    life.decisions.append(made)
    return made


def learn(life: Life, world: World, actor: Actor, verb: str, to_unit: str, from_unit: str = "") -> None:
    """A person chose otherwise than the engine."""
    decision, ticket = life.decisions[-1], life.ticket
    from_unit = from_unit or decision.unit
    if to_unit == from_unit and ticket.category == decision.category:
        return
    life.corrections.append(
        CorrectionRow(
            ticket.city, life.new_id(), ticket.id, decision.id, life.at, actor.id, verb, from_unit, to_unit,
            decision.category, ticket.category,
        )
    )  # fmt: skip


def _because(life: Life, world: World, words: list[str], unit: str, sure: bool) -> Because:
    ticket = life.ticket
    row = world.categories[ticket.category]
    lead, place, name = (world.units[code] for code in (row.unit, ticket.district, unit))
    street = world.units[ticket.street].name
    said = "、".join(words)
    zh, en = (f"（匹配：{said}）", f" (matched: {said})") if words else ("", "")
    because = [
        _reason(
            f"catalogue/{row.code}", f"事项“{row.name}”{zh}，牵头单位{lead.name}",
            f"Item “{row.name_en}”{en}; lead unit {lead.name_en}", words,
        ),
        _reason(
            "place/street", f"地点{place.name}{street}（匹配：{street}）",
            f"Place: {place.name_en} (matched: {street})", [street],
        ),
    ]  # fmt: skip
    if row.level == "bureau":
        because.append(
            _reason("level/bureau", f"市级部门事项，由{name.name}办理", f"A bureau's matter: {name.name_en}")
        )
    else:
        because.append(
            _reason("level/district", f"属地事项，由{name.name}办理", f"A district's matter: {name.name_en}")
        )
    if ticket.kind == "report":
        because.append(_reason("report", "举报件须由人工核对被举报单位", "A report: a person checks who is accused"))
    elif not sure:
        because.append(_reason("below-threshold", "把握不足，请派单员确认", "Not sure enough"))
    return because


def _others(life: Life, world: World, unit: str, confidence: float) -> Because:
    category = life.ticket.category
    candidates = [world.categories[category].unit, life.ticket.district, "wlb"]
    rest, others = 1.0 - confidence, []
    for code in dict.fromkeys(code for code in candidates if code != unit):
        rest = round(rest * 0.55, 3)
        others.append({"unit": code, "category": category, "confidence": rest})
    return others


def _reason(rule: str, zh: str, en: str, words: list[str] | None = None) -> dict[str, Any]:
    return {"rule": rule, "zh": zh, "en": en, "words": words or []}
