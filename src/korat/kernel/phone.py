"""Telephone numbers: typed in every way, kept as E.164."""

import re

from korat.kernel.errors import Invalid
from korat.kernel.texts import arabic_digits

_LONGEST = 40
_ORNAMENTS = re.compile(r"[\s().\-/\u2010-\u2015\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")
_THAI = re.compile(r"(?:\+?660?|0)([689][0-9]{8}|[2-57][0-9]{7})")
_FOREIGN = re.compile(r"\+(?!66)[1-9][0-9]{7,14}")


def normal_phone(text: str, field: str | None = None) -> str:
    """`081-234 5678`, `๐๘๑…`, `+66 (0)81…` → `+66812345678`; foreign ones keep their +. Else Invalid."""
    bare = _ORNAMENTS.sub("", arabic_digits(text)) if len(text) <= _LONGEST else ""
    number = re.sub("^00", "+", bare)
    if thai := _THAI.fullmatch(number):
        return f"+66{thai[1]}"
    if _FOREIGN.fullmatch(number):
        return number
    raise Invalid(
        "หมายเลขโทรศัพท์ไม่ถูกต้อง โปรดใส่เช่น 081 234 5678 หากเป็นหมายเลขต่างประเทศให้ขึ้นต้นด้วย +",
        "This is not a telephone number. Write it like 081 234 5678; a foreign number starts with +.",
        code="phone",
        field=field,
    )


def show_phone(number: str) -> str:
    """An E.164 number as it is read here: `081-234-5678`, `02-123-4567`; a foreign one as it is."""
    if not number.startswith("+66"):
        return number
    national = f"0{number[3:]}"
    head = 2 if national.startswith("02") else 3
    return f"{national[:head]}-{national[head : head + 3]}-{national[head + 3 :]}"
