"""The boards: the city's, a unit's, the big screen; and the list behind every number."""

from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, abort, make_response, render_template, request, url_for

from hotline import clock, config, i18n, web
from hotline.boards import lists, outlines, rates, snapshots, tables
from hotline.boards.labels import LISTS
from hotline.boards.permits import chosen_unit, sees
from hotline.boards.queries import RUNNING, Scope
from hotline.boards.scopes import PERIODS, Period, period
from hotline.boards.snapshots import Snapshot
from hotline.i18n import language
from hotline.people import queries as people
from hotline.routing import queries as routing
from hotline.sla import queries as sla
from hotline.sla.deadlines import words
from hotline.tickets import labels
from hotline.tickets.labels import say

boards = Blueprint("boards", __name__)
CITY_ROLES = ("dispatcher", "supervisor", "mayor", "auditor")
READERS = (*CITY_ROLES, "operator", "followup", "clerk", "leader")
SCREEN_DAYS = 7


@dataclass(frozen=True, slots=True)
class Links:
    """Addresses that keep the period and the filters of a board."""

    scope: Scope
    lists: str = field(default_factory=lambda: url_for("boards.behind"))
    """A board has hundreds of links: their address is made once."""

    def behind(self, name: str, unit: str = "", **more: str) -> str:
        """The list behind a number, of this board or of one unit, category or channel on it."""
        wanted: dict[str, Any] = {
            "unit": unit or self.scope.unit,
            "category": self.scope.category,
            "channel": self.scope.channel,
        }
        kept = {key: value for key, value in (wanted | more).items() if value}
        if name not in lists.STOCK_LISTS:
            kept |= {"from": self.scope.since.isoformat(), "to": self.scope.until.isoformat()}
        return f"{self.lists}?{urlencode({'list': name, **kept})}"

    def unit(self, code: str) -> str:
        span: dict[str, Any] = {"from": self.scope.since.isoformat(), "to": self.scope.until.isoformat()}
        return url_for("boards.unit", code=code, **span)


@boards.get("/staff/boards/city")
@web.staff(*CITY_ROLES)
def city() -> Response:
    chosen = _period()
    return _board("boards/city.html", scope_of(chosen, _unit_asked()), chosen, "boards.city_figures")


@boards.get("/staff/boards/city/figures")
@web.staff(*CITY_ROLES)
def city_figures() -> Response:
    return _figures(scope_of(_period(), _unit_asked()))


@boards.get("/staff/boards/unit/<code>")
@web.staff(*READERS)
def unit(code: str) -> Response:
    chosen = _period()
    return _board("boards/unit.html", scope_of(chosen, _own(code)), chosen, "boards.unit_figures", code=code)


@boards.get("/staff/boards/unit/<code>/figures")
@web.staff(*READERS)
def unit_figures(code: str) -> Response:
    return _figures(scope_of(_period(), _own(code)))


@boards.get("/staff/boards/screen")
@web.staff(*CITY_ROLES)
def screen() -> Response:
    return web.render("boards/screen.html", theme="dark", **_screen())


@boards.get("/staff/boards/screen/figures")
@web.staff(*CITY_ROLES)
def screen_figures() -> Response:
    if alone := _opened_alone():
        return alone
    return unchanged_or(render_template("boards/_screen.html", **_screen()))


@boards.get("/staff/boards/list")
@web.staff(*READERS)
def behind() -> Response:
    actor, now, chosen = web.actor(), clock.now(), _period()
    name = request.args.get("list", "in_hand")
    if name not in lists.LISTS:
        abort(404)
    scope = scope_of(chosen, chosen_unit(actor, _unit_asked()))
    page = lists.behind(name, scope, actor, now, snapshots.day_end(now), request.args.get("after", ""))
    calendar = sla.calendar()
    limits = [
        words(ticket.due_at, now, calendar, language(), ticket.urgency != "normal") if ticket.state in RUNNING else ""
        for ticket, _at in page.rows
    ]
    kept: dict[str, Any] = {key: value for key, value in request.args.items() if key != "after"}
    return web.render(
        "boards/list.html",
        name=say(LISTS, name),
        flow=name in lists.FLOW_LISTS,
        rows=zip(page.rows, limits, strict=True),
        count=len(page.rows),
        scope=scope,
        unit_name=people.unit_name,
        category_name=category_name,
        next_url=url_for("boards.behind", **{**kept, "after": page.after}) if page.after else "",
        first_url=url_for("boards.behind", **kept) if request.args.get("after") else "",
    )


def _board(template: str, scope: Scope, chosen: Period, figures: str, **where: Any) -> Response:
    snapshot = snapshots.take(scope, clock.now())
    filters: dict[str, Any] = {
        key: value for key, value in request.args.items() if key in {"unit", "category", "channel"}
    }
    kept = filters | ({"days": str(chosen.days)} if chosen.days else _span(chosen))
    return web.render(
        template,
        **common(snapshot),
        **_tables(snapshot),
        periods=[(days, url_for(request.endpoint or "", **where, **filters, days=days)) for days in PERIODS],
        period=chosen,
        figures_url=url_for(figures, **where, **kept),
        form_url=url_for(request.endpoint or "", **where),
        filters=filters,
        chapters=_chapters(),
    )


def _tables(snapshot: Snapshot) -> dict[str, Any]:
    """What stands under the figures."""
    scope, lang = snapshot.scope, language()
    came = ("dispatched", "redispatched") if scope.unit else ("received",)
    districts = tables.districts(snapshot, lang)
    bureaus = tables.bureaus(snapshot, lang)
    return {
        "came": "given" if scope.unit else "received",
        "districts": districts,
        "bureaus": bureaus,
        "streets": tables.streets(snapshot, scope.unit, lang) if scope.unit else [],
        "ends": [rates.ends([(row, row.solved) for row in group]) for group in (districts, bureaus)],
        "categories": [(code, category_name(code), n) for code, n in tables.categories(snapshot, came)],
        "channels": [(code, say(labels.CHANNELS, code), n) for code, n in tables.channels(snapshot, came)],
        "points": _points(snapshot, came),
        **_map(districts),
    }


def _points(snapshot: Snapshot, came: tuple[str, ...]) -> list[tuple[Any, ...]]:
    days = tables.days(snapshot, came, ("answered_on_time", "answered_late", "direct", "guided"))
    return [(f"{day:%m-%d}", *sums) for day, sums in days]


def _map(districts: list[tables.Row]) -> dict[str, Any]:
    given = {row.code: row.given for row in districts}
    drawn = {shape.code: given.get(shape.code, 0) for shape in outlines.whole().shapes}
    bounds = outlines.breaks(list(drawn.values()))
    return {
        "map_whole": outlines.whole(),
        "map_centre": outlines.centre(),
        "map_inner": outlines.INNER,
        "map_values": drawn,
        "map_bounds": bounds,
        "map_step": lambda value: outlines.step(value, bounds),
        "short_name": outlines.short_name,
        "map_names": {row.code: row.name for row in districts},
    }


def common(snapshot: Snapshot) -> dict[str, Any]:
    """What the figures of every board are made of."""
    numbers, now = snapshot.numbers, clock.now()
    calendar = sla.calendar()
    return {
        "snapshot": snapshot,
        "scope": snapshot.scope,
        "total": numbers.total,
        "level": {level: sum(counts.values()) for level, counts in numbers.level.items()},
        "due_today": sum(numbers.due_today.values()),
        "now_row": tables.itself(snapshot),
        "rates": rates,
        "links": Links(snapshot.scope),
        "unit_name": lambda code: people.unit_name(code, language()),
        "category_name": category_name,
        "left": lambda due_at: words(due_at, now, calendar, language()),
    }


def _opened_alone() -> Response | None:
    """A fragment opened as a page leads to the page it belongs to."""
    if "HX-Request" in request.headers:
        return None
    page = str(request.endpoint).removesuffix("_figures")
    return web.see_other(page, **(request.view_args or {}), **request.args)


def _figures(scope: Scope) -> Response:
    if "HX-Request" not in request.headers:
        return web.see_other(
            str(request.endpoint).removesuffix("_figures"), **(request.view_args or {}), **request.args
        )
    snapshot = snapshots.take(scope, clock.now())
    context = common(snapshot) | {"came": "given" if scope.unit else "received"}
    return unchanged_or(render_template("boards/_figures.html", figures_url=request.full_path, **context))


def _screen() -> dict[str, Any]:
    chosen = period(request.args, clock.today(), SCREEN_DAYS)
    scope = scope_of(chosen, "")
    snapshot = snapshots.take(scope, clock.now())
    today = snapshots.take(replace(scope, since=clock.today(), until=clock.today()), clock.now())
    second = request.args.get("page") == "2"
    kept = _span(chosen) if not chosen.days else {"days": chosen.days}
    return {
        **common(snapshot),
        **_tables(snapshot),
        "today": today,
        "second": second,
        "other_url": url_for("boards.screen", page=1 if second else 2, **kept),
        "figures_url": url_for("boards.screen_figures", page=2 if second else 1, **kept),
    }


def unchanged_or(html: str) -> Response:
    """304 while nothing changed; never kept by anybody between us and the viewer."""
    response = make_response(html)
    response.headers["Cache-Control"] = "private, no-cache"
    response.add_etag()
    response.make_conditional(request)
    return response


def _period() -> Period:
    return period(request.args, clock.today())


def _span(chosen: Period) -> dict[str, Any]:
    return {"from": chosen.since.isoformat(), "to": chosen.until.isoformat()}


def scope_of(chosen: Period, unit: str) -> Scope:
    category, channel = request.args.get("category", ""), request.args.get("channel", "")
    return Scope(
        config.settings().city,
        chosen.since,
        chosen.until,
        unit,
        category if category in dict(_chapters()) else "",
        channel if channel in labels.CHANNELS else "",
    )


def _unit_asked() -> str:
    found = people.unit(request.args.get("unit", ""))
    return found.code if found and found.kind != "city" else ""


def _own(code: str) -> str:
    """The unit of the address. 404 for none, 403 for one that is not this person's to look at."""
    found = people.unit(code)
    if found is None:
        abort(404)
    if not sees(web.actor(), code):
        abort(403)
    return "" if found.kind == "city" else code


def _chapters() -> list[tuple[str, str]]:
    return [(row.code, row.label(language())) for row in routing.categories().values() if not row.parent]


def category_name(code: str) -> str:
    found = routing.categories().get(code)
    return found.label(i18n.language()) if found else ""
