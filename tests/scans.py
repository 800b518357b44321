"""Pages as a scanner makes them, and photos as a telephone does."""

import io
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

FONT = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
PICTURE_WORDS = "小区门口的路灯坏了半个月"
SURELY_READ = "的路灯坏了半个月"
"""The part of them that every version of the program reads."""

GPS, MAKER, TURNED = 0x8825, 0x010F, 0x0112


def page_of(words: str, kind: str = "PNG", **more: object) -> bytes:
    """A white A4 page at 200 dpi with these words in each of its four lines."""
    page, font = Image.new("RGB", (1654, 2339), "white"), ImageFont.truetype(str(FONT), 44)
    for line in range(4):
        ImageDraw.Draw(page).text((200, 150 + 90 * line), words, "black", font)
    made = io.BytesIO()
    page.save(made, kind, **more)  # type: ignore[arg-type]  # what the format takes
    return made.getvalue()


def photo() -> bytes:
    """A telephone's photo: lying on its side, with position and maker."""
    about = Image.Exif()
    about[MAKER] = "Example Camera"
    about[TURNED] = 6
    about.get_ifd(GPS)[2] = (30.0, 39.0, 25.0)
    made = io.BytesIO()
    Image.new("RGB", (400, 200), "navy").save(made, "JPEG", exif=about, comment=b"taken at home")
    return made.getvalue()
