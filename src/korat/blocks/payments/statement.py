"""Reading a bank's CSV by the pack's mapping. A line that cannot be read is reported, and the others count.

Only date, amount and reference are taken: names and accounts of payers are never kept.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, tzinfo

from korat.blocks.payments.pack import StatementForm
from korat.blocks.payments.values import PREFIX, Line
from korat.kernel import ids, money
from korat.kernel.dates import BE_OFFSET
from korat.kernel.errors import Invalid, TooLarge
from korat.kernel.texts import arabic_digits

MOST_BYTES, MOST_LINES = 5_000_000, 5_000
# A Christian year beyond this is a Buddhist one.
_BUDDHIST_FROM = 2400
_REFERENCE = re.compile(rf"(?<![A-Z]){PREFIX}[ -]?[0-9]{{2}}[ -]?[0-9]{{6,9}}[ -]?[0-9](?![0-9])")
_TIME = re.compile(r"([01]?[0-9]|2[0-3])[:.]([0-5][0-9])(?:[:.][0-5][0-9])?")


def read(data: bytes, form: StatementForm, zone: tzinfo) -> list[Line]:
    """Every line below the headings. Invalid when it is no such file, TooLarge beyond 5 MB or 5,000 lines."""
    if len(data) > MOST_BYTES:
        raise too_large()
    rows = table(decoded(data, form), form)
    heading = next(rows, None)
    places = columns(heading[1] if heading else [], form)
    seen: Counter[str] = Counter()
    lines = [line_of(number, cells, places, form, zone, seen) for number, cells in rows if any(map(str.strip, cells))]
    if len(lines) > MOST_LINES:
        raise too_large()
    return lines


def decoded(data: bytes, form: StatementForm) -> str:
    try:
        return data.decode("utf-8-sig" if form.encoding == "utf-8" else "cp874")
    except UnicodeDecodeError as error:
        raise Invalid(
            f"ไฟล์นี้ไม่ใช่ {form.encoding} โปรดดาวน์โหลดจากธนาคารใหม่",
            f"This file is not {form.encoding}. Please download it from the bank again.",
            code="encoding",
        ) from error


def table(text: str, form: StatementForm) -> Iterator[tuple[int, list[str]]]:
    """Rows with the line they end on, from the headings on."""
    reader = csv.reader(io.StringIO(text), delimiter={"tab": "\t"}.get(form.delimiter, form.delimiter))
    try:
        for cells in reader:
            if reader.line_num > form.skip:
                yield reader.line_num, cells
    except csv.Error as error:
        raise Invalid("ไฟล์นี้ไม่ใช่ CSV ที่อ่านได้", "This file is no CSV that can be read.", code="csv") from error


def columns(heading: list[str], form: StatementForm) -> Mapping[str, int]:
    """Where each column stands. Invalid, by name, when one is missing."""
    names = [cell.strip() for cell in heading]
    wanted = {key: name for key, name in form.columns if name}
    missing = ", ".join(name for name in wanted.values() if name not in names)
    if missing:
        raise Invalid(
            f"ไม่พบคอลัมน์ {missing} โปรดตรวจว่าเป็นรายการเดินบัญชีของธนาคารนี้",
            f"The column {missing} is missing. Please check that this is a statement of this bank.",
            code="columns",
        )
    return {key: names.index(name) for key, name in wanted.items()}


def line_of(
    number: int, cells: list[str], places: Mapping[str, int], form: StatementForm, zone: tzinfo, seen: Counter[str]
) -> Line:
    said = {key: cells[place].strip() if place < len(cells) else "" for key, place in places.items()}
    try:
        satang = money.parse_baht(said["amount"])
        at = moment(said["date"], said.get("time", ""), form, zone)
    except Invalid as wrong:
        return Line(number, fault=(wrong.th, wrong.en))
    return Line(number, own_number(said, seen), at, satang, reference(said["reference"]))


def own_number(said: Mapping[str, str], seen: Counter[str]) -> str:
    """The bank's number, or a digest of the line and which of its twins it is."""
    if number := said.get("id", ""):
        return hashlib.sha256(number.encode()).hexdigest() if len(number) > 60 else number
    digest = hashlib.sha256("\x1f".join(f"{key}={value}" for key, value in sorted(said.items())).encode()).hexdigest()
    seen[digest] += 1
    return digest if seen[digest] == 1 else hashlib.sha256(f"{digest}{seen[digest]}".encode()).hexdigest()


def reference(cell: str) -> str:
    """A reference of ours in what the payer's bank wrote; empty when there is none."""
    found = _REFERENCE.findall(arabic_digits(cell).upper())
    return next(filter(None, map(ids.parse_reference, found)), "")


def moment(day: str, at: str, form: StatementForm, zone: tzinfo) -> datetime:
    parts = [int(part) for part in re.findall("[0-9]+", arabic_digits(day))[:3]]
    clock = _TIME.search(arabic_digits(at or day.partition(" ")[2]))
    try:
        first, second, third = parts
        year, month, number = (first, second, third) if form.order == "year-month-day" else (third, second, first)
        found = date(year - BE_OFFSET if year >= _BUDDHIST_FROM else year, month, number)
    except ValueError as error:
        raise Invalid("วันที่ไม่ถูกต้อง", "This is no date.", code="date") from error
    wall = time(int(clock[1]), int(clock[2])) if clock else time(12)
    return datetime.combine(found, wall, zone).astimezone(UTC)


def too_large() -> TooLarge:
    return TooLarge(
        f"ไฟล์นี้ใหญ่เกินไป แบ่งเป็นไฟล์ละไม่เกิน {MOST_LINES:,} บรรทัด",
        f"This file is too large. Split it into files of at most {MOST_LINES:,} lines.",
        code="too_large",
    )
