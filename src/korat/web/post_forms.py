"""Who comes to a post, from which day, by which order; for an acting head until which day; and who takes over from a leaver."""

from __future__ import annotations

from collections.abc import Collection, Mapping
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
# The choice beside the colleagues: the work waits in the queue.
NOBODY = "nobody"


class TermForm(forms.Form):
    """A post for good. `officials`: term → post, of those who work in the offices around."""

    acting = False
    official = forms.ChoiceField(widget=forms.RadioSelect)
    number = forms.CharField(
        max_length=40, required=False, widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"})
    )
    order = forms.CharField(max_length=80, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    begins_on = DateField()
    public_name = forms.CharField(max_length=200, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"}))

    def __init__(self, officials: Mapping[int, str], *args: Any, elected: bool = False, **options: Any) -> None:
        options["initial"] = {"begins_on": today()}
        super().__init__(*args, **options)
        self.fields["official"].label = _("Who will hold the post?")
        self.fields["number"].label = _("Citizen number or telephone")
        self.fields["number"].help_text = _("Only for somebody else.")
        self.fields["order"].label = _("Number of the order")
        self.fields["begins_on"].label = _("First day")
        self.fields["public_name"].label = _("Name on public pages")
        self.fields["public_name"].help_text = _(
            "Whoever is elected stands there by name. Leave it empty to name nobody."
        )
        # Who acts for somebody elected was elected by nobody.
        if not elected or self.acting:
            del self.fields["public_name"]
        self.offer([(str(term), Choice(post)) for term, post in officials.items()])

    def offer(self, choices: list[tuple[str, Choice]]) -> None:
        field = self.fields["official"]
        field.error_messages["required"] = _("Please choose who it will be.")
        if isinstance(field, forms.ChoiceField):
            field.choices = [*choices, (OTHER, Choice(_("Somebody else, by number")))]

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if given.get("official") == OTHER and not given.get("number"):
            self.add_error("number", _("Please type the number of who it will be."))
        begins = given.get("begins_on")
        if begins and begins < today():
            self.add_error("begins_on", _("An order works from today on, not before."))
        return given

    def begins_at(self, now: datetime) -> datetime:
        """The beginning of the first day; on that day itself from this moment."""
        return max(now, midnight(self.cleaned_data["begins_on"]))

    def ends_at(self) -> datetime | None:
        return None


class ActingForm(TermForm):
    """For somebody else, by an order, until a day."""

    acting = True
    ends_on = DateField()

    def __init__(self, officials: Mapping[int, str], *args: Any, **options: Any) -> None:
        super().__init__(officials, *args, **options)
        self.fields["official"].label = _("Who will act?")
        self.fields["order"].required = True
        self.fields["order"].error_messages["required"] = _("Please type the number of the order.")
        self.fields["ends_on"].label = _("Last day")

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        begins, ends = given.get("begins_on"), given.get("ends_on")
        if begins and ends and not begins <= ends <= begins + LONGEST:
            self.add_error("ends_on", _("The last day lies within a year after the first."))
        return given

    def ends_at(self) -> datetime:
        """The end of the last day, on the wall of the province."""
        return midnight(self.cleaned_data["ends_on"] + timedelta(days=1))


class LeavingForm(forms.Form):
    """Who of those who stay in the office takes over; they are offered by their terms, and named when they are shown."""

    successor = forms.ChoiceField(widget=forms.RadioSelect)

    def __init__(self, colleagues: Collection[int], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["successor"].label = _("Who takes over the open work?")
        self.fields["successor"].error_messages["required"] = _("Please choose who takes over the open work.")
        self.fields["successor"].initial = None if colleagues else NOBODY
        self.show(dict.fromkeys(colleagues, ""))

    def show(self, colleagues: Mapping[int, str]) -> None:
        field = self.fields["successor"]
        if isinstance(field, forms.ChoiceField):
            known = [(str(term), Choice(name)) for term, name in colleagues.items()]
            field.choices = [*known, (NOBODY, Choice(_("Nobody: it goes back into the office's queue")))]

    def term(self) -> int | None:
        chosen = self.cleaned_data["successor"]
        return None if chosen == NOBODY else int(chosen)


def today() -> date:
    return clock.now().astimezone(catalog.zone()).date()


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(), catalog.zone())
