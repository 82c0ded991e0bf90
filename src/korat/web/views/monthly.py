"""An office's month on one sheet: on the screen, and as a paper that proves itself."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from korat.blocks.cases.queries import AUTHORITIES
from korat.blocks.documents.papers import actions
from korat.blocks.ledger.actor import Actor
from korat.kernel import clock
from korat.web import limits, session
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
    return render(request, "web/monthly.html", present.page(chosen, clock.now()))


@official
@require_POST
def paper(request: HttpRequest, code: str, year: int, month: int) -> HttpResponse:
    """The same as PDF, signed by the post that takes it; handed over, not kept."""
    actor, now = able(request), clock.now()
    limits.count(request, "paper", times=30, minutes=10)
    chosen = present.named(actor.reach(*AUTHORITIES), code, year, month, now)
    if chosen is None:
        raise Http404
    purpose = next(one for one in AUTHORITIES if actor.may(one, office=chosen.office.id))
    made = actions.issue_paper(
        actor=actor, now=now, issuer=papers.issuer(), kind="monthly-report", office=chosen.office.id, subject=actor.subject,
        about=None, content=present.content(chosen, now), language=papers.language(), purpose=purpose,
        grant=actor.grant_for(purpose, office=chosen.office.id), kept=False,
    )  # fmt: skip
    return pdf_response(made.pdf, f"monthly-report-{code}-{year}-{month:02}.pdf")


def able(request: HttpRequest) -> Actor:
    actor = session.official_or_404(request)
    if not actor.reach(*AUTHORITIES):
        raise Http404
    return actor
