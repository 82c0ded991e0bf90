"""Is this paper genuine? By text, by file, by the QR's own address, and without us; and what is published for it."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_http_methods

from korat.blocks.catalog import queries as catalog
from korat.blocks.documents import actions as documents
from korat.blocks.documents.papers import queries as papers
from korat.blocks.documents.papers import verify as checking
from korat.blocks.documents.papers.verify import Finding
from korat.kernel import clock
from korat.kernel.errors import Refused
from korat.web import limits
from korat.web.present import verdicts

LONGEST = 2_000
CAMERA = "camera=(self), geolocation=(), microphone=(), payment=(), usb=()"


@require_http_methods(["GET", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Paste the text of a QR or choose a PDF."""
    if request.method == "GET":
        return render(request, "web/verify.html", {})
    limits.count(request, "verify", times=300, minutes=10)
    upload, given = request.FILES.get("file"), request.POST.get("text", "")[:LONGEST]
    if not upload and not given.strip():
        nothing = _("You gave nothing to check. Paste the text of the QR, or choose the PDF.")
        return render(request, "web/verify.html", {"error": nothing}, status=422)
    try:
        found = check(documents.read(upload) if upload else given, clock.now())
    except Refused as refused:
        return render(request, "web/verify.html", {"text": given, "error": refused.show()}, status=refused.status)
    return verdict(request, found, given)


@require_GET
def scanned(request: HttpRequest, text: str) -> HttpResponse:
    """The address inside a QR, opened by a phone."""
    limits.count(request, "verify", times=300, minutes=10)
    return verdict(request, check(text, clock.now()), text)


def check(given: str | bytes, now: datetime) -> Finding:
    trust, known = papers.known(catalog.profile().code, now)
    today = timezone.localdate(now)
    if isinstance(given, bytes):
        return checking.file(given, trust, known, now, today)
    return checking.text(given, trust, known, now, today)


def verdict(request: HttpRequest, found: Finding, given: str) -> HttpResponse:
    said = verdicts.page(found, catalog.profile().names.show())
    response = render(request, "web/verify.html", {"verdict": said, "text": given})
    response["Cache-Control"] = "no-store"
    return response


@require_GET
def offline(request: HttpRequest) -> HttpResponse:
    """A page that keeps itself, our keys and the newest list, and then needs us no more."""
    now, profile = clock.now(), catalog.profile()
    kept = {
        "trust": papers.published_keys(
            profile.code, {"th": profile.names.show("th"), "en": profile.names.show("en")}, now
        ),
        "list": papers.revocation_list(profile.code, now),
        "words": verdicts.dictionary(profile.names.show()),
    }
    response = render(request, "web/offline/page.html", {"kept": kept})
    response["Permissions-Policy"] = CAMERA
    response["Cache-Control"] = "no-cache"
    return response


@require_GET
def offline_worker(request: HttpRequest) -> HttpResponse:
    """The script that answers for the page when nobody else does. It stands above the files that it keeps."""
    response = render(request, "web/offline/worker.js", content_type="text/javascript")
    response["Cache-Control"] = "no-cache"
    return response


@require_GET
@cache_control(max_age=3600, public=True)
def offline_manifest(request: HttpRequest) -> HttpResponse:
    return render(request, "web/offline/manifest.json", content_type="application/manifest+json")


@require_GET
@cache_control(max_age=300, public=True)
def keys(_request: HttpRequest) -> JsonResponse:
    """`/.well-known/korat/keys`: whose signatures on papers are ours."""
    profile = catalog.profile()
    names = {tag: profile.names.show(tag) for tag in profile.languages}
    return JsonResponse(
        papers.published_keys(profile.code, names, clock.now()), json_dumps_params={"ensure_ascii": False}
    )


@require_GET
@cache_control(max_age=300, public=True)
def revocations(_request: HttpRequest) -> HttpResponse:
    """`/.well-known/korat/revocations`: the signed list of papers taken back."""
    return HttpResponse(papers.revocation_list(catalog.profile().code, clock.now()), content_type="application/json")
