"""The dispatch catalogue as a file, its versions, its review by a second person, and its trial on past tickets."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask import Flask

from hotline.actors import Actor
from hotline.clock import now as clock_now
from hotline.clock import today
from hotline.db import transaction
from hotline.errors import Incomplete, NotAllowed
from hotline.people import queries as people
from hotline.routing import catalogue_files, catalogues, queries, simulation
from hotline.routing.catalogue_rows import Row, check, differences
from hotline.routing.decision.engine import Matter
from hotline.seed import load
from tests.matters import taken

CITY = "510100"
ANN, BEN = (Actor(n, name, "admin", CITY, CITY) for n, name in ((11, "演示甲"), (12, "演示乙")))
CHAPTER = Row("01", name="城市管理", unit="cgw")
VENDING = Row("0102", "01", "占道经营", unit="cgw", level="district", kinds=("complaint",), strong=("占道经营",))
ROWS = [CHAPTER, VENDING]


@pytest.fixture(autouse=True)
def _friday(clock: Callable[[str], None], routing_afresh: None) -> None:
    clock("2026-11-20 10:00")


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_what_is_written_is_read_again_as_it_was(app: Flask, suffix: str) -> None:
    with app.app_context():
        rows = queries.catalogue_rows()
        found, faults = catalogue_files.read(catalogue_files.written(rows, suffix), suffix, people.units())
    assert faults == []
    assert found == rows


def test_codes_that_a_spreadsheet_took_for_numbers_are_codes_again(app: Flask) -> None:
    csv = "代码,名称,牵头单位,层级\n1,城市管理,cgw,\n102,占道经营,cgw,district\n".encode("gb18030")
    with app.app_context():
        rows, faults = catalogue_files.read(csv, ".csv", {"cgw"})
    assert faults == []
    assert [(row.code, row.parent) for row in rows] == [("01", ""), ("0102", "01")]


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (replace(VENDING, unit="xyz"), "没有这个单位：xyz"),
        (replace(VENDING, level="both-ish"), "不是“both-ish”"),
        (replace(VENDING, assist=("gaj", "xyz")), "没有这个单位：xyz"),
        (replace(VENDING, parent="09"), "没有上级09"),
        (replace(VENDING, strong=("摊",)), "词至少两个字：摊"),
        (replace(VENDING, kinds=("gossip",)), "没有这种业务类型：gossip"),
        (replace(VENDING, code="01020"), "代码应为2位或4位数字"),
    ],
)
def test_a_faulty_row_is_named_with_what_is_wrong(row: Row, told: str) -> None:
    faults = check([CHAPTER, row], {"cgw", "gaj"})
    assert [told in fault.zh for fault in faults] == [True]


def faults_of(text: str) -> list[str]:
    _rows, faults = catalogue_files.read(text.encode(), ".csv", people.units())
    return [fault.said("zh") for fault in faults]


def test_a_file_speaks_of_units_and_levels_by_their_names_and_takes_codes_as_well(app: Flask) -> None:
    with app.app_context():
        row = replace(VENDING, level="both", assist=("gaj", "sjj"), urgency="h24")
        told = catalogue_files.written([CHAPTER, row], ".csv").decode()
        for word in ("市城管委", "市公安局、市市场监管局", "属地主办、部门协办", "24小时", "投诉"):
            assert word in told
        assert catalogue_files.read(told.encode(), ".csv", people.units()) == ([CHAPTER, row], [])
        coded = told.replace("市公安局、市市场监管局", "gaj、sjj").replace("属地主办、部门协办", "both")
        assert catalogue_files.read(coded.encode(), ".csv", people.units()) == ([CHAPTER, row], [])


def test_a_fault_names_its_row_in_the_file_and_its_column_and_blames_no_other_row(app: Flask) -> None:
    head = "代码,名称,牵头单位,层级,可派街道\n"
    with app.app_context():
        told = faults_of(head + "01,城市管理,cgw,,也许\n\n0101,市容,cgw,属地,是\n,,,,\n0102,占道经营,xyz,省级,是\n")
    assert told == [
        "第2行“可派街道”：只能填是或否：也许",
        "第6行“牵头单位”：没有这个单位：xyz（0102）",
        "第6行“层级”：应填属地或部门或属地主办、部门协办，不是“省级”（0102）",
    ]


@pytest.mark.parametrize(
    ("head", "told"),
    [
        ("代码,名称,牵头单位,备注", "第1行：没有这一列：备注"),
        ("代码,名称,牵头单位,名称", "第1行“名称”：这一列有两个"),
        ("代码,名称", "第1行：缺少列：牵头单位"),
        ("代码,名称,牵头单位", "第2行：有内容不在任何一列下"),
    ],
)
def test_what_would_be_lost_from_a_file_is_told(app: Flask, head: str, told: str) -> None:
    with app.app_context():
        assert told in faults_of(f"{head}\n01,城市管理,cgw,x\n")


def test_a_file_whose_text_cannot_be_read_is_not_guessed(app: Flask) -> None:
    with app.app_context(), pytest.raises(Incomplete, match="UTF-8"):
        catalogue_files.read(b"\xff\xfe\xfa\xff\xff", ".csv", people.units())


def test_the_order_of_words_is_no_difference_and_a_new_leader_is_one() -> None:
    before = [CHAPTER, replace(VENDING, words=("地摊", "夜市"))]
    after = [CHAPTER, replace(VENDING, words=("夜市", "地摊"), unit="sjj"), Row("0103", "01", "垃圾", unit="cgw")]
    told = [(change.sort, change.code, change.fields) for change in differences(before, after)]
    assert told == [("changed", "0102", (("unit", "cgw", "sjj"),)), ("added", "0103", ())]


def changed(code: str, **values: object) -> list[Row]:
    return [replace(row, **values) if row.code == code else row for row in queries.catalogue_rows()]  # type: ignore[arg-type]  # fields by name


def drafted(rows: list[Row], day: date | None = None) -> int:
    with transaction():
        made = catalogues.draft(ANN, rows, "", day or today(), "试行", clock_now())
        catalogues.ask_review(catalogues.version(CITY, made))
    return made


def agree(version: int, who: Actor) -> None:
    with transaction():
        catalogues.review(catalogues.version(CITY, version), who, True, "", clock_now())


def test_the_maker_cannot_review_and_another_person_puts_it_in_force(app: Flask) -> None:
    with app.app_context():
        made = drafted(changed("0102", unit="sjj", name="占道经营（新）"))
        with pytest.raises(NotAllowed):
            agree(made, ANN)
        assert queries.engine().categories["0102"].unit == "cgw"
        agree(made, BEN)
        assert queries.engine().categories["0102"].unit == "sjj"
        assert queries.category_name("0102") == "占道经营（新）"
        states = {one.version: one.state for one in catalogues.versions(CITY)}
        assert states == {"2026.1": "past", "2026.2": "in_force"}


def test_who_changed_the_draft_of_another_cannot_review_it_either(app: Flask) -> None:
    with app.app_context():
        with transaction():
            made = catalogues.draft(ANN, changed("0102", unit="sjj"), "", today(), "试行", clock_now())
            found = catalogues.version(CITY, made)
            catalogues.put_row(found, BEN, replace(VENDING, unit="gaj"))
            catalogues.ask_review(found)
        for who in (ANN, BEN):
            with pytest.raises(NotAllowed):
                agree(made, who)
        agree(made, Actor(13, "演示丙", "supervisor", CITY, CITY))
        assert queries.engine().categories["0102"].unit == "gaj"


def test_a_version_waits_for_its_day_and_the_job_puts_it_in_force(app: Flask, clock: Callable[[str], None]) -> None:
    with app.app_context():
        made = drafted(changed("0102", unit="sjj"), date(2026, 12, 1))
        agree(made, BEN)
        assert catalogues.put_due_in_force(clock_now()) == 0
        assert queries.engine().categories["0102"].unit == "cgw"
        clock("2026-12-01 00:10")
        assert catalogues.put_due_in_force(clock_now()) == 1
        assert queries.engine().categories["0102"].unit == "sjj"


def test_units_that_the_catalogue_has_assist_are_in_the_decision_and_its_reasons(app: Flask) -> None:
    with app.app_context():
        agree(drafted(changed("0501", assist=("gaj", "gjjt"))), BEN)
        ticket = taken(app, title="希望增加公交线路", body="公交车班次太少。", category="0501").ticket
        found = queries.decision(ticket)
        assert found is not None
        assert (found.unit, found.assist) == ("gjjt", ["gaj"])
        assert "目录规定协办：市公安局" in [reason["zh"] for reason in found.because]
        tried = queries.engine().decide(Matter(title="希望增加公交线路", body="公交车班次太少。"))
        assert (tried.unit, tried.assist) == ("gjjt", ("gaj",)), "what is tried on a file says the same"


def test_an_item_that_ended_keeps_its_name_and_takes_no_more_letters(app: Flask) -> None:
    with app.app_context():
        made = drafted([row for row in queries.catalogue_rows() if row.code != "0102"])
        agree(made, BEN)
        assert "0102" not in queries.categories()
        assert queries.category_name("0102") == "占道经营与城管执法"


def test_the_shipped_catalogue_does_not_come_back_over_the_citys_own(app: Flask) -> None:
    with app.app_context():
        agree(drafted(changed("0102", unit="sjj")), BEN)
        with transaction():
            load.load_all(CITY, clock_now())
        queries.forget()
        assert queries.engine().categories["0102"].unit == "sjj"


def test_a_draft_that_changes_nothing_or_holds_a_fault_goes_no_further(app: Flask) -> None:
    with app.app_context():
        with pytest.raises(NotAllowed):
            drafted(queries.catalogue_rows())
        with pytest.raises(Incomplete):
            drafted(changed("0102", unit="nobody"))


def test_a_trial_says_which_past_tickets_would_go_from_whom_to_whom(app: Flask) -> None:
    letter = {"title": "希望增加公交线路", "body": "公交车班次太少，希望增加公交线路。"}
    moved, _kept = taken(app, **letter), taken(app, title="路灯不亮", body="锦江区春熙路街道的路灯不亮。")
    number = moved.ticket.number
    with app.app_context():
        rows = changed("0501", unit="jtj")
        told = simulation.run(rows, clock_now() - timedelta(days=30))
        assert (told.tried, dict(told.pairs)) == (2, {("gjjt", "jtj"): 1})
        made = drafted(rows)
        with transaction():
            simulation.ask(catalogues.version(CITY, made), "演示甲", clock_now())
        assert simulation.work(clock_now()) == 2
        found = simulation.latest(catalogues.version(CITY, made))
        assert found is not None
        assert (found.state, found.done, found.moved, found.pairs) == ("done", 2, 1, {"gjjt>jtj": 1})
        assert [move.number for move in simulation.moves(found)] == [number]
        assert simulation.work(clock_now()) == 0
