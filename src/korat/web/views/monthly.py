"""An office's month on one sheet: on the screen, and as a paper that proves itself."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages as notices
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from korat.blocks.cases.queries import AUTHORITIES
from korat.blocks.catalog import queries as catalog
from korat.blocks.documents.papers import actions as papers_write
from korat.blocks.ledger.actor import Actor
from korat.blocks.measures import actions
from korat.blocks.measures import queries as measures
from korat.kernel import clock
from korat.web import limits, session
from korat.web.forms import FiguresForm
from korat.web.present import monthly as present
from korat.web.present import papers
from korat.web.signin import official
from korat.web.views.papers import pdf_response


@never_cache
@official
@require_GET
def report(request: HttpRequest) -> HttpResponse:
    """The month that is over, of the first office of the reach, unless another is asked for."""
    actor = able(request)
    chosen = present.chosen(actor.reach(*AUTHORITIES), request.GET, clock.now())
    return shown(request, actor, chosen)


@official
@require_POST
def paper(request: HttpRequest, code: str, year: int, month: int) -> HttpResponse:
    """The same as PDF, signed by the post that takes it; handed over, not kept."""
    actor, now = able(request), clock.now()
    limits.count(request, "paper", times=30, minutes=10)
    chosen = named(actor, code, year, month)
    purpose = next(one for one in AUTHORITIES if actor.may(one, office=chosen.office.id))
    made = papers_write.issue_paper(
        actor=actor, now=now, issuer=papers.issuer(), kind="monthly-report", office=chosen.office.id, subject=actor.subject,
        about=None, content=present.content(chosen, now), language=papers.language(), purpose=purpose,
        grant=actor.grant_for(purpose, office=chosen.office.id), kept=False,
    )  # fmt: skip
    return pdf_response(made.pdf, f"monthly-report-{code}-{year}-{month:02}.pdf")


@never_cache
@official
@require_GET
def csv(request: HttpRequest, code: str, year: int, month: int) -> HttpResponse:
    """The same for a spreadsheet."""
    chosen = named(able(request), code, year, month)
    response = HttpResponse(present.sheet(chosen, clock.now()), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="monthly-report-{code}-{year}-{month:02}.csv"'
    return response


@official
@require_POST
def tell(request: HttpRequest, code: str, year: int, month: int) -> HttpResponse:
    """What the office itself tells of a month, line by line; only what changed is an act."""
    actor, now = able(request), clock.now()
    chosen, form = named(actor, code, year, month), FiguresForm(request.POST, lines=catalog.profile().monthly)
    actions.refuse_outsiders(actor, chosen.office.id)
    if not form.is_valid():
        return shown(request, actor, chosen, form)
    told = measures.told_by(chosen.office.id, chosen.month)
    for line, value in form.cleaned_data.items():
        if value != told.get(line):
            actions.tell_figure(
                actor=actor, now=now, office=chosen.office.id, line=line, month=chosen.month, value=value
            )
    notices.success(request, _("Told. The report shows it from now on."))
    return redirect(f"{reverse('web:monthly')}?{urlencode({'office': code, 'month': f'{chosen.month:%Y-%m}'})}")


def shown(request: HttpRequest, actor: Actor, chosen: present.Chosen, form: FiguresForm | None = None) -> HttpResponse:
    """Who prepares the office's public words finds the form of what the office tells itself."""
    context, lines = present.page(chosen, clock.now()), catalog.profile().monthly
    if lines and actor.may(actions.TELLS, office=chosen.office.id):
        told = measures.told_by(chosen.office.id, chosen.month)
        context["form"] = form or FiguresForm(lines=lines, initial=told)
        context["tell_url"] = reverse(
            "web:monthly_tell", args=[chosen.office.code, chosen.month.year, chosen.month.month]
        )
    return render(request, "web/monthly.html", context, status=422 if form else 200)


def named(actor: Actor, code: str, year: int, month: int) -> present.Chosen:
    found = present.named(actor.reach(*AUTHORITIES), code, year, month, clock.now())
    if found is None:
        raise Http404
    return found


def able(request: HttpRequest) -> Actor:
    actor = session.official_or_404(request)
    if not actor.reach(*AUTHORITIES):
        raise Http404
    return actor
