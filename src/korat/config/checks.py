"""What `korat doctor` asks: each check takes plain values and returns one finding."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from korat.config.finding import Finding

GIGABYTE = 10**9
SILENCE = timedelta(seconds=60)


def check_port(port: int, taken: bool, ours: bool) -> Finding:
    """A port that our own running Korat holds is well held."""
    if not taken:
        return Finding(True, "port", f"พอร์ต {port} ว่าง", f"Port {port} is free.")
    if ours:
        return Finding(True, "port", f"Korat เปิดอยู่ที่พอร์ต {port}", f"Korat is running on port {port}.")
    return Finding(
        False,
        "port_taken",
        f"พอร์ต {port} มีโปรแกรมอื่นใช้อยู่",
        f"Another program uses port {port}.",
        "ปิดโปรแกรมนั้น หรือกำหนด KORAT_PORT เป็นเลขอื่น เช่น KORAT_PORT=8001",
        "Stop it, or set KORAT_PORT to another number, such as KORAT_PORT=8001.",
    )


def check_disk(home: Path, free: int) -> Finding:
    """Below 1 GB a warning, below 200 MB a failure."""
    th, en = f"{home} เหลือพื้นที่ {free / GIGABYTE:.1f} GB", f"{home} has {free / GIGABYTE:.1f} GB left."
    if free >= GIGABYTE:
        return Finding(True, "disk", th, en)
    return Finding(
        free >= GIGABYTE // 5,
        "disk_nearly_full",
        f"พื้นที่ใกล้เต็ม: {th}",
        f"The disk is nearly full: {en}",
        "ลบไฟล์ที่ไม่ใช้ หรือเพิ่มพื้นที่",
        "Delete what is not needed, or add space.",
    )


def check_folder(home: Path, writable: bool) -> Finding:
    if writable:
        return Finding(True, "folder", f"เขียนลง {home} ได้", f"{home} can be written.")
    return Finding(
        False,
        "folder_not_writable",
        f"เขียนลง {home} ไม่ได้",
        f"{home} cannot be written.",
        "ตรวจสอบสิทธิ์ของโฟลเดอร์ หรือกำหนด KORAT_HOME เป็นโฟลเดอร์อื่น",
        "Check the rights of the folder, or set KORAT_HOME to another one.",
    )


def check_keys(production: bool, demonstration_keys: Collection[str]) -> Finding:
    """Keys made for a demonstration are known to many."""
    if not (production and demonstration_keys):
        return Finding(True, "keys", "กุญแจเหมาะกับการใช้งาน", "The keys fit their use.")
    names = ", ".join(sorted(demonstration_keys))
    return Finding(
        False,
        "demonstration_key",
        f"ระบบใช้งานจริงใช้กุญแจสาธิตอยู่: {names}",
        f"Production uses demonstration keys: {names}.",
        "เริ่มระบบใช้งานจริงด้วย KORAT_HOME ใหม่ที่ว่างเปล่า",
        "Start production with a new, empty KORAT_HOME.",
    )


def check_demo_mark(production: bool, marked_demo: bool) -> Finding:
    """Made-up people never serve in production."""
    if not (production and marked_demo):
        return Finding(True, "demo_mark", "ฐานข้อมูลตรงกับโหมดที่ใช้", "The database fits the mode.")
    return Finding(
        False,
        "demo_database",
        "ฐานข้อมูลนี้เป็นข้อมูลสาธิต ใช้งานจริงไม่ได้",
        "This database holds a demonstration and cannot serve in production.",
        "กำหนด KORAT_HOME หรือ DATABASE_URL เป็นฐานข้อมูลใหม่",
        "Set KORAT_HOME or DATABASE_URL to a new database.",
    )


def check_calendar(year: int, confirmed_years: Collection[int]) -> Finding:
    """Clocks count working days: the pack confirms the holidays of each year (Gregorian) by hand."""
    if year in confirmed_years:
        return Finding(True, "calendar", f"วันหยุดปี {year + 543} ยืนยันแล้ว", f"The holidays of {year} are confirmed.")
    return Finding(
        True,
        "calendar_unconfirmed",
        f"ยังไม่ได้ยืนยันวันหยุดราชการปี {year + 543} กำหนดเวลาอาจคลาดเคลื่อน",
        f"The public holidays of {year} are not confirmed; due dates may be off.",
        "ตรวจวันหยุดตามประกาศ แล้วยืนยันปีนี้ใน pack.yaml",
        "Compare them with the announcement and confirm the year in pack.yaml.",
    )


def check_migrations(missing: Sequence[str]) -> Finding:
    if not missing:
        return Finding(True, "migrations", "โครงสร้างฐานข้อมูลเป็นรุ่นปัจจุบัน", "The database's structure is current.")
    return Finding(
        False,
        "migrations_missing",
        f"ฐานข้อมูลขาดการปรับโครงสร้าง {len(missing)} รายการ",
        f"The database lacks {len(missing)} migrations, first {missing[0]}.",
        "สั่ง korat up ระบบจะปรับให้เอง",
        "Run korat up: it brings the database up to date.",
    )


def check_worker(last_beat: datetime | None, now: datetime) -> Finding:
    """The worker tells the time every few seconds; after 60 s of silence something is wrong."""
    if last_beat is not None and now - last_beat <= SILENCE:
        return Finding(True, "worker", "ตัวทำงานเบื้องหลังทำงานอยู่", "The worker is at work.")
    since = f"{last_beat:%Y-%m-%d %H:%M} UTC" if last_beat else "-"
    return Finding(
        False,
        "worker_silent",
        f"ตัวทำงานเบื้องหลังเงียบไป (ครั้งสุดท้าย {since}) ข้อความจะไม่ถูกส่ง",
        f"The worker is silent (last heard: {since}); messages are not sent.",
        "สั่ง korat up หรือดูข้อความของ worker ในบันทึก",
        "Run korat up, or read what the worker says in the log.",
    )


def check_cores(cores: int) -> Finding:
    if cores >= 2:
        return Finding(True, "cores", f"มีหน่วยประมวลผล {cores} แกน", f"There are {cores} processor cores.")
    return Finding(
        True,
        "cores_few",
        "มีหน่วยประมวลผลแกนเดียว ระบบอาจช้า",
        "There is only one processor core; expect slow answers.",
        "ใช้เครื่องที่มีอย่างน้อย 2 แกน",
        "Use a machine with two or more.",
    )


def check_node(present: bool) -> Finding:
    """Only those who build the page's assets need it."""
    if present:
        return Finding(True, "node", "มี Node สำหรับสร้างไฟล์หน้าเว็บ", "Node is there for building assets.")
    return Finding(True, "node", "ไม่มี Node (ไม่จำเป็นต่อการใช้งาน)", "No Node here; running Korat does not need it.")
