"""`python -m benchmarks [NAME…]`: measure, write `results/latest.json`, print a table. Fails when a bound is missed."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence

from benchmarks import export, kills, ledger, papers, sizes, starts
from benchmarks.figures import Figure, table, write

OTHERS = ("starts", "pages", "export", "paper_sign", "qr_check", "kills")


def main(wanted: Sequence[str]) -> int:
    known = (*sizes.BOUNDS, *OTHERS, *ledger.PARTS)
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
    yield from export.figures() if "export" in wanted else ()
    yield from kills.figures() if "kills" in wanted else ()
    if parts := [name for name in ("paper_sign", "qr_check") if name in wanted]:
        yield from papers.figures(parts)
    if parts := [name for name in wanted if name in sizes.BOUNDS]:
        yield from sizes.figures(parts)
    # After the others: these replace the database that this process talks to.
    yield from ledger.figures(wanted)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
