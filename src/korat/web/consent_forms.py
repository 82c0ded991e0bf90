"""The form by which an office asks for a consent."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from korat.blocks.catalog import queries as catalog
from korat.kernel.texts import arabic_digits
from korat.web.fields import Choice
from korat.web.forms import Words

UNITS = {"hours": timedelta(hours=1), "days": timedelta(days=1)}


class Count(forms.IntegerField):
    """A small number, in Arabic or Thai digits."""

    def to_python(self, value: Any) -> int | None:
        return super().to_python(arabic_digits(str(value or "")))


class AskForm(forms.Form):
    """Whom (unless it is the reporter of a case), why, and for how long from the yes on."""

    number = forms.CharField(
        max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"})
    )
    reason = Words(limit=1000)
    count = Count(min_value=1, max_value=9999, widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short"}))
    unit = forms.ChoiceField(widget=forms.RadioSelect)

    def __init__(self, *args: Any, of_case: bool = False, **options: Any) -> None:
        options["initial"] = {"count": 24, "unit": "hours"}
        super().__init__(*args, **options)
        self.of_case = of_case
        if of_case:
            del self.fields["number"]
        else:
            self.fields["number"].label = _("Citizen number or telephone of the person")
            self.fields["number"].error_messages["required"] = _("Please type the number on the card.")
            self.fields["number"].help_text = _("You are not told whether anybody here has this number.")
        self.say()

    def say(self) -> None:
        self.fields["reason"].label = _("Why do you need to see their reports at other offices?")
        self.fields["reason"].help_text = _("The person concerned reads these words.")
        self.fields["reason"].error_messages["required"] = _("Please say why you ask.")
        self.fields["count"].label = _("For how long, from the yes on")
        longest = catalog.profile().privacy.consent_days
        most = ngettext("%(days)s day at most.", "%(days)s days at most.", longest) % {"days": longest}
        self.fields["count"].help_text = most
        self.fields["count"].error_messages |= dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), _("Please type a number, such as 24.")
        )
        unit = self.fields["unit"]
        unit.label = _("Hours or days")
        if isinstance(unit, forms.ChoiceField):
            unit.choices = [("hours", Choice(_("Hours"))), ("days", Choice(_("Days")))]

    def lasts(self) -> timedelta:
        found: timedelta = self.cleaned_data["count"] * UNITS[self.cleaned_data["unit"]]
        return found
