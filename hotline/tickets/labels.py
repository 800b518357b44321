"""The words for what the code calls by short names: code → (Chinese, English), one table an idea."""

from hotline import i18n
from hotline.tickets.verb_labels import DONE as DONE
from hotline.tickets.verb_labels import EVENTS as EVENTS
from hotline.tickets.verb_labels import VERBS as VERBS
from hotline.tickets.verb_labels import Words as Words


def say(table: Words, key: object, language: str = "") -> str:
    """The word for `key` in `zh` or `en`, by default the language of the request; the key itself when it has none."""
    pair = table.get(str(key))
    if pair is None:
        return str(key)
    return pair[1] if (language or i18n.language()).startswith("en") else pair[0]


STATES: Words = {
    "received": ("待受理", "New"),
    "needs_info": ("待补充", "Needs detail"),
    "accepted": ("待派单", "To dispatch"),
    "parted": ("分件办理", "In parts"),
    "gathered": ("待汇总", "To put together"),
    "dispatched": ("待签收", "To sign for"),
    "handling": ("办理中", "In progress"),
    "replied": ("待审核", "To review"),
    "reviewed": ("待回访", "To follow up"),
    "closed": ("已办结", "Closed"),
    "guided": ("已引导", "Guided"),
    "merged": ("已并案", "Merged"),
    "withdrawn": ("已撤回", "Withdrawn"),
    "void": ("作废", "Void"),
}
CITIZEN_STATES: Words = {
    "received": ("已收到", "Received"),
    "needs_info": ("需要您补充", "More information needed"),
    "accepted": ("正在确定承办单位", "Finding the right office"),
    "parted": ("正在办理", "In progress"),
    "gathered": ("正在办理", "In progress"),
    "dispatched": ("正在确定承办单位", "Finding the right office"),
    "handling": ("正在办理", "In progress"),
    "replied": ("正在办理", "In progress"),
    "reviewed": ("已答复，请您评价", "Answered – is it solved?"),
    "closed": ("已办结", "Done"),
    "guided": ("已告知途径", "Other route"),
    "merged": ("与他人一并办理", "Handled together"),
    "withdrawn": ("已撤回", "Withdrawn"),
    "void": ("已办结", "Done"),
}
"""What the citizen reads. An answer that waits for its leader is still being worked on: nothing has reached her."""

KINDS: Words = {
    "consult": ("咨询", "Enquiry"),
    "help": ("求助", "Help"),
    "complaint": ("投诉", "Complaint"),
    "report": ("举报", "Report"),
    "suggest": ("建议", "Suggestion"),
    "praise": ("表扬", "Praise"),
}
CHANNELS: Words = {
    "phone": ("电话", "Phone"),
    "mailbox": ("领导信箱", "Leader's mailbox"),
    "web": ("网站", "Website"),
    "letter": ("来信", "Letter"),
    "app": ("APP", "App"),
    "wechat": ("微信", "WeChat"),
    "weibo": ("微博", "Weibo"),
    "forum": ("论坛", "Forum"),
    "paper": ("来信来访", "Paper or visit"),
    "import": ("外部转来", "Imported"),
    "opinion": ("舆情", "Public opinion"),
    "transfer": ("联动转办", "Transferred"),
}
URGENCIES: Words = {
    "normal": ("普通", "Normal"),
    "h24": ("24小时件", "24 hours"),
    "h2": ("2小时件", "2 hours"),
}
ROLES: Words = {
    "operator": ("话务员", "Operator"),
    "dispatcher": ("派单员", "Dispatcher"),
    "clerk": ("承办人", "Unit staff"),
    "leader": ("单位领导", "Unit leader"),
    "followup": ("回访员", "Follow-up agent"),
    "supervisor": ("督办员", "Supervisor"),
    "mayor": ("市领导办公室", "Mayor's office"),
    "admin": ("系统管理员", "Administrator"),
    "auditor": ("审计员", "Auditor"),
    "citizen": ("市民", "Citizen"),
    "system": ("系统", "System"),
}
RESOLUTIONS: Words = {
    "solved": ("解决", "Solved"),
    "partly": ("部分解决", "Partly solved"),
    "unsolved": ("未解决", "Not solved"),
    "explained": ("解释说明", "Explained"),
    "planned": ("已列计划", "Planned"),
    "legal_path": ("法定途径", "Legal path"),
    "guided": ("告知引导", "Guided elsewhere"),
    "answered": ("直接答复", "Answered directly"),
}
SOLVED: Words = {
    "unsolved": ("没解决", "Not solved"),
    "basically": ("基本解决", "Mostly solved"),
    "solved": ("已解决", "Solved"),
}
"""In the fixed order of the evaluation buttons."""
SATISFIED: Words = {
    "dissatisfied": ("不满意", "Not satisfied"),
    "basically": ("基本满意", "Mostly satisfied"),
    "satisfied": ("满意", "Satisfied"),
}
CONTACTED: Words = {"yes": ("有", "Yes"), "no": ("没有", "No"), "unsure": ("记不清", "Not sure")}
MEANS: Words = {"phone": ("电话", "Phone"), "web": ("网上", "Online")}
RETURN_REASONS: Words = {
    "place": ("属地不符", "Not our area"),
    "duty": ("权属不清", "Duty unclear"),
    "overlap": ("职能交叉", "Duties overlap"),
    "level": ("层级不符", "Wrong level"),
}
EXTENSION_REASONS: Words = {
    "complex": ("情况复杂", "Complex"),
    "joint": ("需多部门会办", "Several offices needed"),
    "testing": ("等待检测鉴定", "Waiting for a test"),
    "season": ("季节天气", "Season or weather"),
    "citizen": ("与市民约定", "Agreed with the citizen"),
}
REQUEST_SORTS: Words = {
    "return": ("退单", "Return"),
    "extension": ("延期", "More time"),
    "arbitrate": ("会商裁定", "Ruling"),
}
REQUEST_STATES: Words = {
    "pending": ("待审批", "Waiting"),
    "granted": ("已同意", "Granted"),
    "refused": ("未同意", "Not granted"),
    "lapsed": ("已失效", "Lapsed"),
}
RULING_STATES: Words = {
    "pending": ("待裁定", "Waits for the ruling"),
    "granted": ("已裁定", "Ruled"),
    "lapsed": ("不再需要裁定", "No ruling needed any more"),
}
REPLY_STATES: Words = {
    "waiting": ("待审核", "To review"),
    "approved": ("已发出", "Sent"),
    "sent_back": ("退回修改", "Sent back"),
}
PARTS: Words = {"lead": ("主办", "Lead"), "assist": ("协办", "Assisting"), "child": ("下派", "Street")}
OUTCOMES: Words = {
    "answered": ("已答复", "Answered"),
    "returned": ("已退单", "Returned"),
    "redispatched": ("已改派", "Dispatched elsewhere"),
    "recalled": ("派单已撤回", "Taken back at once"),
    "reworked": ("已重办", "Reworked"),
    "withdrawn": ("已撤回", "Withdrawn"),
    "merged": ("已并案", "Merged"),
    "opined": ("已报意见", "Part reported"),
    "recused": ("已回避", "Recused"),
}
LEVELS: Words = {
    "1": ("提醒", "Reminder"),
    "2": ("黄牌", "Yellow card"),
    "3": ("红牌·催办", "Red card, urged"),
    "4": ("督办", "Unit leader"),
    "5": ("提级督办", "City level"),
}
"""The rungs of the supervision ladder."""
RUNGS: Words = {
    "reminder": LEVELS["1"],
    "yellow": LEVELS["2"],
    "red": LEVELS["3"],
    "supervise_unit": LEVELS["4"],
    "supervise_city": LEVELS["5"],
}
UNIT_KINDS: Words = {
    "city": ("市级", "City"),
    "district": ("区（市）县", "Districts"),
    "zone": ("功能区", "Zones"),
    "bureau": ("市级部门", "Bureaus"),
    "utility": ("公用事业单位", "Utilities"),
    "street": ("街道（镇）", "Streets and towns"),
}
PERSON: Words = {
    "name": ("姓名", "Name"),
    "phone": ("电话", "Phone"),
    "email": ("邮箱", "E-mail"),
    "id_number": ("证件号", "ID number"),
    "address": ("地址", "Address"),
    "body": ("原文", "Text as written"),
}
REVEAL_REASONS: Words = {
    "contact": ("联系来信人", "To contact the citizen"),
    "visit": ("上门核查", "To visit the place"),
    "check": ("核对重复或差错", "To check a duplicate or an error"),
    "follow": ("回访", "For the follow-up call"),
}
DEMO: Words = {
    **{role: ROLES[role] for role in ("operator", "dispatcher", "followup", "supervisor", "mayor", "admin", "auditor")},
    "clerk": ("街道承办人", "Street office's staff"),
    "bureau": ("市级部门承办人", "City bureau's staff"),
    "leader": ("区领导", "District's leader"),
}
"""The sign-ins of the demo city."""
