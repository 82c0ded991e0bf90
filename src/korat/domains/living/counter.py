"""A clerk takes in a report: from a call, at the counter, off a letter. The same questions, read back, and a slip with the key."""

from __future__ import annotations

from datetime import datetime
from typing import TypedDict
from uuid import UUID

from django.contrib import messages as notices
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from korat.blocks.cases import actions
from korat.blocks.cases import queries as cases
from korat.blocks.cases.values import Opened, Request
from korat.blocks.ledger.actor import Actor
from korat.domains.living import pages
from korat.domains.living.near import chosen
from korat.domains.living.report import ANOTHER, CALLER, Draft
from korat.domains.living.views import answered, ask, check, fresh, lent, service_or_404, wanted
from korat.kernel import clock
from korat.kernel.errors import Refused
from korat.web import session
from korat.web.forms import once
from korat.web.signin import official

# The keys that this clerk has just handed out, until the browser is closed: to print the slip once more.
SLIPS = "counter-slips"
MOST_SLIPS = 20


class Taking(TypedDict):
    """What opening and following for somebody have in common."""

    actor: Actor
    now: datetime
    request: Request
    key: str
    behalf: UUID | None
    for_caller: bool


def takes_in(actor: Actor) -> bool:
    """Whose post takes in reports for others."""
    return any(grant.kind == "post" and "case.file" in grant.purposes for grant in actor.grants)


def clerk_or_404(request: HttpRequest) -> Actor:
    actor = session.official_or_404(request)
    if not takes_in(actor):
        raise Http404
    return actor


@never_cache
@official
@require_http_methods(["GET", "POST"])
def counter(request: HttpRequest, code: str) -> HttpResponse:
    """One address for all pages, as on the web; the first asks how the report comes."""
    actor, service = clerk_or_404(request), service_or_404(code)
    if request.method == "GET":
        begun = fresh(request, service)
        return ask(request, Draft(service, begun.data, request.FILES, {}, first=(CALLER,)), CALLER)
    draft = Draft(service, chosen(request.POST.copy()), request.FILES, {}, lent(request), first=(CALLER,))
    return wanted(request, draft) or send(request, draft, actor)


def send(request: HttpRequest, draft: Draft, actor: Actor) -> HttpResponse:
    if (wrong := draft.unfinished()) or draft.dangers():
        return answered(request, draft, wrong or "details")
    try:
        opened = file(draft, actor)
    except Refused as refused:
        notices.error(request, refused.show())
        draft.data["follow"] = ANOTHER
        return check(request, draft)
    slips = dict(list(request.session.get(SLIPS, {}).items())[1 - MOST_SLIPS :])
    request.session[SLIPS] = slips | dict.fromkeys((opened.reference, *opened.also), opened.follow_key)
    return redirect("living:counter_sent", opened.reference)


def file(draft: Draft, actor: Actor) -> Opened:
    """For the caller: a report of their own, or one that follows what somebody told of the same thing."""
    given: Taking = {
        "actor": actor,
        "now": clock.now(),
        "request": draft.request(draft.cleaned(CALLER)["channel"]),
        "key": once(draft.data),
        "behalf": draft.behalf,
        "for_caller": True,
    }
    if draft.following:
        return actions.follow(reference=draft.following, **given)
    return actions.open_several(also=draft.also, **given) if draft.also else actions.open_case(**given)


@never_cache
@official
@require_safe
def sent(request: HttpRequest, reference: str) -> HttpResponse:
    """Number and key to read out, and the slip to print, for whoever took the report in, in this browser."""
    actor = clerk_or_404(request)
    slips, face = request.session.get(SLIPS, {}), cases.case_face(reference)
    if face is None or reference not in slips:
        raise Http404
    shown = pages.confirmation(face, slips[reference], cases.linked_to(actor, face))
    return render(request, "web/confirmation.html", shown | {"paper_url": ""})
