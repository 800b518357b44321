"""Which pages are pictured: whose they are, where they are, what they are called, and the page that shows them all."""

from collections.abc import Iterator
from dataclasses import dataclass

DESK, PHONE, WALL = (1440, 900), (390, 844), (1920, 1080)
LOOKS: dict[str, tuple[tuple[int, int], dict[str, str]]] = {
    "1440": (DESK, {}),
    "390": (PHONE, {}),
    "1440-en": (DESK, {"language": "en"}),
    "1440-dark": (DESK, {"theme": "dark"}),
    "390-dark": (PHONE, {"theme": "dark"}),
    "390-elder": (PHONE, {"size": "elder"}),
}
ROW = "main a[href*='/staff/tickets/5']"


@dataclass(frozen=True, slots=True)
class Picture:
    """`path` may begin with `first `: then the first link like `row` of that list is opened; `{number}` is a letter
    that was written and answered before; `more` are looks besides 1440 and 390; `sharp`: a phone's double pixels."""

    name: str
    words: str
    who: str
    path: str
    more: str = ""
    row: str = ROW
    sharp: bool = False

    def variants(self) -> Iterator[tuple[str, tuple[int, int], dict[str, str]]]:
        for look in ("1440", "390", *self.more.split()):
            size, cookies = LOOKS[look]
            yield look, (WALL if self.name == "screen" and size == DESK else size), cookies


PICTURES = (
    Picture("home", "Home page 首页", "", "/", "1440-en 390-dark 390-elder"),
    Picture("mailboxes", "Mailboxes 全部信箱", "", "/mailboxes"),
    Picture("letter", "A letter 写信", "", "/letters/new", "390-elder", sharp=True),
    Picture("check", "Checking it 核对", "", "/letters/new"),
    Picture("sent", "It has arrived 已收到", "", "/letters/new"),
    Picture("track-form", "Number and code 查进度", "", "/track"),
    Picture("track", "Progress and answer 进度和答复", "", "/track", "390-elder", sharp=True),
    Picture("evaluate", "Evaluation 评价", "", "/track"),
    Picture("offline", "Without a network 没有网络", "", "/offline"),
    Picture("not-found", "No such page 找不到页面", "", "/no-such-page"),
    Picture("sign-in", "Sign-in 登录", "", "/login"),
    Picture("call", "A call 来电登记", "operator", "/staff/calls/new", "1440-en 1440-dark"),
    Picture("paper", "Letters and visits 来信来访", "operator", "/staff/paper/visit"),
    Picture("missed", "Missed calls 漏接来电", "operator", "/staff/calls/back"),
    Picture("guard", "Tagged numbers and ended calls 骚扰标记与结束通话", "dispatcher", "/staff/calls/guard"),
    Picture("dispatch", "Dispatch 派单台", "dispatcher", "/staff/dispatch", "1440-en 1440-dark"),
    Picture("narrowed", "Dispatch narrowed 筛选派单", "dispatcher", "/staff/dispatch?channel=mailbox"),
    Picture(
        "split", "A letter of several matters 一信多诉", "dispatcher", "first /staff/tickets?scope=open&state=accepted"
    ),
    Picture("parted", "A letter in parts 分件办理", "dispatcher", "first /staff/tickets?scope=open&state=parted"),
    Picture("requests", "Returns and extensions 退单延期审核", "dispatcher", "/staff/dispatch/requests"),
    Picture("tickets", "Work list 工单列表", "clerk", "/staff/tickets", "1440-en"),
    Picture("preview", "Reading beside the list 列表旁预览", "clerk", "/staff/tickets"),
    Picture("unit-board", "A unit's board 本单位看板", "clerk", "/staff/boards/unit/510104017"),
    Picture("drafts", "Drafts 草稿", "clerk", "/staff/drafts"),
    Picture("notices", "Notices 提醒", "clerk", "/staff/notices"),
    Picture("ticket", "A ticket 工单", "bureau", "first /staff/tickets?state=handling", "1440-en 1440-dark"),
    Picture("sheet", "On paper 纸质工单", "bureau", "first /staff/tickets?state=handling"),
    Picture("sign-off", "Sign-off 审核", "leader", "first /staff/tickets?state=replied"),
    Picture("leader-list", "What waits for the leader 待审核", "leader", "/staff/tickets"),
    Picture("follow-ups", "Who waits for a call 回访台", "followup", "/staff/follow-ups"),
    Picture(
        "visit",
        "A call back 一次回访",
        "followup",
        "first /staff/follow-ups",
        "1440-dark",
        row="main a[href*='/staff/follow-ups/5']",
    ),
    Picture("tasks", "Long work 我的任务", "supervisor", "/staff/tasks"),
    Picture("overdue", "Overdue 超期工单", "supervisor", "/staff/tickets?scope=overdue"),
    Picture("supervised", "An overdue ticket 超期的一件", "supervisor", "first /staff/tickets?scope=overdue"),
    Picture("office", "The mayor's office 市领导办公室", "mayor", "/staff/boards/office"),
    Picture("topics", "Hot issues 热点", "supervisor", "/staff/topics"),
    Picture(
        "topic", "One hot issue 一个热点", "supervisor", "first /staff/topics", row="main a[href*='/staff/topics/']"
    ),
    Picture(
        "together",
        "Tickets of one event 批量并案",
        "dispatcher",
        "first /staff/alerts",
        row="main a[href*='/staff/alerts/']:has-text('示例水岸小区停水')",
    ),
    Picture("alarms", "Alarms 警情", "dispatcher", "/staff/alarms"),
    Picture("alerts", "Alerts 预警", "supervisor", "/staff/alerts"),
    Picture("outages", "Outages 停供通知", "dispatcher", "/staff/outages"),
    Picture("board", "The city's board 全市看板", "mayor", "/staff/boards/city", "1440-en 1440-dark"),
    Picture("board-list", "Behind a figure 数字背后", "mayor", "/staff/boards/list?list=overdue"),
    Picture("screen", "Big screen 大屏", "mayor", "/staff/boards/screen"),
    Picture("users", "People 人员", "admin", "/staff/admin/users"),
    Picture("units", "Units 单位", "admin", "/staff/admin/units"),
    Picture("unit", "Hours and roster of a unit 办公时间与值班", "admin", "/staff/admin/units/510104"),
    Picture("rules", "Rules and calendar 规则和日历", "admin", "/staff/admin/rules"),
    Picture("catalogue", "Catalogue 事项目录", "admin", "/staff/admin/catalogue"),
    Picture("models", "Learned models 分类模型", "admin", "/staff/admin/models"),
    Picture("letter-mailboxes", "Letter mailboxes 收信信箱", "admin", "/staff/admin/mailboxes"),
    Picture("catalogue-versions", "Versions of the catalogue 派单目录版本", "admin", "/staff/admin/catalogue/versions"),
    Picture("places", "Places 地名", "admin", "/staff/admin/places"),
    Picture("dispatch-quality", "Dispatch quality 派单质量", "supervisor", "/staff/routing?days=365"),
    Picture("to-and-fro", "To and fro 推诿分析", "supervisor", "/staff/routing/bounces?days=365"),
    Picture("precedents", "Precedents 先例", "supervisor", "/staff/routing/precedents"),
    Picture("inbox", "Set aside 待查来件", "admin", "/staff/admin/inbox"),
    Picture("outbox", "Not delivered 未送达", "admin", "/staff/admin/outbox"),
    Picture("channels", "Channels 渠道", "admin", "/staff/admin/channels"),
    Picture("posting", "Replies to post 发回原帖", "dispatcher", "/staff/posting"),
    Picture("exports", "Exports 导出记录", "auditor", "/staff/exports"),
    Picture("reveals", "Personal data shown 个人信息查看记录", "auditor", "/staff/audit"),
    Picture("readers", "Who read a ticket 谁看过", "auditor", "first /staff/tickets?scope=closed"),
    Picture("audit", "What the auditor sees 审计员所见", "auditor", "first /staff/tickets?scope=closed"),
    Picture("find", "Finding 查找", "supervisor", "/staff/find?q=锦江"),
    Picture("keys", "Keys 快捷键", "operator", "/staff/keys"),
    Picture("preferences", "Preferences 个人设置", "operator", "/staff/preferences"),
    Picture("styleguide", "Style guide 样式指南", "supervisor", "/staff/styleguide"),
)
ROLES = {
    "": "Citizen 市民",
    "operator": "Operator 话务员",
    "dispatcher": "Dispatcher 派单员",
    "clerk": "Clerk 经办人",
    "bureau": "Bureau 市级部门",
    "leader": "Unit leader 单位领导",
    "followup": "Follow-up agent 回访员",
    "supervisor": "Supervisor 督办员",
    "mayor": "Mayor's office 市领导办公室",
    "admin": "Administrator 管理员",
    "auditor": "Auditor 审计员",
}  # fmt: skip


def index() -> str:
    """The text of docs/screenshots/README.md: every picture under whose page it shows."""
    lines = [
        "# Every page, pictured 每个页面的截图",
        "",
        "Taken by `make screenshots` from a demo city; all persons and tickets are made up.",
        "由`make screenshots`从演示城市截取，人和事都是编的。",
    ]
    for who, role in ROLES.items():
        lines += ["", f"## {role}", "", "| page 页面 | 1440 | 390 | more 其他 |", "| --- | --- | --- | --- |"]
        for one in (one for one in PICTURES if one.who == who):
            wide, narrow, *others = [_shown(one, look) for look, _size, _cookies in one.variants()]
            lines.append(f"| {one.words} | {wide} | {narrow} | {' '.join(others)} |")
    return "\n".join(lines) + "\n"


def _shown(one: Picture, look: str) -> str:
    width = 140 if look.startswith("390") else 360
    file = f"{one.name}-{look}.png"
    return f'<a href="{file}"><img src="{file}" width="{width}" alt="{one.words} {look}"></a>'
