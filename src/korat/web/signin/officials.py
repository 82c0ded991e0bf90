"""The pages for officials: password, second step, and setting both up."""

from __future__ import annotations

import segno
from allauth.account.internal.flows.login import (
    perform_password_login,
    record_authentication,
)
from allauth.account.internal.flows.logout import logout
from allauth.account.models import Login
from allauth.account.stages import LoginStageController
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, clear_totp_secret
from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth import get_user_model, update_session_auth_hash
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from korat.blocks.people import queries as people
from korat.kernel.errors import NotFound
from korat.web.middleware import actors
from korat.web.signin import persons, tries
from korat.web.signin.forms import NewAuthenticatorForm, NewPasswordForm, PasswordForm, SecondCodeForm
from korat.web.signin.passkeys import STRONG_KINDS
from korat.web.signin.stages import SecondStep
from korat.web.signin.stepup import fresh
from korat.web.signin.views import account_of, question


@never_cache
def official(request: HttpRequest) -> HttpResponse:
    onward = persons.onward(request)
    form = PasswordForm(request, request.POST or None)
    if request.method == "POST" and form.is_valid():
        login = Login(user=form.account, redirect_url=onward)
        return perform_password_login(request, form.credentials(), login)
    context = question(_("Sign in for officials"), form, onward, _("Sign in"))
    context |= {"passkey": persons.with_next("web:passkey", onward)}
    return render(request, "web/signin/official.html", context)


@never_cache
def official_code(request: HttpRequest) -> HttpResponse:
    """The second step: a code of the authenticator, or a recovery code."""
    stage = LoginStageController.enter(request, SecondStep.key)
    if stage is None or stage.login.user is None:
        return redirect("web:official")
    form = SecondCodeForm(request.POST or None, user=stage.login.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        answer: HttpResponse = stage.exit()
        return answer
    if form.errors:
        tries.refused("second step", stage.login.user)
    context = question(_("Second step"), form, "", _("Sign in"))
    if is_mfa_enabled(stage.login.user, [Authenticator.Type.WEBAUTHN]):
        context |= {"passkey": persons.with_next("web:passkey", stage.login.redirect_url or persons.home())}
    return render(request, "web/signin/second.html", context)


@never_cache
def official_setup(request: HttpRequest) -> HttpResponse:
    """First a password, then an authenticator. Only for who holds a post and has signed in just now."""
    account, onward = account_of(request), persons.onward(request)
    if not people.holds_a_post(account):
        raise NotFound
    user = get_user_model().objects.get(pk=account)
    if actors.carries_posts(request) and is_mfa_enabled(user, STRONG_KINDS):
        return redirect(onward)
    if fresh(request) and people.has_printed_password(account):
        return new_password(request, user, onward)
    if is_mfa_enabled(user, STRONG_KINDS) or not fresh(request):
        logout(request, show_message=False)
        return redirect(persons.with_next("web:official", onward))
    if user.email and not user.has_usable_password():
        return new_password(request, user, onward)
    return new_authenticator(request, user, onward)


def new_password(request: HttpRequest, user: AbstractBaseUser, onward: str) -> HttpResponse:
    form = NewPasswordForm(user.pk, request.POST or None)
    if request.method == "POST" and form.is_valid():
        update_session_auth_hash(request, get_user_model().objects.get(pk=user.pk))
        persons.begin_work(request)
        actors.forget_answer(request)
        done = actors.carries_posts(request)
        return redirect(onward if done else persons.with_next("web:official_setup", onward))
    context = question(_("Choose a password"), form, onward, _("Continue"))
    printed = people.has_printed_password(user.pk)
    return render(request, "web/signin/password.html", context | {"printed": printed})


def new_authenticator(request: HttpRequest, user: AbstractBaseUser, onward: str) -> HttpResponse:
    form = NewAuthenticatorForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        codes = activate(request, user, form.secret)
        return render(request, "web/signin/recovery.html", {"codes": codes, "onward": onward})
    url = get_adapter().build_totp_url(user, form.secret)
    context = question(_("Set up the authenticator"), form, onward, _("Continue"))
    drawn = {
        "picture": segno.make(url).svg_data_uri(scale=5, dark="#2A1F1B"),
        "secret": in_fours(form.secret),
    }
    return render(request, "web/signin/authenticator.html", context | drawn)


def activate(request: HttpRequest, user: AbstractBaseUser, secret: str) -> list[str]:
    """From now on the second step is asked; it was just taken. Returns the recovery codes."""
    with transaction.atomic():
        TOTP.activate(user, secret)
        codes: list[str] = RecoveryCodes.activate(user).get_unused_codes()
    clear_totp_secret(request)
    record_authentication(request, user, method="mfa", type=str(Authenticator.Type.TOTP))
    persons.begin_work(request)
    actors.forget_answer(request)
    return codes


def in_fours(secret: str) -> str:
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
