"""Proposing faces, making a covered copy, showing it to the officer, publishing that very copy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from korat.blocks.documents import handles, queries, refusals
from korat.blocks.documents.actions import keep
from korat.blocks.documents.copies.boxes import FACE, Box
from korat.blocks.documents.copies.drawing import covered
from korat.blocks.documents.models import Document, DocumentPrivate, Upload
from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger.actor import Actor, GrantView

# Photographs looked at for one page: about two seconds of CPU. The page opened again goes on from there.
MOST_AT_ONCE = 6

Proposed = dict[UUID, tuple[Box, ...] | None]


def propose(*, actor: Actor, grant: GrantView, about: UUID, photos: Sequence[UUID], now: datetime) -> Proposed:
    """Faces in photographs, found once and kept in the private row; None where nobody could look.

    Under the look that the caller holds open, and outside a transaction.
    """
    # OpenCV and the model come into a process with the first photograph that it looks at.
    from korat.blocks.documents.copies.faces import faces

    rows = DocumentPrivate.objects.filter(document__uuid__in=photos).values_list("document__uuid", "faces")
    kept: Proposed = {uuid: None if found is None else boxes_of(found) for uuid, found in rows}
    for uuid in [uuid for uuid, found in kept.items() if found is None][:MOST_AT_ONCE]:
        kept[uuid] = faces(queries.private_bytes(uuid))
        if (found := kept[uuid]) is not None:
            remember(actor, grant, about, uuid, found, now)
    return kept


def boxes_of(found: Sequence[Sequence[int]]) -> tuple[Box, ...]:
    return tuple(Box(left, top, right, bottom, FACE) for left, top, right, bottom in found)


def remember(
    actor: Actor, grant: GrantView, about: UUID, document: UUID, found: Collection[Box], now: datetime
) -> None:
    with transaction.atomic():
        ledger.record(
            actor=actor, grant=grant, kind="documents.photo.examined", purpose="case.publish", about=about, now=now,
            facts={"document": str(document), "faces": len(found)},
        )  # fmt: skip
        edges = [[box.left, box.top, box.right, box.bottom] for box in found]
        DocumentPrivate.objects.filter(document__uuid=document).update(faces=edges)


def make(*, document: UUID, boxes: Collection[Box], now: datetime) -> str:
    """Lay a covered copy aside, under the look that the caller holds open. Returns its handle, good for a day."""
    return keep(covered(queries.private_bytes(document), boxes), now).handle


def show(*, actor: Actor, handle: str, now: datetime) -> tuple[bytes, str]:
    """The copy and its media type, and that this officer was shown it."""
    uuid, key = handles.redeem(handle, now)
    upload = Upload.objects.filter(uuid=uuid).first()
    if upload is None:
        raise refusals.expired()
    image = queries.opened(uuid, key)
    Upload.objects.filter(uuid=uuid).update(shown_to_id=actor.subject)
    return image, upload.media_type


def publish(
    *, actor: Actor, grant: GrantView, handle: str, about: UUID, hidden: Mapping[str, int], now: datetime
) -> UUID:
    """The copy that this officer was shown, byte for byte, for everyone; inside the caller's transaction.

    Conflict when it was not shown, or is no longer there.
    """
    uuid, key = handles.redeem(handle, now)
    upload = Upload.objects.select_for_update().filter(uuid=uuid).first()
    if upload is None:
        raise refusals.expired()
    if upload.shown_to_id != actor.subject:
        raise refusals.unseen()
    ledger.record(
        actor=actor, grant=grant, kind="documents.document.published", purpose="case.publish", about=about, now=now,
        facts={"document": str(uuid), "hidden": dict(hidden)},
    )  # fmt: skip
    Document.objects.create(
        uuid=uuid, kind=Document.Kind.PUBLIC_PHOTO, about=about, public_key=key, made_by_id=actor.subject, made_at=now,
        media_type=upload.media_type, size=upload.size, width=upload.width, height=upload.height,
    )  # fmt: skip
    upload.delete()
    return uuid


def counted(boxes: Collection[Box]) -> dict[str, int]:
    """How many boxes of each kind."""
    return dict(sorted(Counter(box.kind for box in boxes).items()))
