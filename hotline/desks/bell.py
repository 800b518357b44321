"""The bell (铃): how many notices of mine are new. Counted from the last one seen, along an index, up to a hundred."""

from flask import Response, make_response, render_template, request
from sqlalchemy import func, select

from hotline import clock, outbox, web
from hotline.actors import Actor
from hotline.db import db, transaction
from hotline.desks import alarms, writing
from hotline.desks.blueprint import desks
from hotline.desks.posted import whole_number
from hotline.outbox import Message
from hotline.people import actions
from hotline.people import queries as people
from hotline.tickets import labels, numbers
from hotline.tickets.labels import Words, say

ROLES = frozenset({"operator", "dispatcher", "clerk", "leader", "followup", "supervisor"})
"""Who is told things; the others read boards or run the machine."""
MOST = 100
SAID: Words = {
    "assigned": ("派给本单位，请签收", "Sent to your unit: sign for it"),
    "on_duty": ("紧急工单，您在值班，请立即处理", "Urgent, and you are on duty: act at once"),
    "entrusted": ("指定您经办", "You are named to handle it"),
    "to_compose": ("分件已全部办完，请汇总答复", "Every part is done: put the answer together"),
    "request": ("单位提出申请，请审批", "A unit asks for a decision"),
    "decision": ("申请已审批", "Your request is decided"),
    "dispute": ("单位有争议，请裁定主办单位", "Units do not agree: rule who leads"),
    "ruled": ("争议已裁定", "The dispute is ruled on"),
    "to_sign": ("答复待您审核", "A reply waits for you"),
    "sent_back": ("答复被退回修改", "The reply came back for changes"),
    "rework": ("市民不满意，请重办", "The citizen is not content: do it again"),
    "urged": ("市民催办", "The citizen urges"),
    "supplied": ("市民补充了情况", "The citizen added something"),
    "file_locked": ("附件查出病毒，已封存", "A virus was found in a file: it is locked away"),
    "withdrawn": ("市民已撤回，不用再办", "The citizen withdrew it: no more to do"),
    "supervised": ("督办", "Supervision demand"),
    "instructed": ("领导批示", "A leader’s instruction"),
    "alarm": ("可能危及生命，请立即处置", "A life may be in danger: act at once"),
    "surge": ("同类诉求多于往常，请查看", "More than usual of one matter: look"),
    "unsettled": ("两次重办仍不满意，请决定", "Not content after two reworks: decide"),
}
"""Template → what it says in a line. The ladder's rungs have their own words."""


def of(actor: Actor) -> list[str]:
    """Whose notices this person reads."""
    mine = [f"unit:{actor.unit}", f"role:{actor.role}", f"user:{actor.id}"]
    return [*mine, f"leaders:{actor.unit}"] if actor.role == "leader" else mine


def since(actor: Actor) -> int:
    """The id of the newest notice this person has seen; before the first time the person's own: ids grow with time."""
    user = people.user(actor.id)
    return 0 if user is None else user.notices_seen or user.id


def new(actor: Actor) -> int:
    """How many are new, at most `MOST`."""
    if actor.role not in ROLES:
        return 0
    wanted = Message.city == actor.city, Message.recipient.in_(of(actor)), Message.id > since(actor)
    latest = select(Message.id).where(*wanted).limit(MOST).subquery()
    return db.session.scalar(select(func.count()).select_from(latest)) or 0


def newest(actor: Actor) -> Message | None:
    """The latest of this person's notices."""
    found = outbox.recent(actor.city, of(actor), 1)
    return found[0] if found else None


def words(message: Message | None) -> str:
    """What a notice says in a line: the act, never the matter nor anybody's name."""
    if message is None:
        return ""
    if message.template == "ladder":
        return say(labels.LEVELS, message.data.get("level"))
    return say(SAID, message.template)


@desks.get("/staff/bell")
@web.staff(*sorted(ROLES))
def bell() -> Response:
    """The bell of the top bar and the alarms that stand; 304 while nothing changes. Opened as a page it leads on.

    With `?ticket=` it brings who else is writing at that ticket, so that its page asks no question of its own.
    """
    if "HX-Request" not in request.headers:
        return web.see_other("desks.notices")
    actor, number = web.actor(), numbers.read(request.args.get("ticket", ""))
    others = writing.lines(number, actor) if number else []
    count = new(actor)
    last = newest(actor) if count else None
    told = {"new": count, "last": last.id if last else 0, "said": words(last)}
    standing = alarms.standing(actor, clock.now()) if alarms.hears(actor) else None
    response = make_response(
        render_template("desks/_bell.html", **told, alarms=standing, number=number, writing=others)
    )
    response.headers["Cache-Control"] = "private, no-cache"
    response.add_etag()
    response.make_conditional(request)
    return response


@desks.post("/staff/bell")
@web.staff(*sorted(ROLES))
def seen() -> Response:
    """This person has the list open up to the notice named `newest`; a later one stays new."""
    with transaction():
        last = newest(web.actor())
        upto = min(whole_number(request.form.get("newest", ""), 0), last.id if last else 0)
        actions.saw_notices(web.actor().id, upto)
    return web.see_other("desks.notices")
