"""Checking what people type on the shell's own pages."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from korat.blocks.cases.actions.given import With
from korat.blocks.catalog.definition import Move
from korat.blocks.catalog.profile import MonthlyLine
from korat.blocks.catalog.rules import Evidence
from korat.blocks.documents.values import Received
from korat.blocks.people import queries as people
from korat.kernel import ids, money
from korat.kernel.errors import Refused
from korat.kernel.geo import Point
from korat.kernel.texts import clean
from korat.web.fields import Choice, DateField, Photos, PhotosField

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


class Baht(forms.Field):
    """An amount as people write it, in satang. No CharField: its checks would count the letters of a number."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.TextInput(attrs={"inputmode": "decimal", "maxlength": 20}), **options)

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
    # Offices that take cases by a program of their own, by name.
    by_program: tuple[str, ...] = ()
    pauses: Choices = field(default_factory=list)
    # How many things there are to do, where evidence counts them.
    count: int | None = None


def solved_field() -> forms.Field:
    answers = [("yes", Choice(_("Yes, it is solved"))), ("no", Choice(_("No, please come again")))]
    return forms.TypedChoiceField(
        label=_("Is it solved?"), widget=forms.RadioSelect, coerce=lambda answer: answer == "yes", choices=answers
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


PICTURES = {"accept": "image/jpeg,image/png,image/webp"}
FIELDS: Mapping[str, Callable[[Offered], forms.Field]] = {
    "note": lambda _offered: Words(limit=2000, label=_("Your words")),
    "reason": lambda _offered: Words(limit=2000, label=_("Reason, as the reporter will read it")),
    "instruction": lambda _offered: Words(
        limit=1000, label=_("What is to be done"), help_text=_("The crew never sees the reporter.")
    ),
    "photo": lambda _offered: forms.FileField(label=_("Photo"), widget=forms.ClearableFileInput(attrs=PICTURES)),
    "pause": lambda offered: forms.ChoiceField(label=_("Why it waits"), choices=[("", "–"), *offered.pauses]),
    "office": lambda offered: forms.TypedChoiceField(
        label=_("Which office"), choices=[("", "–"), *offered.offices], coerce=int
    ),
    "crew": lambda offered: forms.TypedChoiceField(label=_("Which crew"), choices=offered.crews, coerce=int),
    "solved": lambda _offered: solved_field(),
}


def evidence_fields(rule: Evidence, count: int | None) -> dict[str, forms.Field]:
    """Photographs, how many are done, the place by device or else a reason."""
    found: dict[str, forms.Field] = {
        "photo": PhotosField(label=_("Photo after the work"), widget=Photos(attrs=PICTURES))
    }
    if rule.count and count:
        found["count"] = forms.IntegerField(
            label=_("How many are done now"), min_value=1, max_value=count,
            help_text=gettext("Of %(count)s. Count those done before as well.") % {"count": count},
        )  # fmt: skip
    if rule.within_m:
        found["lat"] = forms.FloatField(min_value=-90, max_value=90, widget=forms.HiddenInput, required=False)
        found["lon"] = forms.FloatField(min_value=-180, max_value=180, widget=forms.HiddenInput, required=False)
        found["excuse"] = Words(
            limit=500, label=_("Why the place is another, or not known"), required=False,
            widget=forms.Textarea(attrs={"rows": 2}),
            help_text=_("Only if the photo was taken elsewhere or your device gives no location. Your superior reads it."),
        )  # fmt: skip
    return found


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
        self.move = move
        for need in move.needs:
            self.fields[need] = FIELDS[need](offered)
        if "solved" in move.needs:
            self.fields["note"] = Words(limit=2000, required=False, label=_("If not: what is still wrong?"))
        if "pause" in move.needs:
            self.fields["until"] = DateField(
                label=_("Until when"), required=False, help_text=_("Left empty: as long as this reason usually takes.")
            )
        if move.withdraws:
            self.fields["hide"] = forms.BooleanField(label=_("Also take it off the public pages"), required=False)
        if move.evidence:
            self.fields |= evidence_fields(move.evidence, offered.count)
        if "office" in move.needs and offered.by_program:
            self.fields["along"] = along_field(offered.by_program)
        if move.bills:
            self.fields["amount"] = Baht(required=False, label=_("Amount in baht"), help_text=AMOUNT_HELP)

    def given(self, photos: Sequence[Received]) -> With:
        """The place is the device's own word, else what a photograph says of itself."""
        data = self.cleaned_data
        said = Point(data["lat"], data["lon"]) if data.get("lat") is not None and data.get("lon") is not None else None
        return With(
            note=data.get("note", ""),
            reason=data.get("reason", ""),
            instruction=data.get("instruction", ""),
            office=data.get("office"),
            crew=data.get("crew"),
            solved=data.get("solved"),
            satang=data.get("amount"),
            photos=tuple(photo.handle for photo in photos),
            along=bool(data.get("along")),
            pause=data.get("pause", ""),
            until=data.get("until"),
            stood=said or next((photo.gps for photo in photos if photo.gps), None),
            excuse=data.get("excuse", ""),
            count=data.get("count"),
            hide=data.get("hide", False),
        )


class ChangeForm(forms.Form):
    """What an office does differently, and since when."""

    words = Words(
        limit=200, label=_("What changed"), widget=forms.TextInput, help_text=_("Such as: a second crew for lamps.")
    )
    day = DateField(label=_("Since which day"))


class FiguresForm(forms.Form):
    """What an office tells of a month: a number for each line of the pack, or nothing."""

    def __init__(self, *args: Any, lines: Mapping[str, MonthlyLine], **options: Any) -> None:
        super().__init__(*args, **options)
        for code, line in lines.items():
            self.fields[code] = forms.DecimalField(
                label=f"{line.names} ({line.unit})", required=False, min_value=0, max_digits=14, decimal_places=2
            )


class AuditForm(forms.Form):
    """Which offices' acts, from which day to which."""

    offices = forms.TypedMultipleChoiceField(label=_("Offices"), coerce=int, widget=forms.CheckboxSelectMultiple)
    below = forms.BooleanField(label=_("With all offices below those ticked"), required=False)
    first = DateField(label=_("From"))
    last = DateField(label=_("Until, this day too"))
    originals = forms.BooleanField(
        label=_("With the photos as they came, too"), required=False,
        help_text=_("Each one that is opened stands as a look of yours with the person concerned."),
    )  # fmt: skip

    def __init__(self, offices: Choices, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["offices"]
        if isinstance(field, forms.TypedMultipleChoiceField):
            field.choices = offices
        self.able = {int(code) for code, _label in offices}

    def clean(self) -> dict[str, Any]:
        """One tick at the town is enough for all its offices, as far as they may be chosen."""
        if self.cleaned_data.pop("below", False):
            ticked = self.cleaned_data.get("offices", [])
            inside = (people.below(one.code) for id in ticked if (one := people.organisation_by_id(id)))
            self.cleaned_data["offices"] = sorted(self.able & {*ticked, *chain.from_iterable(inside)})
        return self.cleaned_data


class KindForm(forms.Form):
    """Another kind for a case: what its words propose stands first."""

    category = forms.ChoiceField(widget=forms.RadioSelect)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, choices: Choices, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["category"]
        field.label = _("What is it about?")
        field.error_messages["required"] = _("Please choose what it is about.")
        if isinstance(field, forms.ChoiceField):
            field.choices = choices


class FollowForm(forms.Form):
    """Reference and key of an unnamed reporter."""

    reference = forms.CharField(label=_("Reference number"), max_length=40)
    key = forms.CharField(label=_("Key"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off"}))


class PermitForm(forms.Form):
    """What narrows the register of permits. A value that is none simply does not narrow."""

    kind = forms.ChoiceField(label=_("Kind"), required=False)
    place = forms.ChoiceField(label=_("Place"), required=False)

    def __init__(self, *args: Any, kinds: Choices, places: Choices, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, choices in (("kind", kinds), ("place", places)):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = choices

    @property
    def chosen(self) -> tuple[object, ...]:
        return tuple(field.value() for field in self)
