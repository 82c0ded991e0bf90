"""Who is elected, as the public may see it: the one place that decides whether a name is shown.

No page, paper or interface reads `Term.public_name` but through here. Photographs of officials are kept nowhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from korat.blocks.ledger.actor import Actor
from korat.blocks.people.models import Election
from korat.blocks.people.queries.organisations import directory, organisation_by_id
from korat.blocks.people.queries.posts import catalogue, running
from korat.kernel.texts import Text


@dataclass(frozen=True)
class ElectionView:
    """An order by which names are kept back; `until`: from this moment on they stand again."""

    uuid: UUID
    office: int
    order: str
    begins_at: datetime
    until: datetime
    taken_back: bool = False


@dataclass(frozen=True)
class Elected:
    """An elected post. `name` empty: vacant, not told, or kept back before an election."""

    post: Text
    name: str


def elected(office: int, now: datetime) -> tuple[tuple[Elected, ...], ElectionView | None]:
    """The elected posts of an office with the names of their holders, or the order that keeps these back."""
    posts = [one for one in catalogue().values() if one.elected and not one.retired and one.office == office]
    if not posts:
        return (), None
    quiet = quiet_of(office, now)
    terms = running(now).filter(post__code__in=[one.code for one in posts], acting=False)
    names = {} if quiet else dict(terms.values_list("post__code", "public_name"))
    return tuple(Elected(one.names, names.get(one.code, "")) for one in posts), quiet


def quiet_of(office: int, now: datetime) -> ElectionView | None:
    """The order that holds now for this office, its own or of an authority above it."""
    rows = Election.objects.filter(
        Q(ended_at=None) | Q(ended_at__gt=now), office__in=list(upwards(office)), begins_at__lte=now, ends_at__gt=now
    )
    row = rows.order_by("-ends_at").first()
    return view(row) if row else None


def upwards(office: int) -> Iterator[int]:
    found = organisation_by_id(office)
    while found is not None:
        yield found.id
        found = directory().by_code[found.parent_code] if found.parent_code else None


def voted(actor: Actor) -> tuple[int, ...]:
    """The offices of the actor's reach for which an order makes sense: with an elected post in them or below."""
    reach = actor.reach("election.order")
    seats = {one.office for one in catalogue().values() if one.elected and not one.retired}
    above = {office for seat in seats for office in upwards(seat)}
    return tuple(sorted(reach & above))


def elections(actor: Actor) -> tuple[ElectionView, ...]:
    """The orders over the actor's offices, the newest first."""
    rows = Election.objects.filter(office__in=actor.reach("election.order")).order_by("-pk")[:50]
    return tuple(map(view, rows))


def view(row: Election) -> ElectionView:
    return ElectionView(
        row.uuid, row.office_id, row.order, row.begins_at, row.ended_at or row.ends_at, row.ended_at is not None
    )
