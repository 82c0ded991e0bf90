"""What the house could not do by itself, for the post that keeps it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages as notices
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from korat.blocks.cases import queries as cases
from korat.blocks.reactions import actions
from korat.blocks.reactions import queries as reactions
from korat.kernel import clock
from korat.web import session
from korat.web.present import failures as present
from korat.web.signin import official


@official
@require_GET
def failures(request: HttpRequest) -> HttpResponse:
    """What failed, in words, with one button each."""
    found = reactions.failed(session.official_or_404(request))
    references = cases.references({one.case for one in found if one.case})
    return render(request, "web/failures.html", {"failures": [present.item(one, references) for one in found]})


@official
@require_POST
def try_again(request: HttpRequest, failure: UUID) -> HttpResponse:
    actions.try_again(actor=session.official_or_404(request), failure=failure, now=clock.now())
    notices.success(request, _("It will be tried again in a moment."))
    return redirect("web:failures")
