"""`korat keys rotate KIND`: the next key signs from now on, the one before goes on proving what it signed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from korat.blocks.catalog import queries as catalog
from korat.blocks.documents.papers import actions as papers
from korat.blocks.documents.papers.certificates import authority_of
from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger import heads
from korat.blocks.ledger.services import service_actor
from korat.config import published
from korat.kernel import clock
from korat.kernel.errors import Conflict
from korat.kernel.notes import Verifier
from korat.kernel.settings import read
from korat.kernel.signing import KeyRing, SigningKey
from korat.standards.rfc6962 import witness

Words = tuple[str, str]


@dataclass(frozen=True)
class Change:
    """One rotation before it happens: the ids of the two keys, and what lets the new one sign."""

    before: str
    after: str
    enact: Callable[[], bool]


def rotate_command(kind: str) -> int:
    now = clock.now()
    changed = rotate(kind, now)
    published.keep(now)
    for th, en in (signs(changed), NEXT[kind](), SAFE):
        print(f"{th}\n{en}")
    return 0


def rotate(kind: str, now: datetime) -> Change:
    """The act names both keys; it stands only if the new one does. Conflict when another rotated at the same moment."""
    change = KINDS[kind](now)
    with transaction.atomic():
        ledger.record(
            actor=service_actor("keys"),
            kind="ledger.key.rotated",
            purpose="key.rotate",
            about=None,
            now=now,
            facts={"use": kind, "before": change.before, "after": change.after},
        )
        if not change.enact():
            raise Conflict()
    return change


def of_ring(ring: KeyRing) -> Change:
    key = SigningKey.new()
    return Change(ring.current.id, key.id, lambda: ring.keep(key))


def of_seals(now: datetime) -> Change:
    province = catalog.profile().code
    registry, made = papers.registry_of(read().home, province), authority_of(province, now)
    return Change(registry.authority(now).id, made.id, lambda: registry.follow(made))


KINDS: dict[str, Callable[[datetime], Change]] = {
    "heads": lambda _: of_ring(heads.ring("ledger")),
    "witness": lambda _: of_ring(heads.ring("witness")),
    "papers": lambda _: of_ring(papers.keys(read().home)),
    "seals": of_seals,
}


def signs(change: Change) -> Words:
    return (
        f"ตั้งแต่นี้ลงนามด้วยกุญแจใหม่ {change.after} สิ่งที่กุญแจเดิม {change.before} ลงนามไว้ยังตรวจได้เหมือนเดิม "
        "ส่วนที่เปิดเผยของกุญแจใหม่อยู่ที่ /.well-known/korat/keys ของระบบนี้",
        f"From now on the new key {change.after} signs. What the one before, {change.before}, signed is checked as ever. "
        "The new one's public part is published here at /.well-known/korat/keys",
    )


def told_heads() -> Words:
    named = heads.origin()
    key = str(Verifier(named, heads.ring("ledger").current.public)) if named else "-"
    return (
        f"โปรดแจ้งกุญแจตรวจหัวบัญชีใหม่แก่พยานและผู้ตรวจสอบ ก่อนพยานรู้จักกุญแจนี้ พยานจะยังไม่รับรองหัวบัญชีใหม่: {key}",
        f"Tell witnesses and auditors the new verifier key; until they know it, witnesses cosign no new head: {key}",
    )


def told_witness() -> Words:
    return (
        f"โปรดแจ้งกุญแจพยานใหม่แก่ทุกแห่งที่เรารับรองหัวบัญชีให้: {witness.verifier()}",
        f"Tell everyone whose heads we keep the new witness key: {witness.verifier()}",
    )


def told_papers() -> Words:
    return (
        "เครื่องที่เก็บหน้าตรวจเอกสารไว้ใช้ตอนไม่มีเน็ต จะรู้จักกุญแจใหม่เมื่อเปิดหน้านั้นอีกครั้งตอนมีเน็ต",
        "A device that keeps the offline page learns the new key when it next opens that page with a network.",
    )


def told_seals() -> Words:
    return (
        "แต่ละหน่วยงานได้ตราใหม่เมื่อออกเอกสารฉบับถัดไป ผู้ที่ติดตั้ง ca.pem ของเราไว้ในโปรแกรมอ่าน PDF โปรดติดตั้งฉบับใหม่เพิ่ม",
        "Each office gets a new seal with its next paper. Who installed our ca.pem in a PDF reader adds the new one.",
    )


NEXT: dict[str, Callable[[], Words]] = {
    "heads": told_heads, "witness": told_witness, "papers": told_papers, "seals": told_seals
}  # fmt: skip
SAFE = (
    "โปรดทำสำเนา KORAT_HOME/keys ชุดใหม่เก็บในที่ปลอดภัย อย่าลบไฟล์ .pub หรือ ca.pem เดิม",
    "Copy KORAT_HOME/keys to its safe place again, and remove no .pub or ca.pem of before.",
)
