"""Sample values for the style guide page, so that every component shows in each of its states."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, FileField, RadioField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.form import BaseForm
from wtforms.validators import DataRequired, Length

from hotline.styleguide_words import CHINESE

MOMENT = datetime(2026, 11, 22, 6, 2, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Nav:
    label: str
    url: str
    active: bool
    icon: str


@dataclass(frozen=True, slots=True)
class Chip:
    kind: str
    words: str
    at: str | None = None


@dataclass(frozen=True, slots=True)
class Rate:
    numerator: int
    denominator: int
    percent: float
    excluded: int = 0


@dataclass(frozen=True, slots=True)
class Entry:
    at: datetime
    title: str
    actor: str = ""
    unit: str = ""
    text: str = ""
    internal: bool = False
    system: bool = False
    items: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Step:
    label: str
    state: str
    at: str = ""
    note: str = ""


def sample(lang: str) -> dict[str, object]:
    """The context of `styleguide.html` in the language `lang` ('zh-CN' or 'en')."""
    zh = lang.startswith("zh")
    return {
        "say": lambda english: CHINESE[english] if zh else english,
        "chips": _chips(zh),
        "rates": [Rate(17771, 21980, 80.85), Rate(8412, 11037, 76.22, excluded=214), Rate(6, 8, 75.0)],
        "entries": _entries(zh),
        "steps": _steps(zh),
        "points": _points(),
        "good": _form(zh, None),
        "bad": _form(zh, {"text": "", "phone": "1380000123", "kind": "", "unit": "cgw"}),
    }


def sample_nav(lang: str) -> list[Nav]:
    """Six desks in the rail, the second of them open."""
    words = (
        ("工作台", "接电话", "待派单", "回访", "看板", "单位与人员")
        if lang.startswith("zh")
        else ("My work", "Calls", "To dispatch", "Follow-up", "Board", "Units and people")
    )
    icons = ("inbox", "headset", "send", "phone", "chart", "building")
    return [
        Nav(word, f"#{icon}", number == 1, icon) for number, (word, icon) in enumerate(zip(words, icons, strict=True))
    ]


def _chips(zh: bool) -> list[Chip]:
    if zh:
        return [
            Chip("none", "还剩4个工作日", "11月27日17:30前"),
            Chip("soon", "今日到期", "17:30"),
            Chip("over", "超期1个工作日", "11月20日17:30"),
            Chip("hold", "已挂起2天"),
            Chip("done", "按时办结"),
        ]
    return [
        Chip("none", "4 working days left", "by 27 Nov 17:30"),
        Chip("soon", "Due today", "17:30"),
        Chip("over", "1 working day over", "20 Nov 17:30"),
        Chip("hold", "On hold for 2 days"),
        Chip("done", "Done in time"),
    ]


def _entries(zh: bool) -> list[Entry]:
    def at(minutes: int) -> datetime:
        return MOMENT + timedelta(minutes=minutes)

    if zh:
        return [
            Entry(at(0), "收到来信", "演示市民", "微信", "楼下烧烤摊半夜还在营业，油烟进屋，已经一个多月。"),
            Entry(at(1), "建议分类：城市管理›占道经营", system=True, text="内容含“占道”；地址在锦江区。"),
            Entry(at(2), "短信已发出", system=True),
            Entry(
                at(18),
                "派单",
                "演示派单员",
                "12345中心",
                items=[("主办", "锦江区"), ("期限", "7个工作日，12月1日17:30前")],
            ),
            Entry(at(95), "批注", "演示经办人", "锦江区", "已约商户明早到场，先不外发。", internal=True),
            Entry(at(140), "答复", "演示经办人", "锦江区", "您好，工作人员已到现场，商户承诺23:00前收摊。"),
        ]
    return [
        Entry(at(0), "Letter received", "Demo citizen", "WeChat", "The barbecue stall below is open past midnight."),
        Entry(at(1), "Suggested: street trading", system=True, text="Address in Jinjiang; the text says “stall”."),
        Entry(at(2), "Text message sent", system=True),
        Entry(
            at(18),
            "Dispatched",
            "Demo dispatcher",
            "12345 centre",
            items=[("Lead", "Jinjiang"), ("Due", "1 Dec 17:30")],
        ),
        Entry(at(95), "Note", "Demo clerk", "Jinjiang", "Meeting the owner tomorrow morning.", internal=True),
        Entry(at(140), "Reply", "Demo clerk", "Jinjiang", "We visited; the owner will close by 23:00."),
    ]


def _steps(zh: bool) -> list[Step]:
    words = (
        (
            ("已收到", "11月22日 14:02"),
            ("已转给锦江区", "11月22日 14:20"),
            ("正在办理", "11月27日（周五）前"),
            ("答复", ""),
            ("您评价", ""),
        )
        if zh
        else (
            ("Received", "22 Nov 14:02"),
            ("With Jinjiang", "22 Nov 14:20"),
            ("In progress", "by Fri 27 Nov"),
            ("Answer", ""),
            ("You rate it", ""),
        )
    )
    states = ("done", "done", "now", "todo", "todo")
    return [Step(label, state, at) for (label, at), state in zip(words, states, strict=True)]


def _points() -> list[tuple[str, int, int]]:
    received = (912, 1044, 1180, 1284, 1206, 760, 688, 1122, 1310, 1258, 1190, 1075, 702, 655)
    solved = (870, 930, 1010, 1150, 1199, 804, 640, 980, 1204, 1260, 1175, 1101, 760, 610)
    return [(f"11-{9 + n:02}", *pair) for n, pair in enumerate(zip(received, solved, strict=True))]


def _form(zh: bool, filled: Mapping[str, str] | None) -> BaseForm:
    def say(chinese: str, english: str) -> str:
        return chinese if zh else english

    kinds = [
        SelectChoice("help", say("求助", "Help")),
        SelectChoice("complaint", say("投诉", "Complaint")),
        SelectChoice("suggest", say("建议", "Suggestion")),
        SelectChoice("praise", say("表扬", "Praise")),
    ]
    units = [SelectChoice("cgw", say("城管委", "City management")), SelectChoice("510104", say("锦江区", "Jinjiang"))]
    fields = {
        "text": TextAreaField(
            say("诉求内容", "What happened"), [DataRequired(say("请写下发生了什么事", "Say what happened"))]
        ),
        "phone": StringField(
            say("手机号", "Mobile number"),
            [
                DataRequired(),
                Length(11, 11, say("手机号少了1位，请填11位", "One digit is missing: a mobile number has 11")),
            ],
        ),
        "kind": RadioField(
            say("类别", "Kind"),
            [DataRequired(say("请选一个类别", "Choose a kind"))],
            choices=kinds,
            validate_choice=False,
        ),
        "unit": SelectField(say("主办", "Lead unit"), choices=units),
        "secret": BooleanField(say("请为我保密", "Keep my name from the unit")),
        "photos": FileField(say("照片", "Photos")),
    }
    prefix = "good" if filled is None else "bad"
    form = BaseForm(fields, prefix=prefix)
    form.process(MultiDict({f"{prefix}-{name}": value for name, value in (filled or {}).items()}))
    if filled is not None:
        form.validate()
    return form
