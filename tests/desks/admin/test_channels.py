"""The administrator sees how each door does."""

import json
from collections.abc import Callable

from flask import Flask

from hotline import clock, config
from hotline.channels import door_states, doors, inbox, labels, silence
from hotline.tickets import labels as words
from tests.browsing import Client

FILE = """
[wechat]
app_id = "wxdemo"
token = "t"
[[feed]]
code = "lyb"
name = "领导留言板"
channel = "forum"
secret = "s"
[[partner]]
code = "110"
name = "市110指挥中心"
map = "police"
secret = "s"
"""


def test_every_door_of_the_table_is_told_in_words() -> None:
    for channel, door in doors.CHANNELS.items():
        assert channel in words.CHANNELS
        assert door.proof in labels.PROOFS
        assert door.back in labels.WAYS_BACK
    assert set(doors.DOORS.values()) <= set(doors.CHANNELS)


def test_what_came_and_what_was_set_aside_stand_beside_each_door(app: Flask, sign_in: Callable[..., Client]) -> None:
    config.settings().connections.write_text(FILE, encoding="utf-8")
    now = clock.now()
    with app.app_context():
        inbox.arrive("phone", json.dumps({"title": "路灯不亮"}).encode(), now)
        inbox.arrive("app", b"not json {", now)
        silence.watch(now)
        found = {row.channel: row for row in door_states.states(config.settings().city, now)}
    assert (found["phone"].day, found["phone"].aside, found["phone"].state) == (1, 0, "open")
    assert (found["app"].week, found["app"].aside) == (1, 1)
    states = [found[name].state for name in ("wechat", "forum", "weibo", "transfer")]
    assert states == ["open", "open", "closed", "open"]
    page = sign_in("admin").get("/staff/admin/channels").get_data(as_text=True)
    assert all(word in page for word in ("领导留言板", "市110指挥中心", "/channels/transfer/110", "微信签名"))
    assert "未连接" in page


def test_a_partner_of_a_unit_that_does_not_exist_is_said(sign_in: Callable[..., Client]) -> None:
    config.settings().connections.write_text(FILE + 'unit = "gaj"', encoding="utf-8")
    admin = sign_in("admin")
    assert "没有编号为" not in admin.get("/staff/admin/channels").get_data(as_text=True)
    config.settings().connections.write_text(FILE + 'unit = "gongan"', encoding="utf-8")
    assert "没有编号为gongan的单位" in admin.get("/staff/admin/channels").get_data(as_text=True)


def test_without_a_file_nothing_is_connected(sign_in: Callable[..., Client]) -> None:
    assert "没有连接外部渠道" in sign_in("admin").get("/staff/admin/channels").get_data(as_text=True)
