"""What a cashier types: a statement to read, a decision about a payment, who paid at the counter."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from korat.web.fields import Choice
from korat.web.forms import Words


class StatementForm(forms.Form):
    """A bank's CSV for one of the cashier's offices."""

    office = forms.TypedChoiceField(coerce=int)
    file = forms.FileField(widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}))

    def __init__(self, offices: list[tuple[int, Any]], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        office, file = self.fields["office"], self.fields["file"]
        if isinstance(office, forms.ChoiceField):
            office.choices = offices
        office.label = _("Who collects")
        file.label = _("The bank's file (CSV)")
        file.help_text = _("The same file twice does no harm: each line counts once. Names of payers are not kept.")
        if len(offices) == 1:
            office.widget = forms.HiddenInput()
            office.initial = offices[0][0]


class DecideForm(forms.Form):
    """One of three things to do with a payment that fits nothing."""

    choice = forms.ChoiceField(widget=forms.RadioSelect)
    reference = forms.CharField(required=False, max_length=40)
    note = Words(limit=500, required=False, widget=forms.TextInput())

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        choice = self.fields["choice"]
        choice.label = _("What is done with it?")
        if isinstance(choice, forms.ChoiceField):
            choice.choices = [
                ("refund", Choice(_("Paid back"), _("The refund was made, and is noted here."))),
                ("credit", Choice(_("Counts towards a bill"), _("Its own, or the one you name below."))),
                ("ask", Choice(_("Ask the payer"), _("It stays here until there is an answer."))),
            ]
        self.fields["reference"].label = _("Number of the bill")
        self.fields["note"].label = _("Note")
