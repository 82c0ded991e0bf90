"""Bills that wait, for whoever heads the office that collects: behind the sum of the morning page. Facts alone, nothing to do."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from korat.blocks.cases import queries as cases
from korat.blocks.cases.queries import AUTHORITIES
from korat.blocks.payments import queries as payments
from korat.kernel import clock
from korat.web import session
from korat.web.present import fees as present
from korat.web.signin import official

MOST = 200


@never_cache
@official
@require_GET
def bills(request: HttpRequest) -> HttpResponse:
    """The longest due first; whose they are stands on no line."""
    reach = session.official_or_404(request).reach(*AUTHORITIES)
    if not reach:
        raise Http404
    waiting = payments.open_invoices(reach, MOST)
    context = {
        "bills": present.lines(waiting, cases.references({one.about for one in waiting}), clock.now()),
        "most": f"{MOST:,}" if len(waiting) == MOST else "",
        "back_url": reverse("web:morning"),
    }
    return render(request, "web/bills.html", context)
