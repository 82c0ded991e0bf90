"""The form of an order for a flood, a storm or the like."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from korat.blocks.cases.actions import Order
from korat.blocks.catalog import queries as catalog
from korat.blocks.documents import actions as documents
from korat.blocks.people import queries as people
from korat.blocks.places import queries as places
from korat.web.fields import Asked, Choice, DateField
from korat.web.forms import Words
from korat.web.post_forms import midnight, today
from korat.web.present import words


class SurgeForm(forms.Form):
    """What happened, by which order, for which offices, kinds and days."""

    title = Words(limit=200, widget=forms.TextInput())
    number = Words(limit=80, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    order_on = DateField()
    begins_on = DateField()
    ends_on = DateField()
    offices = forms.TypedMultipleChoiceField(coerce=int, widget=forms.CheckboxSelectMultiple)
    categories = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    places = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    field_order = ("title", "number", "order_on", "paper")
    paper = forms.FileField(
        required=False, widget=forms.FileInput(attrs={"accept": "application/pdf,image/jpeg,image/png"})
    )

    def __init__(self, reach: Collection[int], data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, initial={"order_on": today(), "begins_on": today()})
        labels = {
            "title": _("What happened"),
            "number": _("Number of the order"),
            "order_on": _("Date of the order"),
            "begins_on": _("First day"),
            "ends_on": _("Last day"),
            "offices": _("Offices whose reports it covers"),
            "categories": _("Kinds of report it covers"),
            "places": _("Places it covers"),
            "paper": _("The signed order (PDF or photo)"),
        }
        for name, label in labels.items():
            self.fields[name].label = label
        self.fields["categories"].help_text = _("None ticked: every kind.")
        self.fields["places"].help_text = _("None ticked: everywhere.")
        self.fields["paper"].help_text = _(
            "Everyone whose report it covers may open it. Its hash is written into the ledger."
        )
        self.offer("places", places_of(reach))
        self.offer("offices", [(str(one), words.office(one)) for one in sorted(reach)])
        self.offer("categories", kinds())

    def offer(self, name: str, choices: Any) -> None:
        field = self.fields[name]
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = choices

    def order(self, now: datetime) -> Order:
        """Raises Refused for a paper that is neither PDF nor photo."""
        given, file = self.cleaned_data, self.cleaned_data["paper"]
        return Order(
            title=given["title"],
            number=given["number"],
            on=given["order_on"],
            offices=frozenset(given["offices"]),
            categories=tuple(given["categories"]),
            places=tuple(given["places"]),
            paper=documents.receive_evidence(file=file, name=file.name, now=now).handle if file else "",
            begins_at=midnight(given["begins_on"]),
            ends_at=midnight(given["ends_on"] + timedelta(days=1)),
        )


def places_of(reach: Collection[int]) -> list[tuple[str, str]]:
    """The communities and the whole of each local government whose offices one orders for."""
    homes = dict.fromkeys(found.place_code for one in sorted(reach) if (found := people.organisation_by_id(one)))
    towns = [town for town in places.jurisdictions() if town.code in homes]
    inside = [(town, place) for town in towns for place in (town, *places.communities(town.code))]
    return [(place.code, place.names.show()) for _town, place in inside]


def kinds() -> Asked:
    """Kinds whose clock an order may stop, of every service; sealed ones are never covered."""
    return Asked(
        lambda: (
            (one.code, Choice(one.names, "", one.icon))
            for service in catalog.services()
            for one in service.categories
            if not one.sealed and service.stops(one.code, "surge")
        )
    )
