"""What is typed about assets: what narrows their list, a file that comes in, what a repair took."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from korat.blocks.cases.actions import Cost
from korat.blocks.catalog import queries as catalog
from korat.blocks.places import queries as places
from korat.blocks.places.queries import FixtureFilter
from korat.web.forms import Words


class AssetFilterForm(forms.Form):
    """Always answered: a value that is none simply does not narrow."""

    number = forms.CharField(label=_("Number"), max_length=40, required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    place = forms.ChoiceField(label=_("Place"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False)
    failing = forms.BooleanField(label=_("Most failures first"), required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        kinds = [(code, kind.names) for code, kind in catalog.profile().assets.items()]
        inside = [(one.code, one.names) for town in places.jurisdictions() for one in places.communities(town.code)]
        self.offer("kind", [("", _("All kinds")), *kinds])
        self.offer("place", [("", _("Everywhere")), *inside])
        self.offer(
            "state", [("", _("All states")), ("ok", _("Works")), ("reported", _("Reported")), ("out", _("Out of use"))]
        )
        self.is_valid()

    def offer(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices

    @property
    def chosen(self) -> tuple[object, ...]:
        """What was chosen of each filter, as it came: with it the form looks the same for everyone."""
        return tuple(field.value() for field in self)

    @property
    def kept(self) -> dict[str, object]:
        return {name: value for name, value in self.cleaned_data.items() if value}

    def wanted(self) -> FixtureFilter:
        given = self.cleaned_data
        return FixtureFilter(
            given.get("kind", ""), given.get("place", ""), given.get("state", ""), bool(given.get("failing")),
            given.get("number", ""),
        )  # fmt: skip


class AssetListForm(forms.Form):
    """A CSV file."""

    file = forms.FileField(
        label=_("CSV file"),
        help_text=_("The first line holds the headings. UTF-8 or the Thai encoding of Windows, up to 200,000 lines."),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
        error_messages={"required": _("Please choose a file."), "empty": _("The file is empty.")},
    )


class CostForm(forms.Form):
    """What a work order took."""

    parts = Words(label=_("Parts"), limit=400, required=False, widget=forms.TextInput())
    hours = forms.DecimalField(label=_("Hours of work"), required=False, min_value=0, max_value=1000, decimal_places=2)
    baht = forms.DecimalField(
        label=_("Cost in baht"), required=False, min_value=0, max_value=Decimal(10**12), decimal_places=2
    )

    def spent(self) -> Cost:
        hours, baht = self.cleaned_data["hours"], self.cleaned_data["baht"]
        return Cost(
            parts=self.cleaned_data["parts"],
            minutes=None if hours is None else round(hours * 60),
            satang=None if baht is None else int(baht * 100),
        )
