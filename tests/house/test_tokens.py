"""The token file is the source of every colour; each pair that meets on a page is legible in both themes."""

import re
from pathlib import Path

import pytest

STATIC = Path(__file__).resolve().parents[2] / "static"
TEXT, MARK = 4.5, 3.0
GROUNDS = ("bg", "surface", "surface-2")
TEXT_PAIRS = [
    *((ink, ground) for ink in ("text", "text-2", "text-3", "link") for ground in GROUNDS),
    ("on-btn", "btn"),
    ("on-btn", "btn-hover"),
    ("on-sel", "sel"),
    ("text", "sel"),
    ("link", "sel"),
    ("soon-text", "soon-bg"),
    ("over-text", "over-bg"),
    ("over-text", "surface"),
    ("done-text", "done-bg"),
    ("done-text", "surface"),
    ("hold-text", "hold-bg"),
    ("secret-text", "secret-bg"),
    ("on-soon", "soon"),
    ("on-over", "over"),
    ("on-done", "done"),
]
MARK_PAIRS = [
    ("field", "surface"),
    ("field", "bg"),
    ("focus", "bg"),
    ("focus", "surface"),
    ("over", "surface"),
    ("done", "surface"),
    *((f"chart-{number}", "surface") for number in range(1, 5)),
]


def blocks() -> dict[str, dict[str, str]]:
    text = (STATIC / "tokens.css").read_text(encoding="utf-8")
    found = re.findall(r'\[data-bs-theme="(light|dark)"\]\s*\{([^}]*)\}', text)
    return {theme: dict(re.findall(r"--h-([\w-]+):\s*(#[0-9A-Fa-f]{6})", body)) for theme, body in found}


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The WCAG 2 ratio of two colours, 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_ratio_is_the_one_of_wcag() -> None:
    assert contrast("#FFFFFF", "#000000") == pytest.approx(21)
    assert contrast("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.01)


def test_both_themes_name_the_same_colours() -> None:
    themes = blocks()
    assert set(themes) == {"light", "dark"}
    assert set(themes["light"]) == set(themes["dark"])


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), TEXT_PAIRS)
def test_text_is_legible_on_its_ground(theme: str, ink: str, ground: str) -> None:
    colours = blocks()[theme]
    assert contrast(colours[ink], colours[ground]) >= TEXT


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("mark", "ground"), MARK_PAIRS)
def test_borders_and_marks_stand_out(theme: str, mark: str, ground: str) -> None:
    colours = blocks()[theme]
    assert contrast(colours[mark], colours[ground]) >= MARK


@pytest.mark.parametrize("sheet", ["app", "parts", "desk", "citizen"])
def test_no_colour_is_written_outside_the_token_file(sheet: str) -> None:
    text = re.sub(r"/\*.*?\*/", "", (STATIC / f"{sheet}.css").read_text(encoding="utf-8"), flags=re.S)
    assert re.findall(r"#[0-9A-Fa-f]{3,8}\b(?=[;\s,)])|rgba?\(|hsla?\(", text) == []


@pytest.mark.parametrize("sheet", ["app", "parts", "desk", "citizen", "print"])
def test_every_token_used_is_defined(sheet: str) -> None:
    used = set(re.findall(r"var\((--h-[\w-]+)", (STATIC / f"{sheet}.css").read_text(encoding="utf-8")))
    defined = set(re.findall(r"(--h-[\w-]+):", (STATIC / "tokens.css").read_text(encoding="utf-8")))
    assert used - defined == set()
