"""A picture as others may see it: drawn anew, so that no position, no device and no hidden thumbnail goes with it."""

import io

from PIL import Image, ImageFile, ImageOps

from hotline.errors import HotlineError

MOST_PIXELS = 60_000_000
"""A file of a few kilobytes can unfold to gigabytes; a scan of A4 at 600 dpi has 35 million pixels."""
WIDEST = 2600
"""Pixels of the longer side: A4 at 220 dpi, enough to read and to recognise."""
GLANCE = 96
"""Pixels that are enough to see whether a picture is whole."""
TYPES = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp"})
"""Those that can be drawn anew; the type is told by the bytes, see `files.type_of`."""
_BROKEN = (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning)


class NoPicture(HotlineError):
    """It can't be drawn: broken, too large, or no picture at all."""

    status = 422


def redrawn(content: bytes, widest: int = WIDEST) -> bytes:
    """The picture as JPEG, upright, at most `widest` pixels on its longer side, without any metadata.

    Of a moving picture it is the first one. Raises `NoPicture`.
    """
    try:
        with _opened(content) as given:
            if given.width * given.height > MOST_PIXELS:
                raise NoPicture("图片过大，无法显示。", "The picture is too large to be shown.")
            # A JPEG can be read at half or a quarter of its size right away.
            given.draft("RGB", (widest, widest))
            upright = _on_white(ImageOps.exif_transpose(given))
    except _BROKEN as error:
        raise NoPicture("图片已损坏，无法显示。", "The picture is broken and can't be shown.") from error
    upright.thumbnail((widest, widest))
    made = io.BytesIO()
    upright.save(made, "JPEG", quality=88)
    return made.getvalue()


def is_whole(content: bytes) -> bool:
    """Whether it can be drawn; a photo is read at an eighth of its size for this."""
    try:
        with _opened(content) as given:
            if given.width * given.height > MOST_PIXELS:
                return False
            given.draft("RGB", (GLANCE, GLANCE))
            given.load()
    except _BROKEN:
        return False
    return True


def _opened(content: bytes) -> Image.Image:
    """To be drawn whole or not at all: what makes PDFs tells Pillow to draw halves, for the whole process."""
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    return Image.open(io.BytesIO(content))


def _on_white(picture: Image.Image) -> Image.Image:
    """Without transparency, on a white ground. The copy carries nothing of what the file told about itself."""
    shown = picture.convert("RGBA")
    ground = Image.new("RGB", shown.size, "white")
    ground.paste(shown, mask=shown.getchannel("A"))
    return ground
