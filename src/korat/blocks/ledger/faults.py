"""What an auditor is told when the ledger does not hold: which act is the first, and what was done to it."""

from __future__ import annotations

from typing import Literal

from korat.kernel.errors import Refused

Kind = Literal["changed", "removed", "reordered", "inserted", "head"]


class DoesNotHold(Refused):
    """The first fault. `leaf`: its place in the sealed order, None for an act that has none."""

    status = 500

    def __init__(self, th: str, en: str, code: Kind, leaf: int | None = None) -> None:
        super().__init__(th, en, code)
        self.leaf = leaf


def changed(leaf: int, act: object) -> DoesNotHold:
    return DoesNotHold(
        f"รายการผนึกที่ {leaf:,} ({act}) ถูกแก้ไขหลังผนึก",
        f"Sealed act {leaf:,} ({act}) was changed after it was sealed.",
        "changed",
        leaf,
    )


def words_changed(leaf: int, act: object) -> DoesNotHold:
    return DoesNotHold(
        f"ถ้อยคำหรือผู้เกี่ยวข้องของรายการผนึกที่ {leaf:,} ({act}) ถูกแก้ไข เพิ่ม หรือลบ",
        f"The words or the persons concerned of sealed act {leaf:,} ({act}) were changed, added or removed.",
        "changed",
        leaf,
    )


def removed(leaf: int) -> DoesNotHold:
    return DoesNotHold(f"รายการผนึกที่ {leaf:,} ถูกลบ", f"Sealed act {leaf:,} was removed.", "removed", leaf)


def too_few(size: int, head: int, good: int) -> DoesNotHold:
    return DoesNotHold(
        f"รายการผนึกตั้งแต่ที่ {good:,} ถูกลบไป {head - size:,} รายการ หัวบัญชีที่ลงนามแล้วมี {head:,} รายการ",
        f"From sealed act {good:,} on, {head - size:,} were removed: a signed head counts {head:,}.",
        "removed",
        good,
    )


def reordered(leaf: int, other: int) -> DoesNotHold:
    return DoesNotHold(
        f"ลำดับถูกสลับ: ที่ลำดับ {leaf:,} มีรายการซึ่งผนึกไว้เป็นลำดับ {other:,}",
        f"The order was changed: at place {leaf:,} stands the act that was sealed at {other:,}.",
        "reordered",
        leaf,
    )


def not_as_grown(first: int, last: int) -> DoesNotHold:
    return DoesNotHold(
        f"รายการผนึกที่ {first:,} ถึง {last:,} ไม่ใช่รายการที่ผนึกไว้เดิม: ถูกแทนที่ แทรก หรือสลับลำดับ",
        f"Sealed acts {first:,} to {last:,} are not those over which the tree was grown: replaced, inserted or reordered.",
        "reordered",
        first,
    )


def not_as_signed(first: int, head: int) -> DoesNotHold:
    return DoesNotHold(
        f"รายการผนึกที่ {first:,} ถึง {head - 1:,} ไม่ตรงกับหัวบัญชีขนาด {head:,} ที่ลงนามแล้ว",
        f"Sealed acts {first:,} to {head - 1:,} are not those under the signed head of size {head:,}.",
        "changed",
        first,
    )


def inserted(act: object) -> DoesNotHold:
    return DoesNotHold(
        f"รายการ {act} ถูกแทรกโดยไม่ผ่านการผนึก",
        f"Act {act} was inserted: it is neither sealed nor waiting to be.",
        "inserted",
    )


def miscounted(found: int, wanted: int) -> DoesNotHold:
    return DoesNotHold(
        f"จำนวนรายการไม่ตรง: มี {found:,} ควรมี {wanted:,} มีการแทรกหรือลบ",
        f"The count is wrong: {found:,} acts where there should be {wanted:,}. Some were inserted or removed.",
        "inserted" if found > wanted else "removed",
    )


def forged(head: int) -> DoesNotHold:
    return DoesNotHold(
        f"หัวบัญชีขนาด {head:,} ไม่ได้ลงนามด้วยกุญแจของระบบนี้",
        f"The head of size {head:,} is not signed with a key of this installation.",
        "head",
    )
