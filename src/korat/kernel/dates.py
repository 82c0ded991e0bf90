"""Dates as Thai people write them: day, month name, Buddhist-era year (Christian era + 543)."""

import re
from calendar import monthrange
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Literal

from korat.kernel import language as languages
from korat.kernel.clock import local
from korat.kernel.errors import Invalid
from korat.kernel.texts import Text, arabic_digits, thai_digits

Style = Literal["long", "short", "numeric"]
Digits = Literal["arabic", "thai"]
Era = Literal["be", "ce"]

BE_OFFSET = 543
_FIRST_BE_YEAR = 2400
_FIRST_CE_YEAR = 1800

MONTHS_TH = [
    *("มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน"),
    *("กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม", "พฤศจิกายน", "ธันวาคม"),
]
MONTHS_TH_SHORT = [
    *("ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย."),
    *("ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค."),
]
MONTHS_EN = [
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
]
_MONTHS_EN_SHORT = [name[:3] for name in MONTHS_EN]
_SPAN_UNITS = ((86_400, "วัน", "day"), (3_600, "ชั่วโมง", "hour"), (60, "นาที", "minute"))


def be_year(day: date) -> int:
    """The Buddhist-era year of a date: 2026 → 2569."""
    return day.year + BE_OFFSET


def thai_year(moment: datetime, zone: tzinfo) -> int:
    """The Buddhist-era year on the wall in `zone`: number series turn at local midnight, not at UTC's."""
    return be_year(local(moment, zone))


def format_date(
    day: date,
    language: str | None = None,
    style: Style = "long",
    digits: Digits = "arabic",
    era: Era | None = None,
) -> str:
    """`23 พฤศจิกายน 2569`, `23 พ.ย. 2569`, `23/11/2569`; English and all else `23 November 2026`.

    Without `era` Thai counts in BE and English in CE; the other one is named: `ค.ศ. 2026`, `B.E. 2569`.
    """
    thai = _is_thai(language)
    counted = era or ("be" if thai else "ce")
    year = be_year(day) if counted == "be" else day.year
    if style == "numeric":
        text = f"{day.day:02d}/{day.month:02d}/{year:04d}"
    else:
        text = f"{day.day} {_months(thai, style)[day.month - 1]} {_era_name(thai, counted)}{year}"
    return thai_digits(text) if digits == "thai" else text


def format_month(month: date, language: str | None = None, style: Style = "short", year: bool = True) -> str:
    """`พ.ย. 2569`, `Nov 2026`; without the year `พ.ย.`."""
    thai = _is_thai(language)
    name = _months(thai, style)[month.month - 1]
    return f"{name} {be_year(month) if thai else month.year}" if year else name


def next_month(day: date) -> date:
    """The first day of the month after."""
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def format_time(moment: time, language: str | None = None, digits: Digits = "arabic") -> str:
    """`09:14 น.` or `09:14`: the hour on the wall, not converted."""
    text = f"{moment:%H:%M} น." if _is_thai(language) else f"{moment:%H:%M}"
    return thai_digits(text) if digits == "thai" else text


def format_datetime(
    moment: datetime,
    zone: tzinfo,
    language: str | None = None,
    style: Style = "long",
    digits: Digits = "arabic",
) -> str:
    """`23 พฤศจิกายน 2569 เวลา 09:14 น.`, short `23 พ.ย. 2569 09:14 น.`; `23 November 2026, 09:14`."""
    wall, tag = local(moment, zone), language or languages.current()
    between = ", " if not _is_thai(tag) else " เวลา " if style == "long" else " "
    return between.join((format_date(wall, tag, style, digits), format_time(wall.time(), tag, digits)))


def datetime_text(moment: datetime, zone: tzinfo, style: Style = "long") -> Text:
    """The moment in each language that we write dates in: who is told reads another than who acts."""
    return Text.of(th=format_datetime(moment, zone, "th", style), en=format_datetime(moment, zone, "en", style))


def date_text(day: date) -> Text:
    return Text.of(th=format_date(day, "th"), en=format_date(day, "en"))


def last_day_text(end: datetime, zone: tzinfo) -> Text:
    """The last day of what ends at `end`: midnight would read as the day after."""
    return date_text(local(end - timedelta(microseconds=1), zone).date())


def format_span(span: timedelta, language: str | None = None) -> str:
    """The two largest units that are there: `2 วัน 3 ชั่วโมง`, `2 days 3 hours`; the sign is not shown."""
    thai, seconds, parts = _is_thai(language), int(abs(span).total_seconds()), []
    for size, name_th, name_en in _SPAN_UNITS:
        count, seconds = divmod(seconds, size)
        if count:
            parts.append(f"{count} {name_th}" if thai else f"{count} {name_en}{'' if count == 1 else 's'}")
    return " ".join(parts[:2]) or ("ไม่ถึง 1 นาที" if thai else "less than a minute")


def parse_date(day: str | int, month: str | int, year: str | int, field: str | None = None) -> date:
    """The date in three boxes: month by name, abbreviation or number, year in BE (2400 and more) or CE.

    Thai digits are accepted. Invalid, without repeating the values, when there is no such day.
    """
    number = _whole(day)
    if number is None:
        raise Invalid("โปรดใส่วันที่เป็นตัวเลข เช่น 23", "Please give the day as a number, such as 23.", "day", field)
    month_number = _month(str(month))
    if month_number is None:
        raise Invalid(
            "โปรดใส่เดือนเป็นชื่อหรือตัวเลข เช่น พฤศจิกายน หรือ 11",
            "Please give the month as a name or a number, such as November or 11.",
            "month",
            field,
        )
    year_ce = _ce_year(year, field)
    if not 1 <= number <= monthrange(year_ce, month_number)[1]:
        raise Invalid(
            "ไม่มีวันที่นี้ในปฏิทิน โปรดตรวจสอบวันและเดือน",
            "There is no such day in the calendar. Please check the day and the month.",
            "no_such_day",
            field,
        )
    return date(year_ce, month_number, number)


def _ce_year(year: str | int, field: str | None) -> int:
    """2400 and more is Buddhist era: nobody alive was born before it, and no paper is dated 2400 CE."""
    number = _whole(year)
    if number is None or number < _FIRST_CE_YEAR or number > 9999:
        raise Invalid(
            "โปรดใส่ปีให้ครบ 4 หลัก เช่น 2569 หรือ 2026",
            "Please give the year with four digits, such as 2569 or 2026.",
            "year",
            field,
        )
    return number - BE_OFFSET if number >= _FIRST_BE_YEAR else number


def _whole(value: str | int) -> int | None:
    text = arabic_digits(str(value)).strip()
    return int(text) if re.fullmatch("[0-9]{1,4}", text) else None


def _month(text: str) -> int | None:
    number = _whole(text)
    if number is not None:
        return number if 1 <= number <= 12 else None
    return _MONTH_NUMBERS.get(_bare(text))


def _bare(name: str) -> str:
    return re.sub(r"[\s.]", "", name[:40]).lower()


def _month_numbers() -> dict[str, int]:
    """Every usual way to name a month, spoken ones too: พฤศจิกายน, พฤศจิกา, พ.ย., November, Nov."""
    spoken = [re.sub("(คม|ยน|พันธ์)$", "", name) for name in MONTHS_TH]
    names = (MONTHS_TH, spoken, MONTHS_TH_SHORT, MONTHS_EN, _MONTHS_EN_SHORT)
    numbers = {_bare(name): number for series in names for number, name in enumerate(series, start=1)}
    return numbers | {"sept": 9}


_MONTH_NUMBERS = _month_numbers()


def _months(thai: bool, style: Style) -> list[str]:
    if thai:
        return MONTHS_TH_SHORT if style == "short" else MONTHS_TH
    return _MONTHS_EN_SHORT if style == "short" else MONTHS_EN


def _era_name(thai: bool, era: Era) -> str:
    if thai:
        return "ค.ศ. " if era == "ce" else ""
    return "B.E. " if era == "be" else ""


def _is_thai(language: str | None) -> bool:
    return languages.base(language or languages.current()) == languages.FIRST
