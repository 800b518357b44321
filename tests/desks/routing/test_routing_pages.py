"""The pages of the catalogue's versions, of taught places and of dispatch quality, as their people walk them."""

import io
import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask

from hotline import changed
from hotline import clock as city_clock
from hotline.routing import catalogue_files, catalogues, queries, simulation
from hotline.tickets.inbound import Person
from tests import inspection
from tests.browsing import Client
from tests.matters import CITY, taken

VERSIONS = "/staff/admin/catalogue/versions"
SignIn = Callable[..., Client]


@pytest.fixture(autouse=True)
def _fresh(clock: Callable[[str], None], routing_afresh: None) -> None:
    clock("2026-11-20 10:00")


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def drafted(client: Client) -> str:
    """The path of a new draft that has 公共汽车 led by the transport bureau."""
    made = client.submit(VERSIONS, {"note": "试行"}, action=VERSIONS)
    assert made.status_code == 303
    path = made.location
    item = f"{path}/items/0501"
    assert client.submit(item, {"unit": "jtj"}, action=item).status_code == 303
    return path


def test_a_version_is_drafted_tried_reviewed_by_another_and_in_force(app: Flask, sign_in: SignIn) -> None:
    number = taken(app, title="希望增加公交线路", body="公交车班次太少，希望增加公交线路。").ticket.number
    admin = sign_in("admin")
    path = drafted(admin)
    assert re.search(r"成都公交集团.*市交通运输局", page(admin, path), re.DOTALL)
    assert admin.submit(path, {}, action=f"{path}/try").status_code == 303
    with app.app_context():
        assert simulation.work(city_clock.now()) == 1
    told = page(admin, path)
    assert "1件中有1件会改派" in told
    assert number in page(admin, f"{path}?pair=gjjt%3Ejtj")
    assert admin.submit(path, {}, action=f"{path}/finish").status_code == 303
    assert "须由他人审核" in page(admin, path)
    supervisor = sign_in("supervisor")
    assert supervisor.submit(path, {"opinion": ""}, action=f"{path}/agree").status_code == 303
    with app.app_context():
        assert queries.engine().categories["0501"].unit == "jtj"
        assert [one.state for one in catalogues.versions(CITY)].count("in_force") == 1


def test_who_changed_a_draft_of_another_does_not_review_it_either(app: Flask, sign_in: SignIn) -> None:
    admin, supervisor = sign_in("admin"), sign_in("supervisor")
    path = drafted(admin)
    item = f"{path}/items/0502"
    assert supervisor.submit(item, {"unit": "jtj", "name": "改过的名称"}, action=item).status_code == 303
    assert admin.submit(path, {}, action=f"{path}/finish").status_code == 303
    told = page(supervisor, path)
    assert f"{path}/agree" not in told, "no button to agree with oneself"
    assert re.search(r"修改人</dt><dd>\S+</dd>", told)
    assert "您起草或修改过本版本，须由他人审核" in told


def test_a_draft_that_another_version_overtook_says_so(app: Flask, sign_in: SignIn) -> None:
    admin, supervisor = sign_in("admin"), sign_in("supervisor")
    first, second = drafted(admin), drafted(admin)
    assert "为底稿" not in page(admin, second)
    admin.submit(first, {}, action=f"{first}/finish")
    assert supervisor.submit(first, {"opinion": ""}, action=f"{first}/agree").status_code == 303
    assert "以2026.1为底稿，现行版本已是2026.2" in page(admin, second)
    assert "为底稿" not in page(admin, first), "what is in force overtakes itself not"


def test_a_trial_of_a_draft_that_changed_since_is_not_shown_as_its_own(app: Flask, sign_in: SignIn) -> None:
    taken(app, title="希望增加公交线路", body="公交车班次太少，希望增加公交线路。")
    admin = sign_in("admin")
    path = drafted(admin)
    assert "没有用过去的工单模拟过" in page(admin, path)
    admin.submit(path, {}, action=f"{path}/try")
    with app.app_context():
        assert simulation.work(city_clock.now()) == 1
    assert "没有用过去的工单模拟过" not in page(admin, path)
    item = f"{path}/items/0501"
    assert admin.submit(item, {"unit": "gjjt"}, action=item).status_code == 303
    told = page(admin, path)
    assert "模拟之后草稿又改过" in told
    assert "会改派" not in told
    admin.submit(path, {}, action=f"{path}/try")
    assert admin.submit(item, {"unit": "jtj"}, action=item).status_code == 303
    with app.app_context():
        assert simulation.work(city_clock.now()) == 0, "a trial of what is no more is not gone on with"


def test_all_items_of_a_unit_go_to_another_in_one_press(app: Flask, sign_in: SignIn) -> None:
    admin = sign_in("admin")
    path = admin.submit(VERSIONS, {"note": "机构改革"}, action=VERSIONS).location
    items = f"{path}/items"
    refused = admin.submit(items, {"from": "成都公交集团", "to": "不存在的局"}, action=items)
    assert refused.status_code == 422
    assert "不存在的局" in refused.get_data(as_text=True), "what was typed stays"
    assert admin.submit(items, {"from": "成都公交集团", "to": "市交通运输局"}, action=items).status_code == 303
    with app.app_context():
        (found,) = catalogues.versions(CITY)
        rows = {row.code: row for row in catalogues.rows_of(found)}
        assert "gjjt" not in {row.unit for row in rows.values()}
        assert rows["0501"].unit == "jtj"
        assert len(catalogues.changes(found)) == sum(row.unit == "gjjt" for row in queries.catalogue_rows())


def test_a_faulty_file_is_told_row_by_row_and_kept_out(app: Flask, sign_in: SignIn) -> None:
    admin = sign_in("admin")
    with app.app_context():
        content = catalogue_files.written(queries.catalogue_rows(), ".csv").decode("utf-8-sig")
    broken = content.replace(
        "0102,01,占道经营与城管执法,Street vending and its enforcement,市城管委", "0102,01,占道经营,x,xyz"
    )
    upload = {"file": (io.BytesIO(broken.encode()), "目录.csv"), "note": "机构改革后的职责"}
    answer = admin.submit(VERSIONS, upload, action=VERSIONS, content_type="multipart/form-data")
    assert answer.status_code == 422
    told = answer.get_data(as_text=True)
    assert "第4行“牵头单位”：没有这个单位：xyz（0102）" in told
    assert "文件有1处错误，没有读入" in told
    assert "机构改革后的职责" in told, "what was typed stays"
    with app.app_context():
        assert catalogues.versions(CITY) == []


def test_units_that_assist_an_item_are_written_into_a_draft_by_name(app: Flask, sign_in: SignIn) -> None:
    admin = sign_in("admin")
    path = admin.submit(VERSIONS, {"note": "试行"}, action=VERSIONS).location
    item = f"{path}/items/0501"
    refused = admin.submit(item, {"assist": "不存在的局"}, action=item)
    assert refused.status_code == 422
    assert "没有这个单位：不存在的局" in refused.get_data(as_text=True)
    assert admin.submit(item, {"assist": "市公安局、市交通运输局"}, action=item).status_code == 303
    assert "市公安局、市交通运输局" in page(admin, path)
    assert "市公安局、市交通运输局" in page(admin, f"{path}/items?q=0501")


@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
def test_the_catalogue_is_taken_away_as_a_file(app: Flask, sign_in: SignIn, suffix: str) -> None:
    answer = sign_in("admin").get(f"/staff/admin/catalogue/export.{suffix}")
    with app.app_context():
        assert answer.data == catalogue_files.written(queries.catalogue_rows(), f".{suffix}") or suffix == "xlsx"
        rows, faults = catalogue_files.read(answer.data, f".{suffix}", {row.unit for row in queries.catalogue_rows()})
        assert (faults, rows) == ([], queries.catalogue_rows())


def test_a_dispatcher_remembers_a_place_in_one_press_and_a_second_person_looks(app: Flask, sign_in: SignIn) -> None:
    matter = taken(app, title="演示雅苑小区路灯不亮", body="锦江区演示雅苑小区的路灯不亮，什么时候能修好？没有路灯。")
    number = matter.do("accept").ticket.number
    dispatcher = sign_in("dispatcher")
    path = f"/staff/dispatch/{number}"
    assert "记住：演示雅苑小区 = 锦江区" in re.sub("<[^>]+>", "", page(dispatcher, path))
    done = dispatcher.submit(path, {"name": "演示雅苑小区"}, action=f"{path}/remember")
    assert done.status_code == 303
    with app.app_context():
        assert queries.engine().gazetteer.find("", "演示雅苑小区").unit == "510104"
    supervisor = sign_in("supervisor")
    listed = page(supervisor, "/staff/admin/places?q=演示雅苑小区没有路灯")
    assert "待复核" in listed
    agree = re.search(r"/staff/admin/places/\d+/agree", listed)
    assert agree is not None
    assert supervisor.submit("/staff/admin/places", {}, action=agree[0]).status_code == 303
    assert "已确认" in page(supervisor, "/staff/admin/places")


def test_a_taught_place_that_was_agreed_is_taken_out_and_back(app: Flask, sign_in: SignIn) -> None:
    supervisor, admin = sign_in("supervisor"), sign_in("admin")
    places = "/staff/admin/places"
    assert admin.submit(places, {"name": "演示雅苑小区", "unit": "锦江区"}, action=places).status_code == 303
    own = page(admin, places)
    assert ("由另一位同事确认" in own, "同意</button>" in own) == (True, False)
    assert "同意</button>" in page(supervisor, places)
    refused = admin.submit(places, {}, action=re.search(rf"{places}/\d+/agree", page(supervisor, places))[0])  # type: ignore[index]
    assert (refused.status_code, "由另一位同事确认" in refused.text) == (403, True)
    for verdict, unit in (("agree", "510104"), ("refuse", ""), ("agree", "510104")):
        offered = re.search(rf"{places}/\d+/{verdict}", page(supervisor, places))
        assert offered is not None, verdict
        assert supervisor.submit(places, {}, action=offered[0]).status_code == 303
        with app.app_context():
            assert queries.engine().gazetteer.find("", "演示雅苑小区没有路灯").unit == unit
    assert "演示雅苑小区" in page(supervisor, f"{places}?q=演示雅苑小区的路灯")
    assert "没有相关的补充地名" in page(supervisor, f"{places}?q=别的地方")


def test_a_point_is_read_in_both_datums_and_either_order(app: Flask, sign_in: SignIn) -> None:
    supervisor = sign_in("supervisor")
    for typed in ("104.0657, 30.6595", "30.6595，104.0657"):
        told = re.sub(r"<[^>]+>", " ", page(supervisor, f"/staff/admin/places?q={typed}"))
        assert re.search(r"WGS-84\s+(青羊区|锦江区)", told), typed
        assert re.search(r"GCJ-02\s+(青羊区|锦江区)", told), typed
    assert "不在任何边界内" in page(supervisor, "/staff/admin/places?q=116.39 39.90")


def test_a_threshold_is_set_by_the_supervisor_and_holds_at_once(
    app: Flask, sign_in: SignIn, clock: Callable[[str], None]
) -> None:
    taken(app, title="希望增加公交线路", body="公交车班次太少，希望增加公交线路。").do("accept").do(
        "dispatch", unit="gjjt"
    )
    clock("2026-11-20 11:00")
    supervisor = sign_in("supervisor")
    assert "首荐准确率" in page(supervisor, "/staff/routing")
    assert supervisor.submit("/staff/routing", {"auto": "0.85"}).status_code == 303
    with app.app_context():
        assert queries.engine().book.limits.auto == 0.85
    refused = supervisor.submit("/staff/routing", {"auto": "0,2x"})
    assert refused.status_code == 422
    assert 'value="0,2x"' in refused.get_data(as_text=True), "what was typed stays"
    assert supervisor.submit("/staff/routing", {"auto": "90%"}).status_code == 303
    with app.app_context():
        assert queries.engine().book.limits.auto == 0.9
    assert 'name="auto"' not in page(sign_in("dispatcher"), "/staff/routing")


def test_a_new_threshold_holds_in_every_process_from_its_next_letter_on(app: Flask, sign_in: SignIn) -> None:
    supervisor = sign_in("supervisor")
    with app.app_context():
        queries.engine()
    another = queries._built
    assert another is not None
    for at in ("0.85", "0.9"):
        assert supervisor.submit("/staff/routing", {"auto": at}).status_code == 303
        queries._built = another
        with app.app_context():
            engine = queries.engine()
        assert engine.book.limits.auto == float(at)
        assert engine.matcher is another.engine.matcher, "nothing else is built anew"
    queries._built = replace(another, stamp=changed.stamp(queries.CHANGED))
    told = re.sub(r"<[^>]+>", " ", page(supervisor, "/staff/routing"))
    assert re.search(r"现行：0\.90\s+· 演示supervisor", told), "what that person set, also on another machine"


def test_what_a_unit_may_still_return_says_nothing_about_the_threshold(
    app: Flask, sign_in: SignIn, clock: Callable[[str], None]
) -> None:
    taken(app, title="希望增加公交线路", body="公交车班次太少，希望增加公交线路。").do("accept").do(
        "dispatch", unit="gjjt"
    )
    clock("2026-11-22 10:00")
    words, supervisor = "没有计入最近3天的1件", sign_in("supervisor")
    assert words in page(supervisor, "/staff/routing")
    clock("2026-11-24 10:00")
    told = page(supervisor, "/staff/routing")
    assert "首荐准确率" in told
    assert words not in told


def test_automatic_dispatch_is_stopped_with_one_figure(app: Flask, sign_in: SignIn) -> None:
    sure = {"title": "希望增加公交线路", "body": "锦江区春熙路的公交车班次太少，希望增加公交线路。", "category": "0501"}
    assert taken(app, role="system", **sure).ticket.state == "dispatched"
    supervisor = sign_in("supervisor")
    assert supervisor.submit("/staff/routing", {"auto": "1"}).status_code == 303
    assert "现行：不自动派单" in page(supervisor, "/staff/routing?days=30")
    assert taken(app, role="system", **sure, person=Person()).ticket.state == "accepted"


def test_what_goes_to_and_fro_is_shown_with_the_dispute(
    app: Flask, sign_in: SignIn, clock: Callable[[str], None]
) -> None:
    matter = taken(app, title="希望增加公交线路", body="公交车班次太少，希望增加公交线路。")
    matter.do("accept").do("dispatch", unit="cgw").do("redispatch", unit="jtj", text="改派").do(
        "refer", text="两家都说不归自己"
    )
    clock("2026-11-20 11:00")
    told = page(sign_in("supervisor"), "/staff/routing/bounces")
    assert "市城管委" in told
    assert "两家都说不归自己" in told


def test_an_auditor_reads_the_returns_and_changes_nothing(app: Flask, sign_in: SignIn) -> None:
    matter = taken(app).do("accept").do("dispatch", unit="cgw").do("refer", text="来电13800001234，两家都说不归自己")
    auditor = sign_in("auditor")
    path = "/staff/routing/bounces"
    told = page(auditor, path)
    number = matter.ticket.number
    assert f'href="/staff/tickets/{number}"' in told
    assert "两家都说不归自己" in told
    assert "13800001234" not in told
    assert f'href="{path}"' in page(auditor, "/staff/boards/city"), "it stands in the rail"
    forms = inspection.read(told).forms
    assert [form.path for form in forms if form.method == "post" and "/routing" in form.path] == []
    for closed in ("/staff/routing", "/staff/routing/precedents"):
        assert auditor.get(closed).status_code == 403
        assert f'href="{closed}' not in told.replace(f'href="{path}', "")
    token = next(form.values["csrf_token"] for form in forms if "csrf_token" in form.values)
    assert auditor.post("/staff/routing", data={"csrf_token": token, "auto": "0.9"}).status_code == 403
    for verb in ("rule", "redispatch"):
        sent = {"csrf_token": token, "unit": "jtj", "text": "裁定", "version": matter.ticket.version}
        assert auditor.post(f"/staff/tickets/{number}/{verb}", data=sent).status_code == 403
    assert matter.ticket.lead_unit == "cgw"
