"""Persons: facts freely, names and contacts in a look."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger import queries as acts
from korat.blocks.ledger.actor import Actor
from korat.blocks.people import identifiers
from korat.blocks.people.models import Person, PersonPrivate
from korat.blocks.people.values import Address, Names, PersonView, PrivateView

LOOKED = "people.person.looked"


def person(subject: int) -> PersonView | None:
    row = Person.objects.select_related("subject").filter(pk=subject).first()
    if row is None:
        return None
    return PersonView(
        subject=row.pk,
        uuid=row.subject.uuid,
        language=row.language,
        age_band=row.age_band,
        sex=row.sex,
        disability=row.disability,
        home_place=row.home_place_id,
        synthetic=row.synthetic,
    )


def person_private(
    actor: Actor, subject: int, now: datetime, *, purpose: str | None = None, about: UUID | None = None
) -> PrivateView | None:
    """Name, contact and home, read in a look: for `self`, else for `people.manage` or the purpose named.

    None where the purpose may not see them, or for a subject that is no person. Forbidden without a grant.
    """
    purpose = purpose or ("self" if subject == actor.subject else "people.manage")
    grant = actor.grant_for(purpose, subject=subject)
    with ledger.look(actor=actor, purpose=purpose, subjects=[subject], now=now, about=about, kind=LOOKED, grant=grant):
        row = PersonPrivate.objects.filter(subject_id=subject).first()
    return private_view(row) if row else None


def private_view(row: PersonPrivate) -> PrivateView:
    sealed = row.citizen_number
    return PrivateView(
        subject=row.subject_id,
        names=Names(given=row.given, family=row.family, title=row.title),
        sort_key=bytes(row.sort_key),
        birth_date=row.birth_date,
        phone=row.phone,
        email=row.email,
        address=Address.model_validate(row.address),
        citizen_number=identifiers.unseal(bytes(sealed), row.subject_id) if sealed else "",
    )


def given_names(subjects: Sequence[int], *, session: str, request: str, now: datetime) -> dict[int, str]:
    """What the persons behind one telephone are called, to choose among them: each looks at the own row."""
    named = {}
    for subject in subjects:
        actor = acts.actor_of(subject, now=now, session=session, request=request)
        shown = person_private(actor, subject, now) if actor else None
        if shown:
            named[subject] = Names(given=shown.names.given, title=shown.names.title).show()
    return named
