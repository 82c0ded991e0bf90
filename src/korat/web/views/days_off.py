"""A day off is announced by an official's act; the clocks of reports under way move with it."""

from __future__ import annotations

from django import forms
from django.contrib import messages as notices
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from korat.blocks.catalog import days_off as catalog
from korat.kernel import clock
from korat.kernel.errors import NotFound, Refused
from korat.web import session
from korat.web.fields import DateField
from korat.web.forms import Words
from korat.web.signin import official


class DayOffForm(forms.Form):
    day = DateField(label=gettext_lazy("Which day"))
    name = Words(limit=200, label=gettext_lazy("What it is called"), widget=forms.TextInput())
    order = Words(
        limit=80, label=gettext_lazy("Number of the order"), widget=forms.TextInput(attrs={"autocomplete": "off"})
    )


@never_cache
@official
def days_off(request: HttpRequest) -> HttpResponse:
    """Those announced, and the form of a new one. Others find nothing here."""
    actor, form = session.official_or_404(request), DayOffForm(request.POST or None)
    if not actor.may(catalog.PURPOSE):
        raise NotFound
    if request.method == "POST" and form.is_valid():
        try:
            catalog.announce(actor=actor, now=clock.now(), **form.cleaned_data)
            notices.success(request, _("Announced. What was promised in working days moves with it."))
            return redirect("web:days_off")
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.show())
    context = {"days": catalog.days_off(), "form": form, "back_url": reverse("web:desk")}
    return render(request, "web/days_off.html", context, status=422 if form.errors else 200)
