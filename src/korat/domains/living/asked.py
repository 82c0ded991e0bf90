"""What a service asks beside the questions of a report: whose area it is, and files as evidence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from korat.blocks.catalog.definition import ServiceDefinition
from korat.blocks.catalog.rules import FileAsked
from korat.blocks.places import queries as places
from korat.web.fields import Asked, Choice

OUTSIDE, UNSURE = "outside", "unsure"
FILE, HANDLE = "file-", "handle-"


def towns() -> list[tuple[str, Choice]]:
    return [(town.code, Choice(_("Inside %(town)s") % {"town": town.names.show()})) for town in places.jurisdictions()]


def sides() -> list[tuple[str, Choice]]:
    """Every local government that answers here, and the two honest answers beside them."""
    elsewhere = (OUTSIDE, Choice(_("Somewhere else"), _("We tell you who answers there.")))
    return [*towns(), elsewhere, (UNSURE, Choice(_("I am not sure"), _("We find it out.")))]


def needs_town(service: ServiceDefinition) -> bool:
    """A route by role leads to an office of some local government: which one, only the person can say."""
    return any(route.role for route in service.routes) and bool(places.jurisdictions())


class TownForm(forms.Form):
    """Which local government is asked, where no place is."""

    inside = forms.ChoiceField(widget=forms.RadioSelect)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["inside"]
        field.label = _("Whose area is it?")
        field.error_messages["required"] = _("Please tell us whose area it is. “I am not sure” is a good answer too.")
        if isinstance(field, forms.ChoiceField):
            field.choices = Asked(sides)


class EvidenceInput(forms.FileInput):
    """Not treated as a photograph by the page: it may be a PDF."""


class FilesForm(forms.Form):
    """One field for each file that the service asks for, or the handle of one that was already taken in."""

    def __init__(self, asked: Sequence[FileAsked], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.asked = asked
        for one in asked:
            self.fields[FILE + one.code] = file_field(one, taken=self.has(one.code))
            self.fields[HANDLE + one.code] = forms.CharField(required=False, widget=forms.HiddenInput)

    def has(self, code: str) -> bool:
        return bool((self.data if self.is_bound else self.initial).get(HANDLE + code))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for one in self.asked:
            if one.required and not data.get(FILE + one.code) and not data.get(HANDLE + one.code):
                self.add_error(FILE + one.code, missing(one))
        return data

    def uploads(self) -> Iterator[tuple[str, Any]]:
        """The files that came with this page, by code."""
        for one in self.asked:
            if file := self.cleaned_data.get(FILE + one.code):
                yield one.code, file


def missing(one: FileAsked) -> str:
    return _("Please choose the file “%(file)s”. A photo of the paper is enough.") % {"file": one.names.show()}


class RequiredFile(forms.FileField):
    """Asked for, though not by the field alone: the handle of an earlier page answers it too."""

    asked = True


def file_field(one: FileAsked, *, taken: bool) -> forms.Field:
    hints = [one.hint.show()] if one.hint else [_("A PDF, or a photo of the paper; at most 20 MB.")]
    if taken:
        hints.append(_("We have this file. Choose another only to replace it."))
    kind = RequiredFile if one.required else forms.FileField
    return kind(
        required=False,
        label=one.names.show(),
        help_text=" ".join(hints),
        widget=EvidenceInput(attrs={"accept": "application/pdf,image/jpeg,image/png,image/webp"}),
    )
