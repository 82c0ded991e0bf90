"""What a page asks of its reader before it opens."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect

from korat.blocks.people.sessions import PERSON
from korat.kernel.errors import NotFound
from korat.web.middleware.actors import SignInFirst, Visit
from korat.web.signin import persons

Page = Callable[..., HttpResponseBase]


def signed_in_person(page: Page) -> Page:
    """Only for a person who is signed in; everyone else is sent to sign in and back."""

    @wraps(page)
    def guarded(request: Visit, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.someone.subject != request.session.get(PERSON):
            raise SignInFirst
        return page(request, *args, **kwargs)

    return guarded


def official(page: Page) -> Page:
    """Only for who carries a post's authority. Who lacks the second step is sent there; others get 404."""

    @wraps(page)
    def guarded(request: Visit, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.actor is None:
            return HttpResponseRedirect(persons.with_next("web:official", request.get_full_path()))
        if request.actor.reach():
            return page(request, *args, **kwargs)
        if holds_unproven_post(request):
            return HttpResponseRedirect(persons.with_next("web:official_setup", request.get_full_path()))
        raise NotFound

    return guarded


def holds_unproven_post(request: HttpRequest) -> bool:
    account = request.session.get(SESSION_KEY)
    return account is not None and persons.lacks_second_step(request, int(account))


def at_our_address(page: Page) -> Page:
    """Passkeys and ThaID know this installation by its one address: from another name of the machine we lead there."""

    @wraps(page)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "GET" and request.get_host() != urlsplit(settings.KORAT.address).netloc:
            return HttpResponseRedirect(settings.KORAT.address + request.get_full_path())
        return page(request, *args, **kwargs)

    return guarded
