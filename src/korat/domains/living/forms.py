"""One form a question of the report. Each can be filled anew from the answers that the pages carry along."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from korat.blocks.catalog.definition import Category, Question, ServiceDefinition
from korat.kernel.errors import Refused
from korat.kernel.phone import normal_phone
from korat.web.fields import Asked, Choice, DateField, KnownChoice, made_once
from korat.web.forms import Words

DESCRIPTION_LIMIT = 4000
# For whom one may report: the mandate and the name of who gave it.
Lent = Sequence[tuple[str, str]]


@made_once
class PhotoForm(forms.Form):
    """The photograph itself, or the handle of one that was already taken in."""

    # Without `capture`: a telephone then offers both its camera and the photos it has.
    photo = forms.FileField(
        required=False, label=_("Photo"),
        help_text=_("The place stored inside the photo is removed; we ask you before using it."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )  # fmt: skip
    handle = forms.CharField(required=False, widget=forms.HiddenInput)
    photo_lat = forms.FloatField(required=False, widget=forms.HiddenInput)
    photo_lon = forms.FloatField(required=False, widget=forms.HiddenInput)


class CallerForm(forms.Form):
    """How a report reached the official who types it."""

    channel = forms.ChoiceField(widget=forms.RadioSelect)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["channel"]
        field.label = gettext("How does it reach you?")
        field.error_messages["required"] = gettext("Please choose how it reaches you.")
        if isinstance(field, forms.ChoiceField):
            field.choices = ways_in()


def ways_in() -> list[tuple[str, Choice]]:
    """How somebody reaches an official, as codes of channels."""
    return [
        ("phone", Choice(gettext("Somebody calls"), gettext("Read everything back before you send it."), "phone")),
        ("counter", Choice(gettext("Somebody is here"), gettext("Turn the screen or read everything back."), "users")),
        (
            "paper",
            Choice(
                gettext("A letter on paper"),
                gettext("You can add a scan of it: only the office opens it."),
                "file-text",
            ),
        ),
    ]


class AskedChoice(forms.ChoiceField):
    """A question that wants an answer, yet may find it in another one: not marked as optional."""

    asked = True


class KindForm(forms.Form):
    def __init__(self, service: ServiceDefinition, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["category"] = KnownChoice(
            known=service.code, label=_("What is it about?"), widget=forms.RadioSelect, choices=Asked(lambda: kinds(service)),
            error_messages={"required": _("Please choose what it is about.")},
        )  # fmt: skip


def kinds(service: ServiceDefinition) -> Iterator[tuple[str, Choice]]:
    return ((one.code, Choice(one.names, one.says or "", one.icon)) for one in service.categories)


class ProposedForm(forms.Form):
    """The kind once more, after the words: what they propose, and what the person had chosen. Where the words tell of
    several things, `also` sends the others as cases of their own."""

    category = forms.ChoiceField(widget=forms.RadioSelect)
    also = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(
        self, choices: Sequence[tuple[str, Choice]], others: Sequence[tuple[str, Choice]], *args: Any, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.others(others)
        field = self.fields["category"]
        field.label = gettext("What is it about?")
        if isinstance(field, forms.ChoiceField):
            field.choices = choices

    def others(self, choices: Sequence[tuple[str, Choice]]) -> None:
        """Asked where there are two at least."""
        if len(choices) < 2:
            del self.fields["also"]
            return
        field = self.fields["also"]
        field.label = gettext("Send as cases of their own too")
        field.help_text = gettext(
            "You need not type anything again. Each goes to its office and has its own number and day."
        )
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = choices


# A report begins with the story; a request answers its questions first and may add something.
MORE = Words(limit=DESCRIPTION_LIMIT, required=False, label=_("Anything else the office should know"))


@made_once
class DetailsForm(forms.Form):
    """What happened in the person's own words, and the few questions of the kind."""

    description = Words(
        limit=DESCRIPTION_LIMIT, required=False, label=_("What did you see?"),
        help_text=_("Two sentences are enough. Please write no names and no telephone numbers here."),
    )  # fmt: skip

    def __init__(self, service: ServiceDefinition, category: Category | None, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.questions = (*service.questions, *(category.questions if category else ()))
        named = f"{service.code} {category.code if category else ''}"
        asked = {f"q-{question.code}": field_of(question, named) for question in self.questions}
        self.fields = {**self.fields, **asked} if service.face.shown else {**asked, "description": MORE}

    def answers(self) -> dict[str, object]:
        given = ((question.code, self.cleaned_data.get(f"q-{question.code}")) for question in self.questions)
        return {code: plain(value) for code, value in given if value not in (None, "", [])}


def plain(value: object) -> object:
    """An answer as JSON can keep it, the same as a program would have sent it."""
    match value:
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case date():
            return value.isoformat()
    return value


def field_of(question: Question, asker: str) -> forms.Field:
    """The six types of a question as fields. `asker`: which form it stands in."""
    shown: dict[str, Any] = {"label": question.label, "help_text": question.hint or "", "required": question.required}
    choices = Asked(lambda: ((option.key, Choice(option.name)) for option in question.options))
    match question.type:
        case "number":
            return forms.DecimalField(max_digits=12, decimal_places=3, min_value=0, **shown)
        case "datetime":
            return DateField(**shown)
        case "text":
            return Words(limit=2000, **shown)
        case "singlevaluelist":
            known = f"{asker} {question.code}"
            return KnownChoice(known=known, widget=forms.RadioSelect, choices=choices, **shown)
        case "multivaluelist":
            return forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple, choices=choices, **shown)
    return Words(limit=400, widget=forms.TextInput(), **shown)


def name_field(*, required: bool) -> forms.Field:
    missing = _("Please write your name: this service is given to a person.")
    return Words(
        limit=240, required=required, label=_("Your name"), error_messages={"required": missing},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )  # fmt: skip


def behalf_field(lent: Lent) -> forms.Field:
    others = [
        (uuid, Choice(name, gettext("It becomes their report. Both of you can follow it."))) for uuid, name in lent
    ]
    return AskedChoice(
        required=False, label=gettext("For whom do you report?"), widget=forms.RadioSelect,
        choices=[("", Choice(gettext("For myself"))), *others],
    )  # fmt: skip


NAME = name_field(required=True)


@made_once
class ContactForm(forms.Form):
    """How to reach the reporter: all of it may stay empty, unless the service needs a name. Who holds a mandate says first
    for whom it is."""

    name = name_field(required=False)
    phone = forms.CharField(
        required=False, max_length=40, label=_("Telephone number"),
        help_text=_("Only the office sees it, to ask back. The crew does not."),
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )  # fmt: skip
    email = forms.EmailField(
        required=False, label=_("E-mail"), widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )

    def __init__(self, *args: Any, lent: Lent = (), named: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        self.named = named
        if named:
            self.fields["name"] = NAME
        if lent:
            self.fields = {"behalf": behalf_field(lent), **self.fields}

    def clean(self) -> dict[str, Any]:
        """A named applicant can be reached, one way or the other."""
        data = super().clean() or {}
        if self.named and not self.errors.get("phone") and not data.get("phone") and not data.get("email"):
            self.add_error(
                "phone",
                gettext("Please give a telephone number or an e-mail address, so that the office can reach you."),
            )
        return data

    def clean_phone(self) -> str:
        typed = self.cleaned_data["phone"]
        try:
            return normal_phone(typed) if typed.strip() else ""
        except Refused as refused:
            raise forms.ValidationError(refused.show()) from refused
