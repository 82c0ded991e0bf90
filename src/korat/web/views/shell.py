"""Small things of the shell: larger text, map data, health."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST

from korat.blocks.catalog import queries as catalog
from korat.blocks.places import queries as places

YEAR = 365 * 24 * 3600
ELDER = "elder"


@require_POST
def elder(request: HttpRequest) -> HttpResponse:
    """The switch to larger text, one column, no time limits: one cookie, no account."""
    response = redirect(back(request))
    if request.POST.get("elder") == "1":
        response.set_cookie(
            ELDER, "1", max_age=YEAR, samesite="Lax", httponly=True, secure=settings.SESSION_COOKIE_SECURE
        )
    else:
        response.delete_cookie(ELDER)
    return response


def back(request: HttpRequest) -> str:
    """Where the form was sent from, if it is a page of ours."""
    wanted = request.POST.get("next", "/")
    return wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}) else "/"


def sources(request: HttpRequest) -> HttpResponse:
    """Whence every name, point and border is, word for word as the pack says it."""
    return render(request, "web/sources.html", {"thanks": catalog.profile().credits, "sources": places.sources()})


@cache_control(max_age=3600, public=True)
def outline_geojson(_request: HttpRequest) -> JsonResponse:
    shape = places.outline() or {"type": "FeatureCollection", "features": []}
    return JsonResponse(shape, content_type="application/geo+json")


@cache_control(max_age=3600, public=True)
def districts_geojson(_request: HttpRequest) -> JsonResponse:
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [one.longitude, one.latitude]},
            "properties": {"name": one.names.show()},
        }
        for one in places.districts()
        if one.latitude is not None
    ]
    return JsonResponse({"type": "FeatureCollection", "features": features}, content_type="application/geo+json")
