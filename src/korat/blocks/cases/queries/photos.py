"""A photograph of a case, for those to whom its page shows it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from korat.blocks.cases.models import Case
from korat.blocks.cases.queries.faces import face_of_uuid
from korat.blocks.cases.queries.page import relation_to
from korat.blocks.documents import queries as documents
from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger.actor import Actor
from korat.kernel.errors import NotFound


def photo_bytes(*, actor: Actor, document: UUID, now: datetime) -> tuple[bytes, str]:
    """The photograph and its media type, under a look. NotFound to everyone else."""
    found = documents.document(document)
    shown = face_of_uuid(found.about) if found else None
    if found is None or shown is None:
        raise NotFound()
    relation, grant, purpose = relation_to(actor, shown)
    # A crew sees what to repair, not the papers of who asked for it.
    if grant is None or (found.kind == "evidence" and relation == "crew"):
        raise NotFound()
    with ledger.look(
        actor=actor, purpose=purpose, subjects=[shown.subject], about=shown.uuid, now=now, grant=grant,
        kind="documents.photo.looked",
    ):  # fmt: skip
        return documents.private_bytes(document), found.media_type


def references(uuids: Collection[UUID]) -> dict[UUID, str]:
    """References of cases by uuid."""
    return dict(Case.objects.filter(uuid__in=uuids).values_list("uuid", "reference"))
