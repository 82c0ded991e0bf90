"""Checking what people type on the shell's own pages."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from korat.blocks.cases.actions.move import With
from korat.blocks.catalog.definition import Move
from korat.kernel.errors import Refused
from korat.kernel.texts import clean
from korat.web.fields import Choice

Choices = list[tuple[str, Any]]


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


class MoveForm(forms.Form):
    """The form of one move: what the pack says it needs, and nothing else."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, move: Move, *args: Any, offices: Choices, crews: Choices, photos: Choices, **options: Any) -> None:
        super().__init__(*args, prefix=move.code, **options)
        made = {
            "note": lambda: Words(limit=2000, label=_("Your words")),
            "reason": lambda: Words(limit=2000, label=_("Reason, as the reporter will read it")),
            "instruction": lambda: Words(limit=1000, label=_("What is to be done"), help_text=_("The crew never sees the reporter.")),
            "public_text": lambda: Words(limit=2000, label=_("What everyone may read"), help_text=_("No names, no telephone numbers, no house numbers.")),
            "photo": lambda: forms.FileField(label=_("Photo"), widget=forms.ClearableFileInput(attrs={"accept": "image/*", "capture": "environment"})),
            "office": lambda: forms.TypedChoiceField(label=_("Which office"), choices=offices, coerce=int),
            "crew": lambda: forms.TypedChoiceField(label=_("Which crew"), choices=crews, coerce=int),
            "solved": lambda: forms.TypedChoiceField(
                label=_("Is it solved?"), widget=forms.RadioSelect, coerce=lambda value: value == "yes",
                choices=[("yes", Choice(_("Yes, it is solved"))), ("no", Choice(_("No, please come again")))],
            ),
        }  # fmt: skip
        for need in move.needs:
            self.fields[need] = made[need]()
        if move.orders and "crew" not in move.needs and len(crews) > 1:
            self.fields["crew"] = made["crew"]()
        if "public_text" in move.needs and photos:
            self.fields["publish"] = forms.TypedMultipleChoiceField(
                label=_("Photos to publish"), choices=photos, coerce=UUID, required=False, empty_value=[],
                widget=forms.CheckboxSelectMultiple, help_text=_("Only photos that show no person and no number plate."),
            )  # fmt: skip

    def given(self, handles: tuple[str, ...]) -> With:
        data = self.cleaned_data
        return With(
            note=data.get("note", ""),
            reason=data.get("reason", ""),
            instruction=data.get("instruction", ""),
            public_text=data.get("public_text", ""),
            office=data.get("office"),
            crew=data.get("crew"),
            solved=data.get("solved"),
            photos=handles,
            publish=tuple(data.get("publish", ())),
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


class QueueForm(FilterForm):
    late = forms.BooleanField(label=_("Late only"), required=False)
    mine = forms.BooleanField(label=_("Mine only"), required=False)
