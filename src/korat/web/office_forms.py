"""The forms of an order over offices: the quiet days before an election, and an office that is dissolved or merged."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from korat.kernel.clock import now
from korat.web.fields import Choice, DateField
from korat.web.forms import Words
from korat.web.post_forms import midnight, today

Offices = Iterable[tuple[str, str]]


class OfficeForm(forms.Form):
    """An office by its code, and the number of the order. `offices`: code and name."""

    office = forms.ChoiceField()
    order = Words(limit=80, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    begins_on = DateField()

    def __init__(self, offices: Offices, data: Any = None) -> None:
        super().__init__(data, initial={"begins_on": today()})
        self.fields["order"].label = _("Number of the order")
        self.fields["begins_on"].label = _("First day")
        self.offer("office", [(code, Choice(name)) for code, name in offices])

    def offer(self, name: str, choices: list[tuple[str, Choice]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices

    def begins_at(self) -> datetime:
        """The beginning of the first day; on that day itself from this moment."""
        return max(now(), midnight(self.cleaned_data["begins_on"]))


class ElectionForm(OfficeForm):
    ends_on = DateField()

    def __init__(self, offices: Offices, data: Any = None) -> None:
        super().__init__(offices, data)
        self.fields["office"].label = _("Whose election")
        self.fields["ends_on"].label = _("Last day")

    def ends_at(self) -> datetime:
        return midnight(self.cleaned_data["ends_on"] + timedelta(days=1))


class DissolutionForm(OfficeForm):
    successor = forms.ChoiceField()
    field_order = ("office", "successor", "order", "begins_on")

    def __init__(self, offices: Offices, data: Any = None) -> None:
        known = list(offices)
        super().__init__(known, data)
        self.fields["office"].label = _("Office that is dissolved")
        self.fields["successor"].label = _("Office that takes its place")
        empty = [("", Choice(_("Please choose")))]
        for name in ("office", "successor"):
            self.offer(name, [*empty, *((code, Choice(said)) for code, said in known)])

    def clean(self) -> dict[str, Any]:
        if (day := self.cleaned_data.get("begins_on")) and day < today():
            self.add_error("begins_on", _("An order works from today on, not before."))
        return self.cleaned_data
