"""Figures: how fast, how often again; each number opens what is behind it."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from korat.blocks.measures import queries as measures
from korat.blocks.places import queries as places
from korat.kernel import clock
from korat.web.present import figures as present

MONTHS_BACK = timedelta(days=185)


def figures(request: HttpRequest) -> HttpResponse:
    towns = places.jurisdictions()
    chosen = next((town for town in towns if town.code == request.GET.get("place")), towns[0] if towns else None)
    since = (clock.now() - MONTHS_BACK).date().replace(day=1)
    values = measures.values(place=chosen.code, since=since) if chosen else ()
    today = timezone.localdate(clock.now())
    context = {"place": chosen.names if chosen else None, **present.page(values, chosen.code if chosen else "", today)}
    context["communities"] = places.inner(chosen.code) if chosen else ()
    return render(request, "web/figures.html", context)
