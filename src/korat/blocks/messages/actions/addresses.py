"""Where a subject can be reached."""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction

from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger.actor import Actor
from korat.kernel import ids

# Both rows in one statement: that there is an address is a fact, where it leads is private.
ADD = """
    WITH kept AS (INSERT INTO korat_messages_address (subject_id, sms, email) VALUES (%s, %s, %s) RETURNING id)
    INSERT INTO korat_messages_addressprivate (id, address_id, subject_id, phone, email)
    SELECT %s, id, %s, %s, %s FROM kept
"""


def add_addresses(*, subject: int, phone: str = "", email: str = "") -> None:
    """From now on messages go here; in normal forms, inside the caller's transaction and after its act."""
    if not (phone or email):
        return
    with connection.cursor() as cursor:
        cursor.execute(ADD, [subject, bool(phone), bool(email), ids.uuid7(), subject, phone, email])


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
