"""Being a witness (C2SP tlog-witness): keep the heads of the logs named in KORAT_WITNESSED, refuse a fork, cosign the rest."""

from __future__ import annotations

import logging
from datetime import datetime

from korat.blocks.ledger import heads, witnessing
from korat.kernel import merkle, notes
from korat.kernel.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from korat.kernel.notes import COSIGNATURE, Checkpoint, Note, Verifier
from korat.kernel.settings import read

log = logging.getLogger("korat.witness")
MOST_HASHES = 63


class Behind(Conflict):
    """The sender began from another size than the one we keep, which is `size`."""

    def __init__(self, size: int) -> None:
        super().__init__(code="size")
        self.size = size


class Fork(Refused):
    """A signed head that does not continue what we keep: somebody's past was rewritten."""

    status = 422
    default_code = "fork"
    default_th = "หัวบัญชีนี้ไม่ต่อจากหัวบัญชีที่เราเก็บไว้: อดีตถูกเขียนใหม่ เราไม่รับรอง และได้จดไว้แล้ว"
    default_en = (
        "This head does not continue the one we keep: the past was rewritten. We do not cosign it, and have noted it."
    )


class Split(Fork):
    """Two heads of one size. The standard wants another number for it."""

    status = 409


def name() -> str:
    return f"{heads.origin() or 'korat'}/witness"


def verifier() -> Verifier:
    """By which others check our cosignatures."""
    return Verifier(name(), heads.ring("witness").current.public, COSIGNATURE)


def cosigned(request: str, now: datetime) -> str:
    """Check a submitted head against the one kept, keep it, and return our signature line over it."""
    old, proof, text = parsed(request)
    note = Note.parse(text)
    head = Checkpoint.parse(note.body)
    refuse_strangers(note, head)
    refuse_fork(head, old, proof)
    if not witnessing.keep(head, old=old, note=text, now=now):
        raise Behind(size_kept(head.origin))
    return notes.cosign(note.body, name(), heads.ring("witness").current, int(now.timestamp()))


def parsed(request: str) -> tuple[int, list[bytes], str]:
    """The old size, the consistency proof, and the checkpoint."""
    begin, gap, text = request.partition("\n\n")
    first, *lines = begin.split("\n")
    word, _, size = first.partition(" ")
    proof = list(map(notes.bytes_of, lines))
    if not gap or word != "old" or not notes.SIZE.fullmatch(size) or len(proof) > MOST_HASHES:
        raise notes.unreadable()
    if any(len(hash) != 32 for hash in proof):
        raise notes.unreadable()
    return int(size), proof, text


def refuse_strangers(note: Note, head: Checkpoint) -> None:
    known = [one for one in read().witnessed if one.name == head.origin]
    if not known:
        raise NotFound("เราไม่ได้เป็นพยานให้บัญชีนี้", "We are no witness of this log.", "origin")
    if note.by(known) is None:
        raise Forbidden(
            "หัวบัญชีนี้ไม่ได้ลงนามด้วยกุญแจที่เรารู้จัก", "This head is not signed with a key that we know.", "signature"
        )


def refuse_fork(head: Checkpoint, old: int, proof: list[bytes]) -> None:
    kept = witnessing.kept_of(head.origin)
    if old > head.size:
        raise Invalid("ขนาดเดิมใหญ่กว่าขนาดใหม่", "The old size is larger than the new one.", "size")
    if old != (kept.size if kept else 0):
        raise Behind(kept.size if kept else 0)
    if kept and not merkle.consistent(old, head.size, proof, kept.root, head.root):
        log.error("fork of %s between %s and %s", head.origin, old, head.size)
        raise Split() if old == head.size else Fork()
    if not kept and proof:
        raise Invalid("หัวบัญชีแรกไม่มีหลักฐานต่อเนื่อง", "A first head comes without a proof.", "proof")


def size_kept(origin: str) -> int:
    kept = witnessing.kept_of(origin)
    return kept.size if kept else 0
