"""A measured figure with its bound; the list of them as a file and as a table."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

LATEST = Path(__file__).resolve().parent / "results" / "latest.json"


@dataclass(frozen=True)
class Figure:
    """One number, what it must not pass, and under which conditions it was measured."""

    name: str
    value: float
    unit: str
    bound: float
    conditions: str
    better: Literal["lower", "higher"] = "lower"

    @property
    def ok(self) -> bool:
        return self.value <= self.bound if self.better == "lower" else self.value >= self.bound

    def row(self) -> dict[str, object]:
        return {**asdict(self), "value": round(self.value, 3), "ok": self.ok}


def write(figures: Sequence[Figure]) -> None:
    LATEST.parent.mkdir(exist_ok=True)
    LATEST.write_text(json.dumps([figure.row() for figure in figures], indent=2, ensure_ascii=False) + "\n")


def table(figures: Sequence[Figure]) -> str:
    rows = [("", "figure", "value", "bound", "unit", "conditions")]
    rows += [
        ("ok" if one.ok else "MISSED", one.name, f"{one.value:,.2f}", f"{one.bound:,g}", one.unit, one.conditions)
        for one in figures
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    return "\n".join(line(row, widths) for row in rows)


def line(row: Sequence[str], widths: Sequence[int]) -> str:
    mark, name, value, bound, unit, conditions = row
    left, right = f"{mark:<{widths[0]}}  {name:<{widths[1]}}", f"{value:>{widths[2]}}  {bound:>{widths[3]}}"
    return f"{left}  {right}  {unit:<{widths[4]}}  {conditions}".rstrip()
