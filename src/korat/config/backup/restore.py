"""`korat restore DIR`: from a backup to a whole house, in an empty data folder or not at all."""

from __future__ import annotations

from pathlib import Path

from korat.config import wake
from korat.config.backup import manifest, parts, refusals, snapshot
from korat.config.backup.folders import begin, empty, end, is_full, refuse_filled
from korat.config.backup.manifest import Manifest
from korat.config.backup.progress import say
from korat.kernel.settings import Settings, read


def restore(settings: Settings, folder: Path) -> Manifest:
    """Check everything first, then fill the data folder. Refused, in words; the data folder is then as empty as before."""
    refuse_filled(settings.home)
    say("ตรวจข้อมูลสำรองทุกส่วน", "Checking every part of the backup")
    wanted = manifest.read(folder)
    manifest.check(folder, wanted)
    if wanted.demo and not settings.is_demo:
        raise refusals.demonstration()
    try:
        fill(settings, folder, wanted)
    except BaseException as error:
        if settings.home.is_dir():
            empty(settings.home)
        if is_full(error):
            raise refusals.no_room(settings.home) from error
        raise
    return wanted


def fill(settings: Settings, folder: Path, wanted: Manifest) -> None:
    begin(settings.home)
    parts.restore_keys(folder, settings.home)
    with wake.database(share=False):
        load(folder)
        with wake.awake(share=False):
            complete(folder, wanted)
    if not wanted.with_secrets:
        forget_new_keys(settings.home)
    end(settings.home)
    tell(wanted, settings.home)


def load(folder: Path) -> None:
    owner_url = read().database_owner_url or ""
    if not snapshot.is_empty(owner_url):
        raise refusals.database_not_empty()
    say("นำฐานข้อมูลกลับ", "The database")
    snapshot.load(folder / manifest.DATABASE, owner_url)


def complete(folder: Path, wanted: Manifest) -> None:
    """Bring it to this Korat's level, install the law, bring the files back, and see that every sealed act holds."""
    from korat.config import database
    from korat.config.backup import proof

    refuse_newer(wanted)
    say("ติดตั้งกฎของระบบ", "The law of the house")
    database.prepare()
    parts.copy_back(folder, list(manifest.sums(folder)))
    say("ตรวจบัญชีการกระทำ", "Verifying the ledger")
    proof.verify(wanted.counts.get("korat_ledger_leaf", 0))


def refuse_newer(wanted: Manifest) -> None:
    """A backup of migrations that these files do not know."""
    from django.db.migrations.loader import MigrationLoader

    known = set(MigrationLoader(None).disk_migrations)
    if unknown := [f"{app} {name}" for app, name in wanted.migrations.items() if (app, name) not in known]:
        raise refusals.newer(", ".join(unknown))


def forget_new_keys(home: Path) -> None:
    """Keys that this restore itself made along the way: the operator's own are awaited in their place."""
    for path in list(parts.keys(home, secret=True)):
        path.unlink()


def tell(wanted: Manifest, home: Path) -> None:
    counts = wanted.counts
    acts, cases, persons = (counts.get(f"korat_{name}", 0) for name in ("ledger_act", "cases_case", "people_person"))
    say(
        f"กู้คืนครบแล้วใน {home}: {acts:,} รายการกระทำ {cases:,} เรื่อง {persons:,} คน {wanted.files:,} ไฟล์",
        f"Restored in {home}: {acts:,} acts, {cases:,} cases, {persons:,} people, {wanted.files:,} files.",
    )
    say("ทุกคนต้องเข้าสู่ระบบใหม่", "Everybody signs in anew.")
    if not wanted.with_secrets:
        say(
            f"ข้อมูลสำรองนี้ไม่มีกุญแจลับ ก่อนเริ่มระบบ โปรดคัดลอกโฟลเดอร์ keys ที่เก็บไว้มาวางใน {home}/keys "
            "หากไม่มี: เลขประจำตัวประชาชนจะเปิดอ่านไม่ได้ ระบบจะไม่รู้จักหมายเลขโทรศัพท์ของคนเดิม "
            "และเอกสารใหม่จะลงนามด้วยกุญแจใหม่ ส่วนภาพ เอกสารเดิม และบัญชีการกระทำยังใช้ได้ครบ",
            f"This backup holds no secret keys. Before you start, copy the folder keys that you kept to {home}/keys. "
            "Without it: citizen numbers cannot be opened, telephone numbers no longer find the people they belong to, "
            "and what is signed from now on is signed with new keys. Photographs, papers and the ledger are whole.",
        )
