"""The forms of a case's moves, and the photographs that come with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from korat.blocks.cases import queries
from korat.blocks.cases.values import CasePage
from korat.blocks.documents import actions as documents
from korat.blocks.documents.queries import DocumentView
from korat.blocks.ledger.actor import Actor
from korat.blocks.people import queries as people
from korat.kernel.errors import NotFound
from korat.web.forms import Choices, MoveForm

Posted = QueryDict | None


def of(
    shown: CasePage, photos: Sequence[DocumentView], data: Posted, files: MultiValueDict[str, Any] | None, tried: str
) -> Mapping[str, MoveForm]:
    """A form for each move open to the reader; the one just tried comes back with what was typed."""
    offices, crews = agencies(), crews_of(shown.face.office)
    pictures: Choices = [(str(photo.uuid), str(number)) for number, photo in enumerate(photos, 1) if photo.kind != "public_photo"]
    return {
        move.code: MoveForm(
            move,
            data if move.code == tried else None,
            files if move.code == tried else None,
            initial={"version": shown.face.version},
            offices=offices,
            crews=crews,
            photos=pictures,
        )
        for move in shown.moves
    }


def posted(
    actor: Actor, reference: str, code: str, data: QueryDict, files: MultiValueDict[str, Any], now: datetime
) -> MoveForm:
    """The form of the move that was sent. NotFound when it is not open to this actor."""
    face = queries.case_face(reference)
    move = face.service.move(code) if face else None
    if face is None or move is None or not queries.concerns(actor, face):
        raise NotFound()
    photos: Choices = [(str(uuid), "") for uuid in data.getlist(f"{code}-publish")]
    return MoveForm(move, data, files, offices=agencies(), crews=crews_of(face.office), photos=photos)


def agencies() -> Choices:
    """Offices a case can be passed to: authorities themselves, not the divisions inside them."""
    return [(str(one.id), one.names) for one in people.organisations() if one.role in ("agency", "triage")]


def crews_of(office: int) -> Choices:
    """The crews that work for an office, and the office itself."""
    home = people.organisation_by_id(office)
    if home is None:
        return []
    inside = [one for one in people.organisations() if one.parent_code == home.code and one.role.endswith("crew")]
    return [(str(one.id), one.names) for one in inside]


def receive(files: Sequence[UploadedFile], now: datetime) -> tuple[str, ...]:
    """Take in the photographs and return their handles. Refused, in words, for what is no photograph."""
    return tuple(documents.receive(file=file, name=file.name or "", now=now).handle for file in files)
