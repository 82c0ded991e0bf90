"""What is held about me: to download, and to have erased as far as the law allows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from django.contrib import messages as notices
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from korat.blocks.cases import actions as cases
from korat.blocks.cases import queries as cases_read
from korat.kernel import clock
from korat.kernel.errors import Refused
from korat.kernel.language import current
from korat.web import session
from korat.web.held import archive, collect
from korat.web.middleware.actors import SignInFirst
from korat.web.present import held as present
from korat.web.signin import signed_in_person
from korat.web.signin.stepup import fresh_sign_in

PRIVATE = {"Cache-Control": "no-store"}


@require_http_methods(["GET", "POST"])
@signed_in_person
@fresh_sign_in
def export(request: HttpRequest) -> HttpResponse:
    """The page, and by POST the download: all of it as ZIP, or the JSON alone."""
    actor, now = session.actor_or_404(request), clock.now()
    if request.method == "GET":
        return render(request, "web/export.html")
    kind = "json" if request.POST.get("as") == "json" else "zip"
    held, files = collect.held(actor, now, with_files=kind == "zip")
    name = archive.file_name(now, kind)
    headers = PRIVATE | {"Content-Disposition": f'attachment; filename="{name}"'}
    body = archive.as_json(held) if kind == "json" else archive.packed(held, pages(held, now), files)
    return HttpResponse(body, content_type=f"application/{kind}", headers=headers)


def pages(held: Mapping[str, object], now: datetime) -> dict[str, bytes]:
    """What a person reads and prints, beside what a program reads."""
    page = render_to_string("web/held.html", {**present.content(held), "language": current(), "now": now})
    return {f"{archive.NAME}.html": page.encode(), "held.css": Path(str(finders.find("web/held.css"))).read_bytes()}


@require_GET
def export_json(request: HttpRequest) -> HttpResponse:
    """The same for the person's own program, by bearer token."""
    try:
        actor = session.actor(request)
        if actor is None:
            raise SignInFirst
        held, _files = collect.held(actor, clock.now())
    except Refused as refused:
        return JsonResponse({"error": refused.code, "th": refused.th, "en": refused.en}, status=refused.status)
    return HttpResponse(archive.as_json(held), content_type="application/json", headers=PRIVATE)


@require_http_methods(["GET", "POST"])
@signed_in_person
@fresh_sign_in
def erase(request: HttpRequest) -> HttpResponse:
    """First what would go and what must stay; then, on a second page and with a tick, for good."""
    actor, now = session.actor_or_404(request), clock.now()
    collect.own_ground(actor)
    step = request.POST.get("step", "")
    if step == "erase" and request.POST.get("sure"):
        gone = cases.erase_own(actor=actor, now=now)
        notices.success(request, present.erased(gone))
        return redirect("web:my")
    context = present.erasable(cases_read.erasable(actor.subject, now))
    missing = {"error": _("Please tick that you are sure.")} if step == "erase" else {}
    confirming = {"confirming": bool(step), **missing}
    return render(request, "web/erase.html", context | confirming, status=422 if missing else 200)
