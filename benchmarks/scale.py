"""One size in a process of its own: `python -m benchmarks.scale REPORTS FOLDER [PART…]` prints costs as JSON."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

from benchmarks.province import settled


def main(arguments: list[str]) -> None:
    reports, folder, *wanted = arguments
    with settled(Path(folder), int(reports)):
        from benchmarks.requests import PARTS

        for name, part in PARTS.items():
            if not wanted or name in wanted:
                print(json.dumps({"name": name, **asdict(part())}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
