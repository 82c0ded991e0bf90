"""There and back: to the issuer with a question that fits nobody else's, and in with the person it names."""

from __future__ import annotations

from datetime import UTC, datetime

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from korat.blocks.people import actions as people
from korat.blocks.people.actions import Names
from korat.kernel import clock
from korat.kernel.errors import NotFound, Refused
from korat.kernel.language import current
from korat.web import limits
from korat.web.middleware.words import refusal
from korat.web.signin import persons, tries
from korat.web.signin.doors import at_our_address
from korat.web.signin.thaid import attempt, tokens
from korat.web.signin.thaid.issuer import Issuer, configured

SCOPES = "openid pid title given_name family_name"  # no more than an enrolment needs
METHOD = "thaid"


@never_cache
@require_GET
@at_our_address
def start(request: HttpRequest) -> HttpResponse:
    """A link leads here, not a form: browsers would hold our `form-action 'self'` against the way out."""
    issuer = found()
    limits.count(request, METHOD, times=20, minutes=5)
    begun = attempt.begin(request, onward=persons.onward(request), language=current(), now=clock.now())
    question = {
        "response_type": "code",
        "client_id": str(settings.KORAT.thaid_client_id),
        "redirect_uri": back_address(),
        "scope": SCOPES,
        "state": begun.state,
        "nonce": begun.nonce,
        "code_challenge": begun.challenge,
        "code_challenge_method": "S256",
    }
    endpoint = issuer.endpoint("authorization_endpoint")
    return HttpResponseRedirect(f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(question)}")


@never_cache
@require_GET
def back(request: HttpRequest) -> HttpResponse:
    issuer, now = found(), clock.now()
    begun = attempt.take(request, request.GET.get("state", ""), now)
    with translation.override(begun.language):
        if "error" in request.GET:
            messages.error(request, _("ThaID did not confirm who you are. You can try again or use another way."))
            return redirect(persons.with_next("web:sign_in", begun.onward))
        try:
            account = account_of(confirmed(request, issuer, begun), now)
        except Refused as refused:
            tries.refused(f"{METHOD} ({refused.code})")
            return refusal(request, refused)
    record_authentication(request, account, method=METHOD)
    answer: HttpResponse = perform_login(request, Login(user=account, redirect_url=begun.onward))
    return answer


def confirmed(request: HttpRequest, issuer: Issuer, begun: attempt.Attempt) -> tokens.Claims:
    """The code of the answer, turned into claims that were checked."""
    if request.GET.get("iss", issuer.address).rstrip("/") != issuer.address:  # RFC 9207, 2.4
        raise tokens.Doubtful
    form = {
        "grant_type": "authorization_code",
        "code": request.GET.get("code", ""),
        "redirect_uri": back_address(),
        "code_verifier": begun.verifier,
    }
    client = str(settings.KORAT.thaid_client_id)
    given = issuer.exchange(form, client, settings.KORAT_THAID_SECRET)
    return tokens.verified(
        str(given.get("id_token", "")),
        issuer=str(issuer.metadata["issuer"]),
        client=client,
        nonce=begun.nonce,
        asked_at=datetime.fromtimestamp(begun.began, tz=UTC),
        now=clock.now(),
        key_of=issuer.key,
    )


def account_of(claims: tokens.Claims, now: datetime) -> AbstractBaseUser:
    """Only the number and the name are taken; what else may have come is forgotten here."""
    names = Names(*(str(claims.get(name, "")) for name in ("given_name", "family_name", "title")))
    number = str(claims.get("pid", ""))
    made = people.arrive(number=number, names=names, language=current(), now=now)
    return get_user_model().objects.get(pk=made)


def back_address() -> str:
    """The one address that is registered at ThaID: in Thai, whichever language the reader came from."""
    with translation.override("th"):
        return settings.KORAT.address + reverse("web:thaid_back")


def found() -> Issuer:
    issuer = configured()
    if issuer is None:
        raise NotFound
    return issuer
