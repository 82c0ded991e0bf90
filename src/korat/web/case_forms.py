"""The forms of a case's moves, and the photographs that come with them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from korat.blocks.cases import queries
from korat.blocks.cases.values import CaseFace, CasePage
from korat.blocks.catalog.definition import Move
from korat.blocks.documents import actions as documents
from korat.blocks.documents.values import Received
from korat.blocks.ledger.actor import Actor
from korat.blocks.people import queries as people
from korat.kernel.errors import NotFound
from korat.web.forms import Choices, MoveForm, Offered

Posted = QueryDict | None


def of(
    shown: CasePage, data: Posted, files: MultiValueDict[str, Any] | None, tried: str
) -> Mapping[str, Callable[[], MoveForm]]:
    """A form for each move open to the reader, made when it is shown; the one just tried comes back with what was typed.
    What publishes has a page of its own."""
    return {
        move.code: partial(made, move, shown.face, *((data, files) if move.code == tried else ()))
        for move in shown.moves
        if "public_text" not in move.needs
    }


def made(move: Move, face: CaseFace, data: Posted = None, files: MultiValueDict[str, Any] | None = None) -> MoveForm:
    return MoveForm(move, offered(move, face), data, files)


def shape(move: Move, face: CaseFace) -> tuple[object, ...]:
    """What a blank form of this move depends on, besides language and pack."""
    count = face.count if move.evidence else None
    return face.service.code, move.code, face.office, face.jurisdiction, face.sealed, count


def typed(data: QueryDict, code: str) -> str:
    """The words of a move that is no longer open, so that they are not lost."""
    return "\n".join(
        filter(
            None,
            (data.get(f"{code}-{name}", "") for name in ("note", "reason", "instruction", "excuse")),
        )
    )


def posted(actor: Actor, reference: str, code: str, data: QueryDict, files: MultiValueDict[str, Any]) -> MoveForm:
    """The form of the move that was sent. NotFound when it is not open to this actor."""
    face = queries.case_face(reference)
    move = face.service.move(code) if face else None
    if face is None or move is None or "public_text" in move.needs or not queries.concerns(actor, face):
        raise NotFound()
    return MoveForm(move, offered(move, face), data, files)


def offered(move: Move, face: CaseFace) -> Offered:
    return Offered(
        offices=offices(move, face) if "office" in move.needs else [],
        crews=crews_of(face.office) if "crew" in move.needs else [],
        by_program=by_program(move, face) if "office" in move.needs else (),
        pauses=[(pause.code, pause.names) for pause in face.service.pauses] if "pause" in move.needs else [],
        count=face.count if move.evidence else None,
    )


def by_program(move: Move, face: CaseFace) -> tuple[str, ...]:
    """Those of the offices offered that have a system of their own; a sealed case goes to none."""
    offered = {int(id) for id, _names in offices(move, face)}
    return () if face.sealed else tuple(one.names.show() for one in people.bridged() if one.id in offered)


def offices(move: Move, face: CaseFace) -> Choices:
    """Other agencies to pass a case to; with a hand-over also the divisions of the place's local government."""
    found = people.organisations()
    town = face.jurisdiction if move.hands_over else None
    divisions = [one for one in found if town and one.place_code == town and not one.role.endswith("crew")]
    sorters = [one for one in found if move.hands_over and one.role == "triage"]
    agencies = [one for one in found if one.role == "agency"]
    return [(str(one.id), one.names) for one in (*divisions, *sorters, *agencies) if one.id != face.office]


def crews_of(office: int) -> Choices:
    """The crews that work for an office, or the office itself when it has none."""
    home = people.organisation_by_id(office)
    if home is None:
        return []
    inside = [one for one in people.organisations() if one.parent_code == home.code and one.role.endswith("crew")]
    return [(str(one.id), one.names) for one in inside or [home]]


def receive(files: Sequence[UploadedFile[bytes]], now: datetime) -> tuple[Received, ...]:
    """Take in the photographs. Refused, in words, for what is no photograph."""
    return tuple(documents.receive(file=file, name=file.name or "", now=now) for file in files)
