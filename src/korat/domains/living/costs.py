"""What the town's work cost and what is claimed under warranties: behind the sums of the morning page."""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from korat.blocks.cases import queries as cases
from korat.blocks.cases.queries import AUTHORITIES, ClaimLine, CostLine, OfficeCost
from korat.blocks.ledger.actor import Actor
from korat.domains.living.assets.views import reader
from korat.kernel import clock
from korat.kernel.dates import format_span
from korat.kernel.money import show
from korat.web.present import filters, words
from korat.web.signin import official

SHOWN = timedelta(days=30)


@never_cache
@official
@require_safe
def costs(request: HttpRequest) -> HttpResponse:
    """By office, claim by claim, work order by work order: facts alone."""
    actor = reader(request, *AUTHORITIES)
    return render(
        request, "living/costs.html", page(actor, clock.now(), filters.moment_key(request.GET.get("before", "")))
    )


def page(actor: Actor, now: datetime, before: str) -> dict[str, object]:
    since = now - SHOWN
    found, offices = cases.costed(actor, since, before=before), cases.costs_by_office(actor, since)
    return {
        "since": since,
        "sum": show(sum(one.satang for one in offices)),
        "offices": [office(one) for one in offices],
        "claims": [claim(one, now) for one in cases.open_claims(actor)],
        "works": [work(one) for one in found.items],
        "page": {"older_url": f"?{urlencode({'before': found.next})}" if found.next else None},
        "back_url": reverse("web:morning"),
    }


def office(one: OfficeCost) -> dict[str, str]:
    return {
        "name": words.office(one.office),
        "works": f"{one.works:,}",
        "hours": hours(one.minutes),
        "cost": show(one.satang),
    }


def claim(one: ClaimLine, now: datetime) -> dict[str, object]:
    return {
        "reference": one.reference,
        "url": case_url(one.reference),
        "asset": one.asset or _("a thing without a number"),
        "office": words.office(one.office),
        "left": words.time_left(one.due_at, now),
        "reports": [{"reference": each, "url": case_url(each)} for each in one.reports],
        "cost": show(one.satang),
    }


def work(one: CostLine) -> dict[str, object]:
    return {
        "reference": one.reference,
        "url": case_url(one.reference),
        "kind": one.category or one.service.names,
        "office": words.office(one.office),
        "ordered_at": one.ordered_at,
        "parts": one.parts,
        "hours": hours(one.minutes),
        "cost": show(one.satang),
    }


def hours(minutes: int | None) -> str:
    return format_span(timedelta(minutes=minutes)) if minutes else "–"


def case_url(reference: str) -> str:
    return reverse("web:case", args=[reference])
