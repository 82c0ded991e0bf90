"""A CSV file as it came: its encoding and headings are found, its lines are read one by one.

Every line stands for itself: a quotation mark that is never closed spoils its own line and no other.
"""

from __future__ import annotations

import codecs
import csv
import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from korat.blocks.places.pack import normal_number
from korat.domains.living.assets.columns import COLUMNS, NEEDED, heading, unguarded
from korat.kernel.errors import Invalid, TooLarge

MOST_BYTES = 32 * 2**20
MOST_LINES = 200_000


@dataclass(frozen=True)
class Sheet:
    """A file's lines; the first with words in it holds the headings."""

    name: str
    text: str

    @cached_property
    def lines(self) -> list[str]:
        return self.text.replace("\r\n", "\n").replace("\r", "\n").split("\n")

    @cached_property
    def top(self) -> int:
        return next((number for number, line in enumerate(self.lines) if line.strip()), 0)

    @cached_property
    def separator(self) -> str:
        return max(",;\t", key=self.lines[self.top].count)

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The codes of the columns in their order; empty for one that we do not know. Invalid when one is missing."""
        found = tuple(heading(cell) for cell in self.cells(self.lines[self.top]))
        if missing := [code for code in NEEDED if code not in found]:
            names = ", ".join(COLUMNS[code][0] for code in missing)
            raise Invalid(
                th=f"ไฟล์นี้ไม่มีคอลัมน์ {names} บรรทัดแรกต้องเป็นหัวคอลัมน์",
                en=f"The file has no column {', '.join(missing)}. Its first line holds the headings.",
                code="columns",
                field="file",
            )
        if twice := [code for code, times in Counter(filter(None, found)).items() if times > 1]:
            raise Invalid(
                th=f"คอลัมน์ {COLUMNS[twice[0]][0]} มีมากกว่าหนึ่งคอลัมน์",
                en=f"The column {twice[0]} stands there twice.",
                code="columns",
                field="file",
            )
        return found

    def cells(self, line: str) -> list[str]:
        return next(csv.reader([line], delimiter=self.separator), [])

    @property
    def size(self) -> int:
        """How many lines there are below the headings."""
        return len(self.lines) - self.top - 1

    def rows(self, first: int, count: int) -> Iterator[tuple[int, Mapping[str, str], list[str]]]:
        """Line number in the file, cells by column, and the cells beyond the last heading. Empty lines are passed over."""
        begin = self.top + 1 + first
        for number, line in enumerate(self.lines[begin : begin + count], begin + 1):
            cells = self.cells(line)
            if any(cell.strip() for cell in cells):
                named = {code: cell for code, cell in zip(self.columns, cells, strict=False) if code}
                yield number, named, [cell for cell in cells[len(self.columns) :] if cell.strip()]

    @cached_property
    def first_lines(self) -> Mapping[str, int]:
        """By code the line on which it stands first: a later one is a mistake."""
        at, found = self.columns.index("code"), dict[str, int]()
        for number, line in enumerate(self.lines[self.top + 1 :], self.top + 2):
            cells = self.cells(line)
            if len(cells) > at and (code := normal_number(unguarded(cells[at].strip()))):
                found.setdefault(code, number)
        return found

    @cached_property
    def digest(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()


def read(name: str, data: bytes) -> Sheet:
    """A file as a sheet. TooLarge, or Invalid in words for what is no list of ours."""
    if len(data) > MOST_BYTES:
        raise TooLarge(
            th="ไฟล์ใหญ่เกิน 32 MB โปรดแบ่งเป็นหลายไฟล์", en="The file is larger than 32 MB. Please split it.", field="file"
        )
    sheet = Sheet(name[-120:], decoded(data))
    if sheet.size > MOST_LINES:
        raise TooLarge(
            th=f"ไฟล์มีเกิน {MOST_LINES:,} บรรทัด โปรดแบ่งเป็นหลายไฟล์",
            en=f"The file has more than {MOST_LINES:,} lines. Please split it.",
            field="file",
        )
    if not sheet.columns or sheet.size < 1:
        raise no_list()
    return sheet


def decoded(data: bytes) -> str:
    """UTF-8 with or without its mark, UTF-16 with it, else the Thai code page of Windows, which holds TIS-620."""
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            return worded(data, encoding)
    try:
        return worded(data, "utf-8")
    except Invalid:
        return worded(data, "cp874")


def worded(data: bytes, encoding: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        raise no_list() from None
    if "\0" in text:
        raise no_list()
    return text


def no_list() -> Invalid:
    return Invalid(
        th="ไฟล์นี้ไม่ใช่ CSV ที่อ่านได้ ถ้ามาจาก Excel โปรดบันทึกเป็น “CSV UTF-8” แล้วส่งอีกครั้ง",
        en="This is no CSV file that we can read. From Excel, save it as “CSV UTF-8” and send it again.",
        code="no_csv",
        field="file",
    )
