"""`korat tamper`: shows an auditor what happens when the database's superuser changes a sealed act. Puts it back at the end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from korat.blocks.ledger import verification
from korat.blocks.ledger.faults import DoesNotHold
from korat.config.ledger import holds, published_head, say
from korat.config.postgres import Server
from korat.kernel.errors import Refused
from korat.kernel.settings import read

# A third of the way into the sealed order, so that there is something before and after it.
CHOSEN = """
    SELECT l.index, a.id, a.recorded_at, a.kind FROM korat_ledger_leaf l JOIN korat_ledger_act a ON a.id = l.act_id
    AND a.recorded_at = l.recorded_at WHERE l.index = (SELECT max(index) / 3 FROM korat_ledger_leaf)
"""
CHANGE = "UPDATE korat_ledger_act SET kind = %s WHERE id = %s AND recorded_at = %s"


def tamper_command(server: Server | None) -> int:
    """Keep a head, change an act, verify: found. Put it back, verify: holds. 0 only when both went so."""
    if server is None or not read().is_demo:
        raise Refused(
            "คำสั่งนี้ใช้ได้เฉพาะระบบสาธิตที่ใช้ฐานข้อมูลในตัว",
            "This works only on a demonstration with its own database.",
            "not_a_demonstration",
        )
    kept = published_head()
    say(f"ผู้ตรวจสอบจดหัวบัญชีไว้ (ขนาด {kept.size:,})", f"The auditor keeps the head (size {kept.size:,}).")
    say(*holds(verification.verify(kept=kept)))
    with changed(server):
        try:
            verification.verify(kept=kept)
        except DoesNotHold as found:
            say(f"พบ: {found.th}", f"Found: {found.en}")
        else:
            raise Refused("ตรวจไม่พบการแก้ไข", "The change was not found.", "not_found_out")
    say("คืนค่าเดิมแล้ว ตรวจอีกครั้ง", "It is put back; once more:")
    say(*holds(verification.verify(kept=kept)))
    return 0


@contextmanager
def changed(server: Server) -> Iterator[None]:
    """One act's kind is another, for as long as the block runs. No trigger and no right stops a superuser."""
    with psycopg.connect(server.superuser_url, dbname="korat", autocommit=True) as connection:
        index, id, at, kind = connection.execute(CHOSEN).fetchone() or (0, 0, None, "")
        connection.execute(CHANGE, [f"{kind}-forged", id, at])
        # Counted as `ledger verify` counts: by its place in the sealed order, not by its number in the table.
        say(
            f"ผู้ดูแลฐานข้อมูลแก้รายการผนึกที่ {index:,} ซึ่งเดิมเป็น {kind}",
            f"The superuser changes sealed act {index:,}, which said {kind}.",
        )
        try:
            yield
        finally:
            connection.execute(CHANGE, [kind, id, at])
