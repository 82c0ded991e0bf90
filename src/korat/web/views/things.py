"""Which fixed thing a case is about: by the number on its plate, or of those that stand close by."""

from __future__ import annotations

from django.contrib import messages as notices
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from korat.blocks.cases import actions, queries
from korat.blocks.cases.values import CaseFace
from korat.blocks.ledger.actor import Actor
from korat.blocks.places import queries as places
from korat.kernel import clock, ids
from korat.kernel.errors import Refused
from korat.web import session
from korat.web.forms import once
from korat.web.present import assets as present
from korat.web.present import faces
from korat.web.signin import official

NEAR_M = 60
OFFERED = 5


@never_cache
@official
@require_http_methods(["GET", "POST"])
def thing(request: HttpRequest, reference: str) -> HttpResponse:
    """Only for who sorts or handles the case's office's cases; others find nothing here."""
    actor = session.official_or_404(request)
    face = queries.gathering(actor, reference)
    if request.method == "POST" and bound(request, actor, reference):
        return redirect("web:case", reference)
    named = places.fixture_by_id(face.asset) if face.asset else None
    context = {
        "title": faces.title(face),
        "reference": reference,
        "near": present.near(offered(face)),
        "number": named.number if named else "",
        "version": face.version,
        "key": str(ids.uuid7()),
        "back_url": reverse("web:case", args=[reference]),
    }
    return render(request, "web/case_asset.html", context, status=422 if request.method == "POST" else 200)


def offered(face: CaseFace) -> tuple[tuple[places.FixtureView, int], ...]:
    found = places.fixtures_near(face.point, NEAR_M, OFFERED) if face.point else ()
    return tuple(pair for pair in found if pair[0].id != face.asset)


def bound(request: HttpRequest, actor: Actor, reference: str) -> bool:
    """Whether it was taken; what was not is said above the form."""
    given = request.POST
    number = "" if given.get("none") else (given.get("this") or given.get("number", ""))[:80].strip()
    if not number and not given.get("none"):
        notices.error(request, _("Please type the number, or choose one of those close by."))
        return False
    version = int(given["version"]) if given.get("version", "").isdecimal() and len(given["version"]) < 9 else 0
    try:
        actions.bind(actor=actor, now=clock.now(), reference=reference, number=number, version=version, key=once(given))
    except Refused as refused:
        if refused.status == 404:
            raise
        notices.error(request, refused.show())
        return False
    notices.success(request, _("Written down."))
    return True
