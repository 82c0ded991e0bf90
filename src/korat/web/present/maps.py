"""Maps without outside tiles: what each figure shows and where its data lie."""

from __future__ import annotations

from django.utils.translation import gettext as _

from korat.kernel.geo import Point
from korat.web import addresses


def around(point: Point) -> dict[str, object]:
    return {**base(_("Map of the place")), "lat": point.lat, "lon": point.lon, "low": True}


def of_faces(query: str) -> dict[str, object]:
    return {**base(_("Map of reports")), "faces_url": f"{addresses.at('web:faces_geojson')}?{query}"}


def to_place() -> dict[str, object]:
    return {**base(_("Map to mark the place")), "low": True}


def base(label: str) -> dict[str, object]:
    return {
        "label": label,
        "outline_url": addresses.at("web:outline_geojson"),
        "districts_url": addresses.at("web:districts_geojson"),
        "caption": _("Outline and district points only, simplified: no legal borders."),
    }
