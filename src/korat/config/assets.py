"""`korat assets import FILE`: take in a list, with its progress and every line that was not taken."""

from __future__ import annotations

from pathlib import Path

from korat.blocks.ledger.services import service_actor
from korat.blocks.people import queries as people
from korat.domains.living.assets.actions import take_all
from korat.domains.living.assets.columns import COLUMNS
from korat.domains.living.assets.sheet import MOST_BYTES, read
from korat.kernel import clock
from korat.kernel.errors import Invalid


def import_command(path: Path, office: str) -> int:
    """1 when a line was not taken."""
    owner = people.standing(office) if office else None
    if office and owner is None:
        raise Invalid(th=f"ไม่รู้จักหน่วยงาน {office}", en=f"There is no office {office}.")
    sheet, wrong = read(path.name, contents(path)), 0
    kept = [0, 0, 0]
    for taken in take_all(
        actor=service_actor("assets"), now=clock.now(), sheet=sheet, office=owner.id if owner else None
    ):
        kept = [a + b for a, b in zip(kept, (taken.kept.added, taken.kept.changed, taken.kept.same), strict=True)]
        for one in taken.problems:
            th, en, _others = COLUMNS.get(one.column, ("", "", ()))
            print(f"  {one.line} {th}: {one.th}\n      {one.line} {en}: {one.en}")
        wrong += len(taken.problems)
        print(f"{taken.read:,} / {sheet.size:,}", flush=True)
    print(
        f"ใหม่ {kept[0]:,} · แก้ไข {kept[1]:,} · เหมือนเดิม {kept[2]:,} · ไม่รับ {wrong:,}\n"
        f"{kept[0]:,} new, {kept[1]:,} changed, {kept[2]:,} as before, {wrong:,} not taken."
    )
    return 1 if wrong else 0


def contents(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError:
        raise Invalid(th=f"เปิดไฟล์ {path.name} ไม่ได้", en=f"The file {path.name} cannot be opened.") from None
