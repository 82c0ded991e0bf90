"""The register of permits, and one permit by its number: for everyone."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from korat.blocks.cases import queries as cases
from korat.kernel import clock
from korat.web import filter_forms
from korat.web.forms import PermitForm
from korat.web.present import filters
from korat.web.present import permits as present


@require_GET
def permits(request: HttpRequest) -> HttpResponse:
    form = PermitForm(request.GET, kinds=present.services(), places=filter_forms.communities())
    form.is_valid()
    return render(
        request, "web/permits.html", present.page(form, clock.now(), filters.moment_key(request.GET.get("before", "")))
    )


@require_GET
def permit(request: HttpRequest, reference: str) -> HttpResponse:
    """Whether it holds today. One answer for what never was and what is no permit."""
    found = cases.permit(reference[:24].upper())
    if found is None:
        raise Http404
    return render(request, "web/permit.html", present.one(found, clock.now()))
