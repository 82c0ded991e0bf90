"""Checking what people type on the shell's own pages."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from korat.blocks.cases.actions.move import With
from korat.blocks.catalog.definition import Move
from korat.kernel import ids, money
from korat.kernel.errors import Refused
from korat.kernel.texts import clean
from korat.web.fields import Choice

Choices = list[tuple[str, Any]]


def once(data: QueryDict) -> str:
    """The key that makes a form count once: the one that it carries, when it looks like one of ours, else a new one."""
    given = data.get("key", "").replace("-", "")
    return given if re.fullmatch("[0-9a-f]{32}", given) else ids.uuid7().hex


class Words(forms.CharField):
    """Free text: washed of invisible characters, with a limit that is said in words."""

    def __init__(self, *, limit: int, **options: Any) -> None:
        self.limit = limit
        options.setdefault("widget", forms.Textarea(attrs={"rows": 4}))
        super().__init__(**options)

    def to_python(self, value: Any) -> str:
        try:
            return clean(str(value or ""), self.limit)
        except Refused as refused:
            raise forms.ValidationError(refused.show(), code=refused.code) from refused


class Baht(forms.CharField):
    """An amount as people write it, in satang."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=20, widget=forms.TextInput(attrs={"inputmode": "decimal"}), **options)

    def to_python(self, value: Any) -> Any:
        if not str(value or "").strip():
            return None
        try:
            satang = money.parse_baht(str(value))
        except Refused as refused:
            raise forms.ValidationError(refused.show(), code=refused.code) from refused
        if satang <= 0:
            raise forms.ValidationError(_("Please give an amount of more than nothing."))
        return satang


AMOUNT_HELP = _("Leave it empty to take the published fee. Where none is published, the amount of your ordinance.")


@dataclass(frozen=True)
class Offered:
    """What the lists of a move's form offer: offices to pass to and crews to send."""

    offices: Choices = field(default_factory=list)
    crews: Choices = field(default_factory=list)


def solved_field() -> forms.Field:
    answers = [("yes", Choice(_("Yes, it is solved"))), ("no", Choice(_("No, please come again")))]
    return forms.TypedChoiceField(
        label=_("Is it solved?"), widget=forms.RadioSelect, coerce=lambda answer: answer == "yes", choices=answers
    )


FIELDS: Mapping[str, Callable[[Offered], forms.Field]] = {
    "note": lambda _offered: Words(limit=2000, label=_("Your words")),
    "reason": lambda _offered: Words(limit=2000, label=_("Reason, as the reporter will read it")),
    "instruction": lambda _offered: Words(
        limit=1000, label=_("What is to be done"), help_text=_("The crew never sees the reporter.")
    ),
    "photo": lambda _offered: forms.FileField(
        label=_("Photo"), widget=forms.ClearableFileInput(attrs={"accept": "image/jpeg,image/png,image/webp"})
    ),
    "office": lambda offered: forms.TypedChoiceField(label=_("Which office"), choices=offered.offices, coerce=int),
    "crew": lambda offered: forms.TypedChoiceField(label=_("Which crew"), choices=offered.crews, coerce=int),
    "solved": lambda _offered: solved_field(),
}


class MoveForm(forms.Form):
    """The form of one move: what the pack says it needs, and nothing else."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self,
        move: Move,
        offered: Offered,
        data: Any = None,
        files: Any = None,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, files, prefix=move.code, initial=dict(initial or {}))
        for need in move.needs:
            self.fields[need] = FIELDS[need](offered)
        if move.bills:
            self.fields["amount"] = Baht(required=False, label=_("Amount in baht"), help_text=AMOUNT_HELP)

    def given(self, handles: tuple[str, ...]) -> With:
        data = self.cleaned_data
        return With(
            note=data.get("note", ""),
            reason=data.get("reason", ""),
            instruction=data.get("instruction", ""),
            office=data.get("office"),
            crew=data.get("crew"),
            solved=data.get("solved"),
            satang=data.get("amount"),
            photos=handles,
        )


class FollowForm(forms.Form):
    """Reference and key of an unnamed reporter."""

    reference = forms.CharField(label=_("Reference number"), max_length=40)
    key = forms.CharField(label=_("Key"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off"}))


class FilterForm(forms.Form):
    """What narrows a list of cases."""

    state = forms.ChoiceField(label=_("State"), required=False)
    category = forms.ChoiceField(label=_("Kind"), required=False)
    place = forms.ChoiceField(label=_("Place"), required=False)

    def __init__(self, *args: Any, states: Choices, categories: Choices, places: Choices, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, choices in (("state", states), ("category", categories), ("place", places)):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = choices

    @property
    def chosen(self) -> tuple[object, ...]:
        """What was chosen of each filter, as it came: with it the form looks the same for everyone."""
        return tuple(field.value() for field in self)


class QueueForm(FilterForm):
    late = forms.BooleanField(label=_("Late only"), required=False)
    mine = forms.BooleanField(label=_("Mine only"), required=False)
    forwarded = forms.BooleanField(label=_("Forwarded by us"), required=False)
