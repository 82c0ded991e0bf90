"""`korat boundaries FILE`: import real boundaries, with a report of what was taken and what was not."""

from __future__ import annotations

from pathlib import Path

from korat.blocks.ledger.services import service_actor
from korat.blocks.places import actions as places
from korat.kernel import clock


def import_command(path: Path) -> int:
    report = places.import_boundaries(actor=service_actor("pack"), path=path, now=clock.now())
    print(f"นำเข้าแล้ว {report.imported} แนวเขต · {report.imported} boundaries imported.")
    for skipped in report.skipped:
        print(f"  {skipped.feature}: {skipped.th}\n      {skipped.en}")
    return 0
