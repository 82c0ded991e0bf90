"""`korat ledger verify | prove | consistency`: what an auditor asks, answered in Thai and English."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

from korat.blocks.cases import queries as cases
from korat.blocks.ledger import heads, tree, verification
from korat.blocks.ledger.verification import Verified
from korat.kernel import merkle, notes
from korat.kernel.errors import Invalid, NotFound, Refused
from korat.kernel.notes import Checkpoint, Note, text_of
from korat.standards.rfc6962 import render


def verify_command(head: Path | None) -> int:
    """Every sealed act, then every case. Refused, naming the first fault, becomes exit code 1."""
    kept = read_head(head) if head else None
    found = verification.verify(kept=kept, told=progress)
    say(*holds(found))
    if kept:
        say(f"ตรงกับหัวบัญชีที่ท่านเก็บไว้ (ขนาด {kept.size:,})", f"It agrees with the head you kept (size {kept.size:,}).")
    refuse_unexplained()
    say("สถานะของทุกเรื่องมีที่มาจากรายการในบัญชี", "The state of every case follows from its acts.")
    return 0


def holds(found: Verified) -> tuple[str, str]:
    head = f"{found.head.size:,} {text_of(found.head.root)}" if found.head else "-"
    return (
        f"รายการที่ผนึกแล้วถูกต้องครบทั้ง {found.sealed:,} รายการ หัวบัญชี {head} ยังไม่ผนึก {found.waiting:,} รายการ",
        f"All {found.sealed:,} sealed acts hold, head {head}, {found.waiting:,} not yet sealed.",
    )


def refuse_unexplained() -> None:
    with verification.snapshot("default"):
        first, gone = next(cases.unexplained(), None), cases.without_case()
    if first:
        raise Refused(
            f"สถานะของเรื่อง {first.reference} ไม่ได้มาจากรายการในบัญชี (อยู่ที่ขั้น {first.says.step})",
            f"The state of case {first.reference} does not follow from its acts: it stands at step {first.says.step}.",
            "unexplained",
        )
    if gone > 0:
        raise Refused(f"มีเรื่องหายไป {gone:,} เรื่อง", f"{gone:,} cases that were opened are gone.", "unexplained")


def read_head(path: Path) -> Checkpoint:
    """A head that an auditor kept: the checkpoint itself, or the JSON of /.well-known/korat/tree-head."""
    note = Note.parse(checkpoint_in(read_text(path)))
    kept = Checkpoint.parse(note.body)
    if note.by(heads.verifiers(kept.origin)) is None or kept.origin != heads.origin():
        raise Refused(
            f"หัวบัญชีใน {path} ไม่ได้ลงนามด้วยกุญแจของระบบนี้ หรือเป็นของระบบอื่น",
            f"The head in {path} is not signed with a key of this installation, or is another's.",
            "head",
        )
    return kept


def checkpoint_in(text: str) -> str:
    if not text.lstrip().startswith("{"):
        return text
    try:
        return str(json.loads(text).get("checkpoint", ""))
    except ValueError as error:
        raise notes.unreadable() from error


def read_text(path: Path) -> str:
    try:
        return path.read_text()
    except (OSError, UnicodeDecodeError) as error:
        raise NotFound(f"อ่านไฟล์ {path} ไม่ได้", f"The file {path} cannot be read.") from error


def prove_command(act: str, head: Path | None) -> int:
    """The inclusion proof as JSON, checked before it is printed."""
    under = read_head(head) if head else published_head()
    found = tree.prove(uuid_of(act), size=under.size)
    if not merkle.included(found.leaf, found.index, found.size, found.path, under.root):
        raise Refused(
            "บัญชีนี้ไม่ใช่บัญชีที่ลงนามไว้ โปรดสั่ง korat ledger verify",
            "This is not the ledger that was signed. Run korat ledger verify.",
            "head",
        )
    print(json.dumps(render.inclusion(found), indent=2))
    return 0


def consistency_command(first: str, second: str) -> int:
    """The proof as JSON, checked; of heads that were kept also a sentence. Each is a size or the file of a head."""
    one, other = (given(text) for text in (first, second))
    older, newer = sorted((one, other), key=size_of) if Checkpoint in (type(one), type(other)) else (one, other)
    if size_of(newer) > tree.size():
        raise gone(size_of(newer))
    found = tree.consistency(size_of(older), size_of(newer))
    if not merkle.consistent(found.first, found.second, found.proof, found.old_root, found.new_root):
        raise Refused("บัญชีไม่ต่อเนื่องกัน", "The ledger does not hang together.", "head")
    if isinstance(older, Checkpoint) or isinstance(newer, Checkpoint):
        refuse_fork([(older, found.old_root), (newer, found.new_root)])
        tell(*extends(found.first, found.second))
    print(json.dumps(render.consistency(found), indent=2))
    return 0


def given(text: str) -> Checkpoint | int:
    """A head that was kept, its signature checked, or a size."""
    return int(text) if text.isascii() and text.isdecimal() else read_head(Path(text))


def size_of(head: Checkpoint | int) -> int:
    return head.size if isinstance(head, Checkpoint) else head


def refuse_fork(heads: Sequence[tuple[Checkpoint | int, bytes]]) -> None:
    """Refused, naming the head that our key signed over another past than the one that lies here."""
    for head, root in heads:
        if isinstance(head, Checkpoint) and head.root != root:
            raise Refused(
                f"บัญชีแยกเป็นสองสาย: หัวบัญชีขนาด {head.size:,} ลงนามด้วยกุญแจของระบบนี้ แต่รายการในบัญชีนี้ไม่ใช่ชุดที่ลงนามไว้",
                f"A fork: the head of size {head.size:,} was signed with a key of this installation, "
                "but over other acts than those that lie here.",
                "fork",
            )


def gone(size: int) -> Refused:
    return Refused(
        f"บัญชีนี้มีเพียง {tree.size():,} รายการ น้อยกว่า {size:,} ถ้า {size:,} มาจากหัวบัญชีที่ลงนามแล้ว แปลว่ารายการหายไป",
        f"This ledger has {tree.size():,} acts, fewer than {size:,}. If {size:,} stands in a signed head, acts were removed.",
        "size",
    )


def extends(older: int, newer: int) -> tuple[str, str]:
    if older == newer:
        return f"หัวบัญชีทั้งสองเป็นหัวเดียวกัน (ขนาด {older:,})", f"Both are the same head (size {older:,})."
    return (
        f"หัวบัญชีขนาด {newer:,} ต่อจากหัวบัญชีขนาด {older:,}: รายการเดิมอยู่ครบตามลำดับเดิม และเพิ่มขึ้น {newer - older:,} รายการ",
        f"The head of size {newer:,} extends the head of size {older:,}: "
        f"the older acts are all there in their order, and {newer - older:,} came after them.",
    )


def published_head() -> Checkpoint:
    found = heads.latest()
    if found is None:
        raise NotFound("ยังไม่มีหัวบัญชีที่ลงนามแล้ว", "No head has been published yet.")
    return found.checkpoint


def uuid_of(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Invalid("รหัสรายการไม่ถูกต้อง", "This is not the id of an act.", code="act") from error


def progress(done: int, size: int) -> None:
    if sys.stderr.isatty():
        end = "\n" if done == size else ""
        sys.stderr.write(f"\r  {100 * done // size:3d} %{end}")
        sys.stderr.flush()


def say(th: str, en: str) -> None:
    print(f"{th}\n{en}")


def tell(th: str, en: str) -> None:
    """Beside JSON, for people: so that the JSON alone can be kept in a file."""
    print(f"{th}\n{en}", file=sys.stderr)
