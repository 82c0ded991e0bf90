"""The made-up people of the demonstration, each with an account and perhaps posts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from korat.blocks.people.actions.accounts import open_account
from korat.blocks.people.actions.enrol import enrol
from korat.blocks.people.actions.terms import appoint
from korat.blocks.people.queries.accounts import persona
from korat.blocks.people.queries.actors import service_actor
from korat.blocks.people.values import Address, Names, NewPerson


def make_persona(
    *,
    code: str,
    names: Names,
    post_codes: Sequence[str],
    now: datetime,
    phone: str = "",
    citizen_number: str = "",
    address: Address | None = None,
) -> int:
    """The persona's subject; made, with account and posts, when there is none yet. Demonstration only."""
    there = persona(code)
    if there:
        return there.person
    actor, email = service_actor("demo"), f"{code}@demo.invalid"
    person = NewPerson(
        names=names,
        email=email,
        phone=phone,
        citizen_number=citizen_number,
        address=address or Address(),
        synthetic=True,
    )
    account = open_account(phone=phone) if phone else open_account(email=email)
    subject = enrol(actor=actor, person=person, now=now, account=account, persona=code)
    for post in post_codes:
        appoint(actor=actor, post=post, person=subject, begins_at=now, now=now, public_name=names.show())
    return subject
