"""Where a subject can be reached."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.rows import insert
from korat.blocks.messages.models import Address, AddressPrivate


def add_addresses(*, subject: int, phone: str = "", email: str = "") -> None:
    """From now on messages go here; in normal forms, inside the caller's transaction and after its act."""
    if not (phone or email):
        return
    address = Address(subject_id=subject, sms=bool(phone), email=bool(email))
    insert(address)
    insert(AddressPrivate(address=address, subject_id=subject, phone=phone, email=email))


def keep_addresses(
    *, actor: Actor, subject: int, purpose: str, now: datetime, phone: str = "", email: str = ""
) -> None:
    """The same with an act of its own, for whoever learns of an address outside a case."""
    with transaction.atomic():
        ledger.record(
            actor=actor, kind="messages.address.kept", purpose=purpose, about=None, now=now,
            grant=actor.grant_for(purpose, subject=subject), concerning={subject: None},
            facts={"sms": bool(phone), "email": bool(email)},
        )  # fmt: skip
        add_addresses(subject=subject, phone=phone, email=email)
