"""The forms that say which cases belong together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from korat.blocks.cases import queries
from korat.blocks.cases.queries import Spot, Suggestion
from korat.blocks.cases.values import CaseFace
from korat.blocks.catalog import queries as catalog
from korat.kernel import ids
from korat.kernel.dates import datetime_text
from korat.web.fields import Asked, Choice
from korat.web.forms import Words
from korat.web.present import words


def known_reference(typed: str) -> str:
    """The number as cases bear it; an empty field stays empty."""
    found = ids.parse_reference(typed)
    if typed.strip() and found is None:
        raise forms.ValidationError(_("This is no reference number. It looks like the one at the top of this page."))
    return found or ""


class NumberForm(forms.Form):
    """The number of another case, typed from a slip or a page."""

    reference = forms.CharField(max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, face: CaseFace, data: Any = None, *, prefix: str) -> None:
        super().__init__(data, prefix=prefix, initial={"version": face.version})
        self.fields["reference"].label = _("Reference number of the other report")
        self.fields["reference"].error_messages["required"] = _("Please type the number of the other report.")
        if self.add_prefix("reason") in self.data:
            self.ask_why()

    def ask_why(self) -> None:
        """They lie far apart: a reason is asked for."""
        self.fields["reason"] = why_one()

    def clean_reference(self) -> str:
        return known_reference(self.cleaned_data["reference"])


class JoinForm(NumberForm):
    """Those close by that are the same, ticked; and one more by its number."""

    near = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    field_order = ("near", "reference")

    def __init__(self, face: CaseFace, near: tuple[Suggestion, ...], data: Any = None) -> None:
        super().__init__(face, data, prefix="join")
        self.fields["reference"].required = False
        field = self.fields["near"]
        field.label = _("Open reports of the same kind close by")
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = [(one.face.reference, Choice(said(one), one.face.step.names.show())) for one in near]
        if not near:
            del self.fields["near"]

    def references(self) -> list[str]:
        data = self.cleaned_data
        return list(filter(None, [*data.get("near", []), data["reference"]]))

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if "reference" in given and not self.references():
            self.add_error("reference", _("Please tick a report or type a number."))
        return given


def said(one: Suggestion) -> str:
    return _("%(reference)s, %(metres)s m away") % {"reference": one.face.reference, "metres": one.metres}


def why_one() -> forms.Field:
    return Words(
        limit=400, label=_("Why they are one and the same thing"),
        help_text=_("They lie far apart. The reporters read this, and it stays in the record."),
    )  # fmt: skip


class LeadForm(forms.Form):
    """Which of the marked reports leads the others; the one that came first unless another is chosen. Where some lie farther
    apart than one thing does, why they are one."""

    lead = forms.ChoiceField(widget=forms.RadioSelect)

    def __init__(self, cases: Sequence[CaseFace], data: Any = None) -> None:
        ordered = sorted(cases, key=lambda one: one.opened_at)
        super().__init__(data, initial={"lead": ordered[0].reference if ordered else ""})
        field = self.fields["lead"]
        field.label = _("The report under which the work is done")
        if isinstance(field, forms.ChoiceField):
            field.choices = [(one.reference, Choice(one.reference, told_of(one))) for one in ordered]
        self.farthest = queries.farthest_m([Spot(one.point, one.place, one.asset) for one in ordered])
        self.far = any(self.farthest > queries.near_enough_m(one.category) for one in ordered)
        if self.far:
            self.fields["reason"] = why_one()


def told_of(face: CaseFace) -> str:
    kind = face.category.names if face.category else face.service.names
    when = datetime_text(face.opened_at, catalog.zone()).show()
    return " · ".join(filter(None, (kind.show(), words.place(face.place), words.office(face.office), when)))


class SplitForm(forms.Form):
    """The other kinds that the report tells of."""

    categories = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, face: CaseFace, data: Any = None) -> None:
        super().__init__(data, prefix="split", initial={"version": face.version})
        field, own = self.fields["categories"], face.category.code if face.category else ""
        field.label = _("What else does the report tell of?")
        field.error_messages["required"] = _("Please choose at least one other kind.")
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = Asked(
                lambda: (
                    (one.code, Choice(one.names, one.says or "", one.icon))
                    for one in face.service.categories
                    if one.code != own and not one.sealed
                )
            )
