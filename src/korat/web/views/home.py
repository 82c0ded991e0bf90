"""The first page, search, and the page of a service."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from korat.blocks.cases import queries as cases
from korat.blocks.catalog import queries as catalog
from korat.kernel.texts import clean
from korat.web import offers
from korat.web.present import faces, services

LATEST = 4


def home(request: HttpRequest) -> HttpResponse:
    found = catalog.services()
    latest = cases.faces(cases.FaceFilter(), limit=LATEST)
    context = {
        "dimensions": [services.tile(dimension) for dimension in catalog.profile().dimensions],
        "popular": services.popular(found),
        "report_url": next(filter(None, map(offers.start_url, services.reports(found))), None),
        "follow_url": reverse("web:follow"),
        "latest": [faces.item(face) for face in latest.items],
    }
    return render(request, "web/home.html", context)


def search(request: HttpRequest) -> HttpResponse:
    """Services by words, by dimension, or all of them."""
    words = clean(request.GET.get("q", "")[:200], 200)
    dimension = request.GET.get("dimension", "")
    context = {
        "q": words,
        "hits": services.hits(words) if words else [],
        "groups": [] if words else services.listed(dimension),
        "report_url": reverse("web:home"),
    }
    return render(request, "web/search.html", context)


def service(request: HttpRequest, code: str) -> HttpResponse:
    found = catalog.service(code)
    if found is None:
        raise Http404
    context = {"service": services.page(found), "back_url": reverse("web:search")}
    return render(request, "web/service.html", context)
