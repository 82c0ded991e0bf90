"""The same facts through the lens of one community or market: its permits, its public reports, its figures."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from korat.blocks.places import queries as places
from korat.kernel import clock
from korat.web.present import filters
from korat.web.present import lens as present


@require_GET
def community(request: HttpRequest, code: str) -> HttpResponse:
    """Public faces alone, for whoever asks: nobody's reach is a place in the ledger."""
    found = places.place(code)
    if found is None or found.kind not in present.KINDS:
        raise Http404
    context = present.page(found, clock.now(), before=filters.key(request.GET.get("before", "")))
    return render(request, "web/community.html", context)
