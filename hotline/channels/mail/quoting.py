"""The text of a mail taken apart: what is new, what is quoted or forwarded, the signature."""

import re
from dataclasses import dataclass

_QUOTE_STARTS = re.compile(
    r"""^[ \t>\u00a0\u3000]*(?:
      [-—－=_]{2,}[ \u00a0]*(?:原始邮件|原始信件|原邮件|邮件原文|原始郵件|转发的邮件|转发的原邮件|转发邮件(?:信息)?
        |轉寄郵件|回复的原邮件|回复邮件|回复的邮件|邮件原件|Original(?:\ (?:Message|Mail|Email))?
        |Forwarded\ (?:message|by.{0,60})|Replied\ Message|Ursprüngliche\ Nachricht|Message\ d'origine
        |元のメッセージ|원본\ 메시지)[ \u00a0]*[-—－=_]{2,}.*
      |Begin\ forwarded\ message:.*
      |(?:在|于)?[ ]?\d{4}[年/-].{4,80}(?:写道|写到)[：:]?[ \t]*
      |在.{4,120}(?:写道|写到)[：:][ \t]*
      |.{0,80}<[^<>@\s]+@[^<>\s]+>[ ]?于.{6,60}(?:写道|写到)[：:][ \t]*
      |(?:On|At)\ .{6,160}\ (?:wrote|写道)[:：][ \t]*
      |Le\ .{6,160}\ a\ écrit\ ?:[ \t]*
      |Am\ .{6,160}\ schrieb.{0,80}:[ \t]*
      |Dne\ .{6,160}\ napsal\(?a?\)?:?[ \t]*
    )$""",
    re.VERBOSE | re.IGNORECASE | re.MULTILINE,
)
_WRAPPED_ATTRIBUTION = re.compile(r"^On [^\n]{6,120}\n[^\n]{0,100}wrote:[ \t]*$", re.IGNORECASE | re.MULTILINE)
_HEADER_BLOCK = re.compile(
    r"^[ \t>*|\u00a0]*(?:发件人|发 件 人|發件人|寄件者|寄件人|差出人|From)[ \t*\u00a0]*[：:|][^\n]{1,300}\n"
    r"(?:[^\n]{0,300}\n){0,3}?[ \t>*|\u00a0]*"
    r"(?:发送时间|发送日期|日期|时间|收件人|寄件日期|傳送時間|Sent|Date|To)[ \t*\u00a0]*[：:|]",
    re.IGNORECASE | re.MULTILINE,
)
_SIGNATURE = re.compile(
    r"^(?:--[ \u00a0]?|_{5,}|\|[ \u00a0\t]*\|?(?=\n[^\n]{0,60}\n\|)|(?:发自|来自)我的.{1,30}|从我的.{1,20}发送"
    r"|发自.{1,12}(?:邮箱|邮箱大师|手机|iPhone|iPad)|来自.{0,8}(?:邮箱|手机|客户端)|(?:从|由).{1,20}(?:手机|邮箱)发送"
    r"|Sent from (?:my |Mail).{0,60}|Sent via .{1,40}|Get Outlook for .{1,40})[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
_FORWARD = re.compile(r"^\s*(?:(?:Re|回复|答复)\s*[：:]\s*)*(?:转发|转寄|轉寄|轉發|Fwd?|Fw)\s*[：:]", re.IGNORECASE)
_PREFIX = re.compile(
    r"^\s*(?:(?:Re|Fwd?|Aw|Sv|Antw|回复|答复|回覆|答覆|转发|转寄|轉寄|轉發)\s*(?:[\[(（]\d+[\])）])?\s*[：:]\s*)+",
    re.IGNORECASE,
)
_TRAILING_RULE = re.compile(r"(?:\n[ \t]*[-_=*—－]{5,}[ \t]*)+\s*\Z")
"""A line drawn above what was taken out."""
_SIGNATURE_LINES = 12


@dataclass(frozen=True, slots=True)
class Parts:
    """A mail's text: `fresh` was written now, `quoted` came before, `signature` is the card below."""

    fresh: str
    quoted: str
    signature: str


def split(text: str) -> Parts:
    """Takes a text apart; together the three parts hold every line but those that only draw a border."""
    start = _quote_start(text)
    fresh, quoted = text[:start], text[start:]
    fresh, answered = _without_trailing_quotes(fresh)
    fresh, signature = _without_signature(fresh)
    fresh = _TRAILING_RULE.sub("", fresh)
    return Parts(fresh.strip(), "\n".join(part for part in (answered, quoted) if part.strip()).strip(), signature)


def is_forward(subject: str) -> bool:
    """转发： / Fwd: — then the forwarded text is the matter itself."""
    return bool(_FORWARD.match(subject))


def bare_subject(subject: str) -> str:
    """The subject without 回复：, 答复：, 转发：, Re:, Fwd: before it."""
    return _PREFIX.sub("", subject[:1000], count=1).strip()


def unflow(text: str, delsp: bool = False) -> str:
    """Joins the soft line breaks of `format=flowed` (RFC 3676); quoted lines are joined only with lines as deep."""
    paragraphs: list[list[str]] = []
    depth_before, soft = 0, False
    for row in text.split("\n"):
        depth = len(row) - len(row.lstrip(">"))
        content = row[depth:].removeprefix(" ")
        joined = soft and depth == depth_before and row != "-- "
        soft = content.endswith(" ") and row != "-- "
        kept = content[:-1] if soft and delsp else content
        if joined:
            paragraphs[-1].append(kept)
        else:
            paragraphs.append(["> " * depth, kept])
        depth_before = depth
    return "\n".join("".join(paragraph) for paragraph in paragraphs)


def unquote(text: str) -> str:
    """The text without the `>` before its lines."""
    return re.sub(r"^(?:>[ ]?)+", "", text, flags=re.MULTILINE)


def _quote_start(text: str) -> int:
    found = (pattern.search(text) for pattern in (_QUOTE_STARTS, _WRAPPED_ATTRIBUTION, _HEADER_BLOCK))
    return min((match.start() for match in found if match), default=len(text))


def _without_trailing_quotes(text: str) -> tuple[str, str]:
    """Lines with `>` at the end are the old mail; those between new lines are being answered, and stay."""
    lines = text.rstrip().split("\n")
    last = len(lines)
    while last and (not lines[last - 1].strip() or lines[last - 1].lstrip().startswith(">")):
        last -= 1
    return "\n".join(lines[:last]), "\n".join(lines[last:])


def _without_signature(text: str) -> tuple[str, str]:
    for match in _SIGNATURE.finditer(text, _last_lines(text)):
        below = text[match.end() :].strip()
        if below.count("\n") < _SIGNATURE_LINES:
            announced = match.group().strip().startswith(("--", "__"))
            return text[: match.start()], below if announced else f"{match.group().strip()}\n{below}".strip()
    return text, ""


def _last_lines(text: str) -> int:
    """Where the lines begin that may be a signature: looking at each line of a long text would never end."""
    place = len(text.rstrip())
    for _ in range(_SIGNATURE_LINES + 2):
        place = text.rfind("\n", 0, max(place, 0))
        if place < 0:
            return 0
    return place
