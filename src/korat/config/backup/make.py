"""`korat backup DIR`: consistent, while everything runs."""

from __future__ import annotations

from pathlib import Path

from korat.blocks.ledger import marks
from korat.config.backup import manifest, parts, snapshot
from korat.config.backup.folders import filling
from korat.config.backup.manifest import Manifest
from korat.config.backup.progress import say
from korat.kernel import clock
from korat.kernel.settings import Settings


def backup(settings: Settings, folder: Path, *, with_secrets: bool = False) -> Manifest:
    """Copy the house into `folder`, which must be empty. Refused, in words and leaving nothing, when it cannot be done."""
    owner_url = settings.database_owner_url or ""
    with filling(folder), snapshot.taken(owner_url) as taken:
        say("คัดลอกฐานข้อมูล", "The database")
        snapshot.dump(taken, owner_url, folder / manifest.DATABASE)
        missing = parts.copy_store(taken.files(), folder)
        lost = snapshot.still_wanted(owner_url, missing) if missing else []
        written = described(settings, taken, folder, gone=[str(uuid) for uuid in missing], with_secrets=with_secrets)
        written.write(folder)
    tell(written, folder, len(lost))
    return written


def described(
    settings: Settings, taken: snapshot.Snapshot, folder: Path, *, gone: list[str], with_secrets: bool
) -> Manifest:
    """Copies the keys too: what the manifest says is then on the disk."""
    sums = parts.copy_keys(settings.home, folder, secret=False)
    if with_secrets:
        sums |= parts.copy_keys(settings.home, folder, secret=True)
    for name in (manifest.DATABASE, manifest.SUMS):
        sums[name] = manifest.digest(folder / name)
    return Manifest(
        postgres=taken.connection.info.server_version,
        made_at=clock.now(),
        address=settings.address,
        demo=marks.read("demo") is not None,
        pack=taken.value(snapshot.PACK) or "",
        migrations=taken.heads(),
        counts=taken.counts(),
        tree_head=taken.tree_head(),
        files=len(taken.files()) - len(gone),
        gone=gone,
        with_secrets=with_secrets,
        parts=sums,
    )


def tell(written: Manifest, folder: Path, lost: int) -> None:
    acts, cases = written.counts.get("korat_ledger_act", 0), written.counts.get("korat_cases_case", 0)
    say(
        f"สำรองข้อมูลเสร็จแล้วที่ {folder}: {acts:,} รายการกระทำ {cases:,} เรื่อง {written.files:,} ไฟล์",
        f"The backup is in {folder}: {acts:,} acts, {cases:,} cases, {written.files:,} files.",
    )
    if lost:
        say(
            f"ระวัง: {lost:,} ไฟล์ที่ฐานข้อมูลอ้างถึงไม่มีอยู่ในที่เก็บ รายชื่ออยู่ใน {manifest.NAME} ที่หัวข้อ gone",
            f"Take care: {lost:,} files that the database names are not in the store. {manifest.NAME} lists them as gone.",
        )
    if written.with_secrets:
        say(
            "ระวัง: ชุดนี้มีกุญแจลับอยู่ด้วย ผู้ที่ได้ไปเปิดอ่านและลงนามแทนหน่วยงานได้ โปรดเก็บในตู้นิรภัย",
            "Take care: this backup holds the secret keys. Who has it can read all and sign for the office. Keep it in a safe.",
        )
    else:
        say(
            "ชุดนี้ไม่มีกุญแจลับ โปรดเก็บสำเนาโฟลเดอร์ keys แยกไว้ต่างหาก มิฉะนั้นจะค้นหาบุคคลจากเลขประจำตัวไม่ได้หลังกู้คืน",
            "The secret keys are not in it. Keep a copy of the folder keys elsewhere: docs/backup.md says what is lost without.",
        )
