"""The XML of WeChat: flat messages in, replies out. Entities and document types are refused: they make bombs."""

from collections.abc import Mapping
from datetime import datetime
from xml.etree.ElementTree import Element, ParseError, SubElement, tostring

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from hotline.channels.clean import Unreadable

MOST_BYTES = 256 * 1024
LONGEST_REPLY = 2000
"""Bytes of UTF-8: WeChat takes 2,048."""


def read(raw: bytes) -> dict[str, str]:
    """The fields of a message by name; raises Unreadable."""
    if len(raw) > MOST_BYTES:
        raise Unreadable("这条消息太大。", "This message is too large.")
    try:
        root = fromstring(raw, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise Unreadable("这条消息不是可读的XML。", "This message is not XML that can be read.") from error
    return {child.tag: (child.text or "").strip() for child in root}


def reply(to: str, sender: str, at: datetime, text: str) -> bytes:
    """A passive text reply (被动回复)."""
    return write({"ToUserName": to, "FromUserName": sender, "CreateTime": _seconds(at), "MsgType": "text",
                  "Content": cut(text)})  # fmt: skip


def write(fields: Mapping[str, str]) -> bytes:
    """A flat message."""
    root = Element("xml")
    for name, value in fields.items():
        SubElement(root, name).text = value
    return tostring(root, encoding="unicode").encode()


def cut(text: str) -> str:
    """As much of a text as one reply can carry, whole characters."""
    raw = text.encode("utf-8", "replace")
    return text if len(raw) <= LONGEST_REPLY else raw[: LONGEST_REPLY - 6].decode("utf-8", "ignore") + "……"


def _seconds(at: datetime) -> str:
    return str(int(at.timestamp()))
