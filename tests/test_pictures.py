"""A picture drawn anew carries nothing but what is seen."""

import io
import zlib

import pytest
from PIL import Image, ImageFile

from hotline import files, pictures
from tests.scans import GPS, photo


def test_position_and_maker_are_gone_and_it_stands_upright() -> None:
    given = photo()
    assert Image.open(io.BytesIO(given)).getexif().get_ifd(GPS)
    made = pictures.redrawn(given)
    shown = Image.open(io.BytesIO(made))
    assert (dict(shown.getexif()), shown.size) == ({}, (200, 400))
    assert b"Example Camera" not in made
    assert b"taken at home" not in made


def test_it_is_made_smaller_and_a_transparent_one_lies_on_white() -> None:
    png = io.BytesIO()
    Image.new("RGBA", (3000, 1000), (0, 0, 0, 0)).save(png, "PNG")
    made = pictures.redrawn(png.getvalue(), 600)
    shown = Image.open(io.BytesIO(made))
    assert (shown.size, shown.getpixel((5, 5)), files.type_of(made)) == ((600, 200), (255, 255, 255), "image/jpeg")


def chunk(kind: bytes, inside: bytes) -> bytes:
    return len(inside).to_bytes(4, "big") + kind + inside + zlib.crc32(kind + inside).to_bytes(4, "big")


@pytest.mark.parametrize("side", [8_000, 12_000, 60_000])
def test_a_bomb_is_not_unfolded(side: int) -> None:
    head = side.to_bytes(4, "big") * 2 + bytes([8, 2, 0, 0, 0])
    bomb = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    with pytest.raises(pictures.NoPicture):
        pictures.redrawn(bomb)
    assert not pictures.is_whole(bomb)


@pytest.mark.parametrize("content", [b"", b"\xff\xd8\xff", b"GIF89a", photo()[:500], photo()[:-900]])
def test_what_is_broken_says_so(content: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    with pytest.raises(pictures.NoPicture):
        pictures.redrawn(content)
    assert not pictures.is_whole(content)
    assert pictures.is_whole(photo())
