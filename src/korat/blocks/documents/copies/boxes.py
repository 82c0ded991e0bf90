"""Where a photograph is covered: boxes in thousandths of its width and height, found, ticked on a grid or drawn."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

FACE, PART = "face", "part"
WHOLE = 1000
# Cells along the longer and along the shorter side: on a phone each is still as large as a fingertip.
LONG, SHORT = 8, 6
MOST_DRAWN = 60

_DRAWN = re.compile(r"([0-9]{1,4}) ([0-9]{1,4}) ([0-9]{1,4}) ([0-9]{1,4})")


@dataclass(frozen=True, order=True)
class Box:
    """From `left`, `top` to `right`, `bottom`, in thousandths; none is empty."""

    left: int
    top: int
    right: int
    bottom: int
    kind: str = PART

    @property
    def size(self) -> tuple[int, int]:
        return self.right - self.left, self.bottom - self.top


def box(corners: Iterable[int | float], kind: str = PART) -> Box | None:
    """A box of two corners in any order, cut to the photograph; None when nothing of it lies inside."""
    x1, y1, x2, y2 = (min(max(round(value), 0), WHOLE) for value in corners)
    made = Box(min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2), kind)
    return made if min(made.size) > 0 else None


def drawn(text: str) -> tuple[Box, ...]:
    """Boxes drawn by hand, `left top right bottom` each, as the page's script writes them. What is none is left out."""
    found = (box(map(int, match.groups())) for match in _DRAWN.finditer(text))
    return tuple(one for one in found if one)[:MOST_DRAWN]


def grid(width: int, height: int) -> tuple[int, int]:
    """Columns and rows of the grid over a photograph."""
    return (LONG, SHORT) if width >= height else (SHORT, LONG)


def ticked(cells: Collection[int], width: int, height: int) -> tuple[Box, ...]:
    """The boxes of grid cells, numbered from 1 along the rows."""
    columns, rows = grid(width, height)
    return tuple(cell(number - 1, columns, rows) for number in sorted(set(cells)) if 0 < number <= columns * rows)


def cell(index: int, columns: int, rows: int) -> Box:
    row, column = divmod(index, columns)
    edges = column * WHOLE // columns, row * WHOLE // rows, (column + 1) * WHOLE // columns, (row + 1) * WHOLE // rows
    return Box(*edges)
