"""The register of assets: an office's list, one thing's page, what ends soon, a thing as everybody sees it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages as notices
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from korat.blocks.cases import actions
from korat.blocks.cases import queries as cases
from korat.blocks.ledger.actor import Actor
from korat.blocks.places import queries as places
from korat.blocks.places.queries import FixtureView
from korat.domains.living.assets import export as exporting
from korat.domains.living.assets import pages
from korat.domains.living.assets.actions import PURPOSE
from korat.domains.living.assets.forms import AssetFilterForm, CostForm
from korat.kernel import clock, ids
from korat.kernel.errors import NotFound, Refused
from korat.web import session
from korat.web.forms import once
from korat.web.post_forms import today
from korat.web.signin import official

SOON = timedelta(days=90)
# Who works on things sees their pages; who keeps the register also changes it.
READING = (PURPOSE, "case.handle", "case.repair", "case.read")


def reader(request: HttpRequest, *purposes: str) -> Actor:
    """Only for whose post has to do with it; others find nothing here."""
    actor = session.official_or_404(request)
    if not actor.reach(*purposes):
        raise NotFound
    return actor


@never_cache
@official
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """The things of the own offices, by number or by how often they fail."""
    actor = reader(request, PURPOSE)
    if found := places.fixture(request.GET.get("q", "")[:80]) if request.GET.get("q") else None:
        return redirect("living:asset", found.number)
    form, owners = AssetFilterForm(request.GET), actor.reach(PURPOSE)
    page = places.fixtures(owners, form.wanted(), after=request.GET.get("after", "")[:80])
    count = places.count_fixtures(owners, form.wanted())
    many = count > places.COUNTED
    context = {
        "filters": form,
        "q": request.GET.get("q", ""),
        "rows": [pages.row(one) for one in page.items],
        "page": {
            "many": f"{places.COUNTED:,}" if many else None,
            "total": None if many else count,
            "onward": True,
            "older_url": f"?{urlencode({**form.kept, 'after': page.next})}" if page.next else None,
        },
        "export_query": urlencode(form.kept),
        "back_url": reverse("web:desk"),
    }
    return render(request, "living/assets.html", context)


@never_cache
@official
@require_safe
def ending(request: HttpRequest) -> HttpResponse:
    """Whose contract ends within 90 days."""
    actor = reader(request, PURPOSE)
    found = places.ending(actor.reach(PURPOSE), today(), today() + SOON)
    context = {"rows": [pages.row(one) for one in found], "back_url": reverse("living:assets")}
    return render(request, "living/ending.html", context)


@never_cache
@require_safe
def export(request: HttpRequest) -> StreamingHttpResponse:
    """The list as a file for a spreadsheet; that it was taken out is written down first."""
    actor, form = reader(request, PURPOSE), AssetFilterForm(request.GET)
    exporting.told(actor=actor, now=clock.now(), wanted=form.wanted())
    answer = StreamingHttpResponse(
        exporting.lines(actor.reach(PURPOSE), form.wanted()), content_type="text/csv; charset=utf-8"
    )
    answer["Content-Disposition"] = f'attachment; filename="assets-{today().isoformat()}.csv"'
    return answer


@never_cache
@official
@require_safe
def asset(request: HttpRequest, number: str) -> HttpResponse:
    """One thing: what is known of it, its cases that concern the reader, its work orders and what they cost."""
    found = of_office(reader(request, *READING), number)
    return render(request, "living/asset.html", shown(request, found))


def of_office(actor: Actor, number: str) -> FixtureView:
    found = thing(number)
    if found.owner not in actor.reach(*READING):
        raise NotFound
    return found


def shown(request: HttpRequest, found: FixtureView) -> dict[str, Any]:
    sums, works = cases.sums_of_asset(found.id), cases.works_on_asset(found.id)
    own = cases.cases_of_asset(session.official_or_404(request), found.id)
    return pages.page(found, sums, own, works, today(), ids.uuid7()) | {"back_url": reverse("living:assets")}


@official
@require_POST
def cost(request: HttpRequest, task: UUID) -> HttpResponse:
    """Write down what a work order took."""
    actor, form = session.official_or_404(request), CostForm(request.POST)
    number = request.POST.get("number", "")
    if not form.is_valid():
        notices.error(request, _("Please check hours and baht: both are plain numbers."))
    else:
        try:
            actions.cost(actor=actor, now=clock.now(), task=task, spent=form.spent(), key=once(request.POST))
            notices.success(request, _("Written down."))
        except Refused as refused:
            if refused.status == 404:
                raise
            notices.error(request, refused.show())
    return redirect("living:asset", thing(number).number)


@require_safe
def public(request: HttpRequest, number: str) -> HttpResponse:
    """A thing as everybody may see it, where the sticker on it leads."""
    found = thing(number)
    if number != found.number:
        return redirect("living:asset_public", found.number)
    return render(request, "living/asset_public.html", pages.public(found, cases.public_cases_of_asset(found.id)))


def thing(number: str) -> FixtureView:
    found = places.fixture(number[:80])
    if found is None:
        raise Http404
    return found
