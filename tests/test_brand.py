"""A city's colour: everything made of it is legible, and a colour nobody could read stops the start."""

from pathlib import Path

import pytest

from hotline import brand
from hotline.errors import Misconfigured

pytestmark = pytest.mark.once

GROUNDS = {"light": ("#F4F6F9", "#FFFFFF", "#E9EEF5"), "dark": ("#0F1620", "#17212D", "#202C3B")}


@pytest.mark.parametrize("colour", ["#1A56B0", "#B3261E", "#00695C", "#111111", "#6A1B9A", "#767676", "#0000FF"])
def test_everything_made_of_the_colour_is_legible(colour: str) -> None:
    for theme, made in zip(("light", "dark"), brand.tokens(colour), strict=True):
        assert brand.contrast("#FFFFFF", made["btn"]) >= 4.5
        assert brand.contrast("#FFFFFF", made["btn-hover"]) >= 4.5
        assert brand.contrast(made["on-sel"], made["sel"]) >= 4.5
        assert all(brand.contrast(made["link"], ground) >= 4.5 for ground in GROUNDS[theme])
        assert brand.contrast(made["link"], made["sel"]) >= 3


@pytest.mark.parametrize("colour", ["#F2B200", "#FFFFFF", "#8AB8FF", "blue", "#12345", "1A56B0"])
def test_a_colour_nobody_could_read_is_refused_with_a_way_out(colour: str) -> None:
    with pytest.raises(Misconfigured, match="HOTLINE_CITY_COLOUR") as refused:
        brand.tokens(colour)
    assert "HOTLINE_CITY_COLOUR" in refused.value.zh


def test_the_colour_it_offers_instead_would_do() -> None:
    with pytest.raises(Misconfigured) as refused:
        brand.tokens("#F2B200")
    offered = refused.value.zh.rpartition("#")[2][:6]
    brand.tokens(f"#{offered}")


@pytest.mark.parametrize("name", ["absent.svg", "mark.gif"])
def test_a_mark_that_cannot_be_shown_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "mark.gif").write_bytes(b"GIF89a")
    with pytest.raises(Misconfigured, match="HOTLINE_CITY_MARK"):
        brand.read_mark(tmp_path / name)
