"""Who is acting in a request, as the middleware found it; and what the session remembers of an unnamed reporter."""

from __future__ import annotations

from typing import cast

from django.http import Http404, HttpRequest

from korat.blocks.ledger.actor import Actor
from korat.web.middleware.actors import Visit


def actor(request: HttpRequest) -> Actor | None:
    return cast(Visit, request).actor


def named(request: HttpRequest) -> Actor | None:
    """The person signed in. An unnamed reporter is nobody here: each report of theirs has a key of its own."""
    return cast(Visit, request).person


def actor_or_404(request: HttpRequest) -> Actor:
    """Outsiders learn nothing, not even that there is something to sign in for."""
    found = actor(request)
    if found is None:
        raise Http404
    return found


def official_or_404(request: HttpRequest) -> Actor:
    found = actor_or_404(request)
    if not found.reach():
        raise Http404
    return found
