"""Pages as a scanner makes them."""

import io
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

FONT = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
PICTURE_WORDS = "小区门口的路灯坏了半个月"
SURELY_READ = "的路灯坏了半个月"
"""The part of them that every version of the program reads."""


def page_of(words: str, kind: str = "PNG", **more: object) -> bytes:
    """A white A4 page at 200 dpi with these words in each of its four lines."""
    page, font = Image.new("RGB", (1654, 2339), "white"), ImageFont.truetype(str(FONT), 44)
    for line in range(4):
        ImageDraw.Draw(page).text((200, 150 + 90 * line), words, "black", font)
    made = io.BytesIO()
    page.save(made, kind, **more)  # type: ignore[arg-type]  # what the format takes
    return made.getvalue()
