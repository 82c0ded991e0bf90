"""Keys to an official's account: passkeys beside the authenticator app. WebAuthn Level 2, by allauth and fido2.

A passkey is both steps at once, since the device asks for finger, face or PIN (user verification is required).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.models import Login
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.webauthn.internal import auth, flows
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from korat.blocks.people import actions as people
from korat.blocks.people import queries as people_read
from korat.kernel import clock
from korat.kernel.errors import Conflict, NotFound
from korat.web import limits, session
from korat.web.middleware import actors
from korat.web.signin import persons, tries
from korat.web.signin.doors import at_our_address, signed_in_person
from korat.web.signin.forms import NewPasskeyForm, PasskeyForm
from korat.web.signin.stepup import fresh_sign_in
from korat.web.signin.views import account_of, question

STRONG_KINDS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


@dataclass(frozen=True)
class Key:
    """One line of the list."""

    id: int
    name: str
    is_passkey: bool
    since: datetime
    used: datetime | None


@never_cache
@at_our_address
def sign_in(request: HttpRequest) -> HttpResponse:
    """The device offers the passkeys it holds for this house; the one chosen names the account."""
    onward = persons.onward(request)
    form = PasskeyForm(request.POST or None)
    if request.method == "POST":
        limits.count(request, "passkey", times=20, minutes=5)
        if form.is_valid():
            used = form.cleaned_data["credential"]
            answer: HttpResponse = flows.perform_passwordless_login(
                request, used, Login(user=used.user, redirect_url=onward)
            )
            return answer
        tries.refused("passkey")
    context = question(_("Sign in with a passkey"), form, onward, _("Use my passkey"))
    return render(request, "web/signin/passkey.html", context | {"options": auth.begin_authentication()})


@never_cache
@signed_in_person
def keys(request: HttpRequest) -> HttpResponse:
    account = account_with_a_post(request)
    known = people_read.account(account)
    context = {
        "keys": keys_of(account),
        "has_password": known is not None and known.has_password,
        "made_up": settings.KORAT.is_demo and session.actor_or_404(request).persona,
    }
    return render(request, "web/signin/keys.html", context)


@never_cache
@at_our_address
@signed_in_person
@fresh_sign_in
def add(request: HttpRequest) -> HttpResponse:
    account, user = account_with_a_post(request), request.user
    form = NewPasskeyForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        codes = keep(request, form.cleaned_data["name"], form.cleaned_data["credential"])
        if codes:
            return render(request, "web/signin/recovery.html", {"codes": codes, "onward": persons.home()})
        return redirect("web:keys")
    context = question(_("Add a passkey"), form, "", _("Make the passkey"))
    options = auth.begin_registration(user, passwordless=True)
    return render(request, "web/signin/passkey.html", context | {"options": options, "account": account})


def keep(request: HttpRequest, name: str, credential: dict[str, Any]) -> list[str]:
    """From now on this key opens the account; it was just used. Returns recovery codes when they are the first."""
    people.note_key(actor=session.actor_or_404(request), added=True, now=clock.now())
    flows.auth.WebAuthn.add(request.user, name, credential)
    had = Authenticator.objects.filter(user=request.user, type=Authenticator.Type.RECOVERY_CODES).exists()
    codes: list[str] = [] if had else RecoveryCodes.activate(request.user).get_unused_codes()
    record_authentication(request, request.user, method="mfa", type=str(Authenticator.Type.WEBAUTHN))
    persons.begin_work(request)
    actors.forget_answer(request)
    return codes


@require_POST
@signed_in_person
@fresh_sign_in
def remove(request: HttpRequest, id: int) -> HttpResponse:
    """The last key stays: without it the desk would be closed to its own holder."""
    account = account_with_a_post(request)
    mine = Authenticator.objects.filter(user=account, type__in=STRONG_KINDS)
    key = mine.filter(pk=id).first()
    if key is None:
        raise NotFound
    if mine.count() == 1:
        raise Conflict(
            "นี่คือกุญแจดอกสุดท้ายของบัญชี โปรดเพิ่มกุญแจอีกดอกก่อน แล้วจึงลบดอกนี้",
            "This is the last key of your account. Please add another one first, then remove this one.",
            code="last_key",
        )
    people.note_key(actor=session.actor_or_404(request), added=False, now=clock.now())
    key.delete()
    return redirect("web:keys")


def keys_of(account: int) -> list[Key]:
    rows = Authenticator.objects.filter(user=account, type__in=STRONG_KINDS).order_by("created_at")
    return [
        Key(row.pk, name_of(row), row.type == Authenticator.Type.WEBAUTHN, row.created_at, row.last_used_at)
        for row in rows
    ]


def name_of(row: Authenticator) -> str:
    return row.wrap().name if row.type == Authenticator.Type.WEBAUTHN else _("Authenticator app")


def account_with_a_post(request: HttpRequest) -> int:
    """Keys are for officials: on an account that a family shares, one person's key would lock out the others."""
    account = account_of(request)
    if not people_read.holds_a_post(account):
        raise NotFound
    return account
