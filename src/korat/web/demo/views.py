"""The switch on every page, and the outbox. Production answers 404."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.contrib.auth import get_user_model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from korat.blocks.messages import queries as messages
from korat.kernel import clock
from korat.web.demo import personas
from korat.web.middleware import actors

Page = Callable[[HttpRequest], HttpResponse]


def only_in_demo(page: Page) -> Page:
    @wraps(page)
    def guarded(request: HttpRequest) -> HttpResponse:
        if not settings.KORAT.is_demo:
            raise Http404
        return page(request)

    return guarded


@only_in_demo
@require_POST
def persona(request: HttpRequest) -> HttpResponse:
    """Become the persona named, or nobody. Whoever one was before is signed out."""
    code = request.POST.get("persona", "")
    chosen = personas.found(code) if code else None
    request.session.flush()
    if chosen:
        account = get_user_model().objects.get(pk=chosen.account)
        get_adapter().login(request, account)
        record_authentication(request, account, method="persona")
        actors.choose(request, chosen.person)
    return HttpResponseRedirect(back(request))


@only_in_demo
@never_cache
def outbox(request: HttpRequest) -> HttpResponse:
    """What would have left the house, newest first."""
    return render(
        request, "web/outbox.html", {"posts": messages.demo_posts(), "waiting": messages.waiting_for_hour(clock.now())}
    )


def back(request: HttpRequest) -> str:
    asked = request.POST.get("next", "")
    return asked if url_has_allowed_host_and_scheme(asked, allowed_hosts=None) else reverse("web:home")
