"""Coordinates of Chinese maps (GCJ-02, 火星坐标) to WGS-84: WeChat sends the first, we keep the second.

The offset is the published approximation by sines over Krasovsky's ellipsoid; its inverse is found by stepping back.
"""

import math

_AXIS = 6378245.0
_FLAT = 0.00669342162296594323
STEPS = 4
"""After them less than a centimetre is left."""


def to_wgs84(lon: float, lat: float) -> tuple[float, float]:
    """(lon, lat) in WGS-84, to about a metre; outside China the two are the same."""
    if not (72.004 <= lon <= 137.8347 and 0.8293 <= lat <= 55.8271):
        return lon, lat
    east, north = lon, lat
    for _ in range(STEPS):
        d_lon, d_lat = _offset(east, north)
        east, north = lon - d_lon, lat - d_lat
    return round(east, 6), round(north, 6)


def to_gcj02(lon: float, lat: float) -> tuple[float, float]:
    """(lon, lat) as Chinese maps show it."""
    d_lon, d_lat = _offset(lon, lat)
    return lon + d_lon, lat + d_lat


def _offset(lon: float, lat: float) -> tuple[float, float]:
    x, y = lon - 105.0, lat - 35.0
    wave = (20.0 * math.sin(6.0 * x * math.pi) + 20.0 * math.sin(2.0 * x * math.pi)) * 2.0 / 3.0
    d_lat = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x)) + wave
    d_lat += (20.0 * math.sin(y * math.pi) + 40.0 * math.sin(y / 3.0 * math.pi)) * 2.0 / 3.0
    d_lat += (160.0 * math.sin(y / 12.0 * math.pi) + 320 * math.sin(y * math.pi / 30.0)) * 2.0 / 3.0
    d_lon = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x)) + wave
    d_lon += (20.0 * math.sin(x * math.pi) + 40.0 * math.sin(x / 3.0 * math.pi)) * 2.0 / 3.0
    d_lon += (150.0 * math.sin(x / 12.0 * math.pi) + 300.0 * math.sin(x / 30.0 * math.pi)) * 2.0 / 3.0
    angle = lat / 180.0 * math.pi
    magic = 1 - _FLAT * math.sin(angle) ** 2
    root = math.sqrt(magic)
    d_lat = (d_lat * 180.0) / ((_AXIS * (1 - _FLAT)) / (magic * root) * math.pi)
    d_lon = (d_lon * 180.0) / (_AXIS / root * math.cos(angle) * math.pi)
    return d_lon, d_lat
