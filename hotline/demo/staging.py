"""The tickets the demo's users find on their desks: every state, every rung, something due today, something overdue."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from hotline.demo import endings, fates, handling, texts, verbs
from hotline.demo.life import Horizon
from hotline.demo.signins import BUREAU, DISTRICT, STREET
from hotline.demo.story import Story, Wish
from hotline.demo.texts import Text
from hotline.demo.world import World
from hotline.sla.calendar import at, local_day

Act = Callable[[Story], None]
NINE = 9 * 3600
KEPT_WAITING = timedelta(minutes=90)


@dataclass(frozen=True, slots=True)
class Scene:
    """A matter that arrives at a moment and stops where `act` leaves it."""

    at: datetime
    wish: Wish
    act: Act


def scenes(world: World) -> list[Scene]:
    """In the order of their arrival. The first third matters most when the demo is small."""
    desks = (_street, _district, _bureau, _desk, _ladder, _ends)
    made = [scene for desk in desks for scene in desk(world)]
    return sorted(made, key=lambda scene: scene.at)


def play(story: Story, act: Act) -> None:
    """Let the scene happen; then only the system acts until the present."""
    try:
        act(story)
        story.life.advance(story.world.now)
    except Horizon:
        return


def _street(world: World) -> list[Scene]:
    def place(title: str, channel: str, public: bool = False) -> Wish:
        return Wish(_text(title), channel, DISTRICT, STREET, public=public)

    today = [
        _due_today(world, title, given, place(title, "phone"))
        for title, given in (("{road}路灯不亮", STREET), ("{road}摊贩占道经营", STREET))
    ]
    late = _due_on(world, -1, place("{estate}垃圾房清运不及时", "wechat"), _held(STREET))
    return [
        *today,
        late,
        _ago(world, 40, place("{estate}旁工地夜间施工噪声", "phone", public=True), _sent(STREET)),
        _days_ago(world, 2, place("{road}盲道被占用", "app", public=True), _held(STREET)),
        _days_ago(world, 3, place("{estate}物业服务质量差", "web"), _held(STREET)),
        _days_ago(world, 1, place("{estate}电动车飞线充电", "phone"), _held(DISTRICT, STREET)),
    ]


def _district(world: World) -> list[Scene]:
    def place(title: str, channel: str) -> Wish:
        return Wish(_text(title), channel, DISTRICT)

    waiting = [
        _days_ago(world, days, place(title, channel), _answered(DISTRICT))
        for days, title, channel in (
            (4, "健身房停业会员费不退", "phone"),
            (5, "{estate}车位涨价", "mailbox"),
            (3, "{road}工地扬尘严重", "app"),
        )
    ]
    late = _due_on(world, -2, place("{estate}外墙渗水", "letter"), _answered(DISTRICT))
    return [*waiting, late, _days_ago(world, 2, place("{road}停车场乱收费", "phone"), _held(DISTRICT))]


def _bureau(world: World) -> list[Scene]:
    return [
        _due_today(world, "{estate}楼下餐馆油烟直排", BUREAU, Wish(_text("{estate}楼下餐馆油烟直排"), "phone")),
        _due_on(world, 1, Wish(_text("{road}渣土车夜间抛洒"), "wechat"), _held(BUREAU)),
        _due_on(world, -1, Wish(_text("{road}地铁口共享单车堆积"), "phone"), _held(BUREAU)),
        _ago(world, 25, Wish(_text("建议{road}增设公共厕所"), "mailbox"), _sent(BUREAU)),
        _days_ago(world, 2, Wish(_text("{road}沿线墙面小广告多"), "phone"), _answered(BUREAU)),
    ]


def _desk(world: World) -> list[Scene]:
    """What waits at the hotline: calls just taken, matters to dispatch, questions, requests, visits."""
    held = [
        _days_ago(world, 1, Wish(_text(title), "phone", district=place), _asks(sort))
        for title, place, sort in (
            ("{road}路口红绿灯故障", "510107", "return"),
            ("{estate}不同意安装充电桩", "5101GX", "return"),
            ("{estate}延期交房", "510106", "extension"),
            ("{street}生活污水直排沟渠", "510184", "extension"),
        )
    ]
    visits = [
        _days_ago(world, 5, Wish(_text(title), "phone", district=place), _to_visit(misses))
        for title, place, misses in (
            ("{road}路面坑洼积水", "510105", 0),
            ("网购商品商家拒绝退货", "510108", 0),
            ("{estate}电梯频繁故障", "510114", 1),
            ("工地拖欠工资", "510116", 2),
        )
    ]
    waiting = [_ago(world, minutes, Wish(channel=channel), _to_dispatch) for minutes, channel in (
        (75, "mailbox"), (50, "web"), (31, "phone"), (12, "letter"),
    )]  # fmt: skip
    calls = [_ago(world, minutes, Wish(channel="phone"), _just_taken) for minutes in (6, 3)]
    asked = [
        _ago(world, minutes, Wish(channel=channel), _to_supply) for minutes, channel in ((300, "app"), (900, "web"))
    ]
    return [*calls, *waiting, *asked, *held, *visits]


def _ladder(world: World) -> list[Scene]:
    """One open ticket on every rung, at different units."""
    units = ("510105", "510106", "510107", "510108", "510112")
    titles = (
        "{estate}楼上周末装修",
        "{road}广场舞音响太大",
        "{estate}树枝遮挡窗户",
        "出租车绕路多收费",
        "工地拖欠工资",
    )
    return [
        _ends_on(world, _on_rung(world, level), Wish(_text(title), "phone", district=unit), _held(unit))
        for level, (unit, title) in enumerate(zip(units, titles, strict=True), 1)
    ]


def _ends(world: World) -> list[Scene]:
    return [
        _days_ago(world, 2, Wish(channel="phone"), _void),
        _days_ago(world, 3, Wish(channel="web"), _guided),
        _days_ago(world, 4, Wish(channel="app"), _withdrawn),
        _days_ago(world, 2, Wish(_text("{estate}停水"), "phone", district="510104"), fates.forward),
        _days_ago(world, 12, Wish(_text("咨询公积金提取还贷"), "phone"), fates.forward),
    ]


# when


def _ago(world: World, minutes: float, wish: Wish, act: Act) -> Scene:
    return Scene(world.now - timedelta(minutes=minutes), wish, act)


def _days_ago(world: World, days: int, wish: Wish, act: Act) -> Scene:
    day = world.limits.calendar.add_workdays(local_day(world.now), -days)
    return Scene(at(day, NINE + world.rng.randint(0, 10_000)), wish, act)


def _due_on(world: World, days: int, wish: Wish, act: Act) -> Scene:
    """The limit ends so many working days from today; `-1` is the last working day before it."""
    return _ends_on(world, world.limits.calendar.add_workdays(local_day(world.now), days), wish, act)


def _ends_on(world: World, due: date, wish: Wish, act: Act) -> Scene:
    kind = wish.text.kind if wish.text else "help"
    limit = world.limits.policy("", kind, "normal", wish.channel, "").finish.days or 1
    start = world.limits.calendar.add_workdays(due, -limit)
    return Scene(at(start, NINE + world.rng.randint(0, 3000)), wish, act)


def _due_today(world: World, title: str, unit: str, wish: Wish) -> Scene:
    """In working days where today is one and still long; otherwise an urgent matter whose 24 hours end tonight."""
    today, now = local_day(world.now), world.now
    if world.limits.calendar.is_workday(today) and now + timedelta(minutes=30) < world.limits.calendar.closes(today):
        return _due_on(world, 0, wish, _held(unit))
    due = now + (at(today, 86_399) - now) * world.rng.uniform(0.5, 0.9)
    urgent = Wish(wish.text, wish.channel, wish.district, wish.street, "h24")
    return Scene(due - timedelta(hours=24, minutes=2), urgent, _held(unit, soon=timedelta(minutes=2)))


def _on_rung(world: World, level: int) -> date:
    """When a limit must have ended, or must end, for the ladder to stand on this rung now."""
    calendar, pack, today = world.limits.calendar, world.limits.pack, local_day(world.now)
    rung = pack.ladder["days"][level - 1]
    fired = calendar.is_workday(today) and world.now > at(today, pack.fires_at) + timedelta(minutes=1)
    last = today if fired else calendar.add_workdays(today, -1)
    return calendar.add_workdays(last, -rung.days)


# what


def _held(unit: str, child: str = "", soon: timedelta = timedelta(minutes=25)) -> Act:
    """With this unit, signed and in hand; a part of it with a street."""

    def act(story: Story) -> None:
        _give(story, unit, soon)
        life, world = story.life, story.world
        sign_by = life.lead().sign_by
        life.advance(min(story.at_desk(), sign_by - KEPT_WAITING / 3 if sign_by else world.now))
        if life.ticket.state == "dispatched":
            verbs.sign(life, world.clerk(unit, life.serial))
        if child:
            life.advance(story.minutes(20, 60))
            verbs.sub_assign(life, world.clerk(unit, life.serial), child, story.say("sub_assign"))
        life.advance(story.minutes(30, 200))
        verbs.contact(life, world.clerk(unit, life.serial), story.say("contact"))

    return act


def _sent(unit: str) -> Act:
    return lambda story: _give(story, unit, timedelta(minutes=5))


def _give(story: Story, unit: str, after: timedelta) -> None:
    life, world = story.life, story.world
    life.advance(life.at + after)
    if life.ticket.state == "received":
        verbs.simple(life, "accept", world.staff["operator"])
    verbs.dispatch(life, world.staff["dispatcher"], unit, (), story.say("dispatch"))


def _answered(unit: str) -> Act:
    """The reply waits for the leader's signature."""

    def act(story: Story) -> None:
        _held(unit)(story)
        story.life.advance(max(story.life.at + timedelta(minutes=20), story.world.now - KEPT_WAITING * 2))
        handling.write(story)

    return act


def _asks(sort: str) -> Act:
    def act(story: Story) -> None:
        life, world = story.life, story.world
        _held(life.ticket.district)(story)
        # Asked lately: a return that nobody decides within its limit is granted.
        life.advance(max(story.minutes(20, 60), world.now - KEPT_WAITING))
        clerk = world.clerk(life.ticket.lead_unit, life.serial)
        if sort == "return":
            to = world.categories[life.ticket.category].unit
            verbs.ask(life, sort, clerk, "duty", story.say("ask_return"), suggested_unit=to)
        else:
            verbs.ask(life, sort, clerk, "joint", story.say("ask_extension"), days=5)

    return act


def _to_visit(misses: int) -> Act:
    def act(story: Story) -> None:
        life = story.life
        life.ticket.follow_up = True
        _held(life.ticket.district)(story)
        life.advance(story.minutes(100, 900))
        handling.write(story)
        life.advance(story.minutes(15, 100))
        handling.approve(story)
        for _ in range(misses):
            life.advance(story.at_desk(1))
            endings.miss_once(story, 1)

    return act


def _to_dispatch(story: Story) -> None:
    life = story.life
    if life.ticket.state == "received":
        life.advance(story.minutes(1, 2))
        verbs.simple(life, "accept", story.world.staff["operator"])


def _to_supply(story: Story) -> None:
    story.life.advance(story.minutes(4, 20))
    verbs.ask_info(story.life, story.world.staff["operator"], story.say("ask_info"))


def _just_taken(story: Story) -> None:
    del story


def _void(story: Story) -> None:
    story.life.advance(story.minutes(1, 3))
    verbs.finish(story.life, "void", story.world.staff["operator"], story.say("void"))


def _guided(story: Story) -> None:
    story.life.advance(story.minutes(10, 60))
    verbs.finish(story.life, "guide", story.world.staff["operator"], story.say("guide"))


def _withdrawn(story: Story) -> None:
    story.life.advance(story.minutes(30, 300))
    verbs.withdraw(story.life, story.citizen, story.say("withdraw"))


def _text(title: str) -> Text:
    return next(text for text in texts.texts() if text.title == title)
