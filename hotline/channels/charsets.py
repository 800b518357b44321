"""Bytes to text: the declared character set when it fits, otherwise the best guess; never an error."""

import codecs
import re
from collections.abc import Callable

_FOREIGN = {"cp932", "euc_jp", "cp949"}
"""One pair of bytes alone proves nothing about these: in the midst of Western text it is one Western letter."""
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_ALIASES = {
    "big5": "big5hkscs",
    "x-big5": "big5hkscs",
    "cp950": "big5hkscs",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "sjis": "cp932",
    "x-sjis": "cp932",
    "windows-31j": "cp932",
    "iso-2022-jp": "iso2022_jp_ext",
    "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
    "ksc5601": "cp949",
    "unicode-1-1-utf-7": "utf-7",
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "windows-874": "cp874",
    "x-mac-roman": "mac_roman",
}
_SAYS_NOTHING = {"", "none", "unknown", "x-unknown", "unknown-8bit", "default", "default_charset", "binary", "8bit"}
_NO_CHARACTER_SETS = {
    "idna",
    "punycode",
    "unicode_escape",
    "raw-unicode-escape",
    "raw_unicode_escape",
    "unicode-escape",
}
_ASCII = {"us-ascii", "ascii", "ansi_x3.4-1968", "646"}
_WESTERN = {"iso-8859-1", "latin1", "windows-1252", "cp1252", "iso-8859-15"}
_WESTERN_RUN = re.compile("[\u00a0-\u00ff\u0152-\u0178\u2013-\u2122]{4}")
"""More of these letters and signs in a row than any Western word has."""
_EVERYDAY = 0.9
_USUAL_LETTER = re.compile("[\u00a0-\u017f\u0386-\u03ce\u0400-\u045f\u0490\u0491\u05d0-\u05ea\u060c-\u06d3]")
_SURE = 0.6
"""Least share of everyday characters among the non-ASCII ones that makes a guess believable."""


def decode(data: bytes, declared: str = "") -> str:
    """Text of `data`. Order: byte-order mark; the declared set; UTF-8; the likeliest of the East Asian sets; Western.

    Any GB* name means GB 18030, of which GB 2312 and GBK are parts and which senders use under those names.
    """
    for mark, codec in _BOMS:
        if data.startswith(mark):
            return data.decode(codec, "replace")
    name = declared.strip().strip("\"'").lower()
    if name in _SAYS_NOTHING or name in _ASCII or name in _WESTERN:
        return _guess(data)
    codec = _codec(name)
    told = _strict(data, codec) if codec else None
    if told is None:
        return _guess(data)
    if codec == "gb18030" and not data.isascii():
        return _chinese_or_utf8(data, told)
    return unscrambled(told) if codec == "utf-8" else told


def unscrambled(text: str) -> str:
    """Chinese that some program on the way read in the wrong character set and wrote out as UTF-8, put right.

    鍋滅數 is UTF-8 read as GBK, åœç”µ UTF-8 read as Western, Í£µç GBK read as Western. Only where nothing else
    explains the characters: the bytes must fit without exception and give everyday Chinese.
    """
    if text.isascii():
        return text
    western = _WESTERN_RUN.search(text)
    if western is None:
        return _reread(text, "gb18030", "utf-8") or text
    for read_as, written_in in (
        ("cp1252", "utf-8"),
        ("latin-1", "utf-8"),
        ("latin-1", "gb18030"),
        ("cp1252", "gb18030"),
    ):
        if found := _reread(text, read_as, written_in):
            return found
    return text


def _reread(text: str, read_as: str, written_in: str) -> str:
    try:
        found = text.encode(read_as).decode(written_in)
    except ValueError:
        return ""
    foreign = sum(1 for char in found if ord(char) > 127)
    if foreign < 3 or _share(found, _everyday_gb) < _EVERYDAY:
        return ""
    return found if _share(text, _everyday_gb) < _share(found, _everyday_gb) else ""


def _codec(name: str) -> str:
    """Python's codec for a declared name; '' for what is unknown or turns bytes into something else than text."""
    if name.startswith(("gb", "x-gb", "cp936", "csgb", "ms936", "windows-936")):
        return "gb18030"
    try:
        found = codecs.lookup(_ALIASES.get(name, name))
    except (LookupError, ValueError):
        return ""
    return "" if found.name in _NO_CHARACTER_SETS or not getattr(found, "_is_text_encoding", True) else found.name


def _strict(data: bytes, codec: str) -> str | None:
    try:
        read = data.decode(codec)
    except ValueError:
        return None
    # UTF-7 can spell half a surrogate pair, which nothing further on could store.
    return read.encode("utf-8", "replace").decode() if codec == "utf-7" else read


def _chinese_or_utf8(data: bytes, told: str) -> str:
    utf8 = _strict(data, "utf-8")
    return utf8 if utf8 is not None and _share(utf8, _everyday_gb) >= _share(told, _everyday_gb) else told


def _guess(data: bytes) -> str:
    for codec in ("ascii", "utf-8"):
        plain = _strict(data, codec)
        if plain is not None:
            return _escaped_japanese(data) or _short_chinese(data, plain) or unscrambled(plain)
    best, likeliest = 0.0, ""
    for codec, everyday, frequent in _CANDIDATES:
        candidate = _strict(data, codec)
        if candidate is None:
            continue
        if codec in _FOREIGN and len(candidate) - sum(char < "\x80" for char in candidate) < 2:
            continue
        likelihood = _share(candidate, everyday)
        if likelihood >= _SURE:
            likelihood += _share(candidate, frequent.__contains__)
        if likelihood > best:
            best, likeliest = likelihood, candidate
    if best >= _SURE:
        return likeliest
    if _mostly_utf8(data):
        return data.decode("utf-8", "replace")
    return data.decode("cp1252", "replace")


def _short_chinese(data: bytes, read: str) -> str:
    """A few Chinese characters in GBK (图.jpg) may fit UTF-8 by chance; then they read as letters that nobody uses."""
    odd = any(char > "\x7f" and not _USUAL_LETTER.match(char) for char in read)
    if len(read) > 200 or not odd or any(char > "\u07ff" for char in read):
        return ""
    told = _strict(data, "gb18030") or ""
    return told if _share(told, _everyday_gb) == 1 else ""


def _escaped_japanese(data: bytes) -> str:
    if b"\x1b$" not in data:
        return ""
    return _strict(data, "iso2022_jp_ext") or ""


def _mostly_utf8(data: bytes) -> bool:
    """UTF-8 with a few bad or cut-off bytes; Western text has nearly no valid sequence."""
    read = data.decode("utf-8", "replace")
    bad = read.count("\ufffd")
    return sum(1 for char in read if ord(char) > 127) - bad > 2 * bad


def _share(text: str, everyday: Callable[[str], bool]) -> float:
    foreign = [char for char in text[:20_000] if ord(char) > 127]
    return sum(1 for char in foreign if everyday(char)) / len(foreign) if foreign else 0.0


def _everyday(codec: str, first: int, last: int, width: int = 2) -> Callable[[str], bool]:
    """Whether a character stands in the rows `first`–`last` of a national set: its punctuation and first level."""

    def check(char: str) -> bool:
        try:
            code = char.encode(codec)
        except ValueError:
            return False
        return len(code) == width and (first <= code[0] <= last or 0xA1 <= code[0] <= 0xA3)

    return check


_gb_first_level = _everyday("gb2312", 0xB0, 0xD7)
_kanji = _everyday("shift_jis", 0x88, 0x97)


def _everyday_gb(char: str) -> bool:
    """Also the four-byte characters of rare names: no other set makes such bytes by chance."""
    return _gb_first_level(char) or "\u3400" <= char <= "\u4dbf" or "\U00020000" <= char <= "\U0003ffff"


def _everyday_japanese(char: str) -> bool:
    return "\u3000" <= char <= "\u30ff" or _kanji(char)


_CANDIDATES: tuple[tuple[str, Callable[[str], bool], str], ...] = (
    ("gb18030", _everyday_gb, "的一是不了在有我他这们您好请求求助投诉小区路市人到上"),
    ("big5hkscs", _everyday("big5", 0xA4, 0xC6), "的一是不了在有我他這們您好請求投訴小區路市人到上"),
    ("cp932", _everyday_japanese, "のにはをたがでてとしれさいる。、"),
    ("euc_jp", _everyday_japanese, "のにはをたがでてとしれさいる。、"),
    ("cp949", _everyday("euc_kr", 0xB0, 0xC8), "이다는을의가에하고를은로지기도"),
)
