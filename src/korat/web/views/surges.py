"""Floods and the like: an order is entered, its reports are gathered step by step, its clocks run again at the end."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages as notices
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from korat.blocks.cases import actions, queries
from korat.blocks.ledger.actor import Actor
from korat.kernel import clock, ids
from korat.kernel.errors import NotFound, Refused
from korat.web import session
from korat.web.forms import once
from korat.web.present import faces
from korat.web.present import surges as present
from korat.web.signin import official
from korat.web.surge_forms import SurgeForm

PURPOSE = "case.surge"


@never_cache
@official
def surges(request: HttpRequest) -> HttpResponse:
    """The orders over one's offices, and the form of a new one."""
    actor = ordering(request)
    form = SurgeForm(actor.reach(PURPOSE), request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        now = clock.now()
        try:
            opened = actions.open_surge(actor=actor, now=now, order=form.order(now), key=once(request.POST))
            return redirect("web:surge", opened)
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.show())
    context = {
        "surges": [present.line(one) for one in queries.surges(actor)],
        "form": form,
        "key": str(ids.uuid7()),
        "back_url": reverse("web:desk"),
    }
    return render(request, "web/surges.html", context, status=422 if form.errors else 200)


@never_cache
@official
def surge(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One order with how far it has come."""
    actor, now = ordering(request), clock.now()
    shown, cases = present.page(queries.surge(actor, uuid), now), queries.cases_of_surge(actor, uuid)
    context = {"surge": shown, "rows": [faces.row(one, now) for one in cases], "back_url": reverse("web:surges")}
    return render(request, "web/surge.html", context)


@official
@require_POST
def onward(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The next step: bring further reports in, end the order, or let further clocks run again."""
    actor, now = ordering(request), clock.now()
    try:
        match request.POST.get("do"):
            case "gather":
                actions.start_gathering(actor=actor, now=now, surge=uuid)
                notices.success(request, _("They come in by themselves now, also those that are still to be filed."))
            case "release":
                count = actions.release(actor=actor, now=now, surge=uuid)
                notices.success(request, _("Clocks that run again: %(count)s") % {"count": count})
            case "end":
                actions.end_surge(actor=actor, now=now, surge=uuid)
                actions.release(actor=actor, now=now, surge=uuid)
                notices.success(request, _("The order has ended. The clocks run again by themselves."))
    except Refused as refused:
        if refused.status == 404:
            raise
        notices.error(request, refused.show())
    return redirect("web:surge", uuid)


def ordering(request: HttpRequest) -> Actor:
    """Only for who may order it; others find nothing here."""
    actor = session.official_or_404(request)
    if not actor.reach(PURPOSE):
        raise NotFound
    return actor
