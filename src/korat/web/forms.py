"""Checking what people type on the shell's own pages."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from korat.blocks.cases.actions.move import With
from korat.blocks.catalog.definition import Move
from korat.kernel import ids
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


@dataclass(frozen=True)
class Offered:
    """What the lists of a move's form offer: offices to pass to, crews to send, photographs to publish."""

    offices: Choices = field(default_factory=list)
    crews: Choices = field(default_factory=list)
    photos: Choices = field(default_factory=list)
    # Offices that take cases by a program of their own, by name.
    by_program: tuple[str, ...] = ()


def solved_field() -> forms.Field:
    answers = [("yes", Choice(_("Yes, it is solved"))), ("no", Choice(_("No, please come again")))]
    return forms.TypedChoiceField(
        label=_("Is it solved?"), widget=forms.RadioSelect, coerce=lambda answer: answer == "yes", choices=answers
    )


def publish_field(photos: Choices) -> forms.Field:
    return forms.TypedMultipleChoiceField(
        label=_("Photos to publish"),
        choices=photos,
        coerce=UUID,
        required=False,
        empty_value=[],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Only photos that show no person and no number plate."),
    )


def along_field(offices: tuple[str, ...]) -> forms.Field:
    return forms.BooleanField(
        label=_("Send the reporter's words along"),
        required=False,
        help_text=format_lazy(
            _(
                "Goes to the office's own system: {offices}. Without the tick only the kind and the place go; never who reported."
            ),
            offices=", ".join(offices),
        ),
    )


FIELDS: Mapping[str, Callable[[Offered], forms.Field]] = {
    "note": lambda _offered: Words(limit=2000, label=_("Your words")),
    "reason": lambda _offered: Words(limit=2000, label=_("Reason, as the reporter will read it")),
    "instruction": lambda _offered: Words(
        limit=1000, label=_("What is to be done"), help_text=_("The crew never sees the reporter.")
    ),
    "public_text": lambda _offered: Words(
        limit=2000,
        label=_("What everyone may read"),
        help_text=_("No names, no telephone numbers, no house numbers."),
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
        if "public_text" in move.needs and offered.photos:
            self.fields["publish"] = publish_field(offered.photos)
        if "office" in move.needs and offered.by_program:
            self.fields["along"] = along_field(offered.by_program)

    @property
    def common(self) -> list[forms.BoundField]:
        """The fields that look the same for every case of the office; the photographs to publish are its own."""
        return [field for field in self.visible_fields() if field.name != "publish"]

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
            along=bool(data.get("along")),
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
