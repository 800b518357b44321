"""The texts of the pages: what the source asks for and what the catalogues answer."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from tests.house import code

KEYWORDS = {**DEFAULT_KEYWORDS, "lazy_gettext": None, "lazy_ngettext": (1, 2), "_l": None}


@dataclass(frozen=True)
class Text:
    """One msgid (the singular of a plural) and a file that asks for it."""

    msgid: str
    place: str


@cache
def asked() -> list[Text]:
    """Every text of `hotline/` and `templates/`, as `make messages` would collect it."""
    with (code.ROOT / "babel.cfg").open(encoding="utf-8") as mapping:
        methods, options = parse_mapping_cfg(mapping)
    found = []
    for place, line, message, _comments, _context in extract_from_dir(code.ROOT, methods, options, KEYWORDS):
        msgid = message if isinstance(message, str) else message[0]
        found.append(Text(msgid, f"{place}:{line}"))
    return found


def catalogues(language: str) -> list[Path]:
    return sorted((code.ROOT / "translations" / language).rglob("*.po"))


@cache
def catalogue(language: str) -> Catalog:
    """All .po files of a language as one."""
    whole = Catalog()
    for path in catalogues(language):
        with path.open("rb") as file:
            for message in read_po(file):
                if message.id:
                    whole[message.id] = message
    return whole


def answer(language: str, msgid: str) -> str:
    """The translation, of a plural the first form; empty when there is none or it is only a guess."""
    message = catalogue(language).get(msgid)
    if message is None or message.fuzzy:
        return ""
    return message.string if isinstance(message.string, str) else (message.string or [""])[0]
