"""The audit file: which offices, from when to when; asking is an act, the worker makes it, taking it is an act again."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from korat.blocks.cases import actions, queries
from korat.blocks.catalog import queries as catalog
from korat.blocks.people import queries as people
from korat.kernel import clock, ids
from korat.kernel.errors import Refused
from korat.web import limits, session
from korat.web.forms import AuditForm, Choices, once
from korat.web.present import audit as present
from korat.web.present import words
from korat.web.signin import official


@never_cache
@official
@require_GET
def audit(request: HttpRequest) -> HttpResponse:
    today = clock.now().astimezone(catalog.zone()).date()
    month = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    return asked(request, AuditForm(offices(request), initial={"first": month, "last": today, "below": True}))


@official
@require_POST
def file(request: HttpRequest) -> HttpResponse:
    """Ask for one; its page tells how far it has come."""
    actor, form = session.official_or_404(request), AuditForm(offices(request), request.POST)
    if not form.is_valid():
        return asked(request, form, 422)
    limits.count(request, "audit", times=10, minutes=10)
    try:
        uuid = actions.take_audit_file(actor=actor, now=clock.now(), key=once(request.POST), **form.cleaned_data)
    except Refused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, refused.show())
        return asked(request, form, refused.status)
    return redirect("web:audit_progress", uuid)


@never_cache
@official
@require_GET
def progress(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """How far one file has come, and the file; for who asked alone."""
    found = queries.asked(session.official_or_404(request), uuid)
    context = {"file": present.line(found, clock.now()), "back_url": reverse("web:audit")}
    return render(request, "web/audit_file.html", context)


@never_cache
@official
@require_GET
def download(request: HttpRequest, uuid: UUID, part: int = 1) -> HttpResponse:
    """The file itself, or a further part of it, for a day."""
    actor = session.official_or_404(request)
    found, data = actions.fetch_audit_file(actor=actor, now=clock.now(), uuid=uuid, part=part)
    response = HttpResponse(data, content_type=actions.AUDIT_MEDIA_TYPE)
    name = f"audit-{found.first}-{found.last}{f'-part{part}' if found.parts > 1 else ''}.zip"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def asked(request: HttpRequest, form: forms.Form, status: int = 200) -> HttpResponse:
    now, actor = clock.now(), session.official_or_404(request)
    context = {
        "title": _("Audit file"),
        "lead": _(
            "Every act about the cases of these offices: orders, photos, costs, proof. Facts alone, no reporter's words."
        ),
        "form": form,
        "carried": [("key", ids.uuid7().hex)],
        "action": reverse("web:audit_file"),
        "submit_label": _("Have the file made"),
        "files": [present.line(one, now) for one in queries.asked_by(actor)],
        "back_url": reverse("web:desk"),
    }
    return render(request, "web/audit.html", context, status=status)


def offices(request: HttpRequest) -> Choices:
    """The offices of the reader's reach, dissolved ones too: what they did is still to be answered for."""
    reach = session.official_or_404(request).reach(*queries.AUTHORITIES)
    if not reach:
        raise Http404
    return [(str(one.id), words.office(one.id)) for one in people.remembered() if one.id in reach]
