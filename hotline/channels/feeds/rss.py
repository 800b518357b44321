"""RSS 2.0, RSS 1.0 and Atom to the items of a feed. Entities and document types are refused: they make bombs."""

from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from hotline.channels import markup
from hotline.channels.clean import Unreadable

MOST_BYTES = 5 * 2**20
MOST_ITEMS = 200
_BODIES = ("encoded", "content", "description", "summary")
"""The fullest first."""
_TIMES = ("pubDate", "published", "updated", "date")


def items(raw: bytes) -> list[dict[str, Any]]:
    """The newest items as the keys of `feeds`: id, link, author, title, body, at. Raises Unreadable."""
    if len(raw) > MOST_BYTES:
        raise Unreadable("这个订阅源太大。", "This feed is too large.")
    try:
        root = fromstring(raw, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError, RecursionError) as error:
        raise Unreadable("这个订阅源不是可读的XML。", "This feed is not XML that can be read.") from error
    found = [element for element in root.iter() if _name(element) in {"item", "entry"}]
    if not found and _name(root) not in {"rss", "feed", "RDF"}:
        raise Unreadable("这不是RSS或Atom。", "This is neither RSS nor Atom.")
    return [item for element in found[:MOST_ITEMS] if (item := _item(element)) is not None]


def _item(element: Element) -> dict[str, Any] | None:
    """None for an item without anything to say or to know it by."""
    link = _link(element)
    known = _first(element, ("guid", "id")) or link
    title, body = markup.to_text(_first(element, ("title",))), markup.to_text(_first(element, _BODIES))
    if not known or not (title.strip() or body.strip()):
        return None
    return {
        "id": known[:150],
        "link": link,
        "author": _author(element),
        "title": title.strip(),
        "body": body.strip(),
        "at": _moment(_first(element, _TIMES)),
    }


def _link(element: Element) -> str:
    for child in element:
        if _name(child) == "link" and child.get("rel", "alternate") == "alternate":
            return (child.get("href") or child.text or "").strip()
    return ""


def _author(element: Element) -> str:
    for child in element:
        if _name(child) == "author":
            names = [inner.text for inner in child if _name(inner) == "name"]
            return (next((name for name in names if name), child.text) or "").strip()
    return _first(element, ("creator",))


def _first(element: Element, names: tuple[str, ...]) -> str:
    """The text of the first of these children that has any; XHTML inside an element as its text."""
    for name in names:
        for child in element:
            if _name(child) == name:
                text = "".join(child.itertext()).strip()
                if text:
                    return text
    return ""


def _moment(text: str) -> str:
    """ISO 8601, or empty for what is no time."""
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            moment = read(text)
        except (ValueError, TypeError, IndexError):
            continue
        return moment.isoformat() if moment.tzinfo else ""
    return ""


def _name(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]
