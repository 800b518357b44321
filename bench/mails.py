"""How many mails one core reads in a second: text, HTML, quotes in GB 18030, and three photographs."""

import secrets
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP, compat32

from bench.table import Figure
from hotline.channels.adapters import letter

SECONDS = 2.0
NOW = datetime(2026, 1, 1, tzinfo=UTC)
WORDS = "锦江区春熙路的路灯坏了好几天，晚上一片漆黑，老人小孩出行很不安全，希望尽快派人维修。"
OLD = (
    '\n\n------------------ 原始邮件 ------------------\n发件人: "演示" <demo@example.com>\n发送时间: 2026年1月1日\n\n'
)


def rate(work: Callable[[bytes], object], mails: list[bytes]) -> float:
    """Mails a second, all of them in turn."""
    done, begun = 0, time.perf_counter()
    while (spent := time.perf_counter() - begun) < SECONDS:
        for mail in mails:
            work(mail)
        done += len(mails)
    return done / spent


def figures() -> Iterator[Figure]:
    text, html = _mail("plain"), _mail("html")
    photos = _mail("photos")
    for what, mails in (("of text", [text, html]), ("with three photos of 200 kB", [photos])):
        found = rate(lambda raw: letter.parse(raw, NOW), mails)
        plain = rate(lambda raw: message_from_bytes(raw, policy=compat32), mails)
        yield Figure(f"mails {what} parsed", f"{found:,.0f}/s a core", "", f"{plain / found:.1f}× the bare parser")


def _mail(sort: str) -> bytes:
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"], mail["Subject"] = (
        "演示市民 <demo@example.com>",
        "mayor@city.example",
        "关于路灯不亮的反映",
    )
    mail["Message-ID"] = f"<{sort}@example.com>"
    if sort == "plain":
        mail.set_content(WORDS * 8 + OLD + WORDS * 8, charset="gb18030", cte="base64")
    else:
        mail.set_content(f"<div>{'</div><div>'.join([WORDS] * 8)}</div>", subtype="html", cte="base64")
    for number in range(3 if sort == "photos" else 0):
        photo = b"\xff\xd8\xff" + secrets.token_bytes(200_000)
        mail.add_attachment(photo, maintype="image", subtype="jpeg", filename=f"现场照片{number}.jpg")
    return mail.as_bytes()
