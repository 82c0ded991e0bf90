"""Whether what came back is what was sealed: the same questions as `korat ledger verify`, and nothing is missing at the end."""

from __future__ import annotations

from korat.blocks.ledger import verification
from korat.config import ledger
from korat.config.backup.progress import say
from korat.kernel.errors import Refused


def verify(wanted: int) -> None:
    """Refused, naming the first fault, or when there are not as many sealed acts as were copied."""
    found = verification.verify()
    if found.sealed != wanted:
        raise missing(found.sealed, wanted)
    say(*ledger.holds(found))
    ledger.refuse_unexplained()


def missing(sealed: int, wanted: int) -> Refused:
    return Refused(
        f"บัญชีที่กู้คืนมี {sealed:,} รายการที่ผนึกแล้ว แต่ตอนสำรองมี {wanted:,} โปรดแจ้งผู้ตรวจสอบและใช้ข้อมูลสำรองชุดอื่น",
        f"The restored ledger has {sealed:,} sealed acts; the backup counted {wanted:,}. Tell the auditor and use another backup.",
        code="ledger_not_whole",
    )
