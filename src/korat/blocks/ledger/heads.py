"""Signed heads of the tree: made whenever it grew, append-only, in the form that outside witnesses read (C2SP tlog-checkpoint).

The signing key lies in the data folder (`korat.kernel.signing`), never in the database: who owns the database can rewrite acts,
but cannot sign another head over them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from urllib.parse import urlsplit

from django.db import connection

from korat.blocks.ledger import tree
from korat.blocks.ledger.models import AppliedPack, Cosignature, Head
from korat.kernel import notes
from korat.kernel.notes import Checkpoint, Verifier
from korat.kernel.settings import read
from korat.kernel.signing import KeyRing

SIZES = "SELECT ledger.tree_size(), (SELECT coalesce(max(size), 0) FROM korat_ledger_head)"
PUBLISH = "SELECT ledger.publish(%s, %s, %s, %s, %s, %s)"


@dataclass(frozen=True)
class SignedHead:
    """A head as it was published. `signed_at` is what our clock said: a statement, not part of what is signed."""

    checkpoint: Checkpoint
    signed_at: datetime
    key_id: str
    signature: bytes
    cosignatures: tuple[str, ...] = ()

    @property
    def size(self) -> int:
        return self.checkpoint.size

    @property
    def public(self) -> bytes | None:
        """The key that signed it; None when its public part is not in the key folder."""
        return ring("ledger").publics().get(self.key_id)

    def note(self) -> str:
        """The checkpoint with our signature and those of witnesses, or empty when our public key is gone."""
        if not self.public:
            return ""
        ours = notes.line(Verifier(self.checkpoint.origin, self.public), self.signature)
        return f"{self.checkpoint.body()}\n{ours}{''.join(self.cosignatures)}"


@cache
def ring(use: str) -> KeyRing:
    """The keys of one use: `ledger` signs our heads, `witness` those of others."""
    settings = read()
    return KeyRing(settings.home / "keys" / use, settings.is_demo)


def origin() -> str | None:
    """The name of this log: that of its first head, for good; before it the address and the pack. None before any pack."""
    if first := Head.objects.order_by("size").values_list("origin", flat=True).first():
        return first
    pack = AppliedPack.objects.order_by("-id").values_list("code", flat=True).first()
    return f"{urlsplit(read().address).netloc}/{pack}" if pack else None


def sign(*, now: datetime) -> SignedHead | None:
    """Publish a head if the tree has grown since the last one. Of two sequencers the first one's stands."""
    with connection.cursor() as cursor:
        cursor.execute(SIZES)
        size, last = cursor.fetchone()
    named = origin() if size > last else None
    if not named:
        return None
    head, key = Checkpoint(named, size, tree.root(size)), ring("ledger").current
    signature = key.sign(head.body().encode())
    with connection.cursor() as cursor:
        cursor.execute(PUBLISH, [size, head.root, named, now, key.id, signature])
    return SignedHead(head, now, key.id, signature)


def latest() -> SignedHead | None:
    row = Head.objects.order_by("-size").first()
    return with_cosignatures(row) if row else None


def at(size: int) -> SignedHead | None:
    row = Head.objects.filter(size=size).first()
    return with_cosignatures(row) if row else None


def with_cosignatures(row: Head) -> SignedHead:
    lines = Cosignature.objects.filter(size=row.size).order_by("id").values_list("line", flat=True)
    return view(row, tuple(lines))


def view(row: Head, lines: tuple[str, ...] = ()) -> SignedHead:
    head = Checkpoint(row.origin, row.size, bytes(row.root))
    return SignedHead(head, row.signed_at, row.key_id, bytes(row.signature), lines)


def published(using: str = "default") -> Iterator[SignedHead]:
    """Every head from the smallest on, without the lines of witnesses."""
    return map(view, Head.objects.using(using).order_by("size").iterator())


def verifiers(named: str) -> tuple[Verifier, ...]:
    """Every key that this log ever signed with, under its name; the oldest first."""
    return tuple(Verifier(named, public) for public in ring("ledger").publics().values())
