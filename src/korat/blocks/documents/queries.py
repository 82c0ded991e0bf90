"""Reading documents: facts freely, bytes only under an open look or from a public copy."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from korat.blocks.documents import cipher, handles, store
from korat.blocks.documents.models import Document, DocumentPrivate
from korat.blocks.documents.values import DocumentView, Received
from korat.blocks.ledger.rows import named
from korat.kernel.errors import NotFound

__all__ = [
    "DocumentView",
    "Received",
    "document",
    "evidence",
    "held_about",
    "laid_aside",
    "photos",
    "photos_of",
    "private_bytes",
    "public_bytes",
]


OF_ABOUT = """
    SELECT * FROM korat_documents_document
    WHERE about {} AND erased_at IS NULL AND kind NOT IN ('paper', 'evidence') ORDER BY id
"""
OF_ONE, OF_MANY = OF_ABOUT.format("= %s"), OF_ABOUT.format("= ANY (%s)")


def document(uuid: UUID) -> DocumentView | None:
    row = Document.objects.filter(uuid=uuid).first()
    return view(row) if row else None


def photos(about: UUID) -> tuple[DocumentView, ...]:
    """The photos of a case or the like, oldest first; erased ones are left out."""
    return tuple(map(view, named(OF_ONE, [about])))


def photos_of(about: Collection[UUID]) -> dict[UUID, tuple[DocumentView, ...]]:
    """The photos of many cases in one query."""
    found: dict[UUID, tuple[DocumentView, ...]] = defaultdict(tuple)
    for row in named(OF_MANY, [list(about)]):
        found[row.about] += (view(row),)
    return dict(found)


def evidence(about: UUID) -> tuple[DocumentView, ...]:
    """The files that an applicant sent with a case, oldest first; erased ones are left out."""
    rows = Document.objects.filter(about=about, kind=Document.Kind.EVIDENCE, erased_at=None).order_by("id")
    return tuple(map(view, rows))


def held_about(subject: int) -> list[dict[str, Any]]:
    """The files that are this subject's; their bytes by `private_bytes`. Needs an open look at the subject."""
    rows = Document.objects.filter(private__subject_id=subject, erased_at=None).order_by("id")
    names = ("kind", "about", "media_type", "size", "width", "height", "made_at")
    return [{"id": row.uuid, **{name: getattr(row, name) for name in names}} for row in rows]


def private_bytes(document: UUID) -> bytes:
    """The decrypted file, under the look the caller holds open. NotFound when the look does not reach it."""
    row = DocumentPrivate.objects.filter(document__uuid=document).only("key").first()
    if row is None:
        raise NotFound()
    return opened(document, bytes(row.key))


def public_bytes(document: UUID | str) -> tuple[bytes, str] | None:
    """A public copy and its media type; None for a private document, a withdrawn copy, and none at all."""
    row = Document.objects.filter(uuid=document).exclude(public_key=None).first()
    if row is None or row.public_key is None:
        return None
    return opened(row.uuid, bytes(row.public_key)), row.media_type


def laid_aside(handle: str, now: datetime) -> bytes:
    """What was laid aside under this handle. Conflict when its day is over."""
    uuid, key = handles.redeem(handle, now)
    return opened(uuid, key)


def opened(uuid: UUID, key: bytes) -> bytes:
    """The file, if it is still the one that was stored."""
    try:
        return cipher.unseal(store.fetch(uuid), key, uuid)
    except (FileNotFoundError, ValueError) as error:
        raise NotFound(
            th="ไม่พบไฟล์ของภาพนี้ หรือไฟล์เสียหาย โปรดแจ้งผู้ดูแลระบบ",
            en="The file of this photo is missing or damaged. Please tell the administrator.",
            code="file_gone",
        ) from error


def view(row: Any) -> DocumentView:
    """From a model, or from its columns by name."""
    return DocumentView(
        uuid=row.uuid,
        kind=row.kind,
        about=row.about,
        media_type=row.media_type,
        size=row.size,
        width=row.width,
        height=row.height,
        subject=row.subject_id,
        made_by=row.made_by_id,
        made_at=row.made_at,
        label=row.label,
    )
