"""What becomes of offices, in words: who is elected, which days are quiet, what was dissolved into what."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from korat.blocks.cases import queries as cases
from korat.blocks.ledger.actor import Actor
from korat.blocks.people import queries as people
from korat.blocks.people.queries import ElectionView, SuccessionView
from korat.blocks.people.values import OrganisationView
from korat.web.office_forms import DissolutionForm
from korat.web.present import words
from korat.web.present.posts import day


def elected(office: int, now: datetime) -> dict[str, object]:
    """For the public page of an office: its elected posts, or the order that keeps their names back."""
    found, quiet = people.elected(office, now)
    return {
        "elected": [{"post": one.post, "name": one.name} for one in found],
        "quiet": {"order": quiet.order, "until": last_day(quiet)} if quiet else None,
    }


def gone(office: OrganisationView) -> dict[str, object] | None:
    """That an office was dissolved, and where its work is done now."""
    found = people.succession_of(office.id) if office.successor else None
    if found is None or found.effected_at is None:
        return None
    return {
        "order": found.order,
        "since": found.effected_at,
        "name": words.office(people.standing_in(office.id)),
        "url": reverse("web:office", args=[office.successor]),
    }


def choices(reach: Collection[int]) -> list[tuple[str, str]]:
    """Working offices of a reach, by code and name."""
    return [(one.code, words.office(one.id)) for one in people.organisations() if one.id in reach]


def election(one: ElectionView, now: datetime) -> dict[str, object]:
    runs = not one.taken_back and one.until > now
    return {
        "office": words.office(one.office),
        "order": _("Order %(number)s") % {"number": one.order},
        "first": one.begins_at,
        "last": last_day(one),
        "state": state_of(one, now),
        "end_url": reverse("web:election_end", args=[one.uuid]) if runs else "",
    }


def state_of(one: ElectionView, now: datetime) -> str:
    if one.taken_back:
        return _("taken back")
    if one.until <= now:
        return _("over: names stand again")
    return _("names are kept back now") if one.begins_at <= now else _("still to come")


def last_day(one: ElectionView) -> datetime:
    """Midnight would read as the day after."""
    return one.until - timedelta(seconds=1)


def succession(one: SuccessionView) -> dict[str, object]:
    left = cases.open_in(one.office) if one.effected_at else 0
    return {
        "office": words.office(one.office),
        "successor": words.office(people.standing_in(one.successor)),
        "order": _("Order %(number)s") % {"number": one.order},
        "since": one.begins_at,
        "waits": one.effected_at is None,
        "moved": one.moved,
        "whole": one.moved + left,
        "left": left,
    }


def successions(actor: Actor) -> list[dict[str, object]]:
    return [succession(one) for one in people.successions(actor)]


def read_back(form: DissolutionForm) -> list[dict[str, object]]:
    """The order once more, and what nobody in the other office may do yet: the pack gives it to a post there."""
    given = form.cleaned_data
    was, heir = (found.id if (found := people.organisation(given[name])) else 0 for name in ("office", "successor"))
    rows = [
        (_("Office that is dissolved"), words.office(was)),
        (_("Office that takes its place"), words.office(heir)),
        (_("Number of the order"), given["order"]),
        (_("First day"), day(form.begins_at())),
        (_("What nobody there may do yet"), ", ".join(purpose(one) for one in people.lacking(was, heir))),
    ]
    return [{"label": label, "value": value} for label, value in rows if value]


def purpose(code: str) -> str:
    said = words.purpose(code)
    return said if isinstance(said, str) else said.show()


def declaration() -> str:
    return _(
        "On that day its posts and keys end, new reports go to the other office, and open ones follow with their clocks. "
        "This cannot be taken back here."
    )
