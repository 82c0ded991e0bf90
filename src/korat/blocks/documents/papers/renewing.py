"""The worker's duty to keep papers checkable: each signature is renewed long before its timestamp grows old."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models.functions import Coalesce

from korat.blocks.documents import cipher, store
from korat.blocks.documents.models import DocumentPrivate, Paper
from korat.blocks.documents.papers.actions import registry_of, stamper
from korat.blocks.documents.papers.lasting import RENEW_AFTER, prolonged
from korat.blocks.documents.queries import opened
from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger.actor import Actor
from korat.kernel.settings import read

BATCH = 20


def prolong_due(*, actor: Actor, now: datetime, issuer: str) -> int:
    """Renew the papers whose time has come. Returns how many; call again while it returns any.

    Without a timestamp authority there is nothing to renew with, and nothing is done.
    """
    if stamper(read(), registry_of(read().home, issuer), now) is None:
        return 0
    due = (
        Paper.objects.annotate(proved_at=Coalesce("prolonged_at", "issued_at"))
        .filter(proved_at__lt=now - RENEW_AFTER, revoked_at=None, document__erased_at=None)
        .select_related("document")
        .order_by("id")[:BATCH]
    )
    return sum(prolong(paper, actor, now, issuer) for paper in due)


def prolong(paper: Paper, actor: Actor, now: datetime, issuer: str) -> int:
    """The file again, with proofs. Its key is opened by a look that the person concerned can read."""
    uuid, subject = paper.document.uuid, paper.document.subject_id
    with ledger.look(
        actor=actor, purpose="retention", subjects=[subject] if subject else [], about=uuid, now=now,
        kind="documents.paper.looked",
    ):  # fmt: skip
        row = DocumentPrivate.objects.filter(document=paper.document).first()
        if row is None:
            return 0
        key = bytes(row.key)
        pdf = opened(uuid, key)
    registry = registry_of(read().home, issuer)
    stamp = stamper(read(), registry, now)
    if stamp is None:
        return 0
    renewed = prolonged(pdf, registry.authorities(), stamp, now)
    with transaction.atomic():
        ledger.record(
            actor=actor, kind="documents.paper.prolonged", purpose="retention", about=uuid, now=now,
            facts={"paper": str(uuid)},
        )  # fmt: skip
        Paper.objects.filter(pk=paper.pk).update(prolonged_at=now)
        # Written last and under the same key: before and after, what lies there opens and proves itself.
        store.keep(uuid, cipher.seal(renewed, key, uuid))
    return 1
