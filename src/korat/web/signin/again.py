"""Who signed in some time ago confirms it before a dangerous act: by the same ways as at the first time."""

from __future__ import annotations

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django import forms
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from korat.blocks.people.sessions import PERSON
from korat.kernel.phone import show_phone
from korat.web import session
from korat.web.middleware import actors
from korat.web.signin import persons, tries
from korat.web.signin.forms import SecondCodeForm
from korat.web.signin.views import question, thaid_link


@never_cache
def sign_in_again(request: HttpRequest) -> HttpResponse:
    """A code of the authenticator here; for who has none, a code to the telephone or e-mail of the account."""
    user, onward = request.user, persons.onward(request)
    if not user.is_authenticated:
        raise actors.SignInFirst
    if settings.KORAT.is_demo and session.actor_or_404(request).persona:
        return made_up(request, onward)
    request.session[persons.AGAIN] = request.session.get(PERSON)
    if not is_mfa_enabled(user, [Authenticator.Type.TOTP]):
        address = getattr(user, "phone", "") or getattr(user, "email", "")
        context = {"title": _("Is it still you?"), "next": onward, "address": address, "shown": show_phone(address)}
        context |= ways(user, onward)
        return render(request, "web/signin/again.html", context)
    form = SecondCodeForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        form.save()
        persons.begin_work(request)
        return redirect(onward)
    if form.errors:
        tries.refused("second step", user)
    context = question(_("Is it still you?"), form, onward, _("Continue")) | ways(user, onward)
    return render(request, "web/signin/second.html", context)


def made_up(request: HttpRequest, onward: str) -> HttpResponse:
    """A persona of the demonstration has no telephone: one touch stands for the code."""
    if request.method == "POST":
        record_authentication(request, request.user, method="demo", reauthenticated=True)
        return redirect(onward)
    lead = _("A made-up person has no telephone. In real life a code or a passkey is asked for here.")
    context = question(_("Is it still you?"), forms.Form(), onward, _("Confirm (demonstration)"))
    return render(request, "web/question.html", context | {"lead": lead})


def ways(user: AbstractBaseUser, onward: str) -> dict[str, object]:
    """What else the account can show: a passkey, or ThaID where it came by ThaID."""
    has_passkey = is_mfa_enabled(user, [Authenticator.Type.WEBAUTHN])
    by_thaid = not (getattr(user, "phone", "") or getattr(user, "email", ""))
    return {
        "passkey": persons.with_next("web:passkey", onward) if has_passkey else "",
        "thaid": thaid_link(onward) if by_thaid else "",
    }
