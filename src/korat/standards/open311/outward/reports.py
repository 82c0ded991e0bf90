"""A case as the partner's form: facts, the words that the officer let go along, and our mark. Never who reported."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from korat.blocks.cases import queries as cases
from korat.blocks.cases.values import CaseFace
from korat.blocks.catalog import queries as catalog
from korat.blocks.ledger.actor import Actor
from korat.blocks.people.pack import RemoteService
from korat.blocks.places import queries as places
from korat.standards.open311.faces import Faces
from korat.standards.open311.outward import origins
from korat.standards.open311.outward.partners import Partner
from korat.standards.open311.outward.wire import Failed

MOST_WORDS = 3500


@dataclass(frozen=True)
class Report:
    body: bytes
    headers: dict[str, str]

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.body).hexdigest()


def reports(actor: Actor, partner: Partner, case: UUID, stay: int, now: datetime) -> tuple[Report, ...]:
    """What may leave: with its published photograph, and without. Failed, and never sent, when it came from there, when the
    pack has no name for its kind or the key is missing."""
    chain = origins.chain_of(case)
    if partner.bridge.jurisdiction_id in origins.servers(chain):
        raise Failed("circle", lost=False)
    leaving = cases.leaving(actor=actor, stay=stay, now=now)
    kind, key = service_of(partner, leaving.face), partner.key()
    if key is None:
        raise Failed("no_key", lost=False, down=True)
    fields = {
        "jurisdiction_id": partner.bridge.jurisdiction_id,
        "service_code": kind.code,
        **where(leaving.face),
        "description": description(leaving),
        **{f"attribute[{code}]": value for code, value in sorted(kind.attributes.items())},
        **({"api_key": key} if key else {}),
    }
    link = origins.link(leaving.face.reference)
    headers = {"Idempotency-Key": f"{link}/{stay}", origins.HEADER: ", ".join((*chain, link))}
    photo = published(leaving.face) if partner.bridge.media else ""
    bodies = ([fields | {"media_url": photo}] if photo else []) + [fields]
    return tuple(Report(urlencode(one).encode(), headers) for one in bodies)


def published(face: CaseFace) -> str:
    """The address of the first photograph whose public copy an officer approved; the original never leaves."""
    return Faces([face], catalog.profile().languages[0]).photos.get(face.uuid, "")


def service_of(partner: Partner, face: CaseFace) -> RemoteService:
    found = partner.bridge.service(face.service.code, face.category.code if face.category else "")
    if found is None:
        raise Failed("no_service", lost=False)
    return found


def description(leaving: cases.Leaving) -> str:
    """The officer's choice of words, or the kind alone; our mark always."""
    face = leaving.face
    said = leaving.words[:MOST_WORDS] or (face.category or face.service).names.show(catalog.profile().languages[0])
    return f"{said}\n{origins.mark(face.reference)}"


def where(face: CaseFace) -> dict[str, str]:
    """The point where the pack lets the public know it, else the names of the areas."""
    if face.point:
        return {"lat": f"{face.point.lat:.6f}", "long": f"{face.point.lon:.6f}"}
    code = face.place or face.jurisdiction
    place = places.place(code) if code else None
    return {"address_string": place.names.show(catalog.profile().languages[0]) if place else "-"}
