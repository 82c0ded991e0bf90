"""A day off is announced by an official's act, or taken back by one; the clocks of reports under way move with it."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages as notices
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from korat.blocks.catalog import days_off as catalog
from korat.blocks.catalog.queries import zone
from korat.blocks.ledger.actor import Actor
from korat.kernel import clock
from korat.kernel.dates import format_date
from korat.kernel.errors import NotFound, Refused
from korat.web import session
from korat.web.fields import DateField
from korat.web.forms import Words
from korat.web.signin import official


class DayOffForm(forms.Form):
    day = DateField(label=gettext_lazy("Which day"))
    name = Words(limit=200, label=gettext_lazy("What it is called in Thai"), widget=forms.TextInput())
    english = Words(limit=200, label=gettext_lazy("What it is called in English"), widget=forms.TextInput())
    order = Words(
        limit=80, label=gettext_lazy("Number of the order"), widget=forms.TextInput(attrs={"autocomplete": "off"})
    )


class TakeBackForm(forms.Form):
    reason = Words(limit=400, label=gettext_lazy("Why it is taken back"))


def able(request: HttpRequest) -> Actor:
    actor = session.official_or_404(request)
    if not actor.may(catalog.PURPOSE):
        raise NotFound
    return actor


@never_cache
@official
def days_off(request: HttpRequest) -> HttpResponse:
    """Those announced, and the form of a new one. Others find nothing here."""
    actor, form = able(request), DayOffForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            catalog.announce(actor=actor, now=clock.now(), **form.cleaned_data)
            notices.success(request, _("Announced. What was promised in working days moves with it."))
            return redirect("web:days_off")
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.show())
    days, today = catalog.days_off(), clock.local(clock.now(), zone()).date()
    context = {"days": days, "today": today, "form": form, "back_url": reverse("web:desk")}
    return render(request, "web/days_off.html", context, status=422 if form.errors else 200)


@never_cache
@official
def take_back(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One announced wrongly: what will become of the promises and bookings is read first, then the reason is given."""
    actor, form, found = able(request), TakeBackForm(request.POST or None), catalog.day_off(uuid)
    if found is None or found.withdrawn_at:
        raise NotFound
    if request.method == "POST" and form.is_valid():
        try:
            catalog.take_back(actor=actor, now=clock.now(), day_off=uuid, reason=form.cleaned_data["reason"])
            notices.success(request, _("Taken back. The sooner promises hold again."))
            return redirect("web:days_off")
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.show())
    context = {
        "heading": _("Take back a day off"),
        "rows": rows(found),
        "form": form,
        "declaration": kindly(),
        "submit_label": _("Take this day off back"),
        "back_url": reverse("web:days_off"),
    }
    return render(request, "web/check.html", context, status=422 if form.errors else 200)


def rows(one: catalog.DayOffView) -> list[dict[str, object]]:
    return [
        {"label": _("Which day"), "value": format_date(one.day, style="long")},
        {"label": _("What it is called"), "value": one.names.show()},
        {"label": _("Number of the order"), "value": one.order_number},
    ]


def kindly() -> str:
    return _(
        "Reports get back the sooner day that they were promised first, but none falls due before the end of the next "
        "working day. Bookings that had to move stay where they are: each person is told that their first day is open "
        "again, and may choose it."
    )
