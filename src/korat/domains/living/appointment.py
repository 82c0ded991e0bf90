"""A report that books something: which day, which time. Two short lists, so that they work without a script."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from korat.blocks.bookings import queries as bookings
from korat.blocks.bookings.refusals import Taken
from korat.blocks.bookings.values import ResourceView, Wanted
from korat.blocks.catalog import queries as catalog
from korat.kernel import clock
from korat.kernel.clock import local
from korat.kernel.errors import NotFound
from korat.web.booking import present
from korat.web.fields import Asked, Choice

OFFERED = 24


class DayForm(forms.Form):
    """The next days on which something of the kind is free."""

    day = forms.ChoiceField(widget=forms.RadioSelect)

    def __init__(self, kind: str, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["day"]
        field.label = _("Day")
        field.error_messages |= {"required": _("Please choose a day."), "invalid_choice": Taken().show()}
        if isinstance(field, forms.ChoiceField):
            field.choices = Asked(lambda: days(kind))


class TimeForm(forms.Form):
    """The free times of that day. One that was taken meanwhile is told in kind words."""

    slot = forms.ChoiceField(widget=forms.RadioSelect)

    def __init__(self, chosen: str, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["slot"]
        field.label = _("Time")
        field.error_messages |= {"required": _("Please choose a time."), "invalid_choice": Taken().show()}
        if isinstance(field, forms.ChoiceField):
            field.choices = Asked(lambda: times(chosen))


def days(kind: str) -> Iterator[tuple[str, Choice]]:
    """`resource~day`, over all that is of this kind, the earliest first."""
    now = clock.now()
    today = local(now, catalog.zone()).date()
    resources = bookings.of_kind(kind)
    found = [
        (one.day, resource, present.said_of(one))
        for resource in resources
        for one in bookings.days(resource, today, resource.said.window.days + 1, now)
        if one.free
    ]
    for day, resource, said in sorted(found, key=lambda one: one[0])[:OFFERED]:
        hint = f"{resource.names.show()} · {said}" if len(resources) > 1 else said
        yield f"{resource.code}~{day.isoformat()}", Choice(present.day_near(day), hint)


def times(chosen: str) -> Iterator[tuple[str, Choice]]:
    """The free times of a day that was chosen on the page before; none when it is not one of ours."""
    known = day_of(chosen)
    if known is None:
        return
    resource, day = known
    for one in bookings.slots_of_day(resource, day, clock.now()):
        if one.bookable and one.free:
            said = Choice(present.times(resource, one.slot), present.room(resource, one))
            yield f"{resource.code}~{one.slot.start.isoformat()}~{one.slot.end.isoformat()}", said


def day_of(chosen: str) -> tuple[ResourceView, date] | None:
    code, _tilde, day = chosen.partition("~")
    try:
        return bookings.resource(code), date.fromisoformat(day)
    except (NotFound, ValueError):
        return None


def slot_of(chosen: str) -> Wanted:
    """Back from the answer, which the form has compared with what is free."""
    code, start, end = chosen.split("~")
    return Wanted(code, datetime.fromisoformat(start), datetime.fromisoformat(end))


def said(wanted: Wanted) -> str:
    return present.when(wanted.start, wanted.end)
