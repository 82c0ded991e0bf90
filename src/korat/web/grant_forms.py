"""The forms of giving a mandate, witnessing one, and breaking the glass."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from korat.blocks.catalog import queries as catalog
from korat.blocks.people.values import IdentifierKind
from korat.kernel import clock
from korat.kernel.dates import format_date
from korat.kernel.ids import citizen_number_is_valid
from korat.web.fields import Choice, DateField
from korat.web.forms import Words

USUAL = timedelta(days=182)


def lendable() -> dict[str, Choice]:
    """What one lets another do, in the words of the one who lends."""
    return {
        "case.file": Choice(_("Report and ask for things")),
        "case.reply": Choice(_("Answer the office")),
        "case.follow": Choice(
            _("See the reports and requests"), _("With what was written in them. Never sealed complaints or letters.")
        ),
    }


def shareable() -> dict[str, Choice]:
    """What one lets an office see, in the words of the one who consents."""
    return {
        "case.share": Choice(
            _("Read the reports at other offices and what was done. Never telephone, home or sealed complaints.")
        )
    }


def said(purposes: Sequence[str]) -> list[str]:
    known = lendable() | shareable()
    return [str(choice.label) for purpose, choice in known.items() if purpose in purposes]


class LentForm(forms.Form):
    """What may be done, and until which day."""

    purposes = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple)
    ends_on = DateField()

    def __init__(self, *args: Any, **options: Any) -> None:
        today = clock.now().astimezone(catalog.zone()).date()
        # Nothing is ticked beforehand: what is lent is chosen freely (PDPA section 19).
        options["initial"] = {"ends_on": today + USUAL} | dict(options.get("initial") or {})
        super().__init__(*args, **options)
        field = self.fields["purposes"]
        field.label = _("What may be done")
        field.error_messages["required"] = _("Please choose what may be done.")
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = list(lendable().items())
        self.fields["ends_on"].label = _("Until which day")
        self.fields["ends_on"].help_text = _("A year at most. You can end it earlier at any time.")

    def ends_at(self) -> datetime:
        """The end of the day that was named, on the wall of the province."""
        day: date = self.cleaned_data["ends_on"]
        return datetime.combine(day + timedelta(days=1), time(), catalog.zone())

    def ends_on_words(self) -> str:
        return format_date(self.cleaned_data["ends_on"], style="long")


class GiveForm(LentForm):
    """To whom: the code that the other one reads aloud."""

    code = forms.CharField(max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    field_order = ("code", "purposes", "ends_on")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["code"].label = _("Code of the one who will act for you")
        self.fields["code"].error_messages["required"] = _("Please type the code that they read to you.")
        self.fields["code"].help_text = _("They find it on their own page under “Grants and mandates”.")


class WitnessedForm(LentForm):
    """How the witness knew who stood there, beside what may be done."""

    seen = forms.ChoiceField(widget=forms.RadioSelect)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["seen"]
        field.label = _("How do you know who they are?")
        field.error_messages["required"] = _("Please say how you knew them.")
        if isinstance(field, forms.ChoiceField):
            field.choices = [
                ("cards", Choice(_("I saw both citizen cards"))),
                ("papers", Choice(_("I saw other papers with a photo"))),
                ("known", Choice(_("One of them is known to me in person"))),
            ]


class WitnessForm(WitnessedForm):
    """Both stand at the counter with their cards."""

    giver = forms.CharField(
        max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"})
    )
    holder = forms.CharField(
        max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"})
    )
    field_order = ("giver", "holder", "seen", "purposes", "ends_on")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["giver"].label = _("Who gives the mandate")
        self.fields["holder"].label = _("Who will act")
        for name in ("giver", "holder"):
            self.fields[name].help_text = _("Citizen number or telephone")
            self.fields[name].error_messages["required"] = _("Please type the number on the card.")


class EndForm(forms.Form):
    """One of the two stands at the counter."""

    number = forms.CharField(
        max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"})
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["number"].label = _("Citizen number or telephone of the person")
        self.fields["number"].error_messages["required"] = _("Please type the number on the card.")


class WhichForm(forms.Form):
    """One of several mandates."""

    mandate = forms.ChoiceField(widget=forms.RadioSelect)

    def __init__(self, choices: Sequence[tuple[str, Choice]], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["mandate"]
        field.label = _("Mandates that hold now")
        if isinstance(field, forms.ChoiceField):
            field.choices = list(choices)


class EmergencyForm(forms.Form):
    """Whom, and why: the reason is read by the person and by the data protection officer."""

    number = forms.CharField(
        max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"})
    )
    reason = Words(limit=1000)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["number"].label = _("Citizen number or telephone of the person")
        self.fields["number"].error_messages["required"] = _("Please say whose record you need.")
        self.fields["reason"].error_messages["required"] = _("Please say what the danger is.")
        self.fields["reason"].label = _("What is the danger?")
        self.fields["reason"].help_text = _("The person concerned reads these words.")


def kind_of(number: str) -> IdentifierKind:
    """Thirteen digits with the right sum are a citizen's, anything else a telephone."""
    return "citizen" if citizen_number_is_valid(number) else "phone"
