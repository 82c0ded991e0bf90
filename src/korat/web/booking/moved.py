"""Whom a closed day has moved: the list of the office, and one press that moves all who have not answered."""

from __future__ import annotations

from django.contrib import messages as notices
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from korat.blocks.bookings import actions, queries
from korat.blocks.bookings.values import BookingView
from korat.kernel import clock
from korat.kernel.errors import NotFound
from korat.web import session
from korat.web.booking import present
from korat.web.signin import official


@never_cache
@official
def moved(request: HttpRequest) -> HttpResponse:
    """Facts only, as on the day's page. POST: everyone who has not answered takes the time that is kept."""
    actor, now = session.official_or_404(request), clock.now()
    if not queries.reached(actor):
        raise NotFound
    if request.method == "POST":
        count = actions.move_all(actor=actor, now=now)
        said = ngettext("%(count)d booking moved. They are told.", "%(count)d bookings moved. They are told.", count)
        notices.success(request, said % {"count": count})
        return redirect("web:desk_moved")
    rows = queries.displaced(actor, now)
    context = {
        "rows": list(map(row, rows)),
        "waiting": sum(one.state == "held" for one in rows),
        "back_url": reverse("web:desk_bookings"),
    }
    return render(request, "web/booking/desk_moved.html", context)


def row(one: BookingView) -> dict[str, object]:
    return {
        **present.item(one),
        "url": reverse("web:desk_booking", args=[one.resource.code, one.reference]),
        "said": said(one),
    }


def said(one: BookingView) -> str:
    """What the office should know of it."""
    if one.state == "held" and one.held_until:
        return _("Kept until %(until)s, not confirmed yet") % {"until": present.moment(one.held_until)}
    return _("Moved and told") if one.state == "booked" else _("No other time was free. Please call them.")
