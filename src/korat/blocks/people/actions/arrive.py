"""Someone comes in with a citizen number that an authority has just confirmed."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from korat.blocks.ledger import actions as ledger
from korat.blocks.people import identifiers
from korat.blocks.people.actions.accounts import UNUSABLE
from korat.blocks.people.actions.authority import RESOLVE, ground
from korat.blocks.people.actions.enrol import enrol, link
from korat.blocks.people.models import Account, AccountPerson, Identifier
from korat.blocks.people.queries.actors import actor_of, service_actor
from korat.blocks.people.values import ONE_PERSON, Names, NewPerson
from korat.kernel.errors import NotFound


def arrive(*, number: str, names: Names, language: str, now: datetime) -> int:
    """The account by which the person of this number signs in. Whoever is enrolled is recognised, others are enrolled.

    The names of the enrolled stay as they are. Raises Invalid for a wrong check digit or a newcomer without a name.
    """
    number = identifiers.normal("citizen", number)
    digest = identifiers.digest("citizen", number)
    person = NewPerson(names=names.cleaned(), citizen_number=number, language=language)
    account, _ = Account.objects.get_or_create(username=ONE_PERSON + digest.hex(), defaults={"password": UNUSABLE})
    if AccountPerson.objects.filter(account=account).exists():
        return account.pk
    known = recognise(digest, now)
    if known is None:
        enrol(actor=None, person=person, now=now, account=account.pk)
    elif (actor := actor_of(known)) is not None:
        link(actor=actor, account=account.pk, now=now)
    else:
        raise NotFound
    return account.pk


def recognise(digest: bytes, now: datetime) -> int | None:
    """Whom this number names. A lookup without a look, hence an act; unrationed, since the number was proven, not tried."""
    signin = service_actor("signin")
    purpose, grant = ground(signin, RESOLVE)
    found = Identifier.objects.filter(digest=digest, kind="citizen").values_list("subject_id", flat=True).first()
    with transaction.atomic():
        ledger.record(
            actor=signin,
            kind="people.person.resolved",
            purpose=purpose,
            grant=grant,
            about=None,
            now=now,
            concerning={found: None} if found else {},
            facts={"kind": "citizen", "found": int(found is not None)},
        )
    return found
