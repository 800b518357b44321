"""A city’s own colour and mark (主色和标志): two small stylesheets and an image, made once from the settings."""

import colorsys
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from flask import Blueprint, Flask, Response, abort, current_app, make_response, url_for

from hotline import config
from hotline.errors import Misconfigured

LEGIBLE = 4.5
"""The WCAG 2 ratio that text needs."""
COMFORTABLE = 7.0
WHITE, LIGHT_GROUND, DARK_GROUND = "#FFFFFF", "#E9EEF5", "#202C3B"
"""The paper of the light theme, and the ground of each theme on which blue text is hardest to read."""
KINDS = {".svg": "image/svg+xml", ".png": "image/png"}
MOST_BYTES = 100_000

blueprint = Blueprint("brand", __name__)


@dataclass(frozen=True, slots=True)
class Brand:
    """`light` and `dark` are stylesheets, empty where the city keeps our blue; `mark` is empty where it keeps ours."""

    light: str
    dark: str
    mark: bytes
    mark_kind: str

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.light.encode() + self.mark).hexdigest()[:10]


def init_app(app: Flask, settings: config.Settings) -> None:
    """Raises Misconfigured for a colour nobody could read and for a mark that is not there."""
    app.extensions["brand"] = brand = of(settings)
    app.register_blueprint(blueprint)
    app.context_processor(lambda: _addresses(brand))


def of(settings: config.Settings) -> Brand:
    colour, mark = settings.city_colour, settings.city_mark
    light, dark = _sheets(colour) if colour else ("", "")
    return Brand(light, dark, read_mark(mark) if mark else b"", KINDS.get(mark.suffix.lower(), "") if mark else "")


def contrast(one: str, other: str) -> float:
    """The WCAG 2 ratio of two colours such as `#1A56B0`, 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def tokens(colour: str) -> tuple[dict[str, str], dict[str, str]]:
    """What the light and the dark theme take from the city's colour. Raises Misconfigured under 4.5 on white."""
    if not re.fullmatch(r"#[0-9A-Fa-f]{6}", colour):
        raise Misconfigured(
            "HOTLINE_CITY_COLOUR要写成#加六位十六进制数，例如#1A56B0。",
            "HOTLINE_CITY_COLOUR is # and six hexadecimal digits, such as #1A56B0.",
        )
    ratio = contrast(colour, WHITE)
    if ratio < LEGIBLE:
        nearest = _until(colour, WHITE, LEGIBLE, lighter=False)
        raise Misconfigured(
            f"HOTLINE_CITY_COLOUR={colour}太浅：按钮上的白字对比度只有{ratio:.2f}，至少要4.5。可以改用{nearest}。",
            f"HOTLINE_CITY_COLOUR={colour} is too light: white words on it have a contrast of {ratio:.2f}, "
            f"at least 4.5 is needed. {nearest} would do.",
        )
    link = _until(colour, LIGHT_GROUND, LEGIBLE, lighter=False)
    tint, shade = _at(colour, 0.94), _at(colour, 0.19)
    light = {"link": link, "btn": colour, "btn-hover": _darker(colour), "focus": link}
    light |= {"sel": tint, "on-sel": _until(colour, tint, COMFORTABLE, lighter=False)}
    pale = _until(colour, DARK_GROUND, 6.0, lighter=True)
    button = colour if contrast(colour, "#17212D") >= 2.5 else _at(colour, 0.46)
    button = _until(button, WHITE, LEGIBLE, lighter=False)
    dark = {"link": pale, "btn": button, "btn-hover": _darker(button), "focus": pale}
    dark |= {"sel": shade, "on-sel": _until(pale, shade, COMFORTABLE, lighter=True)}
    return light, dark


@blueprint.get("/brand/<sheet>.css")
def sheet(sheet: str) -> Response:
    brand: Brand = current_app.extensions["brand"]
    return _kept({"light": brand.light, "dark": brand.dark}.get(sheet, "").encode(), "text/css; charset=utf-8")


@blueprint.get("/brand/mark")
def mark() -> Response:
    brand: Brand = current_app.extensions["brand"]
    return _kept(brand.mark, brand.mark_kind)


def _kept(body: bytes, kind: str) -> Response:
    """Kept for a year by browsers: the address carries the digest."""
    if not body:
        abort(404)
    response = make_response(body)
    response.headers["Content-Type"] = kind
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    # An image of ours is only ever an image: a script inside a drawing never runs.
    response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return response


def _addresses(brand: Brand) -> dict[str, str]:
    version = brand.digest
    return {
        "brand_light": url_for("brand.sheet", sheet="light", v=version) if brand.light else "",
        "brand_dark": url_for("brand.sheet", sheet="dark", v=version) if brand.dark else "",
        "brand_mark": url_for("brand.mark", v=version) if brand.mark else "",
        "brand_mark_kind": brand.mark_kind or KINDS[".svg"],
    }


def _sheets(colour: str) -> tuple[str, str]:
    light, dark = tokens(colour)
    return _sheet(light), _sheet(dark)


def _sheet(values: dict[str, str]) -> str:
    return ":root { " + " ".join(f"--h-{name}: {value};" for name, value in values.items()) + " }\n"


def read_mark(path: Path) -> bytes:
    if path.suffix.lower() not in KINDS or not path.is_file() or path.stat().st_size > MOST_BYTES:
        raise Misconfigured(
            f"HOTLINE_CITY_MARK={path}：要一个100 KB以内的.svg或.png文件。",
            f"HOTLINE_CITY_MARK={path}: an .svg or .png file of at most 100 KB is needed.",
        )
    return path.read_bytes()


def _luminance(colour: str) -> float:
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in _parts(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _parts(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def _at(colour: str, lightness: float) -> str:
    """The same hue at another lightness (0 black, 1 white); very light and very dark ones are less vivid."""
    hue, _lightness, saturation = colorsys.rgb_to_hls(*_parts(colour))
    return "#" + "".join(f"{round(part * 255):02X}" for part in colorsys.hls_to_rgb(hue, lightness, saturation * 0.85))


def _darker(colour: str) -> str:
    _hue, lightness, _saturation = colorsys.rgb_to_hls(*_parts(colour))
    return _at(colour, lightness * 0.72)


def _until(colour: str, ground: str, ratio: float, lighter: bool) -> str:
    """The colour itself, or the first shade of it that reaches the ratio on this ground."""
    _hue, lightness, _saturation = colorsys.rgb_to_hls(*_parts(colour))
    found = colour
    while contrast(found, ground) < ratio and 0 < lightness < 1:
        lightness = min(1.0, lightness + 0.01) if lighter else max(0.0, lightness - 0.01)
        found = _at(colour, lightness)
    return found
