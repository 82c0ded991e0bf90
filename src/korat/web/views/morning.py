"""The one page of the morning for who heads several offices; what waits for a decision is signed there."""

from __future__ import annotations

from django.contrib import messages as notices
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from korat.blocks.cases import actions
from korat.blocks.ledger.actor import Actor
from korat.kernel import clock
from korat.kernel.errors import NotFound, Refused
from korat.web import case_forms, desk_doors, session
from korat.web.forms import MoveForm, once
from korat.web.present import counted as counted_of
from korat.web.present import morning as present
from korat.web.signin import official
from korat.web.signin.stepup import freshly


@never_cache
@official
@require_GET
def morning(request: HttpRequest) -> HttpResponse:
    return render(request, "web/morning.html", present.page(heading(request), clock.now()))


@never_cache
@official
@freshly("case.decide")
@require_POST
def decide(request: HttpRequest, reference: str) -> HttpResponse:
    """Sign one decision. A form with gaps comes back on the page with what was typed."""
    now, actor, code = clock.now(), heading(request), request.POST.get("move", "")
    form = case_forms.posted(actor, reference, code, request.POST, request.FILES)
    if not form.move.decides:
        raise NotFound
    if not form.is_valid():
        return tried(request, actor, reference, form)
    try:
        actions.move(
            actor=actor, now=now, reference=reference, code=code, version=form.cleaned_data["version"],
            given=form.given(()), key=once(request.POST),
        )  # fmt: skip
    except Refused as refused:
        notices.error(request, refused.show())
        return tried(request, actor, reference, form, refused.status)
    notices.success(request, _("Decided and signed. Everyone concerned can see it."))
    return redirect("web:morning")


@never_cache
@official
@require_GET
def counted(request: HttpRequest) -> HttpResponse:
    """What a figure of one's offices counts, one by one."""
    actor = session.official_or_404(request)
    return render(request, "web/counted.html", counted_of.page(actor, request.GET.dict(), clock.now()))


def tried(request: HttpRequest, actor: Actor, reference: str, form: MoveForm, status: int = 422) -> HttpResponse:
    return render(request, "web/morning.html", present.page(actor, clock.now(), {reference: form}), status=status)


def heading(request: HttpRequest) -> Actor:
    """Who answers for one office alone has the desk for it."""
    actor = session.official_or_404(request)
    if not desk_doors.heads_offices(actor):
        raise NotFound
    return actor
