"""A case in a list."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse

from korat.blocks.cases.values import CaseFace
from korat.web.present import words


def title(face: CaseFace) -> object:
    return face.category.names if face.category else face.service.names


def item(face: CaseFace) -> dict[str, object]:
    return {
        "url": reverse("web:case", args=[face.reference]),
        "category": title(face),
        "state": words.state(face.step),
        "place": words.place(face.place or face.jurisdiction),
        "reference": face.reference,
        "when": face.opened_at,
    }


def row(face: CaseFace, now: datetime) -> dict[str, object]:
    """A line of an officer's queue: urgency in words."""
    return {
        **item(face),
        "late": not face.closed and face.is_late(now),
        "due_words": "" if face.closed else words.time_left(face.due_at, now),
    }


def feature(face: CaseFace) -> dict[str, object]:
    """GeoJSON feature of a public face; only faces with an exact place have one."""
    assert face.point is not None
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [face.point.lon, face.point.lat]},
        "properties": {
            "title": str(title(face)),
            "state": face.step.names.show(),
            "colour": face.step.colour,
            "url": reverse("web:case", args=[face.reference]),
        },
    }
