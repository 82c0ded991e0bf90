"""Public faces of cases as GeoReport v2 requests. Nothing private passes here: a face is made of facts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from uuid import UUID

from korat.blocks.cases.values import CaseFace
from korat.blocks.catalog import queries as catalog
from korat.blocks.documents import queries as documents
from korat.blocks.people import queries as people
from korat.blocks.places import queries as places
from korat.blocks.places.queries import PlaceView
from korat.kernel.clock import local
from korat.kernel.settings import read as settings
from korat.standards.open311 import notices
from korat.standards.open311.offered import Offered, all_offered
from korat.standards.open311.render import Rows, Tree


@dataclass(frozen=True)
class Faces:
    """A page of faces in one language. Names come from caches, photographs in one query for the page."""

    faces: Sequence[CaseFace]
    language: str

    @cached_property
    def offered(self) -> Mapping[tuple[str, str], Offered]:
        return {each.key: each for each in all_offered()}

    @cached_property
    def photos(self) -> Mapping[UUID, str]:
        """The first published photograph of each case, as an absolute address."""
        found = documents.photos_of([face.uuid for face in self.faces])
        firsts = {about: next((one for one in photos if one.public), None) for about, photos in found.items()}
        return {about: f"{settings().address}/d/{one.uuid}" for about, one in firsts.items() if one}

    def rows(self) -> Rows:
        return Rows("request", tuple(map(self.request, self.faces)))

    def request(self, face: CaseFace) -> Tree:
        shown: dict[str, Tree] = {"media_url": self.photos.get(face.uuid)}
        return self.what(face) | self.when(face) | self.place(face) | shown

    def what(self, face: CaseFace) -> dict[str, Tree]:
        service, category = face.service, face.category
        offered = self.offered.get((service.code, category.code if category else ""))
        return {
            "service_request_id": face.reference,
            "status": face.state,
            "status_notes": ". ".join(filter(None, (face.step.names.show(self.language), face.public_note))),
            "service_name": (category or service).names.show(self.language),
            "service_code": offered.code if offered else service.code,
            "description": face.public_text,
            "agency_responsible": office(face.office, self.language),
            "service_notice": None if face.closed else notices.promise(service, category, self.language),
        }

    def when(self, face: CaseFace) -> dict[str, Tree]:
        """The last change of a closed case is its closing."""
        return {
            "requested_datetime": w3c(face.opened_at),
            "updated_datetime": w3c(face.closed_at or face.updated_at),
            "expected_datetime": w3c(face.due_at),
        }

    def place(self, face: CaseFace) -> dict[str, Tree]:
        """Names of areas only: how the reporter described the place is private."""
        chain = tuple(upwards(face.place or face.jurisdiction))
        return {
            "address": ", ".join(place.names.show(self.language) for place in chain),
            "address_id": chain[0].code if chain else None,
            "zipcode": next((place.postcode for place in chain if place.postcode), None),
            "lat": face.point.lat if face.point else None,
            "long": face.point.lon if face.point else None,
        }


def upwards(code: str | None) -> Iterator[PlaceView]:
    """The place and all that it lies in, the smallest first."""
    place = places.place(code) if code else None
    while place:
        yield place
        place = places.place(place.parent_code) if place.parent_code else None


def office(subject: int, language: str) -> str | None:
    """The office, and the authority it belongs to."""
    found = people.organisation_by_id(subject)
    if found is None:
        return None
    above = people.organisation(found.parent_code) if found.parent_code else None
    names = (found.names, above.names) if above and above.place_code else (found.names,)
    return ", ".join(name.show(language) for name in names)


def w3c(moment: datetime | None) -> str | None:
    """With the offset of the province's clocks, to the second."""
    return local(moment, catalog.zone()).isoformat(timespec="seconds") if moment else None
