"""The districts as shapes to draw: paths of an equal-scale sketch, five classes of a value. Pure but for its file."""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

WIDTH = 560.0
INNER = ("510104", "510105", "510106", "510107", "510108")
"""The five districts of the centre: too small beside the others, so drawn once more and larger."""
CLASSES = 5
SOURCE = Path(__file__).resolve().parent.parent / "seed" / "gazetteer" / "districts.geojson"
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Shape:
    code: str
    path: str
    x: float
    y: float
    """Where its label stands."""


@dataclass(frozen=True, slots=True)
class Sheet:
    width: float
    height: float
    shapes: tuple[Shape, ...]
    box: tuple[float, float, float, float]
    """Of the whole: x, y, width and height of the part that the enlargement shows."""


@cache
def whole() -> Sheet:
    """All districts, `WIDTH` wide."""
    rings = _rings()
    sheet = _drawn(rings, WIDTH)
    scale, west, north = _scale([ring for many in rings.values() for ring in many], WIDTH)
    points = [point for code in INNER for ring in rings.get(code, []) for point in ring]
    xs, ys = [(x - west) * scale for x, _ in points], [(north - y) * scale for _, y in points]
    box = (min(xs) - 4, min(ys) - 4, max(xs) - min(xs) + 8, max(ys) - min(ys) + 8)
    return Sheet(sheet.width, sheet.height, sheet.shapes, box)


@cache
def centre() -> Sheet:
    """The five districts of the centre, enlarged."""
    rings = _rings()
    return _drawn({code: rings[code] for code in INNER}, WIDTH / 2)


def breaks(values: Sequence[int]) -> list[int]:
    """Upper bounds of five classes with about as many districts in each; equal values share one."""
    if not values:
        return []
    ordered = sorted(values)
    bounds = [ordered[max(math.ceil(len(ordered) * (step + 1) / CLASSES) - 1, 0)] for step in range(CLASSES)]
    return sorted(set(bounds))


def step(value: int, bounds: Sequence[int]) -> int:
    """The class of a value, 1 (least) to 5."""
    return next((number for number, bound in enumerate(bounds, 1) if value <= bound), len(bounds))


def short_name(name: str) -> str:
    """The name as a map has room for it: 锦江区 → 锦江, Jinjiang District → Jinjiang; never a single character."""
    for ending in (" District", " County", " City", "区", "市", "县"):
        if name.endswith(ending) and len(name) - len(ending) > 1:
            return name.removesuffix(ending)
    return name


def _drawn(rings: Mapping[str, list[list[Point]]], width: float) -> Sheet:
    scale, west, north = _scale([ring for many in rings.values() for ring in many], width)

    def place(point: Point) -> Point:
        return (point[0] - west) * scale, (north - point[1]) * scale

    shapes = []
    for code, many in rings.items():
        placed = [[place(point) for point in ring] for ring in many]
        path = "".join("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in ring) + "Z" for ring in placed)
        x, y = _middle(max(placed, key=lambda ring: abs(_area(ring))))
        shapes.append(Shape(code, path, round(x, 1), round(y, 1)))
    south = min(y for many in rings.values() for ring in many for _, y in ring)
    return Sheet(width, round((north - south) * scale, 1), tuple(shapes), (0, 0, 0, 0))


def _scale(rings: Sequence[Sequence[Point]], width: float) -> tuple[float, float, float]:
    xs, ys = [x for ring in rings for x, _ in ring], [y for ring in rings for _, y in ring]
    return width / (max(xs) - min(xs)), min(xs), max(ys)


def _area(ring: Sequence[Point]) -> float:
    pairs = zip(ring, [*ring[1:], ring[0]], strict=True)
    return sum(ax * by - bx * ay for (ax, ay), (bx, by) in pairs) / 2


def _middle(ring: Sequence[Point]) -> Point:
    """The centre of gravity of a ring."""
    x = y = 0.0
    for (ax, ay), (bx, by) in zip(ring, [*ring[1:], ring[0]], strict=True):
        cross = ax * by - bx * ay
        x, y = x + (ax + bx) * cross, y + (ay + by) * cross
    area = _area(ring)
    return x / (6 * area), y / (6 * area)


@cache
def _rings() -> dict[str, list[list[Point]]]:
    """Outer rings by district, east–west shortened as at the middle of the city so that the sketch keeps its shape."""
    collection: dict[str, Any] = json.loads(SOURCE.read_text(encoding="utf-8"))
    found: dict[str, list[list[Point]]] = {}
    for feature in collection["features"]:
        shape = feature["geometry"]
        polygons = shape["coordinates"] if shape["type"] == "MultiPolygon" else [shape["coordinates"]]
        found[feature["properties"]["code"]] = [[(float(x), float(y)) for x, y, *_ in one[0]] for one in polygons]
    lats = [y for many in found.values() for ring in many for _, y in ring]
    shrink = math.cos(math.radians((min(lats) + max(lats)) / 2))
    return {code: [[(x * shrink, y) for x, y in ring] for ring in many] for code, many in found.items()}
