"""There and back: LINE tells which of its users this is; the link made before tells who that is here."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import httpx
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.conf import settings
from django.contrib import messages as notices
from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from korat.blocks.messages import queries as messages
from korat.blocks.people import queries as people
from korat.kernel import clock
from korat.kernel.errors import NotFound, Refused, Unavailable
from korat.kernel.language import current
from korat.kernel.settings import LOOPBACK
from korat.web import limits
from korat.web.middleware.words import refusal
from korat.web.signin import persons, tries
from korat.web.signin.doors import at_our_address
from korat.web.signin.line.tokens import DoubtfulLine, verified
from korat.web.signin.thaid import attempt

METHOD = "line"


def configured() -> bool:
    korat = settings.KORAT
    return bool(korat.line_login and korat.line_url and korat.line_login_id and settings.KORAT_LINE_LOGIN_SECRET)


@never_cache
@require_GET
@at_our_address
def start(request: HttpRequest) -> HttpResponse:
    if not configured():
        raise NotFound
    limits.count(request, METHOD, times=20, minutes=5)
    begun = attempt.begin(request, onward=persons.onward(request), language=current(), now=clock.now())
    question = {
        "response_type": "code",
        "client_id": str(settings.KORAT.line_login_id),
        "redirect_uri": back_address(),
        "scope": "openid",
        "state": begun.state,
        "nonce": begun.nonce,
        "code_challenge": begun.challenge,
        "code_challenge_method": "S256",
    }
    return HttpResponseRedirect(f"{settings.KORAT.line_login}/oauth2/v2.1/authorize?{urlencode(question)}")


@never_cache
@require_GET
def back(request: HttpRequest) -> HttpResponse:
    if not configured():
        raise NotFound
    begun = attempt.take(request, request.GET.get("state", ""), clock.now())
    with translation.override(begun.language):
        if "error" in request.GET:
            notices.error(request, _("LINE did not confirm who you are. You can try again or use another way."))
            return redirect(persons.with_next("web:sign_in", begun.onward))
        try:
            person, account = known(user_of(request, begun))
        except Refused as refused:
            tries.refused(f"{METHOD} ({refused.code})")
            return refusal(request, refused)
    request.session[persons.AGAIN] = person
    user = get_user_model().objects.get(pk=account)
    record_authentication(request, user, method=METHOD)
    answer: HttpResponse = perform_login(request, Login(user=user, redirect_url=begun.onward))
    return answer


def user_of(request: HttpRequest, begun: attempt.Attempt) -> str:
    """LINE's name for who confirmed, after every check."""
    korat = settings.KORAT
    form = {
        "grant_type": "authorization_code",
        "code": request.GET.get("code", ""),
        "redirect_uri": back_address(),
        "client_id": korat.line_login_id,
        "client_secret": settings.KORAT_LINE_LOGIN_SECRET,
        "code_verifier": begun.verifier,
    }
    claims = verified(
        str(exchanged(form).get("id_token", "")),
        issuer=str(korat.line_login),
        client=str(korat.line_login_id),
        secret=settings.KORAT_LINE_LOGIN_SECRET,
        nonce=begun.nonce,
        asked_at=datetime.fromtimestamp(begun.began, tz=UTC),
        now=clock.now(),
    )
    return str(claims["sub"])


def exchanged(form: dict[str, Any]) -> dict[str, Any]:
    """The code for a token, from server to server; a redirect is not followed."""
    url = str(settings.KORAT.line_url)
    try:
        with httpx.Client(timeout=10.0, trust_env=urlsplit(url).hostname not in LOOPBACK) as client:
            answer = client.post(f"{url}/oauth2/v2.1/token", data=form)
            found = answer.json()
    except (httpx.HTTPError, ValueError) as error:
        raise Unavailable(code="line_down") from error
    if not answer.is_success or not isinstance(found, dict):
        raise DoubtfulLine
    return found


def known(user: str) -> tuple[int, int]:
    """The person who linked this LINE account, and the account by which they sign in. LINE enrols nobody."""
    linked = [
        (person, account) for person in messages.persons_behind("line", user) for account in people.accounts_of(person)
    ]
    if not linked:
        raise Refused(
            "บัญชี LINE นี้ยังไม่ได้เชื่อมกับใคร โปรดเข้าสู่ระบบด้วยวิธีอื่นก่อน แล้วพิมพ์ “เชื่อม” หาเราใน LINE",
            "This LINE account is linked with nobody yet. Please sign in another way, then write “link” to us in LINE.",
            code="line_unknown",
        )
    if len({person for person, _ in linked}) > 1:
        raise Refused(
            "บัญชี LINE นี้มีหลายคนใช้ร่วมกัน โปรดเข้าสู่ระบบด้วยวิธีอื่น",
            "Several people share this LINE account. Please sign in another way.",
            code="line_shared",
        )
    return linked[0]


def back_address() -> str:
    """The one address that is registered at LINE: in Thai, whichever language the reader came from."""
    with translation.override("th"):
        return str(settings.KORAT.address + reverse("web:line_back"))
