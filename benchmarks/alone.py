"""One part in a process of its own, since Django binds a process to one database: `python -m benchmarks.alone NAME`."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict

from benchmarks.figures import Figure

MARK = "figures: "


def parts() -> Mapping[str, Callable[[], Iterator[Figure]]]:
    from benchmarks import assets, bookings, browser, export, kills, ledger, line, papers, publish, routing, surge

    return {
        "assets": assets.figures,
        "bookings": bookings.figures,
        "export": export.figures,
        "kills": kills.figures,
        "line": line.figures,
        "paper_sign": lambda: papers.figures(["paper_sign"]),
        "publish": publish.figures,
        "qr_check": lambda: papers.figures(["qr_check"]),
        "qr_check_js": browser.figures,
        "ledger": lambda: ledger.figures(["ledger"]),
        "routing": routing.figures,
        "surge": surge.figures,
        "tamper": lambda: ledger.figures(["tamper"]),
    }


def measured(name: str) -> Iterator[Figure]:
    """What the part's own process found. Its progress shows as it goes."""
    command = [sys.executable, "-m", "benchmarks.alone", name]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        for line in process.stdout or ():
            if line.startswith(MARK):
                yield from (Figure(**row) for row in json.loads(line.removeprefix(MARK)))
            else:
                print(line, end="", flush=True)
    if process.returncode:
        raise RuntimeError(f"the part {name} ended with {process.returncode}")


if __name__ == "__main__":
    print(MARK + json.dumps([asdict(one) for one in parts()[sys.argv[1]]()]))
