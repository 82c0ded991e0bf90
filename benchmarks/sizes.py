"""The costs of requests at two sizes, each in a process and a data folder of its own, and how they grow."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from benchmarks.figures import Figure
from benchmarks.province import home

SMALL, LARGE = 20_000, 500_000
GROWTH = 1.5
# The photograph does not know how many reports there are: what it grows by is the machine, not Korat.
CONTROL = "photo_growth shows the machine's own drift"
# A figure below this is made of clock ticks and chance: its growth would say nothing. Milliseconds.
MEASURABLE = 0.5


@dataclass(frozen=True)
class Bound:
    """CPU milliseconds and statements that a part must not pass."""

    cpu_ms: float
    sql: int
    conditions: str


BOUNDS = {
    "create_page": Bound(
        5, 15, "POST of a whole report without photo, resident signed in; answers with the way to the confirmation"
    ),
    "duplicate_offer": Bound(10, 10, "POST of the form's kind with a point: open reports of that kind within 30 m"),
    "duplicates_alone": Bound(10, 4, "the same question alone, along the index of kind and cell"),
    "sent_page": Bound(8, 14, "its confirmation, which the browser asks for next"),
    "create_action": Bound(5, 15, "open_case alone"),
    "create_program": Bound(5, 15, "POST to Open311, nobody signed in"),
    "photo": Bound(150, 15, "12 megapixels, JPEG: checked, made anew, encrypted, stored"),
    "photo_page": Bound(150, 15, "POST of the photo page with 12 megapixels, next page rendered"),
    "officer_list": Bound(12, 12, "/desk/, 50 rows: the dearest of 12 filters, engineer and mayor"),
    "morning": Bound(40, 24, "/desk/morning/ as the mayor, six decisions to sign on it"),
    "office_page": Bound(40, 12, "/offices/CODE/ of the busiest office, twelve months"),
    "case_page": Bound(8, 14, "/c/REF as the engineer, each with its look"),
    "own_case_page": Bound(8, 14, "/c/REF as the reporter"),
    "look": Bound(1.5, 4, "one look with its act, opened and closed"),
}


def figures(wanted: Sequence[str]) -> Iterator[Figure]:
    """Cost and statements of each part at both sizes, then the growth between them."""
    small, large = measured(SMALL, wanted), measured(LARGE, wanted)
    for reports, costs in ((SMALL, small), (LARGE, large)):
        for name, cost in costs.items():
            yield from of_part(name, cost, reports)
    for name in small:
        before, after = max(small[name]["cpu"], MEASURABLE), max(large[name]["cpu"], MEASURABLE)
        yield Figure(
            f"{name}_growth",
            after / before,
            "ratio",
            GROWTH,
            f"CPU at {LARGE:,} reports over CPU at {SMALL:,}; {CONTROL}",
        )


def of_part(name: str, cost: dict[str, float], reports: int) -> Iterator[Figure]:
    bound, size = BOUNDS[name], f"{reports // 1000}k"
    parts = f"app {cost['app_ms']:.2f} + database {cost['database_ms']:.2f} ms, median of 12 rounds"
    said = f"{reports:,} reports; {bound.conditions}"
    yield Figure(f"{name}_cpu_{size}", cost["cpu"], "ms", bound.cpu_ms, f"{said}; {parts}")
    yield Figure(
        f"{name}_sql_{size}", cost["sql"], "statements", bound.sql, f"{said}; on the wire, BEGIN and COMMIT too"
    )


def measured(reports: int, wanted: Sequence[str]) -> dict[str, dict[str, float]]:
    with home() as folder:
        command = [sys.executable, "-m", "benchmarks.scale", str(reports), str(folder), *wanted]
        said = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True).stdout
    rows = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
    return {row["name"]: row | {"cpu": row["app_ms"] + row["database_ms"]} for row in rows}
