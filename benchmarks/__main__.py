"""`python -m benchmarks [NAME…]`: measure, write `results/latest.json`, print a table. Fails when a bound is missed."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence

from benchmarks import alone, sizes, starts
from benchmarks.figures import Figure, table, write

OTHERS = ("starts", "pages", *alone.parts())


def main(wanted: Sequence[str]) -> int:
    known = (*sizes.BOUNDS, *OTHERS)
    if unknown := [name for name in wanted if name not in known]:
        print(f"No such part: {', '.join(unknown)}. There are: {', '.join(known)}.", file=sys.stderr)
        return 2
    found = list(everything(wanted or known))
    write(found)
    print(f"\n{table(found)}")
    return 0 if all(figure.ok for figure in found) else 1


def everything(wanted: Sequence[str]) -> Iterator[Figure]:
    if "starts" in wanted or "pages" in wanted:
        yield from starts.figures(with_pages="pages" in wanted)
    for name in alone.parts():
        yield from alone.measured(name) if name in wanted else ()
    if parts := [name for name in wanted if name in sizes.BOUNDS]:
        yield from sizes.figures(parts)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
