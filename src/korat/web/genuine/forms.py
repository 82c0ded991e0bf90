"""What is pasted: taken as it comes, hidden letters and all, since those are part of the answer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from korat.kernel.errors import Invalid
from korat.kernel.texts import clean
from korat.web.genuine.reading import LONGEST

LONGEST_RAW = 4 * LONGEST


class Pasted(forms.Field):
    """Raw text. Too long, or nothing that a reader could see, is said in words."""

    widget = forms.Textarea(attrs={"rows": 5, "autocomplete": "off", "spellcheck": "false", "data-empty": ""})

    def to_python(self, value: Any) -> str:
        raw = str(value or "").replace("\x00", "")
        try:
            shown = clean(raw, LONGEST) if len(raw) <= LONGEST_RAW else None
        except Invalid:
            shown = None
        if shown is None:
            raise forms.ValidationError(_("This is too long. Please paste the message alone, without anything else."))
        if not shown:
            raise forms.ValidationError(_("Please paste or type what you received."))
        return raw


class AskForm(forms.Form):
    text = Pasted(
        label=_("The message, the link or the code"),
        help_text=_("Press long on the message, copy it, and paste it here. We keep nothing of it."),
    )
