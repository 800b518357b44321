"""Telephone numbers: one E.164 form for looking up, one form people read, and finding a number in a letter."""

import re
import unicodedata

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat

CITY_AREA_CODE = "028"
"""Chengdu's area code: an eight-digit number without one is a landline of the city."""

_CHINA = 86
_LABEL = r"(?:电话|手机|座机|固话|联系方式|联系人电话|号码|致电|回电|来电|tel(?:ephone)?|mobile|phone|cell)"
_NUMBER = r"(?:\+?86[\s-]?|0086[\s-]?)?(?:1[3-9]\d[\s-]?\d{4}[\s-]?\d{4}|\(?0\d{2,3}\)?[\s-]?\d{3,4}[\s-]?\d{4})"
_LABELLED = re.compile(rf"{_LABEL}[^\d\n+(]{{0,8}}({_NUMBER}|[2-8]\d{{3}}[\s-]?\d{{4}})(?!\d)", re.IGNORECASE)
_ALONE = re.compile(rf"^[ \t\u3000]*(?:[\u4e00-\u9fff·]{{2,4}}[ \t，,：:]*)?({_NUMBER})[ \t。.]*$", re.MULTILINE)


def e164(text: str) -> str:
    """`+8613800138000` for any usual way of writing a number; '' when it is no possible telephone number.

    Numbers without a country code are Chinese; eight digits alone are a landline of Chengdu (028).
    Service numbers (12345, 400 …) have no E.164 form and give ''.
    """
    digits = re.sub(r"[^\d+]", "", unicodedata.normalize("NFKC", text[:64]).split("转")[0])
    if digits.startswith("00"):
        digits = "+" + digits[2:]
    if re.fullmatch(r"[2-8]\d{7}", digits):
        digits = CITY_AREA_CODE + digits
    if re.fullmatch(r"86(?:1[3-9]\d{9}|0?[2-9]\d{8,10})", digits):
        digits = "+" + digits
    try:
        number = phonenumbers.parse(digits, "CN")
    except NumberParseException:
        return ""
    if not phonenumbers.is_valid_number(number) or (number.country_code == _CHINA and _is_service(number)):
        return ""
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def display(number: str) -> str:
    """`138 0013 8000`, `028-8665 1234` style for Chinese numbers, the international form for others.

    `number` is E.164; anything else comes back unchanged.
    """
    try:
        parsed = phonenumbers.parse(number)
    except NumberParseException:
        return number
    if parsed.country_code != _CHINA:
        return phonenumbers.format_number(parsed, PhoneNumberFormat.INTERNATIONAL)
    national = str(parsed.national_number)
    if len(national) == 11 and national.startswith("1"):
        return f"{national[:3]} {national[3:7]} {national[7:]}"
    return phonenumbers.format_number(parsed, PhoneNumberFormat.NATIONAL).replace(" ", "-", 1)


def find(text: str) -> str:
    """The writer's number in E.164 where the text labels one (电话：…) or has one alone on a line; otherwise ''.

    A number inside a sentence is left alone: it may be that of the shop complained about.
    """
    plain = unicodedata.normalize("NFKC", text[:100_000])
    for pattern in (_LABELLED, _ALONE):
        for match in pattern.finditer(plain):
            number = e164(match.group(1))
            if number:
                return number
    return ""


def _is_service(number: phonenumbers.PhoneNumber) -> bool:
    kind = phonenumbers.number_type(number)
    return kind not in (
        phonenumbers.PhoneNumberType.MOBILE,
        phonenumbers.PhoneNumberType.FIXED_LINE,
        phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE,
    )
