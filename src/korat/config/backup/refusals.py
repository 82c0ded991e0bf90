"""Why a copy or its way back is refused, in sentences for the clerk at the keyboard."""

from __future__ import annotations

from pathlib import Path

from korat.kernel.errors import Conflict, Invalid, Refused, Unavailable


def not_empty(folder: Path) -> Conflict:
    return Conflict(
        f"โฟลเดอร์ {folder} มีข้อมูลอยู่แล้ว จึงไม่เขียนทับให้ โปรดเลือกโฟลเดอร์ใหม่ที่ว่าง",
        f"The folder {folder} already holds something, and nothing is written over. Please choose a new, empty folder.",
        code="folder_not_empty",
    )


def database_not_empty() -> Conflict:
    return Conflict(
        "ฐานข้อมูลใน DATABASE_URL มีข้อมูลอยู่แล้ว จึงไม่เขียนทับให้ โปรดสร้างฐานข้อมูลใหม่ที่ว่าง",
        "The database in DATABASE_URL already holds tables, and nothing is written over. Please make a new, empty database.",
        code="database_not_empty",
    )


def no_backup(folder: Path) -> Invalid:
    return Invalid(
        f"โฟลเดอร์ {folder} ไม่ใช่ข้อมูลสำรองของระบบนี้ โปรดตรวจสอบชื่อโฟลเดอร์",
        f"The folder {folder} is no backup of this system. Please check its name.",
        code="no_backup",
    )


def cut_short(part: str) -> Invalid:
    return Invalid(
        f"ข้อมูลสำรองชุดนี้ไม่ครบ ขาด {part} อาจถูกหยุดกลางคันหรือคัดลอกมาไม่หมด โปรดใช้ชุดอื่น ยังไม่มีสิ่งใดถูกเปลี่ยน",
        f"This backup is not complete: {part} is missing. It was cut short, or not all of it was copied here. "
        "Please use another backup. Nothing was changed.",
        code="backup_cut_short",
    )


def altered(part: str) -> Invalid:
    return Invalid(
        f"ข้อมูลสำรองชุดนี้ไม่ตรงกับตอนที่ทำไว้ {part} ถูกแก้ไขหรือเสียหาย โปรดใช้ชุดอื่น ยังไม่มีสิ่งใดถูกเปลี่ยน",
        f"This backup is not what was written: {part} was altered or is damaged. "
        "Please use another backup. Nothing was changed.",
        code="backup_altered",
    )


def newer(migrations: str) -> Refused:
    return Refused(
        f"ข้อมูลสำรองชุดนี้มาจาก Korat รุ่นใหม่กว่าเครื่องนี้ ({migrations}) โปรดติดตั้งรุ่นใหม่ก่อนแล้วกู้คืนอีกครั้ง",
        f"This backup was made by a newer Korat than this one ({migrations}). Please install the newer one first.",
        code="backup_newer",
    )


def demonstration() -> Conflict:
    return Conflict(
        "ข้อมูลสำรองชุดนี้เป็นของสาธิต ใช้งานจริงไม่ได้ หากต้องการดูการสาธิต โปรดตั้ง KORAT_MODE=demo",
        "This backup is a demonstration and never goes into production. To see the demonstration set KORAT_MODE=demo.",
        code="demonstration",
    )


def unfinished(folder: Path) -> Conflict:
    return Conflict(
        f"การกู้คืนลงใน {folder} ถูกหยุดกลางคัน ข้อมูลยังไม่ครบ โปรดลบทุกสิ่งในโฟลเดอร์นั้น แล้วกู้คืนใหม่",
        f"A restore into {folder} was cut short, so its data is not whole. Please empty that folder and restore again.",
        code="restore_unfinished",
    )


def says_full(words: str) -> bool:
    """PostgreSQL words a full disk in two ways: nothing could be written, or only a part of a page."""
    return "No space left" in words or "Check free disk space" in words


def no_room(folder: Path) -> Unavailable:
    return Unavailable(
        f"พื้นที่ดิสก์ของ {folder} ไม่พอ โปรดเพิ่มพื้นที่หรือเลือกดิสก์อื่น แล้วลองใหม่ ส่วนที่ทำไปแล้วลบออกให้แล้ว",
        f"The disk of {folder} has not enough room. Please make room or choose another disk, and try again. "
        "What was begun has been removed.",
        code="no_room",
    )


def not_writable(folder: Path) -> Refused:
    return Refused(
        f"เขียนลงโฟลเดอร์ {folder} ไม่ได้ โปรดตรวจสอบสิทธิ์",
        f"The folder {folder} cannot be written. Please check its rights.",
        code="folder_not_writable",
    )


def failed(program: str, words: str) -> Refused:
    return Refused(
        f"โปรแกรม {program} ทำงานไม่สำเร็จ: {words}",
        f"The program {program} failed: {words}",
        code="backup_program_failed",
    )
