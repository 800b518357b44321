"""winmail.dat: the files and the text inside Microsoft's TNEF envelope (MS-OXTNEF).

Own reader because the only library for it has had no release since 2021; it reads the few attributes a letter needs.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from hotline.channels import clean, markup
from hotline.channels.charsets import decode
from hotline.channels.mail import rtf
from hotline.tickets.inbound import File

SIGNATURE = b"\x78\x9f\x3e\x22"
MAX_FILES = 100
MAX_VALUES = 4096

_CLASS = 0x8008
_BODY, _SUBJECT, _CODE_PAGE, _MESSAGE_PROPS = 0x800C, 0x8004, 0x9007, 0x9003
_START_FILE, _FILE_TITLE, _FILE_DATA, _FILE_PROPS = 0x9002, 0x8010, 0x800F, 0x9005
_P_SUBJECT, _P_BODY, _P_RTF, _P_HTML = 0x0037, 0x1000, 0x1009, 0x1013
_P_DATA, _P_SHORT, _P_LONG, _P_TYPE, _P_SHOWN = 0x3701, 0x3704, 0x3707, 0x370E, 0x3001
_FIXED = {2: 2, 3: 4, 4: 4, 5: 8, 6: 8, 7: 8, 10: 4, 11: 2, 20: 8, 64: 8, 72: 16}
_VARIABLE = (0x0D, 0x1E, 0x1F, 0x102)
_UNICODE, _MANY, _NAMED = 0x1F, 0x1000, 0x8000


@dataclass(slots=True)
class Unpacked:
    """What an envelope holds; every part may be empty."""

    subject: str = ""
    body: str = ""
    files: list[File] = field(default_factory=list)
    sort: str = ""
    """Outlook's class of the message, e.g. `IPM.Microsoft Mail.Note`, `REPORT.IPM.Note.NDR`."""

    @property
    def report(self) -> str:
        """`receipt` or `bounce` where a machine wrote it, else ''."""
        sort = self.sort.lower()
        if "read receipt" in sort or sort.endswith((".ipnrn", ".ipnnrn", ".dr")):
            return "receipt"
        return "bounce" if "non-delivery" in sort or sort.endswith(".ndr") else ""


@dataclass(slots=True)
class _Draft:
    title: bytes = b""
    data: bytes = b""
    props: dict[int, tuple[int, bytes]] = field(default_factory=dict)


def unpack(data: bytes) -> Unpacked | None:
    """None when the data is no TNEF; what follows damage inside it is passed over."""
    if not data.startswith(SIGNATURE):
        return None
    charset, props = "", {}
    subject = body = sort = b""
    drafts: list[_Draft] = []
    for attribute, value in _attributes(data):
        if attribute == _CODE_PAGE and len(value) >= 4:
            charset = f"cp{struct.unpack_from('<I', value)[0]}"
        elif attribute == _SUBJECT:
            subject = value
        elif attribute == _BODY:
            body = value
        elif attribute == _CLASS:
            sort = value
        elif attribute == _MESSAGE_PROPS:
            props = dict(_properties(value))
        elif attribute == _START_FILE and len(drafts) < MAX_FILES:
            drafts.append(_Draft())
        elif drafts and attribute == _FILE_TITLE:
            drafts[-1].title = value
        elif drafts and attribute == _FILE_DATA:
            drafts[-1].data = value
        elif drafts and attribute == _FILE_PROPS:
            drafts[-1].props = dict(_properties(value))
    files = [_file(draft, number, charset) for number, draft in enumerate(drafts, 1)]
    return Unpacked(
        clean.line(_words(props.get(_P_SUBJECT), charset) or decode(subject.rstrip(b"\0"), charset)),
        _text(props, charset) or clean.text(decode(body.rstrip(b"\0"), charset)),
        [file for file in files if file.content],
        sort.rstrip(b"\0").decode("ascii", "replace"),
    )


def _attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    """(attribute id, value); 6 bytes of signature and key, then each: level 1, id 2, type 2, length 4, value, sum 2."""
    at = 6
    while at + 9 <= len(data) and data[at] in (1, 2):
        attribute, _, length = struct.unpack_from("<HHI", data, at + 1)
        value = data[at + 9 : at + 9 + length]
        yield attribute, value
        at += 9 + length + 2


def _properties(data: bytes) -> Iterator[tuple[int, tuple[int, bytes]]]:
    """(property id, (type, first value)); stops at the first thing that cannot be read."""
    if len(data) < 4:
        return
    count, at = min(struct.unpack_from("<I", data)[0], MAX_VALUES), 4
    try:
        for _ in range(count):
            kind, number = struct.unpack_from("<HH", data, at)
            at = _after_name(data, at + 4) if number >= _NAMED else at + 4
            base = kind & ~_MANY
            values, at = _values(data, at, base, bool(kind & _MANY))
            if values:
                yield number, (base, values[0])
    except (struct.error, ValueError):
        return


def _after_name(data: bytes, at: int) -> int:
    at += 16
    named_by_text, length = struct.unpack_from("<II", data, at)
    return at + 8 + (_padded(length) if named_by_text else 0)


def _values(data: bytes, at: int, kind: int, many: bool) -> tuple[list[bytes], int]:
    variable = kind in _VARIABLE
    count = 1
    if many or variable:
        count = struct.unpack_from("<I", data, at)[0]
        at += 4
    if count > MAX_VALUES or not (variable or kind in _FIXED):
        raise ValueError(kind)
    values = []
    for _ in range(count):
        size = _FIXED.get(kind, 0)
        if variable:
            size = struct.unpack_from("<I", data, at)[0]
            at += 4
        if at + size > len(data):
            raise ValueError(size)
        values.append(data[at : at + size])
        at += _padded(size)
    return values, at


def _padded(size: int) -> int:
    return size + -size % 4


def _words(value: tuple[int, bytes] | None, charset: str) -> str:
    if value is None:
        return ""
    kind, content = value
    if kind == _UNICODE:
        return content.decode("utf-16-le", "replace").rstrip("\0")
    return decode(content.rstrip(b"\0"), charset)


def _text(props: dict[int, tuple[int, bytes]], charset: str) -> str:
    plain = clean.text(_words(props.get(_P_BODY), charset))
    if plain:
        return plain
    page = _words(props.get(_P_HTML), charset)
    if page:
        return clean.text(markup.to_text(page))
    packed = props.get(_P_RTF)
    return clean.text(rtf.to_text(rtf.decompress(packed[1]), charset)) if packed else ""


def _file(draft: _Draft, number: int, charset: str) -> File:
    props = draft.props
    name = next(filter(None, (_words(props.get(key), charset) for key in (_P_LONG, _P_SHOWN, _P_SHORT))), "")
    name = name or decode(draft.title.rstrip(b"\0"), charset)
    kind, content = props.get(_P_DATA, (0, b""))
    # An embedded object (0x0D) starts with the 16 bytes of its interface id.
    content = draft.data or (content[16:] if kind == 0x0D else content)
    return File(
        clean.file_name(name, f"附件{number}.bin"),
        clean.line(_words(props.get(_P_TYPE), charset), 100) or "application/octet-stream",
        content,
    )
