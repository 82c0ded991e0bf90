"""The geometry of a column chart, in the units of its SVG."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

HEIGHT, HEAD, FOOT, STEP, THICK = 150, 20, 22, 44, 28


@dataclass(frozen=True, slots=True)
class Bar:
    """One column: its left edge, top, height and middle."""

    label: str
    value: str
    x: int
    y: float
    height: float
    middle: int
    now: bool
    # Where a second, higher value ends, as a mark above the column.
    high: float | None = None
    # The list behind it.
    url: str = ""


@dataclass(frozen=True, slots=True)
class Bars:
    """A chart `width` wide and `height` high with its words."""

    title: str
    unit: str
    columns: tuple[Bar, ...]
    width: int
    height: int = HEIGHT
    base: int = HEIGHT - FOOT
    thick: int = THICK
    # A dotted line: from here on something was different.
    mark: int | None = None

    @property
    def opens(self) -> bool:
        """Whether a column leads anywhere: what holds links is no mere picture to who hears the page."""
        return any(bar.url for bar in self.columns)

    @property
    def sentence(self) -> str:
        """The chart for those who hear it: first, last and highest."""
        if not self.columns:
            return self.title
        said = dict.fromkeys((self.columns[0], self.columns[-1], min(self.columns, key=lambda bar: bar.y)))
        return f"{self.title} ({self.unit}): " + ", ".join(f"{bar.label} {bar.value}" for bar in said)


def lay_out(series: Mapping[str, Any]) -> Bars:
    """Columns from zero up; `points` hold a label and a number of at least zero."""
    points = series["points"]
    highest = max((max(point["value"], point.get("high") or 0) for point in points), default=0) or 1
    room = HEIGHT - HEAD - FOOT
    columns = []
    for index, point in enumerate(points):
        left, height = index * STEP + (STEP - THICK) // 2, round(point["value"] / highest * room, 1)
        columns.append(
            Bar(
                label=str(point["label"]),
                value=point.get("said", f"{point['value']:,}"),
                x=left,
                y=HEIGHT - FOOT - height,
                height=height,
                middle=left + THICK // 2,
                now=index == series.get("now"),
                url=point.get("url", ""),
                high=round(HEIGHT - FOOT - point["high"] / highest * room, 1) if point.get("high") else None,
            )
        )
    mark = series.get("mark")
    return Bars(
        str(series["title"]), str(series["unit"]), tuple(columns), max(len(points), 1) * STEP,
        mark=None if mark is None else mark * STEP,
    )  # fmt: skip
