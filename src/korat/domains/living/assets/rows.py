"""One line of a list against what the house knows: kinds, places, offices, codes. What does not hold is said in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from korat.blocks.catalog import queries as catalog
from korat.blocks.people import queries as people
from korat.blocks.places import queries as places
from korat.blocks.places.actions import FixtureRow
from korat.blocks.places.pack import normal_number
from korat.domains.living.assets import columns
from korat.domains.living.assets.columns import Problem
from korat.domains.living.assets.sheet import Sheet
from korat.kernel.errors import Invalid, Refused
from korat.kernel.geo import Point, cell
from korat.kernel.texts import Text

# More than one thing has this name.
MANY = -1


@dataclass(frozen=True)
class Known:
    """What a line may name. `owners` None: anybody's; `office`: whose it is where no line says so."""

    office: int | None
    owners: frozenset[int] | None

    @cached_property
    def kinds(self) -> Mapping[str, str]:
        return by_name((code, kind.names, code) for code, kind in catalog.profile().assets.items())

    @cached_property
    def places(self) -> Mapping[str, Any]:
        fitting = (one for one in places.book().by_code.values() if not one.retired)
        return by_name((one.code, one.names, one.id) for one in fitting)

    @cached_property
    def offices(self) -> Mapping[str, Any]:
        return by_name((one.code, one.names, one.id) for one in people.organisations())


def by_name(found: Any) -> dict[str, Any]:
    """By code and by each of its names; a name that two have stands for neither."""
    known: dict[str, Any] = {}
    listed = list(found)
    for _code, names, value in listed:
        for name in spelled(names):
            known[name] = value if known.get(name, value) == value else MANY
    return known | {code.casefold(): value for code, _names, value in listed}


def spelled(names: Text) -> set[str]:
    return {names.show(language).casefold() for language in catalog.profile().languages}


@dataclass
class Reader:
    """Reads the lines of one sheet."""

    sheet: Sheet
    known: Known

    def row(self, line: int, cells: Mapping[str, str], more: list[str]) -> FixtureRow | Problem:
        """The thing that a line tells of, or the first thing that is wrong with it."""
        if more:
            return Problem(
                line, "", "มีข้อมูลเกินหัวคอลัมน์ ถ้ามีจุลภาคในข้อความ ให้ใส่เครื่องหมายคำพูดครอบ",
                "There are more cells than headings. Put a text with a comma in quotation marks.",
            )  # fmt: skip
        at = ""
        try:
            found: dict[str, Any] = {}
            for at, name, read in self.reads:
                found[name] = read(cells.get(at, "").strip())
            at = "lat"
            point = self.inside(Point(found.pop("lat"), found.pop("lon")))
            at = "code"
            self.first(found["number"], line)
        except Refused as wrong:
            return Problem(line, at, wrong.th, wrong.en)
        source = f"{self.sheet.name}:{line}"
        return FixtureRow(latitude=point.lat, longitude=point.lon, cell=cell(point), source=source, **found)

    @cached_property
    def reads(self) -> tuple[tuple[str, str, Callable[[str], Any]], ...]:
        return (
            ("code", "number", self.number),
            ("kind", "kind", lambda cell: self.named(cell, self.known.kinds)),
            ("place", "place", lambda cell: self.named(cell, self.known.places)),
            ("lat", "lat", columns.degrees),
            ("lon", "lon", columns.degrees),
            ("owner", "owner", self.owner),
            ("contractor", "contractor", lambda cell: self.named(cell, self.known.offices) if cell else None),
            ("contract", "contract", lambda cell: columns.words(cell, 80)),
            ("contract_ends_on", "contract_ends_on", columns.day),
            ("installed_on", "installed_on", columns.day),
            ("warranty_until", "warranty_until", columns.day),
            ("yearly_baht", "yearly_satang", columns.satang),
            ("state", "state", columns.state),
            ("synthetic", "synthetic", columns.synthetic),
        )

    def number(self, cell: str) -> str:
        found = normal_number(columns.words(cell, 40))
        if not found:
            raise Invalid(th="ไม่มีรหัส", en="The code is missing.")
        if not all(letter.isalnum() or letter in "-./_" for letter in found):
            raise Invalid(th="รหัสมีได้เฉพาะตัวอักษร ตัวเลข และ - . / _", en="A code has letters, digits and - . / _ only.")
        return found

    def first(self, number: str, line: int) -> None:
        if (before := self.sheet.first_lines.get(number, line)) != line:
            raise Invalid(
                th=f"รหัสนี้มีแล้วในบรรทัด {before} ของไฟล์เดียวกัน", en=f"Line {before} of this file has the same code."
            )

    def owner(self, cell: str) -> int:
        found = self.named(cell, self.known.offices) if cell else self.known.office
        if found is None:
            raise Invalid(th="ไม่ได้ระบุหน่วยงานเจ้าของ", en="It is not said whose it is.")
        if self.known.owners is not None and found not in self.known.owners:
            raise Invalid(th="ไม่ใช่หน่วยงานในความดูแลของท่าน", en="This is none of your offices.")
        return int(found)

    @staticmethod
    def named(cell: str, known: Mapping[str, Any]) -> Any:
        found = known.get(cell.casefold())
        if found == MANY:
            raise Invalid(
                th=f"มีมากกว่าหนึ่งแห่งที่ชื่อ “{cell[:40]}” โปรดใช้รหัส", en=f"Several are called “{cell[:40]}”. Use its code."
            )
        if found is None:
            raise Invalid(
                th=f"ไม่รู้จัก “{cell[:40]}” คำที่ใช้ได้บอกไว้ในหน้าส่งบัญชีทรัพย์สิน" if cell else "ไม่ได้กรอก",
                en=f"“{cell[:40]}” is not known here. The page for sending lists names what is."
                if cell
                else "It is empty.",
            )
        return found

    @staticmethod
    def inside(point: Point) -> Point:
        if places.locate(point).inside_province is False:
            raise Invalid(
                th="พิกัดอยู่นอกจังหวัด ละติจูดกับลองจิจูดอาจสลับกัน",
                en="This place lies outside the province. Latitude and longitude may be swapped.",
            )
        return point
