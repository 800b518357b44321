"""What a page shows of a person until somebody with the right gives a reason to see more. Pure."""

import re
from typing import Protocol

# 手机 11 digits, 身份证 15/18, 固话 with area code, e-mail: longest first.
_BORN = r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
_ID_NUMBER = re.compile(
    rf"(?<![0-9A-Za-z])(?:\d{{6}} ?(?:19|20)\d{{2}}{_BORN} ?\d{{3}}[\dXx]|[1-8]\d{{7}}{_BORN}\d{{3}})(?![0-9A-Za-z])"
)
# 车牌: the province's character, the office's letter, five or (new energy) six more with a digit among them.
_PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][·•. -]?"
    r"(?=[A-HJ-NP-Z]{0,5}\d)[A-HJ-NP-Z\d]{4,5}[A-HJ-NP-Z\d挂学警港澳领](?![0-9A-Za-z])",
    re.IGNORECASE,
)
_MOBILE = re.compile(r"(?<!\d)(?:\+?86[- ]?)?(1[3-9]\d)[- ]?(\d{4})[- ]?(\d{4})(?!\d)")
_LANDLINE = re.compile(r"(?<!\d)(0\d{2,3})[- ]?(\d{3,4})(\d{4})(?!\d)")
LEAST = 2
"""Characters of what is looked for: a single one is in every text."""
_TITLES = "(?:先生|女士|小姐|同志|老师|师傅|阿姨|大爷|同学)"
_GREETED = re.compile(
    rf"^\s*(?:[^。！？!?\n]{{1,24}}?[，,：:\s]*(?=[您你]好)|(?:尊敬的)?[^\s，。：:]{{1,12}}{_TITLES}[，,：:！!\s]+)"
)
"""王女士您好, 尊敬的王先生：at the beginning."""
_WRITER = "来信人"
_PLAIN = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
_EMAIL = re.compile(r"([A-Za-z0-9._%+-]{1,64})@([A-Za-z0-9.-]+\.[A-Za-z]{2,})")


def name(value: str) -> str:
    """王小明 → 王**; a two-character surname keeps only its first character."""
    value = value.strip()
    return value[0] + "**" if value else ""


def phone(value: str) -> str:
    """13812341234 → 138****1234; anything else keeps its last two digits."""
    digits = re.sub(r"\D", "", value)
    if value.strip().startswith("+86"):
        digits = digits[2:] if digits[2:3] == "1" else "0" + digits[2:]
    if not digits:
        return "****" if value else ""
    if len(digits) >= 11:
        return f"{digits[:3]}****{digits[-4:]}"
    return "****" + digits[-2:]


def email(value: str) -> str:
    """someone@example.com → s***@example.com."""
    local, at, domain = value.partition("@")
    return f"{local[:1]}***@{domain}" if at else ("***" if value else "")


def id_number(value: str) -> str:
    """Only the last two characters remain."""
    return "****" + value[-2:] if value else ""


def plate(value: str) -> str:
    """川A12345 → 川A****5."""
    return f"{value[:2]}****{value[-1]}" if value else ""


def address(value: str) -> str:
    """Down to the road or estate: everything from the first number on is hidden."""
    shown = re.split(r"[0-9０-９一二三四五六七八九十]+(?=号|栋|幢|单元|楼|层|室|组|户|-)", value, maxsplit=1)[0]
    return shown if shown == value else shown + "****"


def text(value: str) -> str:
    """Free text with phones, id numbers, number plates and e-mail addresses masked in place.

    Full-width digits and letters hide nothing: they are read as plain ones, and shown so where something is masked.
    """
    plain = value.translate(_PLAIN)
    shown = _PLATE.sub(lambda m: plate(m[0]), plain)
    shown = _ID_NUMBER.sub(lambda m: id_number(m[0]), shown)
    shown = _MOBILE.sub(r"\1****\3", shown)
    shown = _LANDLINE.sub(r"\1****\3", shown)
    shown = _EMAIL.sub(lambda m: email(m[0]), shown)
    return value if shown == plain else shown


class Person(Protocol):
    """Who must not be recognised; empty fields hide nothing."""

    name: str
    phone: str
    email: str
    id_number: str
    address: str


def person(value: str, who: Person) -> str:
    """Free text with this person's name, telephone, e-mail, id number and address masked wherever they stand."""
    national = who.phone.removeprefix("+86")
    for known, mask in (
        (who.phone, phone), (national, phone), (who.email, email), (who.id_number, id_number),
        (who.address, address), (who.name, name),
    ):  # fmt: skip
        if len(known) >= LEAST:
            value = value.replace(known, mask(known))
    return value


def stranger(value: str, who: Person) -> str:
    """An answer written to this person as others read it: it greets nobody by name, and not even her surname stands."""
    value = _GREETED.sub("", value, count=1)
    if len(who.name) >= LEAST:
        value = value.replace(who.name, _WRITER)
        value = re.sub(f"{re.escape(who.name[0])}{_TITLES}", _WRITER, value)
    return person(value, who)


FIELDS = {"name": name, "phone": phone, "email": email, "id_number": id_number, "address": address}
