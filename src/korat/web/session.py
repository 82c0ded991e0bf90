"""Who is acting in a request, as the middleware found it; and what the session remembers of an unnamed reporter."""

from __future__ import annotations

from django.http import Http404, HttpRequest

from korat.blocks.ledger.actor import Actor


def actor(request: HttpRequest) -> Actor | None:
    found: Actor | None = request.actor  # type: ignore[attr-defined]
    return found or None


def named(request: HttpRequest) -> Actor | None:
    """The person signed in. An unnamed reporter is nobody here: each report of theirs has a key of its own."""
    found: Actor | None = request.person  # type: ignore[attr-defined]
    return found


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
