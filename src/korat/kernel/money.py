"""Money in whole satang: shown, read from a statement, said in words as papers and cheques want it."""

import re
from decimal import Decimal

from korat.kernel import language as languages
from korat.kernel.errors import Invalid
from korat.kernel.texts import arabic_digits

_AMOUNT = re.compile(r"-?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,12})(?:\.[0-9]{1,2})?")
_DIGITS_TH = ("", "หนึ่ง", "สอง", "สาม", "สี่", "ห้า", "หก", "เจ็ด", "แปด", "เก้า")
_PLACES_TH = ("", "สิบ", "ร้อย", "พัน", "หมื่น", "แสน")
_BELOW_20 = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_SCALES = ((1_000_000_000, "billion"), (1_000_000, "million"), (1_000, "thousand"), (100, "hundred"))


def parse_baht(text: str) -> int:
    """Satang from `1,250.00`, `1250` or Thai digits. Invalid for anything else, a third decimal included."""
    plain = arabic_digits(text).strip().removeprefix("฿").strip().removeprefix("+")
    if not _AMOUNT.fullmatch(plain):
        raise Invalid(
            "จำนวนเงินไม่ถูกต้อง เขียนเช่น 1,250.00",
            "This is no amount. Write it as 1,250.00.",
            code="amount",
            field="amount",
        )
    return int(Decimal(plain.replace(",", "")) * 100)


def baht(satang: int) -> str:
    """`1,250.00`, as an amount to pay is written."""
    return f"{'-' if satang < 0 else ''}{abs(satang) // 100:,}.{abs(satang) % 100:02d}"


def show(satang: int, language: str | None = None) -> str:
    """`1,250.50 บาท`, `30 baht`."""
    thai = languages.base(language or languages.current()) == languages.FIRST
    return f"{baht(satang).removesuffix('.00')} {'บาท' if thai else 'baht'}"


def in_words(satang: int, language: str | None = None) -> str:
    """The amount in words: `หนึ่งพันสองร้อยห้าสิบบาทถ้วน`, `one thousand two hundred fifty baht`."""
    if languages.base(language or languages.current()) == languages.FIRST:
        return thai_words(satang)
    whole, part = divmod(satang, 100)
    said = f"{english(whole)} baht" if whole or not part else ""
    return f"{said} {english(part)} satang".strip() if part else said


def thai_words(satang: int) -> str:
    whole, part = divmod(satang, 100)
    said = f"{thai(whole)}บาท" if whole or not part else ""
    return said + (f"{thai(part)}สตางค์" if part else "ถ้วน")


def thai(number: int) -> str:
    """`ยี่สิบเอ็ด`: no `หนึ่ง` before ten, `ยี่` for two tens, `เอ็ด` for a one that ends a longer number."""
    if number == 0:
        return "ศูนย์"
    millions, rest = divmod(number, 1_000_000)
    head = f"{thai(millions)}ล้าน" if millions else ""
    return head + below_million(rest, after=bool(head))


def below_million(number: int, *, after: bool) -> str:
    said = ""
    for place in range(5, -1, -1):
        digit = number // 10**place % 10
        if digit == 0:
            continue
        if place == 0 and digit == 1 and (said or after):
            said += "เอ็ด"
        elif place == 1:
            said += {1: "", 2: "ยี่"}.get(digit, _DIGITS_TH[digit]) + "สิบ"
        else:
            said += _DIGITS_TH[digit] + _PLACES_TH[place]
    return said


def english(number: int) -> str:
    if number < 20:
        return _BELOW_20[number]
    if number < 100:
        tens, ones = divmod(number, 10)
        return _TENS[tens - 2] + (f"-{_BELOW_20[ones]}" if ones else "")
    scale, name = next(one for one in _SCALES if number >= one[0])
    many, rest = divmod(number, scale)
    return f"{english(many)} {name}" + (f" {english(rest)}" if rest else "")
