"""Before a dangerous act one proves once more who one is: a code just used, or one asked for now."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Any, Literal

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from korat.kernel.errors import Refused
from korat.web import session
from korat.web.signin import persons
from korat.web.signin.code import SignInByCode
from korat.web.signin.doors import signed_in_person
from korat.web.signin.forms import SecondCodeForm

# The acts that ask for it. A page of one of them is wrapped in `freshly`.
Dangerous = Literal["grant.give", "mandate.witness", "emergency", "people.manage", "erase"]
SPAN = 10 * 60  # seconds for which a proof is fresh
Page = Callable[..., HttpResponse]


def freshly(purpose: Dangerous) -> Callable[[Page], Page]:
    """Only for who proved within ten minutes who they are; others are asked, and come back."""

    def guard(page: Page) -> Page:
        @wraps(page)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if proved_just_now(request):
                return page(request, *args, **kwargs)
            return redirect(persons.with_next("web:again", request.get_full_path()))

        guarded.__dict__["fresh_for"] = purpose
        return guarded

    return guard


def proved_just_now(request: HttpRequest) -> bool:
    user = request.user
    records = get_authentication_records(request, user) if user.is_authenticated else []
    return any(record["at"] > time.time() - SPAN for record in records)


@never_cache
@signed_in_person
def again(request: HttpRequest) -> HttpResponse:
    """Prove it: by the authenticator, by a code to the own telephone or e-mail; a made-up person by one touch."""
    if settings.KORAT.is_demo and session.actor_or_404(request).persona:
        return made_up(request)
    if is_mfa_enabled(request.user, [Authenticator.Type.TOTP]):
        return by_authenticator(request)
    return by_code(request)


def made_up(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        record_authentication(request, request.user, method="demo", reauthenticated=True)
        return redirect(persons.onward(request))
    lead = _("A made-up person has no telephone. In real life a code or a passkey is asked for here.")
    return ask(request, forms.Form(), lead, _("Confirm (demonstration)"))


def by_authenticator(request: HttpRequest) -> HttpResponse:
    form = SecondCodeForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        record_authentication(request, request.user, method="mfa", reauthenticated=True)
        return redirect(persons.onward(request))
    return ask(request, form, _("Your authenticator shows a code."), _("Continue"))


def by_code(request: HttpRequest) -> HttpResponse:
    form = forms.Form(request.POST or None)
    if request.method == "POST":
        phone, email = getattr(request.user, "phone", ""), getattr(request.user, "email", "")
        try:
            SignInByCode.begin(request, phone=phone, email="" if phone else email, onward=persons.onward(request))
            return redirect("web:sign_in_code")
        except Refused as refused:
            form.add_error(None, refused.show())
    return ask(request, form, _("We send a code to the address by which you signed in."), _("Send me a code"))


def ask(request: HttpRequest, form: forms.Form, lead: str, submit: str) -> HttpResponse:
    context = {
        "title": _("Is it really you?"),
        "lead": lead,
        "form": form,
        "carried": [("next", persons.onward(request))],
        "submit_label": submit,
    }
    return render(request, "web/question.html", context, status=422 if form.errors else 200)
