"""Orders over offices: the quiet days before an election, and an office that is dissolved or merged."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages as notices
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from korat.blocks.ledger.actor import Actor
from korat.blocks.people import actions
from korat.blocks.people import queries as people
from korat.kernel import clock
from korat.kernel.errors import NotFound, Refused
from korat.web import session
from korat.web.office_forms import DissolutionForm, ElectionForm
from korat.web.present import office_life as present
from korat.web.signin import official
from korat.web.signin.stepup import freshly
from korat.web.views.grants import carried
from korat.web.views.keys import managed


@never_cache
@official
def elections(request: HttpRequest) -> HttpResponse:
    """The orders over one's offices, and the form of a new one. Others find nothing here."""
    actor, now = session.official_or_404(request), clock.now()
    form = ElectionForm(present.choices(voting(actor)), request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.order_election(
                actor=actor, now=now, office=form.cleaned_data["office"], order=form.cleaned_data["order"],
                begins_at=form.begins_at(), ends_at=form.ends_at(),
            )  # fmt: skip
            notices.success(request, _("Entered. On these days nobody elected is named in public."))
            return redirect("web:elections")
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.show())
    orders = [present.election(one, now) for one in people.elections(actor)]
    context = {"orders": orders, "form": form, "back_url": reverse("web:desk")}
    return render(request, "web/elections.html", context, status=422 if form.errors else 200)


@official
@require_POST
def election_end(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """An order that was entered wrongly is taken back."""
    try:
        actions.take_back(actor=session.official_or_404(request), now=clock.now(), election=uuid)
        notices.success(request, _("Taken back."))
    except Refused as refused:
        if refused.status == 404:
            raise
        notices.error(request, refused.show())
    return redirect("web:elections")


def voting(actor: Actor) -> tuple[int, ...]:
    if not actor.reach(actions.ELECTION):
        raise NotFound
    return people.voted(actor)


@never_cache
@official
@freshly("people.manage")
def dissolutions(request: HttpRequest) -> HttpResponse:
    """What was dissolved and how far its cases are; a new order is typed, read back, then entered. Back keeps what was typed."""
    actor = session.official_or_404(request)
    form = DissolutionForm(present.choices(managed(actor)), request.POST or None)
    if request.method == "POST" and "go" not in request.POST and form.is_valid():
        try:
            return entered(request, actor, form) if "sure" in request.POST else read_back(request, actor, form)
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.show())
    context = {"orders": present.successions(actor), "form": form, "back_url": reverse("web:desk")}
    return render(request, "web/dissolutions.html", context, status=422 if form.errors else 200)


def read_back(request: HttpRequest, actor: Actor, form: DissolutionForm) -> HttpResponse:
    """What cannot be ordered is told before it is read back."""
    given = form.cleaned_data
    actions.check_dissolution(actor=actor, office=given["office"], successor=given["successor"], order=given["order"])
    context = {
        "service": _("Please compare with the order"),
        "rows": present.read_back(form),
        "carried": [*carried(request), ("sure", "yes")],
        "declaration": present.declaration(),
        "submit_label": _("Enter the order"),
        "go_back": "form",
    }
    return render(request, "web/check.html", context)


def entered(request: HttpRequest, actor: Actor, form: DissolutionForm) -> HttpResponse:
    given = form.cleaned_data
    actions.dissolve(
        actor=actor, now=clock.now(), office=given["office"], successor=given["successor"], order=given["order"],
        begins_at=form.begins_at(),
    )  # fmt: skip
    notices.success(request, _("Entered. The system carries it out on its day, and this page tells how far it is."))
    return redirect("web:dissolutions")
