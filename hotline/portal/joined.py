"""What she said about the matters nearby (我也是这件 / 不是): one hidden field, good for one place only."""

import hashlib

from hotline.portal.forms import LetterForm


def answered(form: LetterForm) -> int | None:
    """The id of the matter she called hers too, 0 for none of them; None while she was not asked about this place."""
    mark, _, chosen = str(form.near.data or "").partition(":")
    if mark != _mark(form):
        return None
    return int(chosen) if chosen.isdecimal() and chosen.isascii() and len(chosen) < 20 else 0


def none_of_them(form: LetterForm) -> str:
    """What the form sends for “no, another matter”."""
    return f"{_mark(form)}:"


def _mark(form: LetterForm) -> str:
    """Names the place: at another one she is asked again."""
    place = f"{form.district.data}|{form.address.data}"
    return hashlib.sha256(place.encode()).hexdigest()[:12]
