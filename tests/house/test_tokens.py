"""The token files are the source of every colour; each pair that meets on a page is legible in all four looks."""

import re
from pathlib import Path

import pytest

STATIC = Path(__file__).resolve().parents[2] / "static"
SHEETS = sorted(path for path in STATIC.glob("*.css") if not path.stem.startswith("tokens") and path.stem != "print")
"""Paper is black on white, whatever the theme."""
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
HIGH = {"text": 7.0, "mark": 4.5}
"""What the high-contrast looks promise."""
LAYERS = {
    "light": ("tokens",),
    "dark": ("tokens", "tokens-dark"),
    "contrast": ("tokens", "tokens-contrast"),
    "contrast-dark": ("tokens", "tokens-contrast", "tokens-dark", "tokens-contrast-dark"),
}
"""Look → the sheets that base.html links for it, in their order."""
MARK_PAIRS = [
    ("field", "surface"),
    ("field", "bg"),
    ("focus", "bg"),
    ("focus", "surface"),
    ("over", "surface"),
    ("done", "surface"),
    *((f"chart-{number}", "surface") for number in range(1, 5)),
]


def sheet(name: str) -> dict[str, str]:
    text = (STATIC / f"{name}.css").read_text(encoding="utf-8")
    return dict(re.findall(r"--h-([\w-]+):\s*(#[0-9A-Fa-f]{6})", text))


def colours(look: str) -> dict[str, str]:
    return {name: value for layer in LAYERS[look] for name, value in sheet(layer).items()}


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


@pytest.mark.parametrize("layer", ["tokens-dark", "tokens-contrast", "tokens-contrast-dark"])
def test_a_look_names_every_colour(layer: str) -> None:
    assert set(sheet(layer)) == set(sheet("tokens"))


@pytest.mark.parametrize("look", LAYERS)
def test_text_is_legible_on_its_ground(look: str) -> None:
    found, least = colours(look), HIGH["text"] if "contrast" in look else TEXT
    assert [pair for pair in TEXT_PAIRS if contrast(found[pair[0]], found[pair[1]]) < least] == []


@pytest.mark.parametrize("look", LAYERS)
def test_borders_and_marks_stand_out(look: str) -> None:
    found, least = colours(look), HIGH["mark"] if "contrast" in look else MARK
    assert [pair for pair in MARK_PAIRS if contrast(found[pair[0]], found[pair[1]]) < least] == []


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.stem)
def test_no_colour_is_written_outside_the_token_files(path: Path) -> None:
    text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.S)
    text = re.sub(r"^@media print \{.*\}$", "", text, flags=re.M)
    assert re.findall(r"#[0-9A-Fa-f]{3,8}\b(?=[;\s,)])|rgba?\(|hsla?\(", text) == []


@pytest.mark.parametrize("path", [*SHEETS, STATIC / "print.css"], ids=lambda path: path.stem)
def test_every_token_used_is_defined(path: Path) -> None:
    used = set(re.findall(r"var\((--h-[\w-]+)", path.read_text(encoding="utf-8")))
    defined = set(re.findall(r"(--h-[\w-]+):", (STATIC / "tokens.css").read_text(encoding="utf-8")))
    assert used - defined == set()
