"""GCJ-02 (火星坐标), as maps in China draw it, to WGS-84, as satellites and our outlines have it. Pure rules.

The shift is the openly published one, a polynomial with sines on the Krasovsky 1940 ellipsoid; undone by stepping back
from the shifted point it is right within half a metre.
"""

import math

AXIS = 6_378_245.0
"""Metres; the longer half axis of Krasovsky 1940."""
FLATTENING = 0.00669342162296594323
"""Its first eccentricity, squared."""
STEPS = 4
CHINA = (73.66, 3.86, 135.05, 53.55)
"""Outside of it maps are not shifted."""


def wgs84(lon: float, lat: float) -> tuple[float, float]:
    """The WGS-84 degrees of a point given in GCJ-02."""
    west, south, east, north = CHINA
    if not (west <= lon <= east and south <= lat <= north):
        return lon, lat
    x, y = lon, lat
    for _step in range(STEPS):
        shifted_x, shifted_y = gcj02(x, y)
        x, y = x + lon - shifted_x, y + lat - shifted_y
    return x, y


def gcj02(lon: float, lat: float) -> tuple[float, float]:
    """Where a Chinese map draws a point of WGS-84."""
    x, y = lon - 105.0, lat - 35.0
    radians = math.radians(lat)
    magic = 1 - FLATTENING * math.sin(radians) ** 2
    root = math.sqrt(magic)
    north = _north(x, y) * 180.0 / (AXIS * (1 - FLATTENING) / (magic * root) * math.pi)
    east = _east(x, y) * 180.0 / (AXIS / root * math.cos(radians) * math.pi)
    return lon + east, lat + north


def _waves(value: float, parts: tuple[tuple[float, float], ...]) -> float:
    return sum(height * math.sin(value / width * math.pi) for height, width in parts) * 2.0 / 3.0


def _north(x: float, y: float) -> float:
    flat = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x))
    along = _waves(x, ((20.0, 1 / 6), (20.0, 1 / 2)))
    return flat + along + _waves(y, ((20.0, 1.0), (40.0, 3.0))) + _waves(y, ((160.0, 12.0), (320.0, 30.0)))


def _east(x: float, y: float) -> float:
    flat = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x))
    along = _waves(x, ((20.0, 1 / 6), (20.0, 1 / 2)))
    return flat + along + _waves(x, ((20.0, 1.0), (40.0, 3.0))) + _waves(x, ((150.0, 12.0), (300.0, 30.0)))
