"""The text in a compressed RTF body, as Outlook puts it into winmail.dat (MS-OXRTFCP)."""

import re
import struct

from hotline.channels.charsets import decode

TEXT_MAX = 4 * 2**20
_PRESET = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript "
    b"\\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par "
    b"\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)
_COMPRESSED, _PLAIN = b"LZFu", b"MELA"
_WINDOW = 4096
_TOKEN = re.compile(
    rb"\\'([0-9a-fA-F]{2})|\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\([^a-zA-Z])|([{}])|[\r\n]+|([^\\{}\r\n]+)"
)
_BREAKS = {b"par": b"\n", b"line": b"\n", b"tab": b"\t", b"row": b"\n", b"cell": b"\t"}
_ASIDE = frozenset(
    (b"fonttbl", b"colortbl", b"stylesheet", b"info", b"pict", b"object", b"header", b"footer", b"htmltag")
)


def decompress(data: bytes) -> bytes:
    """RTF source. Damaged data gives what could be read before the damage; what is no compressed RTF gives b''."""
    if len(data) < 16:
        return b""
    size = min(struct.unpack_from("<I", data, 4)[0], TEXT_MAX)
    if data[8:12] == _PLAIN:
        return data[16 : 16 + size]
    if data[8:12] != _COMPRESSED:
        return b""
    out = bytearray(_PRESET)
    at, end = 16, len(_PRESET) + size
    while at < len(data) and len(out) < end:
        control = data[at]
        at += 1
        for bit in range(8):
            if control & (1 << bit):
                if at + 2 > len(data) or not _copy(out, data[at] << 8 | data[at + 1]):
                    return bytes(out[len(_PRESET) :])
                at += 2
            elif at < len(data):
                out.append(data[at])
                at += 1
    return bytes(out[len(_PRESET) :])


def _copy(out: bytearray, reference: int) -> bool:
    """Repeats earlier output; a reference to the writing place itself marks the end."""
    offset, length = reference >> 4, (reference & 15) + 2
    back = (len(out) - offset) % _WINDOW
    if back == 0 or back > len(out):
        return False
    for _ in range(length):
        out.append(out[-back])
    return True


def to_text(source: bytes, charset: str) -> str:
    """The words of an RTF document; `charset` is the code page of its 8-bit characters."""
    out: list[str] = []
    pending = bytearray()
    stack: list[bool] = []
    hidden, skip_bytes = False, 0
    for match in _TOKEN.finditer(source[:TEXT_MAX]):
        escaped, word, number, symbol, brace, plain = match.groups()
        if brace == b"{":
            stack.append(hidden)
        elif brace == b"}":
            hidden = stack.pop() if stack else False
        elif symbol == b"*" or word in _ASIDE:
            hidden = True
        elif hidden:
            continue
        elif word == b"u" and number:
            out += [decode(bytes(pending), charset), chr(int(number) & 0xFFFF)]
            pending.clear()
            skip_bytes = 1
        elif escaped or plain:
            content = bytes([int(escaped, 16)]) if escaped else plain
            pending += content[skip_bytes:]
            skip_bytes = 0
        elif word or symbol:
            pending += _BREAKS.get(
                word or b"", symbol if symbol in (b"\\", b"{", b"}") else b" " if symbol == b"~" else b""
            )
    out.append(decode(bytes(pending), charset))
    return "".join(out).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
