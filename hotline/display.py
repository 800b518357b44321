"""How a person wants pages shown: theme, contrast, sizes, rows, keys. Kept in cookies, so that no page flashes."""

from collections.abc import Mapping

CHOICES: dict[str, tuple[str, ...]] = {
    "theme": ("light", "dark", "system"),
    "contrast": ("normal", "high"),
    "size": ("standard", "large", "xl", "elder"),
    "text": ("16", "14", "18"),
    "rows": ("comfortable", "dense"),
    "letters": ("on", "off"),
    "ring": ("off", "on"),
    "alarm": ("on", "off"),
    "rail": ("auto", "pinned", "slim"),
}
"""Name of the cookie → its values, first the one nobody has to choose.

`size` is the citizen's 标准, 大, 特大 and 长辈版; `text` is the desk's letter size in px.
"""

OF_STAFF = ("theme", "contrast", "text", "rows", "letters", "rail", "ring", "alarm")
"""What goes with a person from desk to desk."""


def known(name: str, value: str) -> bool:
    return value in CHOICES.get(name, ())


def chosen(cookies: Mapping[str, str]) -> dict[str, str]:
    """A value for every choice; what a cookie holds that is none of ours counts as not chosen."""
    return {name: value if (value := cookies.get(name, "")) in some else some[0] for name, some in CHOICES.items()}
