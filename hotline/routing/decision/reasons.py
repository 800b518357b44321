"""Says in words why a decision was made and what keeps it from going out without a person. Pure rules."""

from collections.abc import Sequence

from hotline.routing.decision.evidence import Evidence, Option, Reason, Rulebook
from hotline.routing.text.matching import KINDS_ZH, Category
from hotline.routing.units import DISTRICTS

LEVELS_ZH = {"h2": "2小时", "h24": "24小时"}
LEVELS_EN = {"h2": "2 hours", "h24": "24 hours"}


def because(
    evidence: Evidence,
    book: Rulebook,
    best: Option,
    category: Category | None,
    assist: Sequence[str],
    barred: Sequence[str],
    avoided: Sequence[str],
) -> tuple[Reason, ...]:
    """The steps in the order of D-35; each names its rule and the words it matched."""
    steps = (
        _urgency(evidence, category),
        _conflict(barred, book),
        _complained(avoided, book),
        _category(evidence, category, book),
        _outweighed(evidence),
        _learned(evidence, category),
        _place(evidence, book),
        _level(best, category, assist, book),
        _mailbox(evidence, book),
        _kind(evidence),
    )
    return tuple(step for step in steps if step is not None)


def assisting(named: Sequence[str], book: Rulebook) -> tuple[Reason, ...]:
    """Whom the catalogue has assist, where it has anybody."""
    if not named:
        return ()
    zh, en = _zh(named, book), _en(named, book)
    return (Reason("assist", f"目录规定协办：{zh}", f"The catalogue has these assist: {en}"),)


_DOUBTS: dict[str, tuple[str, str]] = {
    "empty": ("来信没有写明内容", "The letter says nothing to act on"),
    "no-category": ("没有匹配到派单目录中的事项", "No item of the catalogue fits the words"),
    "no-unit": ("没有找到承办单位", "No unit was found"),
    "no-place": ("需要属地办理，但没有找到明确的地点", "The matter needs a district and none is sure"),
    "no-place:part": (
        "该单位只服务部分区（市）县，但没有找到明确的地点",
        "The unit serves a part of the city, and no place is sure",
    ),
    "proposed": (
        "依据的地名由一人记下，还没有复核，请派单员确认",
        "The place rests on a name that one person taught and nobody has agreed to yet",
    ),
    "outside": ("所述地点可能不在本市", "The place may lie outside the city"),
    "threat": ("涉及扬言，须由人工立即处置", "A threat: a person must act at once"),
    "report": ("举报件须由人工核对被举报单位", "A report: a person checks who is accused"),
    "report-told": (
        "来信提到举报，须由人工确认承办单位不是被举报的单位",
        "It speaks of a report: a person makes sure it does not go to those reported",
    ),
    "accusation": (
        "来信指称公职单位或人员违纪违法，须由人工确认承办单位",
        "It accuses officials of grave wrongs: a person chooses the unit",
    ),
    "suspected": (
        "来信可能反映公职人员的问题，须由人工看过再派",
        "It may accuse officials: a person looks first",
    ),
    "confidential": ("保密工单，须人工派单", "A confidential ticket: a person dispatches it"),
    "confidential:item": ("保密类事项，须人工派单", "A confidential matter"),
    "conflict": ("涉及被举报单位，须人工确认承办单位", "An accused unit is involved"),
    "complained": (
        "投诉的对象是公职单位，须由人工确认承办单位",
        "It complains of a public body: a person chooses who looks into it",
    ),
    "below-threshold": ("把握不足，请派单员确认", "Not sure enough"),
    "close": ("几个单位的可能性接近", "Several units are about as likely"),
}
"""Rule → its words; what follows a colon tells two cases of one rule apart."""


def doubts(
    evidence: Evidence,
    book: Rulebook,
    best: Option,
    ranking: Sequence[Option],
    category: Category | None,
    barred: Sequence[str],
    avoided: Sequence[str],
) -> tuple[Reason, ...]:
    """Why a person must look first; empty when the decision may go out by itself."""
    lead, placed = book.units.get(best.unit), bool(evidence.place.unit)
    second = ranking[1].confidence if len(ranking) > 1 else 0.0
    led_by_district = lead is not None and lead.sort in DISTRICTS
    district_needed = category is not None and category.level != "bureau" and not led_by_district
    holds = {
        "empty": evidence.empty,
        "no-category": category is None,
        "no-unit": not best.unit,
        "no-place": district_needed and bool(best.unit) and not placed,
        "no-place:part": best.unit in book.serves and not placed and not district_needed,
        "proposed": bool(evidence.place.proposed),
        "outside": evidence.place.why == "outside",
        "threat": evidence.urgency.sort == "threat",
        "report": evidence.reports,
        "report-told": bool(evidence.report.told) and not evidence.reports,
        "accusation": bool(evidence.accused) and not evidence.reports,
        "suspected": evidence.suspected,
        "confidential": evidence.wanted_confidential,
        "confidential:item": bool(category and category.confidential),
        "conflict": bool(barred),
        "complained": bool(avoided),
        "below-threshold": best.confidence < book.limits.auto,
        "close": best.confidence - second < book.limits.margin,
    }
    return tuple(Reason(rule.partition(":")[0], *words) for rule, words in _DOUBTS.items() if holds[rule])


def _urgency(evidence: Evidence, category: Category | None) -> Reason | None:
    """What makes it urgent: words of danger, or else the item that the catalogue has answered in hours."""
    found = evidence.urgency
    if found.level == "normal":
        return _by_item(evidence, category)
    zh = f"紧急：{found.zh}（{LEVELS_ZH[found.level]}）"
    return Reason(f"emergency/{found.rule}", zh, f"Urgent, {LEVELS_EN[found.level]}: {found.en}", found.words)


def _by_item(evidence: Evidence, category: Category | None) -> Reason | None:
    if category is None or category.urgency not in LEVELS_ZH:
        return None
    scored = next((one for one in evidence.categories if one.category.code == category.code), None)
    return Reason(
        "emergency/item",
        f"紧急：目录规定“{category.name}”{LEVELS_ZH[category.urgency]}内处置",
        f"Urgent, {LEVELS_EN[category.urgency]}: the catalogue says so of {category.name_en or category.name}",
        scored.words if scored else (),
    )


def _conflict(barred: Sequence[str], book: Rulebook) -> Reason | None:
    if not barred:
        return None
    top = [code for code in barred if book.units[code].parent not in barred][:3]
    return Reason(
        "conflict/accused",
        f"举报涉及{_zh(top, book)}，不派给被举报单位及其下级",
        f"The report accuses {_en(top, book)}: not sent there nor below",
    )


def _complained(avoided: Sequence[str], book: Rulebook) -> Reason | None:
    if not avoided:
        return None
    top = [code for code in avoided if book.units[code].parent not in avoided][:3]
    return Reason(
        "conflict/complained",
        f"投诉的对象是{_zh(top, book)}，不由其本身及其下级办理",
        f"It complains of {_en(top, book)}: neither it nor any below it gets it",
    )


def _category(evidence: Evidence, category: Category | None, book: Rulebook) -> Reason | None:
    scored = next((one for one in evidence.categories if category and one.category.code == category.code), None)
    if scored is None:
        return None
    name, unit = scored.category.name, [scored.category.unit]
    words = "、".join(scored.words[:5])
    if not words:
        return Reason(
            f"catalogue/{scored.category.code}",
            f"事项“{name}”，牵头单位{_zh(unit, book)}",
            f"Item “{scored.category.name_en or name}”; lead unit {_en(unit, book)}",
        )
    return Reason(
        f"catalogue/{scored.category.code}",
        f"事项“{name}”（匹配：{words}），牵头单位{_zh(unit, book)}",
        f"Item “{scored.category.name_en or name}” (matched: {words}); lead unit {_en(unit, book)}",
        scored.words[:5],
    )


def _outweighed(evidence: Evidence) -> Reason | None:
    named = evidence.outweighed
    if named is None:
        return None
    return Reason(
        f"door/{named.code}",
        f"登记时选的是“{named.name}”；反映公职人员问题的，先按纪检事项考虑",
        f"“{named.name_en or named.name}” was chosen at the door; an accusation of officials goes to discipline first",
    )


def _learned(evidence: Evidence, category: Category | None) -> Reason | None:
    """Past tickets like it: said of the category that was taken, or of the one that the words outweighed."""
    if not evidence.learned:
        return None
    code, share = evidence.learned[0]
    named = next((one.category for one in evidence.categories if one.category.code == code), None)
    if named is None:
        return None
    agrees = category is not None and code == category.code
    zh, en = ("", "") if agrees else ("，与用词不一致", "; the words say otherwise")
    return Reason(
        f"model/{code}",
        f"相似的过往工单多属“{named.name}”（模型把握{share:.0%}）{zh}",
        f"Past tickets like it were mostly “{named.name_en or named.name}” (model: {share:.0%}){en}",
    )


def _place(evidence: Evidence, book: Rulebook) -> Reason | None:
    place = evidence.place
    words = "、".join(place.words[:5])
    if place.unit:
        street = [place.street] if place.street in book.units else []
        # A street without an English name stands among the matched words, as it was written.
        english = [code for code in street if book.units[code].name_en not in {"", book.units[code].name}]
        zh, en = _zh([place.unit, *street], book).replace("、", ""), _en([*english, place.unit], book)
        return Reason(
            f"place/{place.why}", f"地点{zh}（匹配：{words}）", f"Place: {en} (matched: {words})", place.words[:5]
        )
    texts = {
        "several": ("提到几个区（市）县，无法确定属地", "Several districts are named alike"),
        "wide": ("提到多个区（市）县，可能是全市事项", "Many districts are named: perhaps the whole city"),
        "outside": ("所述地点在本市以外", "The place lies outside the city"),
        "unsure": ("地名不足以确定属地", "The names do not settle the district"),
    }
    if place.why not in texts:
        return None
    zh, en = texts[place.why]
    return Reason(f"place/{place.why}", f"{zh}（{words}）", f"{en} ({words})", place.words[:5])


def _level(best: Option, category: Category | None, assist: Sequence[str], book: Rulebook) -> Reason | None:
    if category is None or not best.unit:
        return None
    zh, en = _zh([best.unit], book), _en([best.unit], book)
    if assist:
        return Reason(
            "level/both",
            f"市区共办：主办{zh}，协办{_zh(assist, book)}",
            f"Both levels: {en} leads, {_en(assist, book)} assists",
        )
    if category.level == "bureau":
        return Reason("level/bureau", f"市级部门事项，由{zh}办理", f"A bureau’s matter: {en}")
    if book.units[best.unit].sort not in DISTRICTS | {"street"}:
        return Reason(
            "level/above", f"属地事项，由市级部门{zh}办理", f"A district’s matter, here for a bureau of the city: {en}"
        )
    if not category.grassroots:
        return Reason("level/not-grassroots", f"由{zh}办理，不下派街道（乡镇）", f"{en}; not to be passed to a street")
    return Reason("level/district", f"属地事项，由{zh}办理", f"A district’s matter: {en}")


def _mailbox(evidence: Evidence, book: Rulebook) -> Reason | None:
    if not evidence.mailbox or evidence.mailbox not in book.units or evidence.mailbox == book.city:
        return None
    box = [evidence.mailbox]
    return Reason("mailbox", f"来信投给{_zh(box, book)}的领导信箱", f"Sent to the leader’s mailbox of {_en(box, book)}")


def _kind(evidence: Evidence) -> Reason | None:
    if not evidence.kind_words:
        return None
    words = "、".join(evidence.kind_words[:3])
    zh = KINDS_ZH.get(evidence.kind, evidence.kind)
    return Reason("kind", f"类型：{zh}（{words}）", f"Kind: {evidence.kind} ({words})", evidence.kind_words[:3])


def _zh(codes: Sequence[str], book: Rulebook) -> str:
    """Short names in Chinese; a code nobody knows stands for itself."""
    return "、".join((unit.short or unit.name) if (unit := book.units.get(code)) else code for code in codes)


def _en(codes: Sequence[str], book: Rulebook) -> str:
    """Names in English, the Chinese one where the city gave none."""
    return ", ".join(
        (unit.name_en or unit.short or unit.name) if (unit := book.units.get(code)) else code for code in codes
    )
