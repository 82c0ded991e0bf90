"""Where it is: the fields of a place, as far as a service's place goes, and what they must say together."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from korat.blocks.catalog.rules import Spot
from korat.blocks.places import queries as places
from korat.domains.living import spots
from korat.domains.living.asked import OUTSIDE, UNSURE, towns
from korat.domains.living.forms import AskedChoice
from korat.kernel.errors import Refused
from korat.kernel.geo import Point
from korat.kernel.texts import arabic_digits
from korat.web.fields import Asked, Choice, KnownChoice, made_once
from korat.web.forms import Words

FARTHEST = 100_000.0  # metres
IN_STREET = Spot(kind="thing")


class AskedWords(Words):
    """Words that are wanted, as in `AskedChoice`: an address, which a pin may answer too."""

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
