"""Checking what people type when they book, and what an office types when it closes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from korat.blocks.bookings.pack import ResourceDefinition
from korat.blocks.bookings.slots import moment
from korat.blocks.bookings.values import FreeSlot, ResourceView
from korat.kernel.errors import NotFound, Refused
from korat.kernel.phone import normal_phone, show_phone
from korat.web.booking import present
from korat.web.fields import Choice, DateField
from korat.web.forms import Words

STAMP = "%Y%m%dT%H%MZ"
Lent = Sequence[tuple[str, str]]


def key_of(start: datetime, end: datetime) -> str:
    """A slot as an address carries it."""
    return f"{start.astimezone(UTC).strftime(STAMP)}~{end.astimezone(UTC).strftime(STAMP)}"


def slot_of(key: str) -> tuple[datetime, datetime]:
    """Back from the address; NotFound for what none of ours looks like."""
    try:
        start, end = (datetime.strptime(part, STAMP).replace(tzinfo=UTC) for part in key.split("~"))
    except ValueError:
        raise NotFound() from None
    return start, end


def day_of(text: str) -> date:
    """A day of our age by the address; NotFound for anything else."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise NotFound() from None
    if not 2000 <= day.year < 2200:
        raise NotFound()
    return day


class SlotForm(forms.Form):
    """One of a day's slots; a full one leads to its waiting list."""

    slot = forms.ChoiceField(widget=forms.RadioSelect)

    def __init__(self, resource: ResourceView, slots: Sequence[FreeSlot], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["slot"]
        field.label = _("Time")
        if isinstance(field, forms.ChoiceField):
            field.choices = [
                (
                    key_of(one.slot.start, one.slot.end),
                    Choice(present.times(resource, one.slot), present.room(resource, one)),
                )
                for one in slots
                if one.bookable
            ]


class BookingForm(forms.Form):
    """What goes with a booking; all of it may stay empty but for whom it is."""

    behalf = forms.ChoiceField(required=False, widget=forms.RadioSelect)
    seats = forms.TypedChoiceField(coerce=int, required=False)
    note = Words(limit=1000, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    phone = forms.CharField(
        required=False, max_length=40, widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"})
    )

    def __init__(self, said: ResourceDefinition, lent: Lent, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.choose("behalf", _("For whom do you book?"), [("", Choice(_("For myself"))), *lent] if lent else [])
        places = [(str(number), str(number)) for number in range(1, said.seats_most + 1)]
        self.choose("seats", _("How many places?"), places if said.seats_most > 1 else [])
        self.fields["note"].label = _("What is it for?")
        self.fields["note"].help_text = _("Only the office reads it.")
        self.fields["phone"].label = _("Telephone number for the day")

    def choose(self, name: str, label: str, choices: Sequence[tuple[str, Any]]) -> None:
        """A question with nothing to choose is not asked."""
        field = self.fields[name]
        field.label = label
        if not choices:
            del self.fields[name]
        elif isinstance(field, forms.ChoiceField):
            field.choices = choices

    def clean_phone(self) -> str:
        typed = self.cleaned_data["phone"]
        try:
            return normal_phone(typed) if typed.strip() else ""
        except Refused as refused:
            raise forms.ValidationError(refused.show()) from refused


class ForForm(BookingForm):
    """Somebody at the counter or on the telephone: how they reach us, and by which number we know them, if at all."""

    channel = forms.ChoiceField(widget=forms.RadioSelect)
    number = forms.CharField(
        required=False, max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"})
    )
    field_order = ("channel", "number", "phone", "seats", "note")

    def __init__(self, said: ResourceDefinition, *args: Any, finds: bool, **options: Any) -> None:
        super().__init__(said, [], *args, **options)
        self.choose("channel", _("How does it reach you?"), ways_in())
        self.fields["channel"].error_messages["required"] = _("Please choose how it reaches you.")
        self.fields["number"].label = _("Citizen number or telephone of the person")
        self.fields["number"].help_text = _(
            "Then they see it on their own page. Leave it empty to book without a name."
        )
        if not finds:
            del self.fields["number"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        unreachable = not data.get("number") and not data.get("phone") and "phone" not in self.errors
        if data.get("channel") == "phone" and unreachable:
            self.add_error("phone", _("Please ask for a telephone number: there is no slip to hand over."))
        return data

    def said(self) -> list[dict[str, Any]]:
        """What was typed, to be read back."""
        return [{"label": field.label, "value": shown} for field in self if (shown := self.shown(field.name))]

    def shown(self, name: str) -> str:
        value = str(self.cleaned_data.get(name) or "")
        known = {"channel": str(dict(ways_in()).get(value, "")), "phone": show_phone(value) if value else ""}
        return known.get(name, value)


def ways_in() -> list[tuple[str, Choice]]:
    """How somebody reaches an official who books for them."""
    return [
        ("counter", Choice(_("Somebody is here"), "", "users")),
        ("phone", Choice(_("Somebody calls"), "", "phone")),
    ]


class CloseForm(forms.Form):
    """Which stretch of a day closes, and why. Without hours: the whole day."""

    day = DateField()
    start = forms.TimeField(required=False)
    end = forms.TimeField(required=False)
    reason = Words(limit=400, widget=forms.TextInput())

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["day"].label = _("Day")
        self.fields["start"].label = _("From (hour and minute)")
        self.fields["end"].label = _("Until")
        self.fields["end"].help_text = _("Leave both empty to close the whole day.")
        self.fields["reason"].label = _("Reason, as everyone will read it")
        for name in ("start", "end"):
            self.fields[name].widget.attrs |= {"inputmode": "numeric", "placeholder": "13:00"}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        start, end = data.get("start"), data.get("end")
        if (start is None) != (end is None) or (start and end and start >= end):
            self.add_error("end", _("Please give both hours, the earlier one first, or none."))
        return data

    def stretch(self, zone: tzinfo) -> tuple[datetime, datetime]:
        """Without hours from midnight to midnight."""
        day, start, end = (self.cleaned_data[name] for name in ("day", "start", "end"))
        last = moment(day, end, zone) if end else moment(day + timedelta(days=1), time(0), zone)
        return moment(day, start or time(0), zone), last
