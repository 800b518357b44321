"""Which district's outline holds a point: ray casting over GeoJSON polygons with bounding boxes. Pure rules."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

KM_A_DEGREE = 111.32
Ring = tuple[tuple[float, float], ...]
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Outline:
    """One polygon of a district: the outer ring first, then its holes; degrees east, degrees north (WGS-84)."""

    code: str
    rings: tuple[Ring, ...]
    box: Box


def outlines(collection: Mapping[str, Any]) -> tuple[Outline, ...]:
    """A GeoJSON FeatureCollection of Polygons and MultiPolygons whose features carry `properties.code`."""
    found = []
    for feature in collection["features"]:
        shape = feature["geometry"]
        polygons = shape["coordinates"] if shape["type"] == "MultiPolygon" else [shape["coordinates"]]
        for polygon in polygons:
            rings = tuple(tuple((float(x), float(y)) for x, y, *_ in ring) for ring in polygon)
            found.append(Outline(feature["properties"]["code"], rings, _box(rings[0])))
    return tuple(found)


def holding(shapes: Sequence[Outline], lon: float, lat: float) -> str:
    """The code of the district whose outline holds the point, or nothing."""
    for shape in shapes:
        west, south, east, north = shape.box
        inside = west <= lon <= east and south <= lat <= north
        if inside and sum(_inside(ring, lon, lat) for ring in shape.rings) % 2 == 1:
            return shape.code
    return ""


def border_distance(shapes: Sequence[Outline], code: str, lon: float, lat: float) -> float:
    """Kilometres from the point to the nearest border of the district, on a plane good enough within one city."""
    east = KM_A_DEGREE * math.cos(math.radians(lat))
    return min(
        (
            _to_segment(
                ((ax - lon) * east, (ay - lat) * KM_A_DEGREE),
                ((bx - lon) * east, (by - lat) * KM_A_DEGREE),
            )
            for shape in shapes
            if shape.code == code
            for ring in shape.rings
            for (ax, ay), (bx, by) in pairwise(ring)
        ),
        default=math.inf,
    )


def _to_segment(start: tuple[float, float], end: tuple[float, float]) -> float:
    """Distance of the origin from a segment."""
    (ax, ay), (bx, by) = start, end
    dx, dy = bx - ax, by - ay
    length = dx * dx + dy * dy
    along = 0.0 if length == 0 else max(0.0, min(1.0, -(ax * dx + ay * dy) / length))
    return math.hypot(ax + along * dx, ay + along * dy)


def _inside(ring: Ring, lon: float, lat: float) -> bool:
    """Even-odd rule: a ray to the east crosses the ring an odd number of times."""
    crossed = False
    before_x, before_y = ring[-1]
    for x, y in ring:
        if (y > lat) != (before_y > lat) and lon < (before_x - x) * (lat - y) / (before_y - y) + x:
            crossed = not crossed
        before_x, before_y = x, y
    return crossed


def _box(ring: Ring) -> Box:
    xs, ys = [x for x, _ in ring], [y for _, y in ring]
    return min(xs), min(ys), max(xs), max(ys)
