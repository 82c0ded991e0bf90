"""The form of a page of advice."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from korat.blocks.cases.actions import Told
from korat.blocks.cases.queries import AdviceView
from korat.web.fields import DateField
from korat.web.forms import Words
from korat.web.post_forms import today


class AdviceForm(forms.Form):
    """Question and answer, who may read it, and until when it is held to be right."""

    question = Words(limit=200, label=_("The question, as people ask it"), widget=forms.TextInput())
    answer = Words(
        limit=4000,
        label=_("The answer"),
        help_text=_("No names, no telephone numbers of persons, nothing of this one case."),
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    public = forms.BooleanField(label=_("Everybody may read it on the website"), required=False)
    expires_on = DateField(label=_("To be looked at again by"))

    def __init__(
        self, data: Any = None, shown: AdviceView | None = None, first: Mapping[str, str] | None = None
    ) -> None:
        begin: dict[str, object] = {"expires_on": today() + timedelta(days=365)}
        if shown:
            begin |= {"question": shown.question, "answer": shown.answer, "public": shown.public}
        super().__init__(data, initial=begin | dict(first or {}))

    def told(self) -> Told:
        given = self.cleaned_data
        return Told(given["question"], given["answer"], given["expires_on"], given["public"])
