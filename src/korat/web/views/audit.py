"""The audit file: which offices, from when to when; taking it is an act."""

from __future__ import annotations

from datetime import datetime, timedelta

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from korat.blocks.cases import actions, queries
from korat.blocks.catalog import queries as catalog
from korat.blocks.people import queries as people
from korat.kernel import clock
from korat.kernel.errors import Refused
from korat.web import limits, session
from korat.web.forms import AuditForm, Choices
from korat.web.present import audit as present
from korat.web.present import filters, words
from korat.web.signin import official


@never_cache
@official
@require_GET
def audit(request: HttpRequest) -> HttpResponse:
    today = clock.now().astimezone(catalog.zone()).date()
    month = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    return asked(request, AuditForm(offices(request), initial={"first": month, "last": today}))


@official
@require_POST
def file(request: HttpRequest) -> HttpResponseBase:
    """Recorded first, then sent while it is read."""
    actor, now, form = session.official_or_404(request), clock.now(), AuditForm(offices(request), request.POST)
    if not form.is_valid():
        return asked(request, form, 422)
    limits.count(request, "audit", times=10, minutes=10)
    given = form.cleaned_data
    try:
        actions.take_audit_file(
            actor=actor, now=now, offices=given["offices"], first=given["first"], last=given["last"]
        )
    except Refused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, refused.show())
        return asked(request, form, refused.status)
    since, until = (
        datetime.combine(day, datetime.min.time(), catalog.zone())
        for day in (given["first"], given["last"] + timedelta(days=1))
    )
    found = queries.audit_lines(actor, given["offices"], since, until)
    lines = present.lines(found, given["offices"], given["first"], given["last"], filters.who(actor), now)
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="audit-{given["first"]}-{given["last"]}.csv"'
    response["Cache-Control"] = "no-store"
    return response


def asked(request: HttpRequest, form: forms.Form, status: int = 200) -> HttpResponse:
    context = {
        "title": _("Audit file"),
        "lead": _(
            "Every act about the cases of these offices: orders, photos, proof. Facts alone, no reporter's words."
        ),
        "form": form,
        "action": reverse("web:audit_file"),
        "submit_label": _("Take the file (CSV)"),
        "back_url": reverse("web:desk"),
    }
    return render(request, "web/question.html", context, status=status)


def offices(request: HttpRequest) -> Choices:
    """The offices of the reader's reach."""
    reach = session.official_or_404(request).reach(*queries.AUTHORITIES)
    if not reach:
        raise Http404
    return [(str(one.id), words.office(one.id)) for one in people.organisations() if one.id in reach]
