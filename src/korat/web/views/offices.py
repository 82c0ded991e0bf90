"""Each office in public: how many days its cases took, by kind and community, before and after a change of its own."""

from __future__ import annotations

from django.contrib import messages as notices
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from korat.blocks.measures import actions
from korat.blocks.people import queries as people
from korat.blocks.people.values import OrganisationView
from korat.kernel import clock
from korat.web import session
from korat.web.forms import ChangeForm, once
from korat.web.present import counted
from korat.web.present import offices as present
from korat.web.signin import official


@require_GET
def offices(request: HttpRequest) -> HttpResponse:
    return render(request, "web/offices.html", present.listed(clock.now()))


@require_GET
def office(request: HttpRequest, code: str) -> HttpResponse:
    """One office for everyone; who prepares its public words also finds the form of a change."""
    return show(request, office_or_404(code))


@require_GET
def done(request: HttpRequest, code: str) -> HttpResponse:
    """What an office completed, one by one: behind its figures."""
    return render(request, "web/counted.html", counted.done(office_or_404(code), request.GET.dict()))


@official
@require_POST
def change(request: HttpRequest, code: str) -> HttpResponse:
    """The office tells what it does differently since which day."""
    found, actor, form = office_or_404(code), session.official_or_404(request), ChangeForm(request.POST)
    actions.refuse_outsiders(actor, found.id)
    if not form.is_valid():
        return show(request, found, form)
    actions.mark_change(
        actor=actor, now=clock.now(), office=found.id, day=form.cleaned_data["day"], words=form.cleaned_data["words"],
        key=once(request.POST),
    )  # fmt: skip
    notices.success(request, _("Told. The page compares before and after."))
    return redirect("web:office", code)


@official
@require_POST
def unchange(request: HttpRequest, code: str, change: int) -> HttpResponse:
    actions.unmark_change(actor=session.official_or_404(request), now=clock.now(), change=change)
    notices.success(request, _("Taken back."))
    return redirect("web:office", code)


def show(request: HttpRequest, found: OrganisationView, form: ChangeForm | None = None) -> HttpResponse:
    actor = session.actor(request)
    tells = actor is not None and actor.may(actions.TELLS, office=found.id)
    context = present.page(found, clock.now(), request.GET.get("change", ""), tells=tells)
    if tells:
        context["form"] = form or ChangeForm()
    return render(request, "web/office.html", context, status=422 if form else 200)


def office_or_404(code: str) -> OrganisationView:
    found = people.organisation(code)
    if found is None or (found.retired and not found.successor):
        raise Http404
    return found
