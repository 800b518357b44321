"""The conversation of the official account: what, where, pictures, telephone, confirmation. Pure: a table of steps.

Any time somebody may ask for progress (查), evaluate (评价), urge (催), see her own matters (我的) or stop (取消).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from hotline.channels import phones
from hotline.channels.wechat.spoken import Said

KEPT = timedelta(hours=2)
"""Without a word for so long a conversation begins anew."""
LONGEST = 4000
MOST_MEDIA = 9

HELLO = "您好，这里是12345政务服务便民热线。"
HELP = (
    "直接发文字、语音或图片说明您的事，我们一步一步记下来。\n"
    "发“我的”看您提交过的事项。\n"
    "发“查 编号”看办理进度，不是用本微信提交的，编号后再写查询码。\n"
    "有答复后发“评价 编号 满意”（或基本满意、不满意）。\n"
    "发“取消”不写了。\n"
    "遇到危险请立即拨打110、119、120。"
)
WHAT = "请说说您遇到了什么事：什么时间、什么情况、希望怎么解决。"
WHERE = "记下了。事情在哪里？请写明区、街道或小区，也可以发送位置。说不清请回“跳过”。"
PHOTO = "有照片或视频请现在发来，最多9个。没有或发完了，请回“好了”。"
PHONE = "请留一个手机号，承办单位好联系您。不想留请回“跳过”。"
BAD_PHONE = "这个号码好像不对，请再发一次，或回“跳过”。"
TOO_SHORT = "请再说详细一点，至少写清是什么事。"
STOPPED = "好的，没有提交。需要时直接发消息就行。"
NOTHING = "现在没有正在写的内容。\n" + HELP
UNHEARD = "语音收到了，但没有听清。请用文字再简单说一下。"
UNKNOWN = "这种消息我们看不了，请发文字、语音、图片或位置。"

_SKIP = re.compile(r"(?:跳过|没有|无|不留|不知道|说不清|好了|发完了|完了|下一步|0)[。.!！]?")
_NUMBER = r"[0-9０-９\s\-－—–]{21,60}"
_TRACK = re.compile(rf"(?:查|查询|查一下|进度|查进度)\s*[:：]?\s*({_NUMBER})")
_URGE = re.compile(rf"(?:催|催办|催一催)\s*[:：]?\s*({_NUMBER})")
_MARK = re.compile(
    rf"(?:评|评价)\s*[:：]?\s*((?:{_NUMBER})?)\s*[,，]?\s*(满意|基本满意|不满意|[123])"
    r"(?:\s*[,，]?\s*(已解决|解决了|基本解决|未解决|没解决|没有解决))?\s*[。.]?"
)
_MARKS = {"满意": "satisfied", "基本满意": "basically", "不满意": "dissatisfied",
          "1": "satisfied", "2": "basically", "3": "dissatisfied"}  # fmt: skip
_SOLVED = {"已解决": "solved", "解决了": "solved", "基本解决": "basically",
           "未解决": "unsolved", "没解决": "unsolved", "没有解决": "unsolved"}  # fmt: skip
_BY_MARK = {"satisfied": "solved", "basically": "basically", "dissatisfied": "unsolved"}
_WORDS = {
    "mine": {"我的", "我的诉求", "我的事项", "查", "查询", "进度"},
    "help": {"帮助", "help", "?", "？", "菜单", "你好", "您好"},
    "stop": {"取消", "退出", "不写了", "算了"},
}
_KEYS = {"WRITE": "write", "MINE": "mine", "TRACK": "mine", "HELP": "help"}
"""Keys of the account's menu (自定义菜单)."""


@dataclass(frozen=True, slots=True)
class Talk:
    """How far a conversation is. `step`: '' nothing begun | what | where | photo | phone | confirm."""

    matter: str
    """The id that the matter will have."""
    step: str = ""
    body: str = ""
    place: str = ""
    lon: float | None = None
    lat: float | None = None
    phone: str = ""
    media: int = 0
    confidential: bool = False
    tries: int = 0
    """Query codes that did not fit."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What one message leads to. `act`: '' | submit | mine | track | urge | mark, done by whoever asked."""

    talk: Talk
    reply: str = ""
    act: str = ""
    number: str = ""
    """As written, with the query code behind it where one was given."""
    satisfied: str = ""
    solved: str = ""
    media: bool = False
    """The picture, voice or film of this message belongs to the matter."""


def turn(talk: Talk, said: Said) -> Turn:
    """The next step of a conversation."""
    if said.kind == "event":
        return _event(talk, said)
    asked = _asked(talk, said.text.strip()) if said.kind == "text" else None
    if asked is not None:
        return asked
    if said.kind == "other":
        return Turn(talk, UNKNOWN)
    return _STEPS[talk.step](talk, said)


def code_and_number(text: str) -> tuple[str, str]:
    """(number, query code) in what was written after 查: 21 digits, and the eight of the code where they follow."""
    digits = "".join(str(int(one)) for one in text if one.isdecimal())
    return digits[:21], digits[21:29]


def _event(talk: Talk, said: Said) -> Turn:
    if said.event == "subscribe":
        return Turn(talk, f"{HELLO}\n{HELP}")
    if said.event == "unsubscribe":
        return Turn(replace(Talk(talk.matter)))
    if said.event != "click":
        return Turn(talk)
    asked = _KEYS.get(said.key.upper(), "help")
    if asked == "write":
        return Turn(replace(Talk(talk.matter), step="what"), WHAT)
    return Turn(talk, act="mine") if asked == "mine" else Turn(talk, HELP)


def _asked(talk: Talk, text: str) -> Turn | None:
    """What may be asked at any time; None where it is an answer to our question."""
    lower = text.lower()
    if lower in _WORDS["stop"]:
        return Turn(Talk(talk.matter), STOPPED if talk.step else NOTHING)
    if lower in _WORDS["mine"]:
        return Turn(talk, act="mine")
    if lower in _WORDS["help"]:
        return Turn(talk, f"{HELLO}\n{HELP}")
    for act, pattern in (("track", _TRACK), ("urge", _URGE)):
        if found := pattern.fullmatch(text):
            return Turn(talk, act=act, number=found[1])
    if found := _MARK.fullmatch(text):
        satisfied = _MARKS[found[2]]
        solved = _SOLVED.get(found[3] or "", _BY_MARK[satisfied])
        return Turn(talk, act="mark", number=found[1].strip(), satisfied=satisfied, solved=solved)
    return None


def _what(talk: Talk, said: Said) -> Turn:
    """The matter itself: words, heard words, or a picture or place with the words still to come."""
    if said.kind == "place":
        return Turn(replace(_placed(talk, said), step="what"), "位置记下了。" + WHAT)
    seen = replace(talk, media=talk.media + 1, step="what") if said.media_id else talk
    text = said.text.strip()
    if said.media_id and not text:
        return Turn(seen, UNHEARD if said.kind == "voice" else "收到了。" + WHAT, media=True)
    if len(text) < 4:
        return Turn(
            replace(seen, step="what"), TOO_SHORT if talk.step else f"{HELLO}\n{HELP}", media=bool(said.media_id)
        )
    told = replace(seen, body=text[:LONGEST], step="photo" if talk.place else "where")
    return Turn(told, _ask(told), media=bool(said.media_id))


def _where(talk: Talk, said: Said) -> Turn:
    if said.media_id and not said.text:
        return _more_media(talk, said, WHERE)
    if said.kind == "place":
        return _on(replace(_placed(talk, said), step="photo"))
    skipped = _SKIP.fullmatch(said.text.strip())
    return _on(replace(talk, place="" if skipped else said.text.strip()[:300], step="photo"))


def _photo(talk: Talk, said: Said) -> Turn:
    if said.media_id:
        return _more_media(talk, said, "收到第{n}个。还有请继续发，发完请回“好了”。")
    if said.kind == "place":
        return Turn(_placed(talk, said), "位置记下了。" + PHOTO)
    done = replace(talk, step="phone")
    if _SKIP.fullmatch(said.text.strip()):
        return _on(done)
    if phones.e164(said.text):
        return _phone(done, said)
    return Turn(_added(talk, said), "补充的内容记下了。" + PHOTO)


def _phone(talk: Talk, said: Said) -> Turn:
    if said.media_id and not said.text:
        return _more_media(talk, said, PHONE)
    if _SKIP.fullmatch(said.text.strip()):
        return _on(replace(talk, phone="", step="confirm"))
    found = phones.e164(said.text)
    return _on(replace(talk, phone=found, step="confirm")) if found else Turn(talk, BAD_PHONE)


def _confirm(talk: Talk, said: Said) -> Turn:
    answer = said.text.strip().rstrip("。.!！")
    if answer in {"1", "是", "确认", "提交", "对", "好"}:
        return Turn(talk, act="submit")
    if answer in {"2", "保密", "保密提交"}:
        return Turn(replace(talk, confidential=True), act="submit")
    if answer in {"3", "重写", "修改", "不对"}:
        return Turn(replace(Talk(talk.matter), step="what"), "好的，重新来。" + WHAT)
    if said.media_id:
        return _more_media(talk, said, _ask(talk))
    added = _added(talk, said) if said.kind != "place" else _placed(talk, said)
    return Turn(added, "补充的内容记下了。\n" + _ask(added))


def _on(talk: Talk) -> Turn:
    return Turn(talk, _ask(talk))


def _ask(talk: Talk) -> str:
    """The question of the step a conversation is at."""
    if talk.step != "confirm":
        return {"where": WHERE, "photo": PHOTO, "phone": PHONE}.get(talk.step, WHAT)
    short = talk.body if len(talk.body) <= 120 else talk.body[:120] + "……"
    phone = phones.display(talk.phone) if talk.phone else "没有留"
    return (
        f"请核对：\n事情：{short}\n地点：{talk.place or '没有写'}\n照片等：{talk.media}个\n电话：{phone}\n"
        "回1提交，回2提交并要求保密，回3重写，回“取消”不提交。"
    )


def _more_media(talk: Talk, said: Said, then: str) -> Turn:
    if talk.media >= MOST_MEDIA:
        return Turn(talk, f"最多{MOST_MEDIA}个，这一个没有收下。" + _ask(talk))
    kept = replace(talk, media=talk.media + 1)
    return Turn(kept, then.format(n=kept.media), media=True)


def _placed(talk: Talk, said: Said) -> Talk:
    return replace(talk, place=said.text.strip()[:300] or "地图上的位置", lon=said.lon, lat=said.lat)


def _added(talk: Talk, said: Said) -> Talk:
    text = said.text.strip()
    return replace(talk, body=f"{talk.body}\n{text}"[:LONGEST]) if text else talk


_STEPS: dict[str, Callable[[Talk, Said], Turn]] = {
    "": _what,
    "what": _what,
    "where": _where,
    "photo": _photo,
    "phone": _phone,
    "confirm": _confirm,
}
