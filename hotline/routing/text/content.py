"""Whether a letter says anything at all: 测试, 哈哈哈, a number or question marks say nothing to act on. Pure rules."""

import re

LEAST = 2
"""Letters or characters that may say something (停水)."""
_NOTHING = re.compile(
    r"测试|试一试|试试|您好|你好|在吗|在不在|有人吗|谢谢|多谢|再见|标题|内容|没有了|没事了?|热线|随便|"
    r"\b(?:test(?:ing)?|hello|hi|ok|asdf+|qwe(?:rty)?)\b|[哈呵嘿嘻嗯啊哦噢额呃喂吧呀哇无的了吗呢]|(.)\1{2,}|[\W\d_]+",
    re.IGNORECASE,
)
"""What may stand in a letter that says nothing: greetings, trials, laughter, one sign many times, numbers, marks."""
READ = 400
"""Characters of each part within which a letter says something, if it does."""


def empty(title: str, body: str) -> bool:
    """Whether nothing of it says anything."""
    return all(_said(part[:READ]) < LEAST for part in (title, body))


def _said(text: str) -> int:
    return len(_NOTHING.sub("", text))
