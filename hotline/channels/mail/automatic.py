"""Why a mail was sent by a machine: bounces, receipts, absence notes, lists and loops must not become tickets."""

import re
from email.message import Message

from hotline.channels.mail import gathering, headers

REASONS = {
    "bounce": ("退信或投递状态通知", "a bounce or delivery status"),
    "receipt": ("阅读或送达回执", "a read or delivery receipt"),
    "loop": ("邮件在系统之间循环", "the mail runs in a loop"),
    "out-of-office": ("外出或休假自动回复", "an out-of-office reply"),
    "auto-reply": ("系统自动回复", "an automatic reply"),
    "list": ("邮件列表或群发邮件", "list or bulk mail"),
}
"""Code → (Chinese, English) for the pages; the code is what is stored."""

MAX_HOPS = 100
"""More Received fields than this mean a loop (RFC 5321, section 6.3)."""

LOOP_HEADER = "X-Hotline-Loop"
"""Put into every mail the hotline sends; a mail that brings it back is our own."""

_BOUNCE_SENDER = re.compile(r"^(?:mailer-daemon|postmaster|mail-daemon|bounces?)(?:[+-].*)?@", re.IGNORECASE)
_ABSENT = re.compile(
    r"^\W*(?:(?:Re|Aw|回复|答复)\s*[：:]\s*)?\W*(?:out of (?:the )?office"
    r"|(?:automatic reply|auto(?:matic)?[ -]?(?:reply|response))\b"
    r"|(?:自动回复|自动答复|自动应答|自動回覆|自動回復|(?:外出|休假|假期|离职|出差)自动(?:回复|答复)|不在办公室)"
    r"(?=$|[\s:：\]】)）,，!！])|abwesenheitsnotiz|réponse automatique)",
    re.IGNORECASE,
)
_ABSENT_TEXT = re.compile(
    r"^\W*(?:这是(?:一封|来自.{0,12}的)(?:假期|休假|系统)?自动(?:回复|答复)|此(?:邮件|邮件为|为)系统自动(?:回复|答复)"
    r"|本邮件(?:为|由)(?:系统)?自动(?:回复|答复|发送|发出)"
    r"|This is an (?:automatic|automated|auto)[ -]?(?:reply|response)\b)",
    re.IGNORECASE,
)
_READ = re.compile(r"^\W*(?:(?:已读|阅读|送达)回执|邮件收条)(?=$|[\s:：\]】)）])")
_AUTO_FIELDS = ("X-Autoreply", "X-Autorespond", "X-Autoresponder", "X-Auto-Reply-From", "X-Mail-Autoreply")
_LIST_FIELDS = ("List-Id", "List-Post", "List-Unsubscribe", "List-Help", "Mailing-List", "Feedback-ID")


def reason(message: Message) -> str:
    """A key of `REASONS`, or '' for a person's mail."""
    report = _report(message)
    if report:
        return report
    if headers.raws(message, LOOP_HEADER) or len(headers.raws(message, "Received")) > MAX_HOPS:
        return "loop"
    subject = headers.text(message, "Subject")
    if _READ.match(subject):
        return "receipt"
    if _ABSENT.match(subject):
        return "out-of-office"
    submitted = headers.raw(message, "Auto-Submitted").lower()
    if (submitted and not submitted.startswith("no")) or any(headers.raw(message, name) for name in _AUTO_FIELDS):
        return "auto-reply"
    suppress = headers.raw(message, "X-Auto-Response-Suppress").lower()
    precedence = headers.raw(message, "Precedence").lower()
    if (suppress and suppress != "none") or precedence in ("auto_reply", "auto-reply"):
        return "auto-reply"
    if precedence in ("bulk", "list", "junk") or any(headers.raw(message, name) for name in _LIST_FIELDS):
        return "list"
    return ""


def says_so(text: str) -> bool:
    """Whether a mail's own first words say that a machine wrote it; some mail services set no other mark."""
    return bool(_ABSENT_TEXT.match(text[:300]))


def _report(message: Message) -> str:
    declared = headers.raw(message, "Content-Type")
    kind = headers.parameters(declared).get("report-type", "").lower()
    contents = {part.get_content_type() for part in (message, *gathering.below_of(message))}
    if kind == "disposition-notification" or "message/disposition-notification" in contents:
        return "receipt"
    if kind == "delivery-status" or "message/delivery-status" in contents:
        return "bounce"
    sender = headers.address(headers.raw(message, "From"))[1]
    returns = [path.strip() for path in headers.raws(message, "Return-Path")]
    if "<>" in returns or _BOUNCE_SENDER.match(sender) or headers.raws(message, "X-Failed-Recipients"):
        return "bounce"
    return ""
