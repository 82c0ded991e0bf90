"""What is held about me: to download, and to have erased as far as the law allows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.contrib import messages as notices
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from korat.blocks.cases import actions as cases
from korat.blocks.cases import queries as cases_read
from korat.blocks.ledger.actor import Actor
from korat.kernel import clock
from korat.kernel.errors import Refused
from korat.web import limits, session
from korat.web.held import archive, collect, paper
from korat.web.middleware.actors import SignInFirst
from korat.web.present import held as present
from korat.web.signin import signed_in_person
from korat.web.signin.stepup import fresh_sign_in

PRIVATE = {"Cache-Control": "no-store"}


@require_http_methods(["GET", "POST"])
@signed_in_person
@fresh_sign_in
def export(request: HttpRequest) -> HttpResponse:
    """The page, and by POST the download: all of it as ZIP, or the PDF or the JSON alone."""
    actor, now = session.actor_or_404(request), clock.now()
    if request.method == "GET":
        return render(request, "web/export.html")
    limits.count(request, "paper", times=30, minutes=10)
    kind = request.POST.get("as", "")
    held, files = collect.held(actor, now, with_files=kind not in ("json", "pdf"))
    name, body = file_of(kind, actor, now, held, files)
    headers = PRIVATE | {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(body, content_type=f"application/{name.rpartition('.')[2]}", headers=headers)


def file_of(
    kind: str, actor: Actor, now: datetime, held: Mapping[str, object], files: Sequence[collect.File]
) -> tuple[str, bytes]:
    """Its name and bytes."""
    if kind == "json":
        return archive.file_name(now, "json"), archive.as_json(held)
    printed = paper.pdf(actor, now, held)
    if kind == "pdf":
        return archive.file_name(now, "pdf"), printed
    return archive.file_name(now, "zip"), archive.packed(held, printed, files)


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
