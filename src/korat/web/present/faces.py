"""A case in a list."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from korat.blocks.cases.values import CaseFace, CaseLine
from korat.blocks.places import queries as places
from korat.kernel.geo import Point
from korat.kernel.language import current
from korat.kernel.texts import Text
from korat.web import addresses
from korat.web.present import words


def title(face: CaseLine) -> Text:
    return face.category.names if face.category else face.service.names


def line(face: CaseLine, *, own: bool = False) -> dict[str, object]:
    return {
        "url": addresses.of_case(face.reference),
        "category": title(face),
        "state": words.state(face.step, own=own),
        "place": words.place(face.place or face.jurisdiction),
        "reference": face.reference,
    }


def item(face: CaseFace, *, own: bool = False) -> dict[str, object]:
    return {**line(face, own=own), "when": face.opened_at}


def row(face: CaseLine, now: datetime) -> dict[str, object]:
    """A line of an officer's queue: urgency in words."""
    return {
        **line(face),
        "urgent": face.urgent,
        "late": face.is_overdue(now),
        "due_words": due_words(face, now),
    }


def listed(shown: Iterable[CaseLine], now: datetime) -> list[dict[str, object]]:
    """The same as an office's long list fills them in: words alone, the language asked for once."""
    language, (before, after) = current(), addresses.around("web:case", current())
    return [
        {
            "url": before + face.reference + after,
            "category": title(face).show(language),
            "reference": face.reference,
            "place": words.place(face.place or face.jurisdiction, language) or "–",
            "state": (face.step.others or face.step.names).show(language),
            "colour": face.step.colour,
            "urgent": face.urgent,
            "late": face.is_overdue(now),
            "due_words": due_words(face, now, language),
        }
        for face in shown
    ]


def due_words(face: CaseLine, now: datetime, language: str | None = None) -> str:
    if face.closed:
        return ""
    return _("waits for the reporter's word") if face.asking else words.time_left(face.due_at, now, language)


def features(shown: Iterable[CaseFace]) -> list[dict[str, object]]:
    """GeoJSON of public faces. Where the exact place is not public, the pin stands on the area's point and says so."""
    return [feature(face, point) for face in shown if (point := face.point or near(face))]


def near(face: CaseFace) -> Point | None:
    """The point of the smallest area around the case that has one; the whole province is no place."""
    found = places.place(face.place or face.jurisdiction or "")
    while found is not None and found.kind != "province":
        if found.point:
            return found.point
        found = places.place(found.parent_code) if found.parent_code else None
    return None


def feature(face: CaseFace, point: Point) -> dict[str, object]:
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [point.lon, point.lat]},
        "properties": {
            "title": str(title(face)),
            "state": face.step.names.show(),
            "place": words.place(face.place or face.jurisdiction),
            "about": face.point is None,
            "colour": face.step.colour,
            "url": addresses.of_case(face.reference),
        },
    }
