"""The columns of a list of assets: their names in both languages, and how each cell is read."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache

from korat.kernel.dates import parse_date
from korat.kernel.errors import Invalid
from korat.kernel.texts import arabic_digits, clean

# By code: how a heading may be written, and what a person calls the column.
COLUMNS: Mapping[str, tuple[str, str, tuple[str, ...]]] = {
    "code": ("รหัส", "code", ("number", "หมายเลข", "หมายเลขเสา", "เลขที่")),
    "kind": ("ชนิด", "kind", ("type", "ประเภท")),
    "place": ("พื้นที่", "place", ("community", "ชุมชน")),
    "lat": ("ละติจูด", "lat", ("latitude",)),
    "lon": ("ลองจิจูด", "lon", ("longitude", "lng", "long")),
    "owner": ("หน่วยงานเจ้าของ", "owner", ("เจ้าของ", "office")),
    "installed_on": ("วันที่ติดตั้ง", "installed_on", ("installed",)),
    "warranty_until": ("ประกันถึงวันที่", "warranty_until", ("warranty", "ประกันถึง")),
    "contractor": ("ผู้รับจ้าง", "contractor", ("คู่สัญญา",)),
    "contract": ("เลขที่สัญญา", "contract", ("contract_number",)),
    "contract_ends_on": ("วันสิ้นสุดสัญญา", "contract_ends_on", ("contract_end", "สิ้นสุดสัญญา")),
    "yearly_baht": ("ค่าใช้จ่ายต่อปี (บาท)", "yearly_baht", ("cost_per_year", "ค่าใช้จ่ายต่อปี")),
    "state": ("สถานะ", "state", ("สภาพ",)),
    "synthetic": ("ข้อมูลสมมติ", "synthetic", ("สมมติ",)),
}
NEEDED = ("code", "kind", "place", "lat", "lon")
OUT = {
    "out": "out",
    "ใช้ไม่ได้": "out",
    "งดใช้": "out",
    "": "ok",
    "ok": "ok",
    "ใช้ได้": "ok",
    "ปกติ": "ok",
    "reported": "ok",
    "แจ้งซ่อม": "ok",
}
YES = {
    "": False,
    "no": False,
    "ไม่": False,
    "yes": True,
    "ใช่": True,
    "1": True,
    "0": False,
    "true": True,
    "false": False,
}
MOST_BAHT = Decimal("1e12")


@dataclass(frozen=True)
class Problem:
    """Why a line was not taken. `column` is a code of `COLUMNS`, empty for the line as a whole."""

    line: int
    column: str
    th: str
    en: str

    def as_json(self) -> dict[str, object]:
        return {"line": self.line, "column": self.column, "th": self.th, "en": self.en}


def heading(text: str) -> str:
    """The code of a column by what stands above it; empty for one that we do not know."""
    return headings().get(plain(text), "")


@cache
def headings() -> dict[str, str]:
    return {plain(one): code for code, (th, en, others) in COLUMNS.items() for one in (code, th, en, *others)}


def plain(text: str) -> str:
    return re.sub(r"[\s_\-.]+", "", text).casefold()


def words(cell: str, limit: int) -> str:
    return clean(unguarded(cell), limit)


def unguarded(cell: str) -> str:
    """A cell as we write it out ourselves begins with an apostrophe where a spreadsheet would compute."""
    return cell[1:] if len(cell) > 1 and cell[0] == "'" and cell[1] in "=+-@\t\r" else cell


def degrees(cell: str) -> float:
    try:
        return float(arabic_digits(cell))
    except ValueError:
        raise Invalid(
            th=f"“{cell[:40]}” ไม่ใช่ตัวเลขพิกัด เช่น 14.90157", en=f"“{cell[:40]}” is no coordinate, such as 14.90157."
        ) from None


def day(cell: str) -> date | None:
    """2026-11-23, 23/11/2569, 23 พ.ย. 2569; a year of the Buddhist era is known by its size."""
    text = arabic_digits(cell).strip()
    if not text:
        return None
    try:
        if found := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", text):
            return parse_date(found[3], found[2], found[1])
        if found := re.fullmatch(r"(\d{1,2})[/ .-](\S+?)[/ -](\d{4})", text):
            return parse_date(found[1], found[2], found[3])
    except Invalid as wrong:
        raise Invalid(th=f"“{cell[:40]}”: {wrong.th}", en=f"“{cell[:40]}”: {wrong.en}") from None
    raise Invalid(
        th=f"“{cell[:40]}” ไม่ใช่วันที่ เช่น 23/11/2569 หรือ 2026-11-23",
        en=f"“{cell[:40]}” is no date, such as 23/11/2569 or 2026-11-23.",
    )


def satang(cell: str) -> int | None:
    text = arabic_digits(cell).replace(",", "").strip()
    if not text:
        return None
    try:
        baht = Decimal(text)
    except InvalidOperation:
        baht = Decimal("nan")
    if not baht.is_finite() or not 0 <= baht < MOST_BAHT or baht * 100 != int(baht * 100):
        raise Invalid(
            th=f"“{cell[:40]}” ไม่ใช่จำนวนเงินบาท เช่น 1,250.50",
            en=f"“{cell[:40]}” is no amount of baht, such as 1,250.50.",
        )
    return int(baht * 100)


def choice(known: Mapping[str, object], said: str) -> Callable[[str], object]:
    def read(cell: str) -> object:
        found = cell.strip().casefold()
        if found not in known:
            raise Invalid(th=f"“{cell[:40]}” ไม่ใช่คำที่รู้จัก ใช้ {said}", en=f"“{cell[:40]}” is not known here. Use {said}.")
        return known[found]

    return read


state, synthetic = choice(OUT, "ok, out"), choice(YES, "yes, no")
