"""The bell (铃): how many notices of mine are new. Counted from the last one seen, along an index, up to a hundred."""

from flask import Response, make_response, render_template, request
from sqlalchemy import func, select

from hotline import outbox, web
from hotline.actors import Actor
from hotline.db import db, transaction
from hotline.desks.blueprint import desks
from hotline.desks.posted import whole_number
from hotline.outbox import Message
from hotline.people import actions
from hotline.people import queries as people

ROLES = frozenset({"operator", "dispatcher", "clerk", "leader", "followup", "supervisor"})
"""Who is told things; the others read boards or run the machine."""
MOST = 100


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
    newest = select(Message.id).where(*wanted).limit(MOST).subquery()
    return db.session.scalar(select(func.count()).select_from(newest)) or 0


@desks.get("/staff/bell")
@web.staff(*sorted(ROLES))
def bell() -> Response:
    """The bell of the top bar alone, without a field; 304 while its number stays. Opened as a page it leads on."""
    if "HX-Request" not in request.headers:
        return web.see_other("desks.notices")
    response = make_response(render_template("desks/_bell.html", new=new(web.actor())))
    response.headers["Cache-Control"] = "private, no-cache"
    response.add_etag()
    response.make_conditional(request)
    return response


@desks.post("/staff/bell")
@web.staff(*sorted(ROLES))
def seen() -> Response:
    """This person has the list open up to the notice named `newest`; a later one stays new."""
    with transaction():
        last = outbox.recent(web.actor().city, of(web.actor()), 1)
        newest = min(whole_number(request.form.get("newest", ""), 0), last[0].id if last else 0)
        actions.saw_notices(web.actor().id, newest)
    return web.see_other("desks.notices")
