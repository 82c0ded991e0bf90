"""Whether what came back is what was sealed: each leaf is computed anew from its act."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import connections, transaction

from korat.blocks.ledger import sealing
from korat.config.backup.progress import say
from korat.kernel.errors import Refused

SEALED = f"""
    SELECT l.index, l.hash, {sealing.COLUMNS} FROM korat_ledger_leaf l
    JOIN korat_ledger_act a ON a.id = l.act_id AND a.recorded_at = l.recorded_at
    JOIN korat_ledger_subject actor ON actor.id = a.actor_id
    LEFT JOIN korat_ledger_subject office ON office.id = a.office_id
    JOIN korat_ledger_grant g ON g.id = a.grant_id ORDER BY l.index
"""


def verify(wanted: int) -> None:
    """Refused, naming the first leaf that does not hold, or when there are not as many as were copied."""
    number = -1
    for number, (index, kept, *act) in enumerate(sealed()):
        if index != number or sealing.leaf_hash(sealing.canonical(act)) != bytes(kept):
            raise does_not_hold(number)
    if number + 1 != wanted:
        raise does_not_hold(number + 1)
    say(f"การกระทำที่ผนึกแล้วถูกต้องครบ {number + 1:,} รายการ", f"All {number + 1:,} sealed acts hold.")


def sealed() -> Iterator[tuple[Any, ...]]:
    """By a cursor of the server: a province's leaves do not fit in memory."""
    owner = connections["owner"]
    with transaction.atomic(using="owner"), owner.chunked_cursor() as cursor:
        cursor.execute(SEALED)
        yield from iter(cursor)


def does_not_hold(leaf: int) -> Refused:
    return Refused(
        f"บัญชีการกระทำที่กู้คืนไม่ตรงกับที่ผนึกไว้ ตั้งแต่ลำดับที่ {leaf:,} โปรดแจ้งผู้ตรวจสอบและใช้ข้อมูลสำรองชุดอื่น",
        f"The restored ledger is not what was sealed, from leaf {leaf:,} on. Tell the auditor and use another backup.",
        code="ledger_does_not_hold",
    )
