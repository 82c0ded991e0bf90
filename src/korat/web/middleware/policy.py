"""What browsers are told about these pages, and errors as sentences."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from korat.kernel.errors import Refused, Unavailable
from korat.web.middleware.actors import SignInFirst
from korat.web.middleware.requests import Respond, is_for_programs
from korat.web.middleware.words import DATABASE_GONE, plain, refusal, sent_only

POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "object-src 'none'",
        "frame-src 'none'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "form-action 'self'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Permissions-Policy": "geolocation=(self), camera=(), microphone=(), payment=(), usb=()",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
}


# Two years, every subdomain: browsers never again ask this house without TLS (RFC 6797).
STRICT_TRANSPORT = "max-age=63072000; includeSubDomains"


def strict_headers(get_response: Respond) -> Respond:
    """On every answer, files and errors too: no foreign script, style or frame; TLS alone; nothing private kept."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        for name, value in wanted(request).items():
            response.headers.setdefault(name, value)
        return response

    return middleware


def wanted(request: HttpRequest) -> dict[str, str]:
    found = dict(HEADERS)
    if settings.KORAT.address.startswith("https:"):
        found["Strict-Transport-Security"] = STRICT_TRANSPORT
    # Who has a session may see what is private: the browser's copy would be seen again without a look.
    if settings.SESSION_COOKIE_NAME in request.COOKIES:
        found["Cache-Control"] = "no-store"
    return found


class ErrorsInWords:
    """Turns a refusal into a page in words, a missing sign-in into the way there, a lost database into 503.

    Addresses for programs are left alone: their standards have their own words.
    """

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        opened = response.status_code == 405 and request.method in ("GET", "HEAD")
        return sent_only(request) if opened and not is_for_programs(request) else response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if is_for_programs(request):
            return None
        if isinstance(exception, SignInFirst):
            return HttpResponseRedirect(sign_in_and_back(request))
        if isinstance(exception, Refused):
            return refusal(request, exception)
        return plain(Unavailable()) if isinstance(exception, DATABASE_GONE) else None


errors_in_words = ErrorsInWords


def sign_in_and_back(request: HttpRequest) -> str:
    """Where to sign in; a form that was being sent starts again from its page."""
    here = request.get_full_path() if request.method == "GET" else ""
    return f"{reverse('web:sign_in')}?{urlencode({'next': here})}" if here else reverse("web:sign_in")
