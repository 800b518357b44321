"""From evidence to one decision with reasons."""

from dataclasses import replace

from hotline.routing import pack
from hotline.routing.decision.decide import decide
from hotline.routing.decision.evidence import Decision, Evidence, Rulebook
from hotline.routing.text.emergency import Urgency
from hotline.routing.text.matching import Category, Scored
from hotline.routing.text.named_places import Candidate, Found
from hotline.routing.units import Unit

UNITS = (
    Unit("510100", "成都市", "city"),
    Unit("510104", "锦江区", "district", "510100", ("锦江",)),
    Unit("510113", "青白江区", "district", "510100", ("青白江",)),
    Unit("510113108", "清泉镇", "street", "510113"),
    Unit("cgw", "市城管委", "bureau", "510100", ("城管委",)),
    Unit("zjj", "市住建局", "bureau", "510100", ("市住建局",)),
    Unit("rqjt", "燃气集团", "utility", "510100"),
)
BOOK = Rulebook("510100", {unit.code: unit for unit in UNITS}, "2026.1", serves={"rqjt": frozenset({"510104"})})

VENDING = Category("0102", "占道经营", "01", "cgw", "district", kinds=("complaint",))
QUALITY = Category("0304", "房屋质量", "03", "zjj", "both", grassroots=False)
PERMIT = Category("0305", "资质审批", "03", "zjj", "bureau")
GAS = Category("1501", "燃气费用", "15", "rqjt", "bureau")
CONDUCT = Category("2801", "服务态度", "28", "cgw", "both", confidential=True)
LIFT = Category("0303", "电梯困人", "03", "zjj", "district", urgency="h24")

JINJIANG = Found("510104", "", ("锦江区",), "named", 0.9)
QINGQUAN = Found("510113", "510113108", ("清泉镇",), "street", 0.93)


def judged(category: Category | None = VENDING, place: Found = JINJIANG, **more: object) -> Decision:
    categories = (Scored(category, 6.0, ("词",)),) if category else ()
    return decide(replace(Evidence(categories, place), **more), BOOK)  # type: ignore[arg-type]  # fields by name


def rules(decision: Decision) -> set[str]:
    return {reason.rule for reason in decision.because}


def test_a_districts_matter_goes_to_the_district_by_itself_when_both_are_sure() -> None:
    decision = judged()
    assert (decision.unit, decision.assist, decision.auto) == ("510104", (), True)
    assert rules(decision) == {"catalogue/0102", "place/named", "level/district"}
    assert decision.catalogue_version == "2026.1"


def test_a_matter_of_both_levels_has_the_bureau_assist() -> None:
    decision = judged(QUALITY)
    assert (decision.unit, decision.assist) == ("510104", ("zjj",))
    assert "level/both" in rules(decision)


def test_a_bureaus_matter_needs_no_place() -> None:
    decision = judged(PERMIT, Found())
    assert (decision.unit, decision.auto) == ("zjj", True)


def test_a_districts_matter_without_a_place_waits_for_a_person() -> None:
    decision = judged(place=Found())
    assert (decision.unit, decision.auto) == ("cgw", False)
    assert "no-place" in rules(decision)


def test_nothing_known_gives_no_unit_and_a_person() -> None:
    decision = judged(None, Found())
    assert (decision.unit, decision.category, decision.auto, decision.confidence) == ("", "", False, 0.0)
    assert {"no-category", "no-unit"} <= rules(decision)


def test_a_place_alone_is_only_a_suggestion() -> None:
    decision = judged(None)
    assert (decision.unit, decision.auto) == ("510104", False)


def test_a_utility_that_does_not_serve_the_district_leaves_it_to_the_district() -> None:
    assert judged(GAS).unit == "rqjt"
    assert judged(GAS, QINGQUAN).unit == "510113"


def test_the_box_of_a_district_stands_in_for_a_missing_place_and_gives_way_to_a_named_one() -> None:
    assert (judged(place=Found(), mailbox="510113").unit, judged(mailbox="510113").unit) == ("510113", "510104")
    assert judged(place=Found(), mailbox="510113").district == "510113"


def test_the_box_of_the_city_names_no_unit() -> None:
    assert judged(place=Found(), mailbox="510100") == judged(place=Found())


def test_the_box_of_a_bureau_speaks_for_its_categories() -> None:
    categories = (Scored(GAS, 3.0, ("气",)), Scored(PERMIT, 2.6, ("证",)))
    unboxed = decide(Evidence(categories, JINJIANG), BOOK)
    boxed = decide(Evidence(categories, JINJIANG, mailbox="zjj"), BOOK)
    assert (unboxed.unit, boxed.unit) == ("rqjt", "zjj")


def test_close_scores_wait_for_a_person_with_the_other_unit_first_among_the_suggestions() -> None:
    decision = decide(Evidence((Scored(PERMIT, 5.0, ("证",)), Scored(GAS, 4.8, ("气",))), JINJIANG), BOOK)
    assert not decision.auto
    assert decision.alternatives[0].unit == "rqjt"
    assert "close" in rules(decision)


def test_a_weak_word_alone_is_below_the_threshold() -> None:
    decision = decide(Evidence((Scored(VENDING, 0.6, ("词",)),), JINJIANG), BOOK)
    assert not decision.auto


def test_two_likely_districts_are_both_offered() -> None:
    place = Found(
        "", "", ("锦江区", "青白江区"), "several", 0.0, (Candidate("510104", "", 0.45), Candidate("510113", "", 0.45))
    )
    decision = judged(place=place)
    assert not decision.auto
    assert {decision.unit, decision.alternatives[0].unit} == {"510104", "510113"}


def test_a_threat_goes_to_a_person_at_once() -> None:
    decision = judged(urgency=Urgency("h2", "threat", ("跳楼",), "110", "threat-self", "扬言", "threat"))
    assert (decision.urgency, decision.auto, decision.because[0].rule) == ("h2", False, "emergency/threat-self")


def test_the_urgency_of_the_category_counts_when_no_word_is_urgent() -> None:
    assert judged(LIFT).urgency == "h24"
    assert judged(LIFT, urgency=Urgency("h2", "distress", ("被困",), "119", "lift", "困人", "trapped")).urgency == "h2"


def test_a_report_never_goes_to_the_accused_unit_or_below_and_is_kept_confidential() -> None:
    decision = judged(QUALITY, QINGQUAN, kind="report", accused=("510113",))
    assert decision.unit == "zjj", "the city's bureau for this matter, for a city as a whole handles nothing"
    assert decision.barred == ("510113", "510113108")
    assert "no-place" not in rules(decision)
    assert (decision.street, decision.auto, decision.confidential) == ("", False, True)
    assert not {"510113", "510113108"} & {decision.unit, *decision.assist, *(one.unit for one in decision.alternatives)}


def test_a_report_on_a_street_goes_to_the_district_above_it() -> None:
    decision = judged(VENDING, QINGQUAN, kind="report", accused=("510113108",))
    assert (decision.unit, decision.street) == ("510113", "")


def test_an_accused_bureau_does_not_assist() -> None:
    assert judged(QUALITY, kind="report", accused=("zjj",)).assist == ()


def test_a_complaint_about_a_unit_goes_its_usual_way() -> None:
    assert judged(QUALITY, QINGQUAN, accused=("510113",)).unit == "510113"


def test_confidential_matters_are_dispatched_by_a_person() -> None:
    assert (judged(CONDUCT).auto, judged(CONDUCT).confidential) == (False, True)
    assert (judged(wanted_confidential=True).auto, judged(wanted_confidential=True).confidential) == (False, True)


def test_a_place_outside_the_city_waits_for_a_person() -> None:
    decision = judged(PERMIT, Found(words=("绵阳",), why="outside"))
    assert not decision.auto
    assert "outside" in rules(decision)


def test_confidence_is_a_share_and_suggestions_are_three_at_most() -> None:
    many = tuple(
        Scored(Category(str(number), "事项", "", unit, "bureau"), 3.0, ("词",))
        for number, unit in enumerate(("cgw", "zjj", "rqjt", "a", "b", "c"))
    )
    decision = decide(Evidence(many, JINJIANG), BOOK)
    assert len(decision.alternatives) == 3
    assert 0 < decision.confidence < 1
    assert decision.confidence >= decision.alternatives[0].confidence


def test_the_accused_body_is_read_from_the_text() -> None:
    streets = [pack.Street("510113108", "清泉镇", "510113", "510113")]
    accusations = pack.accusations([unit for unit in UNITS if unit.sort != "street"], streets)
    assert accusations.accused("举报青白江区政府", "") == ("510113",)
    assert accusations.accused("举报清泉镇政府信访办", "") == ("510113108",)
    assert accusations.accused("", "市城管委个别人员吃拿卡要") == ("cgw",)
    assert accusations.accused("举报锦江区某餐馆油烟", "") == ()
    assert accusations.accused("", "希望锦江区政府帮助我们") == ()


def test_the_limits_of_the_city_are_read_from_data() -> None:
    limits = pack.limits()
    assert 0.5 < limits.auto < 1
    assert pack.serves()["rqjt"] >= {"510104"}


def test_a_settled_place_is_surer_than_its_share_of_the_names_and_the_others_share_what_is_left() -> None:
    rival = (Candidate("510113", "", 0.2),)
    decision = judged(place=replace(JINJIANG, confidence=0.8, alternatives=rival))
    assert decision.confidence > 0.8
    assert next(one.confidence for one in decision.alternatives if one.unit == "510113") < 0.1


def test_without_a_place_a_unit_of_part_of_the_city_is_less_sure_than_one_of_all() -> None:
    part, whole = judged(GAS, Found()), judged(PERMIT, Found())
    assert (part.unit, whole.unit) == ("rqjt", "zjj")
    assert part.confidence < 0.8 * whole.confidence


def test_a_sure_place_without_an_item_names_the_district_and_waits_for_a_person() -> None:
    decision = judged(None, replace(JINJIANG, confidence=0.97))
    assert (decision.unit, decision.auto) == ("510104", False)
    assert "below-threshold" in rules(decision)


def test_an_item_that_the_catalogue_has_answered_in_hours_says_so() -> None:
    decision = judged(LIFT)
    assert decision.urgency == "h24"
    [why] = [reason for reason in decision.because if reason.rule == "emergency/item"]
    assert "电梯困人" in why.zh
    assert "24" in why.zh
    assert why.words == ("词",)
    assert "emergency/item" not in rules(judged())


def test_what_says_nothing_is_never_sent_alone() -> None:
    assert judged().auto
    assert not judged(empty=True).auto
    assert "empty" in rules(judged(empty=True))
