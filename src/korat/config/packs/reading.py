"""Files of a pack as values with their lines: YAML, CSV, GeoJSON. Nothing here knows what they mean."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from korat.config.packs.problems import PackProblem

YAML_LIMIT, CSV_LIMIT = 2_000_000, 20_000_000
_DEEPEST = 40
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_ABSENT = frozenset({"", "~", "null"})

Location = tuple[str | int, ...]


@dataclass(frozen=True)
class Source:
    """A file's value, and the line of each part of it by keys and positions from the top."""

    file: Path
    value: Any
    lines: Mapping[Location, int] = field(default_factory=dict)

    def line(self, at: Location) -> int:
        """The line of a part, or of the nearest part around it that exists."""
        while at and at not in self.lines:
            at = at[:-1]
        return self.lines.get(at, 1)

    def problem(self, at: Location, th: str, en: str) -> PackProblem:
        return PackProblem(self.file, self.line(at), th, en)


def read_text(file: Path, limit: int) -> str:
    """The file's text. PackProblem when it is too large, unreadable, or not UTF-8."""
    try:
        size, data = file.stat().st_size, b""
        if size <= limit:
            data = file.read_bytes()
    except OSError as error:
        raise PackProblem(
            file, 1, f"อ่านไฟล์ไม่ได้ ({error.strerror})", f"The file cannot be read ({error.strerror})."
        ) from error
    if size > limit:
        megabytes = limit // 1_000_000
        raise PackProblem(
            file, 1, f"ไฟล์ใหญ่เกินไป ต้องไม่เกิน {megabytes} MB โปรดแบ่งไฟล์",
            f"The file is too large: at most {megabytes} MB. Please split it.",
        )  # fmt: skip
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise PackProblem(
            file, line, "ไฟล์ต้องเป็น UTF-8 โปรดบันทึกใหม่", "The file must be UTF-8. Please save it so."
        ) from error


def read_yaml(file: Path) -> Source:
    """Every scalar as text or None: what type it is, the model decides. No aliases, no tags, no key twice."""
    return _Yaml(file).read(read_text(file, YAML_LIMIT))


class _Yaml:
    def __init__(self, file: Path) -> None:
        self.file = file
        self.lines: dict[Location, int] = {}
        self.events: Iterator[Any] = iter(())

    def read(self, text: str) -> Source:
        try:
            self.events = iter(list(yaml.parse(text, Loader=_LOADER)))
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            raise self.broken(mark.line if mark else 0, error.problem or "") from error
        except yaml.YAMLError as error:
            at = getattr(error, "position", 0) or 0
            raise self.broken(text[:at].count("\n"), "character") from error
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                return Source(self.file, self.value(next(self.events), ()), self.lines)
        return Source(self.file, None, self.lines)

    def value(self, event: Any, at: Location) -> Any:
        self.lines.setdefault(at, event.start_mark.line + 1)
        if isinstance(event, yaml.AliasEvent) or event.tag or len(at) > _DEEPEST:
            raise self.forbidden(event)
        if isinstance(event, yaml.ScalarEvent):
            return None if event.implicit[0] and event.value in _ABSENT else event.value
        if isinstance(event, yaml.SequenceStartEvent):
            return self.items(at)
        return self.pairs(at)

    def items(self, at: Location) -> list[Any]:
        items: list[Any] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            items.append(self.value(event, (*at, len(items))))
        return items

    def pairs(self, at: Location) -> dict[str, Any]:
        pairs: dict[str, Any] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key, line = getattr(event, "value", None), event.start_mark.line + 1
            if not isinstance(key, str):
                raise self.forbidden(event)
            if key in pairs:
                raise PackProblem(
                    self.file,
                    line,
                    f"คำว่า {key} ซ้ำ โปรดลบออกหนึ่งแห่ง",
                    f"The key {key} stands here twice. Remove one.",
                )
            self.lines[(*at, key)] = line
            pairs[key] = self.value(next(self.events), (*at, key))
        return pairs

    def broken(self, line: int, why: str) -> PackProblem:
        return PackProblem(
            self.file, line + 1, f"รูปแบบ YAML ไม่ถูกต้อง ({why}) โปรดตรวจย่อหน้าและเครื่องหมาย",
            f"This is not YAML ({why}). Check indentation and quotes.",
        )  # fmt: skip

    def forbidden(self, event: Any) -> PackProblem:
        return PackProblem(
            self.file, event.start_mark.line + 1,
            "ไม่รับ YAML ที่มี anchor (&), alias (*), tag (!) หรือซ้อนลึกเกินไป โปรดเขียนค่าเต็ม",
            "No YAML anchors (&), aliases (*), tags (!) or very deep nesting. Write the value in full.",
        )  # fmt: skip


def read_rows(file: Path, required: tuple[str, ...], known: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    """Line and cells of each row; an empty cell is left out. PackProblem for a wrong header or row."""
    reader = csv.reader(io.StringIO(read_text(file, CSV_LIMIT)), strict=True)
    try:
        header = [name.strip() for name in next(reader, [])]
        check_header(file, header, required, known)
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield reader.line_num, row(file, reader.line_num, header, cells)
    except csv.Error as error:
        raise PackProblem(
            file, reader.line_num, f"แถวนี้อ่านไม่ได้ ({error})", f"This row cannot be read ({error})."
        ) from error


def check_header(file: Path, header: list[str], required: tuple[str, ...], known: tuple[str, ...]) -> None:
    missing = ", ".join(name for name in required if name not in header)
    unknown = ", ".join(name for name in header if name not in known or header.count(name) > 1)
    if missing or unknown:
        raise PackProblem(
            file,
            1,
            f"หัวตารางไม่ถูกต้อง ขาด: {missing or '–'} เกินหรือซ้ำ: {unknown or '–'} ใช้ได้: {', '.join(known)}",
            f"The header is wrong. Missing: {missing or '–'}. Unknown or twice: {unknown or '–'}. "
            f"Known: {', '.join(known)}.",
        )


def row(file: Path, line: int, header: list[str], cells: list[str]) -> dict[str, str]:
    if len(cells) != len(header):
        raise PackProblem(
            file, line, f"แถวนี้มี {len(cells)} ช่อง แต่หัวตารางมี {len(header)} ช่อง โปรดตรวจเครื่องหมายจุลภาค",
            f"This row has {len(cells)} cells, the header {len(header)}. Check the commas.",
        )  # fmt: skip
    return {name: cell.strip() for name, cell in zip(header, cells, strict=True) if cell.strip()}


def read_json(file: Path) -> Source:
    try:
        return Source(file, json.loads(read_text(file, CSV_LIMIT)))
    except json.JSONDecodeError as error:
        raise PackProblem(
            file, error.lineno, f"รูปแบบ JSON ไม่ถูกต้อง ({error.msg})", f"This is not JSON ({error.msg})."
        ) from error
    except RecursionError as error:
        raise PackProblem(file, 1, "ไฟล์ซ้อนลึกเกินไป", "The file is nested too deeply.") from error
