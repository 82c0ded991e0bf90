"""The report on its way: question after question, nothing stored before it is sent.

Each page carries the answers given so far as hidden fields, so that it works without a script, survives a restart of the
server, and leaves no half-told story in a database.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from korat.blocks.bookings.values import Wanted
from korat.blocks.cases.values import Contact, Request, Where
from korat.blocks.catalog import queries as catalog
from korat.blocks.catalog.definition import Category, Danger, ServiceDefinition
from korat.blocks.catalog.queries import Proposal
from korat.blocks.catalog.rules import LETTER, FileAsked
from korat.blocks.places import queries as places
from korat.domains.living.appointment import DayForm, TimeForm, slot_of
from korat.domains.living.asked import HANDLE, OUTSIDE, UNSURE, FilesForm, TownForm, needs_town
from korat.domains.living.forms import CallerForm, ContactForm, DetailsForm, KindForm, Lent, PhotoForm
from korat.domains.living.near import Close, close_by
from korat.domains.living.place_form import PlaceForm
from korat.kernel import ids
from korat.kernel.geo import Point

STEPS = ("photo", "place", "town", "kind", "details", "files", "day", "time", "contact")
CALLER = "caller"
# Offered an open report close by, the person said that theirs is another one.
ANOTHER = "no"
OWN = ("key", "safe")
# The person was asked once what the words propose; beside a kind that the words agree with, only a sure one is proposed.
PROPOSED, SURE = "proposed", 0.35
# The page of the proposals once more, from the last page; and how many cases one form makes beside its own.
SEVERAL, MOST_BESIDE = "several", 4
# Not carried: the file itself (its handle is) and Django's own token.
NOT_CARRIED = ("photo", "csrfmiddlewaretoken", "step", "go")


@dataclass(frozen=True)
class Draft:
    """A report as far as it has come: what the last page sent."""

    service: ServiceDefinition
    data: QueryDict
    files: MultiValueDict[str, Any]
    initial: dict[str, Any]
    # For whom the reader may report, beside oneself.
    lent: Lent = ()
    first: tuple[str, ...] = ()
    # Whose name an official reads out who files under a mandate just registered: opened by a look, on the last page alone.
    whom: Callable[[], str] | None = None

    @property
    def steps(self) -> tuple[str, ...]:
        """Only what this service asks: a place, or else which local government; kinds, files and a time where it has any.
        Who follows a report need not tell it again."""
        asked = {
            "photo": "photo" in self.service.asks and self.came not in ("phone", "paper"),
            "place": self.service.place is not None,
            "town": self.service.place is None and needs_town(self.service),
            "kind": bool(self.service.categories),
            "details": not self.following,
            "files": bool(self.files_asked),
            "day": bool(self.service.books),
            "time": bool(self.service.books),
        }
        return (*self.first, *(step for step in STEPS if asked.get(step, True)))

    @property
    def at_counter(self) -> bool:
        """Whether an official asks for somebody else."""
        return bool(self.first)

    @property
    def came(self) -> str:
        """How it reached the official who types it."""
        return self.data.get("channel", "") if self.at_counter else ""

    @property
    def files_asked(self) -> tuple[FileAsked, ...]:
        """A letter is scanned: not as a photograph, which the crew sees and which may be published."""
        return (LETTER, *self.service.files) if self.came == "paper" else tuple(self.service.files)

    @property
    def following(self) -> str:
        """The reference of the report close by that the person wants to follow instead of making a new one."""
        chosen = self.data.get("follow", "")
        return "" if chosen == ANOTHER else ids.parse_reference(chosen) or ""

    @cached_property
    def offers(self) -> tuple[Close, ...]:
        """What stands or was reported near the place: may be the same thing. A time that is booked is one's own."""
        if self.service.books or "place" not in self.steps or not self.checked("place").is_valid():
            return ()
        told = self.cleaned("place")
        here = Point(told["lat"], told["lon"]) if told.get("lat") is not None and told.get("lon") is not None else None
        return close_by(self.service, self.category, self.where(), here)

    @property
    def category(self) -> Category | None:
        return self.service.category(self.data.get("category", ""))

    @cached_property
    def photo_point(self) -> Point | None:
        form = self.kept.get("photo") or self.form("photo")
        if (
            "photo" not in self.steps
            or not form.is_valid()
            or form.cleaned_data["photo_lat"] is None
            or form.cleaned_data["photo_lon"] is None
        ):
            return None
        return Point(form.cleaned_data["photo_lat"], form.cleaned_data["photo_lon"])

    def form(self, step: str, *, blank: bool = False) -> forms.Form:
        """The form of a step: bound to what was sent, or `blank` to be asked with what is known already."""
        data = None if blank else self.data
        files = None if blank else self.files
        known = self.known() if blank else None
        if step == CALLER:
            return CallerForm(data, initial=known)
        if step == "photo":
            return PhotoForm(data, files, initial=known)
        if step == "place" and self.service.place:
            return PlaceForm(data, spot=self.service.place, photo_point=self.photo_point, initial=known)
        if step == "town":
            return TownForm(data, initial=known)
        if step == "kind":
            return KindForm(self.service, data, initial=known)
        if step == "files":
            return FilesForm(self.files_asked, data, files, initial=known)
        if step == "details":
            return DetailsForm(self.service, self.category, data, initial=known)
        if step == "day":
            return DayForm(self.service.books or "", data, initial=known)
        if step == "time":
            return TimeForm(self.data.get("day", ""), data, initial=known)
        return ContactForm(data, initial=known, lent=self.lent, named=self.service.applicant == "named")

    def known(self) -> dict[str, Any]:
        """Answers already given, for a page that is asked again; lists stay lists."""
        sent = {name: values if len(values) > 1 else values[0] for name, values in self.data.lists() if values}
        return {**self.initial, **sent}

    def carried(self, step: str) -> list[tuple[str, str]]:
        """The hidden fields of a page: everything but the page's own questions."""
        own = set(self.form(step, blank=True).fields) if step in self.steps else set()
        own |= {"follow"} if step == "near" else set()
        own |= {f"{name}_{part}" for name in own for part in ("day", "month", "year")}
        return [(name, value) for name, value in self.sent() if name not in own]

    def sent(self) -> Iterator[tuple[str, str]]:
        for name, values in self.data.lists():
            if name not in NOT_CARRIED:
                yield from ((name, str(value)) for value in values)

    def unfinished(self) -> str | None:
        """The first step whose answers do not hold, None when all do."""
        return next((step for step in self.steps if not self.checked(step).is_valid()), None)

    def dangers(self) -> tuple[Danger, ...]:
        """Danger words in what was written, unless the person said that nobody is in danger."""
        return () if self.data.get("safe") else self.told_dangers

    @cached_property
    def told_dangers(self) -> tuple[Danger, ...]:
        return catalog.dangers(self.service, self.category, self.data.get("description", ""))

    @cached_property
    def spoken_for(self) -> tuple[Proposal, ...]:
        """What the words speak for."""
        return catalog.propose(self.service, self.data.get("description", "")) if self.service.categories else ()

    @property
    def also(self) -> tuple[Category, ...]:
        """The other kinds that become cases of their own. What is sealed goes alone, and so does what is followed."""
        if self.following or self.category is None or self.category.sealed:
            return ()
        codes = dict.fromkeys(code for code in self.data.getlist("also") if code != self.category.code)
        found = (self.service.category(code) for code in codes)
        return tuple(one for one in found if one and not one.sealed)[:MOST_BESIDE]

    def proposals(self) -> tuple[Proposal, ...]:
        """The same, when that is not what was chosen, or not that alone. Asked once."""
        if self.data.get(PROPOSED):
            return ()
        found = self.spoken_for
        agreed = any(one.category == self.category for one in found)
        others = [one for one in found if one.category != self.category and (not agreed or one.likely >= SURE)]
        return found if others else ()

    def request(self, channel: str) -> Request:
        """The finished report. Every form is valid by now."""
        contact = self.cleaned("contact")
        form = self.checked("details")
        handle = self.data.get("handle", "") if "photo" in self.steps else ""
        return Request(
            service=self.service,
            category=self.category,
            where=self.where(),
            channel=channel,
            answers=form.answers() if isinstance(form, DetailsForm) and form.is_valid() else {},
            description=self.cleaned("details").get("description", ""),
            contact=Contact(contact["name"], contact["phone"], contact["email"]),
            photos=(handle,) if handle else (),
            files=self.files_sent(),
            urgent=bool(self.told_dangers),
            slot=self.slot,
        )

    def where(self) -> Where:
        """The place, or the local government that was chosen, or nothing of the kind."""
        asked = next((step for step in ("place", "town") if step in self.steps), None)
        return where(self.cleaned(asked)) if asked else Where()

    def files_sent(self) -> dict[str, str]:
        """The handles of the evidence, by code."""
        sent = ((one.code, self.data.get(HANDLE + one.code, "")) for one in self.files_asked)
        return {code: handle for code, handle in sent if handle}

    @property
    def slot(self) -> Wanted | None:
        """The day and time chosen, where the service books something."""
        return slot_of(self.cleaned("time").get("slot", "")) if self.service.books else None

    @property
    def behalf(self) -> UUID | None:
        """The mandate under which it is reported, if for somebody else."""
        chosen = self.cleaned("contact").get("behalf", "")
        return UUID(chosen) if chosen else None

    def cleaned(self, step: str) -> dict[str, Any]:
        form = self.checked(step)
        form.is_valid()
        return form.cleaned_data

    def checked(self, step: str) -> forms.Form:
        """The form of a step as it was sent, made and checked once. What was sent no longer changes then."""
        if step not in self.kept:
            self.kept[step] = self.form(step)
        return self.kept[step]

    @cached_property
    def kept(self) -> dict[str, forms.Form]:
        return {}


def where(place: dict[str, Any]) -> Where:
    inside = place.get("inside", "")
    fixture = places.fixture(place["pole"]) if place.get("pole") else None
    return Where(
        place=place.get("community") or (fixture.place if fixture else None) or place.get("area") or None,
        jurisdiction=inside if inside not in ("", OUTSIDE, UNSURE) else None,
        inside={OUTSIDE: False, UNSURE: None, "": None}.get(inside, True),
        point=place.get("point"),
        accuracy_m=int(place["accuracy"]) if place.get("accuracy") and not fixture else None,
        landmark=place.get("landmark", ""),
        asset=fixture.number if fixture else "",
    )
