"""The form that names an acting head: who, by which order, from which day to which."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from korat.blocks.catalog import queries as catalog
from korat.kernel import clock
from korat.web.fields import Choice, DateField

LONGEST = timedelta(days=366)
# The choice beside the officials: found by a number.
OTHER = "other"


class ActingForm(forms.Form):
    """`officials`: term → post, of those who work in the offices around."""

    official = forms.ChoiceField(widget=forms.RadioSelect)
    number = forms.CharField(
        max_length=40, required=False, widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"})
    )
    order = forms.CharField(max_length=80, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    begins_on = DateField()
    ends_on = DateField()

    def __init__(self, officials: Mapping[int, str], *args: Any, **options: Any) -> None:
        options["initial"] = {"begins_on": today()}
        super().__init__(*args, **options)
        self.fields["official"].label = _("Who will act?")
        self.fields["number"].label = _("Citizen number or telephone")
        self.fields["number"].help_text = _("Only for somebody else.")
        self.fields["order"].label = _("Number of the order")
        self.fields["order"].error_messages["required"] = _("Please type the number of the order.")
        self.fields["begins_on"].label = _("First day")
        self.fields["ends_on"].label = _("Last day")
        self.offer([(str(term), Choice(post)) for term, post in officials.items()])

    def offer(self, choices: list[tuple[str, Choice]]) -> None:
        field = self.fields["official"]
        field.error_messages["required"] = _("Please choose who will act.")
        if isinstance(field, forms.ChoiceField):
            field.choices = [*choices, (OTHER, Choice(_("Somebody else, by number")))]

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if given.get("official") == OTHER and not given.get("number"):
            self.add_error("number", _("Please type the number of who will act."))
        begins, ends = given.get("begins_on"), given.get("ends_on")
        if begins and begins < today():
            self.add_error("begins_on", _("An order works from today on, not before."))
        if begins and ends and not begins <= ends <= begins + LONGEST:
            self.add_error("ends_on", _("The last day lies within a year after the first."))
        return given

    def begins_at(self, now: datetime) -> datetime:
        """The beginning of the first day; on that day itself from this moment."""
        return max(now, midnight(self.cleaned_data["begins_on"]))

    def ends_at(self) -> datetime:
        """The end of the last day, on the wall of the province."""
        return midnight(self.cleaned_data["ends_on"] + timedelta(days=1))


def today() -> date:
    return clock.now().astimezone(catalog.zone()).date()


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(), catalog.zone())
