"""What narrows the lists of cases: the public one, and an office's. The pack says what there is to choose from."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from korat.blocks.catalog import queries as catalog
from korat.blocks.places import queries as places
from korat.web.fields import Asked, made_once
from korat.web.forms import Choices

MONTH = r"^20\d\d-(0[1-9]|1[0-2])$"


def categories() -> Choices:
    named = {category.code: category.names for service in catalog.services() for category in service.categories}
    return [("", gettext("All kinds")), *named.items()]


def jurisdictions() -> Choices:
    return [("", gettext("Everywhere")), *((place.code, place.names) for place in places.jurisdictions())]


def communities() -> Choices:
    inside = [(one.code, one.names) for town in places.jurisdictions() for one in places.inner(town.code)]
    return [("", gettext("Everywhere")), *inside]


def states() -> Choices:
    return [("", gettext("All states")), ("open", gettext("Open")), ("closed", gettext("Closed"))]


def steps() -> Choices:
    named = {step.code: step.others or step.names for service in catalog.services() for step in service.steps}
    return [("", gettext("All open")), *({**named, "closed": gettext("Closed")}).items()]


class FilterForm(forms.Form):
    """Drawn from what was kept most times: then nobody asks for its choices."""

    @property
    def chosen(self) -> tuple[object, ...]:
        """What was chosen of each filter, as it came: with it the form looks the same for everyone."""
        return tuple(field.value() for field in self)


@made_once
class FacesForm(FilterForm):
    state = forms.ChoiceField(label=_("State"), required=False, choices=Asked(states))
    category = forms.ChoiceField(label=_("Kind"), required=False, choices=Asked(categories))
    place = forms.ChoiceField(label=_("Place"), required=False, choices=Asked(jurisdictions))
    # Where a figure leads: one office, one community or market, and from which month on to which.
    office = forms.CharField(max_length=120, required=False, widget=forms.HiddenInput)
    community = forms.CharField(max_length=80, required=False, widget=forms.HiddenInput)
    since = forms.RegexField(MONTH, required=False, widget=forms.HiddenInput)
    until = forms.RegexField(MONTH, required=False, widget=forms.HiddenInput)


@made_once
class QueueForm(FilterForm):
    state = forms.ChoiceField(label=_("State"), required=False, choices=Asked(steps))
    category = forms.ChoiceField(label=_("Kind"), required=False, choices=Asked(categories))
    place = forms.ChoiceField(label=_("Place"), required=False, choices=Asked(communities))
    late = forms.BooleanField(label=_("Late only"), required=False)
    mine = forms.BooleanField(label=_("Mine only"), required=False)
    raised = forms.BooleanField(label=_("Came up to us"), required=False)
    forwarded = forms.BooleanField(label=_("Forwarded by us"), required=False)
    # Where a figure leads: one office, one official, what the reporter answered.
    office = forms.CharField(max_length=120, required=False, widget=forms.HiddenInput)
    official = forms.IntegerField(min_value=0, max_value=2**62, required=False, widget=forms.HiddenInput)
    solved = forms.ChoiceField(choices=[("", ""), ("yes", ""), ("no", "")], required=False, widget=forms.HiddenInput)
