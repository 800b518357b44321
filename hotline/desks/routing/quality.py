"""How well dispatch works: what went out alone and was right, the threshold for it, and what goes to and fro."""

from datetime import datetime, timedelta
from typing import Any

from flask import Response, flash, request
from flask_babel import gettext as _
from sqlalchemy import select

from hotline import clock, i18n, web
from hotline.db import db, transaction
from hotline.desks import choices
from hotline.desks.blueprint import desks
from hotline.desks.posted import only_read, whole_number
from hotline.errors import Incomplete
from hotline.people import queries as people
from hotline.privacy import masking
from hotline.routing import bounces, quality
from hotline.routing import queries as routing
from hotline.routing.quality import Point, Share
from hotline.tickets.models import Request, Ticket

MAY = ("dispatcher", "supervisor", "mayor", "admin")
READ_RETURNS = (*MAY, "auditor")
"""Who reads what goes to and fro: an auditor reads the boards of the city, and this is one of them."""
CHOOSE = ("supervisor", "admin")
"""Who sets the threshold."""
PERIODS = (30, 90, 365)
WIDTH, HEIGHT = 320, 160
"""The curve in units of its own picture."""
FLOOR = 0.8
"""Precision at the foot of the curve."""
SHOWN, ITEMS = 40, 15


@desks.get("/staff/routing")
@web.staff(*MAY)
def routing_quality() -> Response:
    return _quality()


@desks.post("/staff/routing")
@web.staff(*CHOOSE)
def routing_threshold() -> Response:
    """Choose the threshold; it holds from the next letter on."""
    now, actor = clock.now(), web.actor()
    at = _typed(request.form.get("auto", ""))
    points = quality.curve(quality.cases(actor.city, now - timedelta(days=_days()), now))
    try:
        with transaction():
            quality.choose(actor, at, points, now, "sure" in request.form)
    except Incomplete as error:
        only_read()
        return _quality(error.words(i18n.language()), 422, against=error.field == "sure")
    routing.tell()
    if at == quality.NOTHING:
        flash(_("From now on nothing is sent alone."), "success")
    else:
        flash(_("From now on %(at)s counts.", at=f"{at:.2f}"), "success")
    return web.see_other("desks.routing_quality", days=_days())


@desks.get("/staff/routing/bounces")
@web.staff(*READ_RETURNS)
def routing_bounces() -> Response:
    """Pairs of units between which tickets go, the days lost there, and the disputes that wait for a ruling."""
    actor, now, language = web.actor(), clock.now(), i18n.language()
    category = _chapter()
    found = bounces.between(actor.city, now - timedelta(days=_days()), now, category)
    return web.render(
        "desks/routing_bounces.html",
        found=found,
        pairs=[
            {
                "one": people.unit_short(pair.one, language),
                "other": people.unit_short(pair.other, language),
                "tickets": pair.tickets,
                "back": pair.back,
                "days": pair.days,
                "each": pair.days / pair.tickets,
                "items": "、".join(
                    f"{routing.category_name(code, language) or '—'} {n}" for code, n in pair.categories.most_common(3)
                ),
            }
            for pair in found.pairs[:SHOWN]
        ],
        items=[(routing.category_name(code, language) or "—", n, days) for code, n, days in found.items()[:ITEMS]],
        most=bounces.MOST,
        disputes=_disputes(actor.city, language),
        chapters=choices.chapters(),
        category=category,
        reads=actor.role != "admin",
        alone=actor.role not in MAY,
        **_period(),
    )


def _disputes(city: str, language: str) -> list[dict[str, Any]]:
    rows = db.session.execute(
        select(Request, Ticket.number, Ticket.category)
        .join(Ticket, (Ticket.city == Request.city) & (Ticket.id == Request.ticket_id))
        .where(Request.city == city, Request.sort == "arbitrate", Request.state == "pending")
        .order_by(Request.id)
        .limit(SHOWN)
    )
    return [
        {
            "number": number,
            "unit": people.unit_short(one.unit, language),
            "item": routing.category_name(category, language) or "—",
            "since": one.asked_at,
            "text": masking.text(one.text),
        }
        for one, number, category in rows
    ]


def _typed(text: str) -> float:
    """0.85, 85% or 1 for nothing alone; 0 for what is no number."""
    bare = text.strip().rstrip("%％")
    try:
        at = float(bare) if len(bare) < 8 else 0.0
    except ValueError:
        return 0.0
    at = at / 100 if bare != text.strip() else at
    return quality.NOTHING if at == 1 else at


def _quality(problem: str = "", status: int = 200, against: bool = False) -> Response:
    actor, now, language = web.actor(), clock.now(), i18n.language()
    every, category = quality.cases(actor.city, now - timedelta(days=_days()), now), _chapter()
    found = [case for case in every if case.category.startswith(category)]
    points, chosen = quality.curve(found), routing.threshold(actor.city)
    # As it stands in the database: the engine of this process may be a moment behind it.
    in_force = chosen.auto if chosen else routing.engine().book.limits.auto
    whole = quality.overall(found)
    proposed = quality.proposed(points)
    return web.render(
        "desks/routing_quality.html",
        status,
        whole=whole,
        below=quality.below(whole) and in_force != quality.NOTHING,
        weeks=quality.by_week(found)[-53:],
        categories=[
            (share.label, routing.category_name(share.label, language) or "—", share)
            for share in quality.by_category(every)
        ],
        chapters=choices.chapters(),
        category=category,
        points=points,
        line=_line(points),
        proposed=proposed,
        stopped=in_force == quality.NOTHING,
        against=against,
        typed=request.form.get("auto", "")[:20] if problem else f"{proposed.at if proposed else min(in_force, 1):.2f}",
        goal=quality.GOAL,
        least=quality.LEAST,
        in_force=in_force,
        chosen=chosen,
        problem=problem,
        may_choose=actor.role in CHOOSE,
        percent=_percent,
        interval=_interval,
        picture={"width": WIDTH, "height": HEIGHT, "goal": _y(quality.GOAL), "floor": FLOOR},
        most=quality.MOST,
        young=len(found) - len(quality.settled(found)),
        young_days=quality.YOUNG.days,
        **_period(),
    )


def _line(points: list[Point]) -> str:
    """The curve: coverage to the right, precision upwards."""
    drawn = [point for point in points if point.auto]
    return " ".join(f"{WIDTH * point.coverage:.1f},{_y(point.precision):.1f}" for point in drawn)


def _y(precision: float) -> float:
    return round(HEIGHT * (1.0 - max(precision, FLOOR)) / (1.0 - FLOOR), 1)


def _percent(value: float | None) -> str:
    return "—" if value is None else f"{100 * value:.1f}%"


def _interval(share: Share) -> str:
    held = share.interval
    return "" if held is None else f"{100 * held[0]:.0f}–{100 * held[1]:.0f}%"


def _days() -> int:
    typed = whole_number(request.args.get("days", ""), 90)
    return typed if typed in PERIODS else 90


def _chapter() -> str:
    """The first-level category that is looked at; empty for all."""
    return request.args.get("category", "")[:2]


def _period() -> dict[str, Any]:
    now = clock.now()
    return {"days": _days(), "periods": PERIODS, "since": _from(now), "until": now}


def _from(now: datetime) -> datetime:
    return now - timedelta(days=_days())
