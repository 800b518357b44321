"""Cleaning of what people write: safe characters, tidy lines, bounds, a title when none was given."""

import re
import unicodedata

from hotline.errors import HotlineError

TITLE_MAX = 120
BODY_MAX = 100_000
NAME_MAX = 64
FILE_NAME_MAX = 120
CUT_MARK = "……（正文过长，以下从略，全文保存在原始来件中。）"

_NEWLINES = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_JUNK = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f"  # controls; newlines are normalised before, tab stays
    "\u00ad\u061c\u180e\u200b\u200c\u200e\u200f\u2060-\u2064\ufeff"  # invisible marks
    "\u202a-\u202e\u2066-\u206f"  # direction overrides: they make text read differently from what it says
    "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\ufff9-\ufffb\U000e0000-\U000e007f]"  # halves, non-characters, tags
)
_JOINER = re.compile("\u200d")
_BLANKS = " \t\u00a0\u3000"
_BLANK_LINES = re.compile(r"\n{4,}")
_RUN_OF_SPACE = re.compile(r"\s+")
_SENTENCE_END = re.compile(r"[。！？!?；;\n]")
_GREETING = re.compile(
    r"^(?:(?:尊敬的|敬爱的)[^，,。！!：:\n]{0,20}[，,：:！!。]|[^，,。！!：:\n]{0,8}(?:市长|书记|领导|局长|区长|主任|县长)[：:，,！!]"
    r"|[^，,。！!：:\n]{0,10}(?:您好|你好|好)(?=[，,。！!：:\s])[，,。！!：:]?|(?:dear|hello|hi)\b[^,\n]{0,40},)\s*",
    re.IGNORECASE,
)


class Unreadable(HotlineError):
    """Nothing usable is in this message: it is kept as it came and set aside for an administrator."""

    status = 422


def text(raw: str) -> str:
    """Text of several lines: NFC, `\\n` for every newline, no control, direction or invisible characters, at most
    two blank lines in a row, no blanks at line ends. Emoji and rare characters stay."""
    lines = unicodedata.normalize("NFC", _without_junk(_NEWLINES.sub("\n", raw)))
    tidy = "\n".join(row.rstrip(_BLANKS) for row in lines.split("\n"))
    return _BLANK_LINES.sub("\n\n\n", tidy).strip("\n")


def line(raw: str, limit: int = TITLE_MAX) -> str:
    """Text of one line, at most `limit` characters; what is too long ends in ……"""
    whole = _RUN_OF_SPACE.sub(" ", text(raw)).strip()
    return whole if len(whole) <= limit else whole[: limit - 2].rstrip() + "……"


def body(raw: str) -> str:
    """The text of a letter, at most `BODY_MAX` characters; a cut body ends with `CUT_MARK` on its own line."""
    whole = text(raw).strip()
    return whole if len(whole) <= BODY_MAX else whole[: BODY_MAX - len(CUT_MARK) - 1] + "\n" + CUT_MARK


def title_from(whole: str) -> str:
    """A title for a letter without one: its first sentence after the greeting, at most `TITLE_MAX` characters.

    A first sentence of less than six characters (救命！, 紧急) takes the next one along.
    """
    rest = text(whole[:4000]).strip()
    for _ in range(3):
        match = _GREETING.match(rest)
        if not match or match.end() == len(rest):
            break
        rest = rest[match.end() :].lstrip()
    end = 0
    for match in _SENTENCE_END.finditer(rest):
        end = match.end()
        if len(rest[:end].strip()) >= 6:
            break
    else:
        end = len(rest)
    whole = line(rest[:end])
    return whole.rstrip("。；; ") or whole


def file_name(raw: str, default: str) -> str:
    """The sender's name for a file without folders or characters a file system refuses; the ending survives a cut."""
    name = re.split(r"[/\\]", line(raw, 1000))[-1]
    name = re.sub(r'[<>:"|?*]', "_", name).strip(" .")
    if not name:
        return default
    if len(name) <= FILE_NAME_MAX:
        return name
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > 10:
        return name[:FILE_NAME_MAX]
    return stem[: FILE_NAME_MAX - len(ending) - 1] + "." + ending


def _without_junk(raw: str) -> str:
    return _JOINER.sub(_emoji_joiner, _JUNK.sub("", raw)) if not raw.isascii() else _JUNK.sub("", raw)


def _emoji_joiner(match: re.Match[str]) -> str:
    """The joiner stays where it makes one emoji of two, and goes where it hides inside words."""
    before, after = match.string[max(match.start() - 1, 0) : match.start()], match.string[match.end() : match.end() + 1]
    return "\u200d" if _is_emoji(before) and _is_emoji(after) else ""


def _is_emoji(char: str) -> bool:
    return bool(char) and (unicodedata.category(char) in ("So", "Sk") or char == "\ufe0f")
