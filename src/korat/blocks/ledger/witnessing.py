"""What witnesses keep of us, and what we keep as a witness of others. Both only grow; the checks are the caller's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from korat.blocks.ledger.models import Cosignature, Witnessed
from korat.kernel.notes import Checkpoint

KEEP = "SELECT ledger.keep_witnessed(%s, %s, %s, %s, %s, %s)"


@dataclass(frozen=True)
class Sent:
    """The newest head of ours that a witness has cosigned; size 0 and no date before the first."""

    size: int = 0
    at: datetime | None = None


def sent_to(witness: str) -> Sent:
    row = Cosignature.objects.filter(witness=witness).order_by("-size").first()
    return Sent(row.size, row.received_at) if row else Sent()


def keep_cosignature(*, witness: str, size: int, line: str, now: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT ledger.keep_cosignature(%s, %s, %s, %s)", [witness, size, line, now])


def kept_of(origin: str) -> Checkpoint | None:
    """The newest head that we keep of another log."""
    row = Witnessed.objects.filter(origin=origin).order_by("-size").first()
    return Checkpoint(row.origin, row.size, bytes(row.root)) if row else None


def keep(head: Checkpoint, *, old: int, note: str, now: datetime) -> bool:
    """Keep a head that was checked against the one of size `old`. False when another came between."""
    with connection.cursor() as cursor:
        cursor.execute(KEEP, [head.origin, old, head.size, head.root, note, now])
        return bool(cursor.fetchone()[0])
