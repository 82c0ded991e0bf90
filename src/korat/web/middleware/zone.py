"""The province's time zone, for every moment that a page shows."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from korat.blocks.catalog import queries as catalog
from korat.web.middleware.requests import Respond, is_for_programs


def zone(get_response: Respond) -> Respond:
    def middleware(request: HttpRequest) -> HttpResponse:
        if is_for_programs(request) or request.path_info.startswith(("/static/", "/healthz")):
            return get_response(request)
        with timezone.override(catalog.zone()):
            return get_response(request)

    return middleware
