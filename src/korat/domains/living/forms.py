"""One form a question of the report. Each can be filled anew from the answers that the pages carry along."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from korat.blocks.catalog.definition import Category, Question, ServiceDefinition
from korat.blocks.catalog.rules import Spot
from korat.blocks.places import queries as places
from korat.domains.living import spots
from korat.domains.living.asked import OUTSIDE, UNSURE, towns
from korat.kernel.errors import Refused
from korat.kernel.geo import Point
from korat.kernel.phone import normal_phone
from korat.kernel.texts import arabic_digits
from korat.web.fields import Asked, Choice, DateField, KnownChoice, made_once
from korat.web.forms import Words

DESCRIPTION_LIMIT = 4000
FARTHEST = 100_000.0  # metres
IN_STREET = Spot(kind="thing")
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


class AskedWords(Words):
    """The same for words: an address, which a pin may answer too."""

    asked = True


def communities() -> list[tuple[str, Any]]:
    return [(one.code, one.names) for town in places.jurisdictions() for one in places.inner(town.code)]


def community_choices() -> list[tuple[str, Any]]:
    return [("", _("I do not know")), *communities()]


def sides() -> list[tuple[str, Choice]]:
    elsewhere = (OUTSIDE, Choice(_("Somewhere else")))
    return [*towns(), elsewhere, (UNSURE, Choice(_("I am not sure"), _("We find it out.")))]


def areas() -> Iterator[tuple[Any, Any]]:
    """Districts, each with its subdistricts; a province without subdistricts offers its districts. Some 300 are laid out
    only for a page that shows them, not for each check of what was sent."""
    yield "", gettext("Choose")
    for district in places.districts():
        whole = (district.code, gettext("%(district)s, subdistrict not known") % {"district": district.names.show()})
        parts = [(one.code, one.names) for one in places.subdistricts(district.code)]
        yield (district.names, [whole, *parts]) if parts else (district.code, district.names)


@cache
def landmark_field(spot: Spot) -> Words:
    """In words where it is, as this service asks for it."""
    kind = AskedWords if spot.kind == "house" else Words
    return kind(
        required=False, limit=400, label=spots.LABELS.get(spot.kind, ""), help_text=spot.hint or spots.HINTS.get(spot.kind, ""),
        widget=forms.TextInput(),
    )  # fmt: skip


@made_once
class PlaceForm(forms.Form):
    """Where it is, as far as the service's place goes: from the phone, the photograph, a pole number, or in words."""

    lat = forms.FloatField(required=False, widget=forms.HiddenInput)
    lon = forms.FloatField(required=False, widget=forms.HiddenInput)
    accuracy = forms.FloatField(required=False, widget=forms.HiddenInput)
    use_photo = forms.BooleanField(required=False, label=_("Use the place that is stored in my photo"))
    inside = AskedChoice(required=False, label=_("Whose area is it?"), widget=forms.RadioSelect, choices=Asked(sides))
    community = forms.ChoiceField(required=False, label=_("Community or market"), choices=Asked(community_choices))
    area = KnownChoice(
        known="areas", required=False, label=_("District and subdistrict"), choices=Asked(areas),
        widget=forms.Select(attrs={"data-first": _("District"), "data-second": _("Subdistrict")}),
    )  # fmt: skip
    landmark = Words(required=False, limit=400)
    pole = forms.CharField(
        required=False, max_length=40, label=_("Number on the pole"),
        help_text=_("If a pole with a plate stands there: its number tells the exact place."),
    )  # fmt: skip

    def __init__(self, *args: Any, spot: Spot = IN_STREET, photo_point: Point | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.spot, self.photo_point = spot, photo_point if spot.pointed else None
        self.fields["landmark"] = landmark_field(spot)
        for name, wanted in (
            *((name, spot.pointed) for name in ("lat", "lon", "accuracy", "landmark")),
            ("pole", spot.kind == "thing"),
            ("use_photo", self.photo_point),
            ("community", communities()),
            ("inside", places.jurisdictions()),
        ):
            if not wanted:
                del self.fields[name]
        if self.address_first:
            self.order_fields(["landmark"])

    @property
    def address_first(self) -> bool:
        """A house is found by its address; the map stands below it."""
        return self.spot.kind == "house"

    def clean_accuracy(self) -> float | None:
        """What no telephone tells is not known."""
        metres = self.cleaned_data["accuracy"]
        return metres if metres is not None and 0 < metres <= FARTHEST else None

    def clean_pole(self) -> str:
        number = arabic_digits(self.cleaned_data["pole"]).strip().upper()
        if number and places.fixture(number) is None:
            raise forms.ValidationError(
                gettext("We know no pole with this number. Leave it empty if you are not sure.")
            )
        return number

    def clean(self) -> dict[str, Any]:
        data = agreeing(super().clean() or {})
        try:
            point = self.point(data)
        except Refused as refused:
            raise forms.ValidationError(refused.show()) from refused
        if point is not None:
            self.settle(data, point)
        elif not any(data.get(name) for name in self.enough()):
            self.add_error(self.enough()[0], spots.MISSING[self.spot.kind])
        if "inside" in self.fields and not data.get("inside"):
            if data.get("community") or data.get("area"):
                data["inside"] = places.jurisdiction_of(data.get("community") or "") or OUTSIDE
            else:
                self.add_error(
                    "inside", gettext("Please tell us whose area it is. “I am not sure” is a good answer too.")
                )
        return data

    def enough(self) -> list[str]:
        """The fields of which one must be filled in where no point is; what is wrong stands beside the first."""
        if self.spot.kind == "house":
            return ["landmark"]
        return [name for name in ("landmark", "community", "area") if name in self.fields]

    def point(self, data: dict[str, Any]) -> Point | None:
        """The exact place: of the pole, of the photograph when wished, of the phone or pin."""
        if number := data.get("pole"):
            fixture = places.fixture(number)
            return Point(fixture.latitude, fixture.longitude) if fixture else None
        if data.get("use_photo") and self.photo_point:
            return self.photo_point
        if data.get("lat") is not None and data.get("lon") is not None:
            return Point(data["lat"], data["lon"])
        return None

    def settle(self, data: dict[str, Any], point: Point) -> None:
        """With boundaries the polygon proposes; close to a border the person still decides."""
        data["point"] = point
        located = places.locate(point)
        if located.inside_province is False:
            self.add_error(
                "landmark",
                gettext("This place lies outside the province. Please move the pin or choose the place below."),
            )
        elif located.subdistrict and not data.get("inside") and not located.near_border:
            data["inside"] = located.jurisdiction or OUTSIDE
        if located.subdistrict and not data.get("area"):
            data["area"] = located.subdistrict


def agreeing(data: dict[str, Any]) -> dict[str, Any]:
    """A community or area chosen before the person said that it lies elsewhere no longer counts."""
    town = places.place(data.get("inside") or "")
    if data.get("inside") == OUTSIDE:
        data["community"] = ""
    elif town and data.get("area") not in {code for code, _whole in town.covers}:
        data["area"] = ""
    return data


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
