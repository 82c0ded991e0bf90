"""What a case is about: an officer sees what its words propose and puts it under another kind."""

from __future__ import annotations

from django.contrib import messages as notices
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from korat.blocks.cases import actions, queries
from korat.blocks.catalog import queries as catalog
from korat.kernel import clock
from korat.kernel.errors import Refused
from korat.web import session
from korat.web.forms import KindForm, once
from korat.web.present import kinds as present
from korat.web.signin import official


@never_cache
@official
@require_http_methods(["GET", "POST"])
def kind(request: HttpRequest, reference: str) -> HttpResponse:
    """Choose another kind; the words of the report are read under a look, as on the page of the case."""
    actor, now = session.official_or_404(request), clock.now()
    shown = queries.case_page(actor=actor, reference=reference, now=now)
    if not queries.categorises(actor, shown.face):
        raise Http404
    form = KindForm(present.choices(shown), request.POST or None, initial={"version": shown.face.version})
    if request.method == "POST" and form.is_valid():
        chosen, version = form.cleaned_data["category"], form.cleaned_data["version"]
        try:
            actions.categorise(
                actor=actor, now=now, reference=reference, category=chosen, version=version, key=once(request.POST)
            )
        except Refused as refused:
            form.add_error(None, refused.show())
        else:
            notices.success(request, _("Done. The report is under its new kind, and the reporter is told."))
            return after(request, reference)
    return render(request, "web/kind.html", present.page(shown, form), status=422 if form.errors else 200)


def after(request: HttpRequest, reference: str) -> HttpResponse:
    """Back to the case, or to the desk when another office answers it now."""
    face = queries.case_face(reference)
    ours = face is not None and queries.concerns(session.official_or_404(request), face)
    return redirect("web:case", reference) if ours else redirect("web:desk")


@official
@require_GET
def learned(request: HttpRequest) -> HttpResponse:
    """What proposes kinds: its versions, and how good each was on texts that it had not seen."""
    actor = session.official_or_404(request)
    if not actor.may("people.manage"):
        raise Http404
    found = [(one, catalog.versions(one.code)) for one in catalog.services()]
    return render(request, "web/learned.html", {"services": [present.learned(*one) for one in found if one[1]]})
