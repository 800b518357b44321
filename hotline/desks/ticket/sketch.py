"""Where a ticket is, as a sketch of the districts: no tiles, no other host, one file for all tickets in the browser."""

import hashlib
import json
import math
from dataclasses import dataclass
from functools import cache

from flask import Response, abort, make_response, url_for

from hotline import web
from hotline.desks.blueprint import desks
from hotline.routing import pack
from hotline.routing.text.outlines import Outline, outlines
from hotline.tickets.models import Ticket

SCALE = 1000.0
"""Units of the drawing a degree of latitude."""
ROUND_ABOUT = 0.18
"""What is seen around the district, as a share of its size."""
SHAPE = 1.5
"""Width of the picture over its height."""
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Sketch:
    """`view` is the part shown: x, y, width, height. `point` is the place itself where it is known."""

    source: str
    here: str
    """The id of the district in the file; empty where it has no outline."""
    view: tuple[float, float, float, float]
    point: Point | None
    dot: float


def sketch(shown: Ticket) -> Sketch | None:
    """The picture of this ticket's district; of the whole city for a zone without an outline; none without a place."""
    point = _place(shown.lon, shown.lat) if shown.lon is not None and shown.lat is not None else None
    if point is None and not shown.district:
        return None
    box = _boxes().get(shown.district)
    view = _view(box or _whole())
    if point is not None and not _inside(point, view):
        point = None
    here = f"d{shown.district}" if box else ""
    return Sketch(url_for("desks.districts", version=_version()), here, view, point, round(view[2] / 40, 1))


@desks.get("/staff/districts/<version>.svg")
@web.staff()
def districts(version: str) -> Response:
    """All districts as shapes to refer to; the version is that of the outlines, so that it may be kept for a year."""
    if version != _version():
        abort(404)
    response = make_response(_drawing())
    response.content_type = "image/svg+xml"
    response.headers["Cache-Control"] = "private, max-age=31536000, immutable"
    return response


@cache
def _shapes() -> tuple[Outline, ...]:
    text = (pack.SEED / "gazetteer" / "districts.geojson").read_text(encoding="utf-8")
    return outlines(json.loads(text))


@cache
def _drawing() -> str:
    lines: dict[str, str] = {}
    for shape in _shapes():
        ring = [_place(lon, lat) for lon, lat in shape.rings[0]]
        path = "M" + "L".join(f"{x:.0f} {y:.0f}" for x, y in ring) + "Z"
        lines[shape.code] = lines.get(shape.code, "") + path
    paths = "".join(f'<path id="d{code}" d="{path}"/>' for code, path in lines.items())
    return f'<svg xmlns="http://www.w3.org/2000/svg"><g id="all">{paths}</g></svg>'


@cache
def _version() -> str:
    return hashlib.sha256(_drawing().encode()).hexdigest()[:12]


@cache
def _shrink() -> float:
    """East–west shortened as at the middle of the city, so that the sketch keeps its shape."""
    return math.cos(math.radians((_least(1) + _most(3)) / 2))


@cache
def _boxes() -> dict[str, tuple[Point, Point]]:
    """The corners of each district in the drawing: north-west and south-east."""
    codes = {shape.code for shape in _shapes()}
    found = {}
    for code in codes:
        boxes = [shape.box for shape in _shapes() if shape.code == code]
        west, north = _place(min(box[0] for box in boxes), max(box[3] for box in boxes))
        east, south = _place(max(box[2] for box in boxes), min(box[1] for box in boxes))
        found[code] = ((west, north), (east, south))
    return found


def _whole() -> tuple[Point, Point]:
    return _place(_least(0), _most(3)), _place(_most(2), _least(1))


def _least(side: int) -> float:
    return min(shape.box[side] for shape in _shapes())


def _most(side: int) -> float:
    return max(shape.box[side] for shape in _shapes())


def _place(lon: float, lat: float) -> Point:
    return (lon - _least(0)) * _shrink() * SCALE, (_most(3) - lat) * SCALE


def _view(box: tuple[Point, Point]) -> tuple[float, float, float, float]:
    (west, north), (east, south) = box
    wide, high = (east - west) * (1 + 2 * ROUND_ABOUT), (south - north) * (1 + 2 * ROUND_ABOUT)
    width = max(wide, high * SHAPE)
    height = width / SHAPE
    x, y = (west + east - width) / 2, (north + south - height) / 2
    return round(x), round(y), round(width), round(height)


def _inside(point: Point, view: tuple[float, float, float, float]) -> bool:
    return view[0] <= point[0] <= view[0] + view[2] and view[1] <= point[1] <= view[1] + view[3]
