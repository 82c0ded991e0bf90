"""`korat verify FILE|QR`: without server and database, from keys and a list that lie in files. The exit code is the answer."""

from __future__ import annotations

import re
from pathlib import Path

from korat.blocks.documents.papers import revocations, trust, verify
from korat.blocks.documents.papers.revocations import Revocations
from korat.blocks.documents.papers.verify import Finding
from korat.config.published import FOLDER, KEYS, REVOCATIONS
from korat.kernel import clock
from korat.kernel.errors import NotFound
from korat.kernel.settings import read

MOST_BYTES = 200_000_000
# An ending of letters behind a dot, or a path; but no address, whose path a QR's text is.
FILE_NAME = re.compile(r"(?!https?:)(?:.*\.[A-Za-z]\w{0,4}|.*[/\\].*)", re.IGNORECASE | re.DOTALL)
CODES = {"valid": 0, "altered": 3, "revoked": 4, "unknown_issuer": 5, "expired": 6, "not_a_paper": 7}
WORDS = {
    "valid": ("เอกสารนี้ใช้ได้ ออกโดยเจ้าของกุญแจชุดนี้ และไม่ถูกแก้ไข", "Valid: issued under these keys, and not altered."),
    "altered": ("อย่าเชื่อเอกสารนี้ เพราะถูกแก้ไข", "Do not trust it: it was altered."),
    "revoked": ("อย่าเชื่อเอกสารนี้ เพราะถูกเพิกถอนแล้ว", "Do not trust it: it was revoked."),
    "unknown_issuer": ("เอกสารนี้ผนึกด้วยกุญแจที่เราไม่รู้จัก โปรดถามหน่วยงานที่ระบุไว้",
                       "Sealed with a key that is not among ours. Ask whom it names."),
    "expired": ("เอกสารนี้เป็นของจริงแต่หมดอายุแล้ว", "It was genuine, but has expired."),
    "not_a_paper": ("อ่านผนึกไม่ได้ โปรดใช้ข้อความทั้งหมดของคิวอาร์ หรือไฟล์ PDF ต้นฉบับ",
                    "No whole seal in it. Use all of the QR's text, or the PDF as you received it."),
}  # fmt: skip
WHY = {
    "seal": ("ผนึกในคิวอาร์ไม่ตรงกับข้อความ", "The seal does not fit what the QR says."),
    "data": ("ข้อมูลในไฟล์ไม่ใช่ข้อมูลที่ผนึกไว้", "The data inside is not what was sealed."),
    "signature": ("ไม่มีลายเซ็นของหน่วยงานเรา", "It bears no signature of an office under these keys."),
    "files": ("มีไฟล์ในชุดนี้ที่ถูกแก้ เพิ่ม หรือหายไป", "A file in it was changed, added or taken away."),
    "file": ("ไฟล์ถูกแก้หลังลงนาม หรือได้รับมาไม่ครบ", "The file was changed after it was signed, or is not whole."),
}
# Without a server no page's words: the kinds of paper as they are printed.
KINDS = {
    "confirmation": ("ใบยืนยันการแจ้งเรื่อง", "Confirmation of a report"),
    "slip": ("ใบจดรหัสติดตามเรื่อง", "Slip with the key of a report"),
    "looks": ("บันทึกผู้เปิดดูข้อมูลของตน", "Record of who looked at one's data"),
    "receipt": ("ใบเสร็จรับเงิน", "Receipt"),
    "export": ("ข้อมูลทั้งหมดที่เก็บไว้เกี่ยวกับบุคคล", "All data that is held about a person"),
    "monthly-report": ("รายงานประจำเดือนของหน่วยงาน", "Monthly report of an office"),
    "audit-file": ("ไฟล์สำหรับผู้ตรวจสอบ", "Audit file"),
}


def verify_command(paper: str, keys: Path | None, listed: Path | None) -> int:
    """Print the answer in both languages; its number is the exit code."""
    now = clock.now()
    published = read().home / FOLDER
    trusted = trust.of_file(contents(keys or published / KEYS))
    if listed is None and keys is None and (published / REVOCATIONS).is_file():
        listed = published / REVOCATIONS
    known = revocations.read(contents(listed), trusted.publics) if listed else None
    # Days end where this is asked, not where the paper was issued: an expiry may differ by hours.
    today = now.astimezone().date()
    if file := existing(paper):
        say(f"ตรวจไฟล์ {file}", f"Checked: the file {file}.")
        found = verify.file(contents(file), trusted, known, now, today)
    else:
        refuse_missing(paper)
        say("ตรวจข้อความของคิวอาร์", "Checked: what you gave, as the text of a QR.")
        found = verify.text(paper, trusted, known, now, today)
    tell(found, known)
    return CODES[found.state]


def existing(paper: str) -> Path | None:
    """The file of this name; the text of a QR is longer than any name may be."""
    try:
        return Path(paper) if Path(paper).is_file() else None
    except OSError:
        return None


def refuse_missing(given: str) -> None:
    """NotFound for what reads like a file's name: no QR of ours does."""
    if FILE_NAME.fullmatch(given) or Path(given[:255]).is_dir():
        raise NotFound(
            th=f"ไม่มีไฟล์ {given} โปรดตรวจชื่อไฟล์และโฟลเดอร์",
            en=f"There is no such file: {given}. Check its name and its folder.",
            code="no_file",
        )


def contents(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES)
    except OSError as error:
        raise NotFound(
            th=f"อ่านไฟล์ {path} ไม่ได้ โปรดตรวจชื่อไฟล์ หรือระบุไฟล์กุญแจด้วย --keys",
            en=f"The file {path} cannot be read. Check its name, or name a file of keys with --keys.",
            code="no_file",
        ) from error


def tell(found: Finding, known: Revocations | None) -> None:
    say(*WORDS[found.state])
    if found.state == "altered" and found.why in WHY:
        say(*WHY[found.why])
    if found.claims and found.state not in ("altered", "unknown_issuer"):
        expires = f" – {found.claims.expires}" if found.claims.expires else ""
        named = " / ".join(KINDS.get(found.claims.kind, (found.claims.kind,)))
        print(f"  {named} · {found.claims.number} · {found.claims.issued}{expires} · {found.signed_by}".rstrip(" ·"))
    if found.claims and found.state == "unknown_issuer":
        print(f"  {found.claims.issuer}")
    if known is None:
        say(
            "ไม่มีรายการเพิกถอน จึงไม่ทราบว่าเอกสารถูกเพิกถอนหรือไม่",
            "No list of revoked papers: whether it was revoked is not known.",
        )
    elif found.list_days is not None:
        say(f"รายการเพิกถอนมีอายุ {found.list_days} วัน", f"The list of revoked papers is {found.list_days} days old.")


def say(th: str, en: str) -> None:
    print(f"{th}\n{en}")
