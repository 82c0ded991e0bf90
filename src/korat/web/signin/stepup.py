"""Before a dangerous act: show once more that it is you, unless that was minutes ago (ASVS 5.0, 7.5.3)."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any, Literal
from urllib.parse import urlsplit

from allauth.account.internal.flows.login import get_authentication_records
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme

from korat.web.middleware.actors import STRONG
from korat.web.signin import persons

Page = Callable[..., HttpResponse]
# The acts that ask for it.
Dangerous = Literal[
    "grant.give", "mandate.witness", "consent.ask", "emergency", "people.manage", "case.decide", "erase", "password"
]

RECENT = timedelta(minutes=10)


def fresh(request: HttpRequest) -> bool:
    """Whether the reader has shown within the last minutes to be who the session says.

    Where a second step was taken at sign-in, only a second step counts: a first one alone may be a thief's.
    """
    user, since = request.user, time.time() - RECENT.total_seconds()
    records = get_authentication_records(request, user) if user.is_authenticated else []
    strong = bool(request.session.get(STRONG))
    return any(record["at"] > since and (record["method"] == "mfa" or not strong) for record in records)


def fresh_sign_in(view: Page) -> Page:
    """Only right after signing in; others confirm who they are and come back. What was being sent starts again."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if fresh(request):
            return view(request, *args, **kwargs)
        return HttpResponseRedirect(persons.with_next("web:sign_in_again", came_from(request)))

    return guarded


def freshly(purpose: Dangerous) -> Callable[[Page], Page]:
    """The same, and the page says for which act: so that none of them can be forgotten unseen."""

    def guard(view: Page) -> Page:
        guarded = fresh_sign_in(view)
        guarded.__dict__["fresh_for"] = purpose
        return guarded

    return guard


def came_from(request: HttpRequest) -> str:
    """The page itself; for a form that was sent, the page it stood on, in this house alone."""
    if request.method == "GET":
        return request.get_full_path()
    referer = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(referer, allowed_hosts={request.get_host()}):
        return persons.home()
    parts = urlsplit(referer)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
