"""Answers that are kept: drafted from a case, read by a colleague, met again on the next case, public where so decided."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages as notices
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from korat.blocks.cases import actions, queries
from korat.kernel import clock, ids
from korat.kernel.errors import Refused
from korat.web import session
from korat.web.advice_forms import AdviceForm
from korat.web.forms import once
from korat.web.present import advice as present
from korat.web.present import faces
from korat.web.signin import official


@require_GET
def answers(request: HttpRequest) -> HttpResponse:
    """What people asked before, for everybody."""
    typed = request.GET.get("q", "").strip()[:200]
    found = [present.line(one) for one in queries.answers(typed, clock.now())]
    return render(request, "web/answers.html", {"q": typed, "found": found})


@never_cache
@official
def board(request: HttpRequest) -> HttpResponse:
    """The pages of one's offices; what waits for a reader first."""
    found = present.board(queries.advice_board(session.official_or_404(request)), clock.now())
    return render(request, "web/advice_board.html", {"found": found, "back_url": reverse("web:desk")})


@never_cache
@official
def advise(request: HttpRequest, reference: str) -> HttpResponse:
    """Turn the answer to a case into a page."""
    actor = session.official_or_404(request)
    face, first = queries.gathering(actor, reference), {}
    if request.method == "GET":
        first = present.first(queries.case_page(actor=actor, reference=reference, now=clock.now()), asked(request))
    form = AdviceForm(request.POST or None, first=first)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.advise(
                actor=actor, now=clock.now(), reference=reference, told=form.told(), key=once(request.POST)
            )
            notices.success(request, _("Kept as a draft. A colleague reads it before it is shown."))
            return redirect("web:advice", made)
        except Refused as refused:
            raised(form, refused)
    context = {
        "form": form, "kind": faces.title(face), "key": str(ids.uuid7()),
        "back_url": reverse("web:case", args=[reference]),
    }  # fmt: skip
    return render(request, "web/advise.html", context, status=422 if form.errors else 200)


def asked(request: HttpRequest) -> UUID | None:
    """Which answer of the case is to be kept."""
    try:
        return UUID(request.GET.get("answer", ""))
    except ValueError:
        return None


@never_cache
@official
def page(request: HttpRequest, page: UUID) -> HttpResponse:
    """One page with its versions; a changed text is sent from here."""
    actor = session.official_or_404(request)
    versions = tuple(queries.advice_page(actor, page))
    form = AdviceForm(request.POST or None, versions[0])
    if request.method == "POST" and form.is_valid():
        try:
            actions.revise(actor=actor, now=clock.now(), page=page, told=form.told(), key=once(request.POST))
            notices.success(request, _("Kept as a draft. A colleague reads it before it is shown."))
            return redirect("web:advice", page)
        except Refused as refused:
            raised(form, refused)
    context = {
        "advice": present.page(actor, versions),
        "form": form,
        "key": str(ids.uuid7()),
        "back_url": reverse("web:advice_board"),
    }
    return render(request, "web/advice.html", context, status=422 if form.errors else 200)


@official
@require_POST
def onward(request: HttpRequest, page: UUID) -> HttpResponse:
    """A colleague has read it, or it is taken back."""
    actor, now = session.official_or_404(request), clock.now()
    try:
        if request.POST.get("do") == "retire":
            actions.retire(actor=actor, now=now, page=page)
            notices.success(request, _("Taken back. It is shown to nobody."))
        else:
            version = request.POST.get("version", "")
            actions.review(actor=actor, now=now, page=page, version=int(version) if version.isdigit() else 0)
            notices.success(request, _("Shown from now on, beside each case of its kind."))
    except Refused as refused:
        if refused.status == 404:
            raise
        notices.error(request, refused.show())
    return redirect("web:advice", page)


def raised(form: AdviceForm, refused: Refused) -> None:
    if refused.status == 404:
        raise refused
    form.add_error(refused.field if refused.field in form.fields else None, refused.show())
