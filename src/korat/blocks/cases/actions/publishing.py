"""Before something is published: what to hide is proposed, and the officer is shown the copy that everyone will see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from korat.blocks.cases import tickets
from korat.blocks.cases.actions.move import concerns
from korat.blocks.cases.models import Case, CaseReport
from korat.blocks.cases.reach import ground_or_fail
from korat.blocks.documents import queries as documents
from korat.blocks.documents import refusals
from korat.blocks.documents.copies import actions as copies
from korat.blocks.documents.copies.boxes import Box
from korat.blocks.documents.queries import DocumentView
from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger.actor import Actor, GrantView
from korat.kernel.errors import NotFound

PURPOSE = "case.publish"


@dataclass(frozen=True)
class Draft:
    """What could be published: the reporter's words, and the photographs with the faces seen in them.
    None instead of faces: nobody could look."""

    words: str
    photos: tuple[tuple[DocumentView, tuple[Box, ...] | None], ...]


@dataclass(frozen=True)
class Veil:
    """What the officer wants covered in one photograph: every face found but those `kept`, by their place in the list,
    and boxes by hand. `looked`: the officer says to have looked for faces."""

    kept: frozenset[int] = frozenset()
    boxes: tuple[Box, ...] = ()
    looked: bool = False


@dataclass(frozen=True)
class Ready:
    """A covered copy, and how many boxes of each kind cover it."""

    photo: UUID
    ticket: str
    hidden: Mapping[str, int]


def propose(*, actor: Actor, now: datetime, reference: str) -> Draft:
    """Words and photographs under one look. A photograph not looked at before costs about 0.3 s CPU.

    NotFound to outsiders, Forbidden without the authority to publish.
    """
    case, grant = to_publish(actor, reference)
    photos = originals(case)
    with ledger.look(actor=actor, purpose=PURPOSE, subjects=[case.subject_id], about=case.uuid, now=now, grant=grant):
        words = CaseReport.objects.filter(case=case).values_list("description", flat=True).first()
        found = copies.propose(actor=actor, grant=grant, about=case.uuid, photos=list(photos), now=now)
    return Draft(words or "", tuple((view, found.get(uuid)) for uuid, view in photos.items()))


def prepare(*, actor: Actor, now: datetime, reference: str, veils: Mapping[UUID, Veil]) -> tuple[Ready, ...]:
    """Make the covered copies of the photographs chosen. Invalid when nobody looked for the faces in one of them."""
    case, grant = to_publish(actor, reference)
    wanted = [uuid for uuid in originals(case) if uuid in veils]
    if not wanted:
        return ()
    with ledger.look(actor=actor, purpose=PURPOSE, subjects=[case.subject_id], about=case.uuid, now=now, grant=grant):
        found = copies.propose(actor=actor, grant=grant, about=case.uuid, photos=wanted, now=now)
        boxes = {uuid: boxes_under(veils[uuid], found.get(uuid)) for uuid in wanted}
        made = {uuid: copies.make(document=uuid, boxes=boxes[uuid], now=now) for uuid in wanted}
    return tuple(ready(actor, case, uuid, made[uuid], boxes[uuid]) for uuid in wanted)


def boxes_under(veil: Veil, faces: tuple[Box, ...] | None) -> tuple[Box, ...]:
    if faces is None and not veil.looked:
        raise refusals.not_looked()
    return tuple(face for index, face in enumerate(faces or ()) if index not in veil.kept) + veil.boxes


def ready(actor: Actor, case: Case, photo: UUID, handle: str, boxes: tuple[Box, ...]) -> Ready:
    hidden = copies.counted(boxes)
    return Ready(photo, tickets.issue(tickets.Ticket(handle, hidden), actor=actor, about=case.uuid), hidden)


def show(*, actor: Actor, now: datetime, reference: str, ticket: str) -> tuple[bytes, str]:
    """The copy behind a ticket; from here on this officer has been shown it."""
    case, _grant = to_publish(actor, reference)
    return copies.show(actor=actor, handle=tickets.redeem(ticket, actor=actor, about=case.uuid).handle, now=now)


def to_publish(actor: Actor, reference: str) -> tuple[Case, GrantView]:
    case = Case.objects.filter(reference=reference).only("subject_id", "uuid", "office_id", "sealed").first()
    if case is None or not concerns(actor, case):
        raise NotFound()
    return case, ground_or_fail(actor, PURPOSE, office=case.office_id, sealed=case.sealed)


def originals(case: Case) -> dict[UUID, DocumentView]:
    return {photo.uuid: photo for photo in documents.photos(case.uuid) if not photo.public}
