"""Where I am signed in: each sign-in with its device, ended by one tap."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from korat.blocks.people import actions, queries
from korat.kernel import clock
from korat.web import session
from korat.web.middleware.actors import mark
from korat.web.signin import signed_in_person


@never_cache
@signed_in_person
def sessions(request: HttpRequest) -> HttpResponse:
    actor, here = session.actor_or_404(request), mark(request)
    running = queries.sessions_of(actor.subject, clock.now())
    context = {
        "here": next((one for one in running if one.mark == here), None),
        "others": [one for one in running if one.mark != here],
    }
    return render(request, "web/sessions.html", context)


@require_POST
@signed_in_person
def end(request: HttpRequest) -> HttpResponse:
    """The one named; without a name all others than this."""
    actor, now, asked = session.actor_or_404(request), clock.now(), request.POST.get("session")
    others = {one.mark for one in queries.sessions_of(actor.subject, now)} - {mark(request)}
    actions.end_sessions(actor=actor, marks={asked} if asked else others, now=now)
    if asked == mark(request):
        return redirect("web:home")
    messages.success(request, _("Ended. Nobody can go on there without signing in again."))
    return redirect("web:sessions")
