"""One person acts for another: given by oneself, or witnessed at the counter; ended by either, or by its date."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger import queries as ledger_read
from korat.blocks.ledger.actor import Actor, GrantView
from korat.blocks.people.models import PersonPrivate
from korat.blocks.people.queries.actors import service_actor
from korat.blocks.people.values import Names
from korat.kernel import ids
from korat.kernel.errors import Invalid, NotFound

# What may be lent, in the order in which a page offers it; the ledger holds the same list.
LENDABLE = ("case.file", "case.reply", "case.follow")
LONGEST = timedelta(days=366)
# How a witness knew who stood there.
SEEN = ("cards", "papers", "known")
BASIS = "mandate"


def give_mandate(
    *, actor: Actor, holder: int, purposes: Collection[str], ends_at: datetime, now: datetime, key: str | None = None
) -> UUID:
    """Let `holder` act for the acting person until a day. Returns the grant's uuid.

    Raises Invalid for a wrong purpose, day or holder, DoneBefore for a repeated `key`.
    """
    chosen = check_mandate(giver=actor.subject, holder=holder, purposes=purposes, ends_at=ends_at, now=now)
    names = names_of(service_actor("mandates"), "mandate.name", (actor.subject, holder), now)
    own = actor.grant_for("grant.give", subject=actor.subject)
    return write(actor, own, "grant.give", actor.subject, holder, chosen, ends_at, now, names, key)


def witness_mandate(
    *,
    actor: Actor,
    giver: int,
    holder: int,
    purposes: Collection[str],
    ends_at: datetime,
    now: datetime,
    key: str | None = None,
    seen: str = "cards",
) -> UUID:
    """Register at the counter what `giver` said there in the presence of both. The act names the official as witness, and
    how they were known (`SEEN`). The same `key` again gives the same mandate."""
    grant = office_grant(actor, "mandate.witness")
    chosen = check_mandate(giver=giver, holder=holder, purposes=purposes, ends_at=ends_at, now=now)
    if actor.subject in (giver, holder):
        raise Invalid(
            "ผู้เป็นพยานต้องไม่ใช่ผู้มอบหรือผู้รับมอบ", "A witness is neither of the two.", code="own_witness", field="holder"
        )
    if seen not in SEEN:
        raise Invalid("โปรดบอกว่าดูหลักฐานใด", "Please say how you knew them.", code="seen", field="seen")
    names = names_of(actor, "mandate.witness", (giver, holder), now)
    try:
        return write(actor, grant, "mandate.witness", giver, holder, chosen, ends_at, now, names, key, seen)
    except ledger.DoneBefore as done:
        return UUID(str(done.about))


def write(
    actor: Actor, ground: GrantView, purpose: str, giver: int, holder: int, purposes: Sequence[str], ends_at: datetime,
    now: datetime, names: Mapping[int, str], key: str | None, seen: str = "",
) -> UUID:  # fmt: skip
    """Each of the two reads the other's name in the act: by it the list of grants calls them."""
    uuid = ids.uuid7()
    with transaction.atomic():
        ledger.record(
            actor=actor,
            kind="people.mandate.given",
            purpose=purpose,
            grant=ground,
            about=uuid,
            now=now,
            key=f"mandate:{key}" if key else None,
            concerning={giver: {"name": names.get(holder, "")}, holder: {"name": names.get(giver, "")}},
            facts={
                "grant": str(uuid),
                "purposes": list(purposes),
                "until": ends_at.isoformat(),
                **({"seen": seen} if seen else {}),
            },
        )
        ledger.give(
            kind="mandate", uuid=uuid, holder=holder, subject=giver, purposes=purposes, basis=BASIS, begins_at=now,
            ends_at=ends_at,
        )  # fmt: skip
    return uuid


def names_of(actor: Actor, purpose: str, subjects: Sequence[int], now: datetime) -> dict[int, str]:
    """What they are called, read in one look that each of them can see."""
    grant = actor.grant_for(purpose) if purpose == "mandate.name" else office_grant(actor, purpose)
    with ledger.look(
        actor=actor, purpose=purpose, subjects=subjects, now=now, grant=grant, kind="people.person.looked"
    ):
        rows = PersonPrivate.objects.filter(subject_id__in=subjects)
        return {row.subject_id: Names(row.given, row.family, row.title).show() for row in rows}


def office_grant(actor: Actor, purpose: str) -> GrantView:
    """A post's grant: what one was lent or brought along is no office."""
    posts = (grant for grant in actor.grants if grant.kind == "post" and purpose in grant.purposes)
    return next(posts, None) or actor.grant_for(f"{purpose} of an office")


def check_mandate(*, giver: int, holder: int, purposes: Collection[str], ends_at: datetime, now: datetime) -> list[str]:
    """The purposes in their order. Invalid for a wrong purpose, day or pair."""
    chosen = [purpose for purpose in LENDABLE if purpose in purposes]
    if not chosen or set(purposes) - set(LENDABLE):
        raise Invalid("โปรดเลือกว่าให้ทำอะไรแทนได้", "Please choose what may be done.", code="purposes", field="purposes")
    if giver == holder or not (ledger_read.is_person(giver) and ledger_read.is_person(holder)):
        raise Invalid(
            "ผู้มอบและผู้รับมอบต้องเป็นคนละคนกัน", "A mandate joins two different people.", code="holder", field="holder"
        )
    if not now < ends_at <= now + LONGEST:
        raise Invalid(
            "วันสิ้นสุดต้องอยู่ภายใน 1 ปีนับจากวันนี้", "The last day must lie within a year from today.", "ends", "ends_on"
        )
    return chosen


def end_at_counter(*, actor: Actor, grant: UUID, person: int, now: datetime) -> None:
    """End a mandate at the wish of one of its two sides, who stands at the counter. The act names the official as witness.

    NotFound when this person has no part in it, the official has, or it has ended before.
    """
    ground = office_grant(actor, "mandate.witness")
    found = ledger_read.grant_of_uuid(grant)
    if found is None or found.kind != "mandate" or found.subject is None or found.ended_at:
        raise NotFound()
    pair = (found.subject, found.holder)
    if person not in pair or actor.subject in pair:
        raise NotFound()
    with transaction.atomic():
        ledger.record(
            actor=actor,
            kind="people.grant.ended",
            purpose="mandate.witness",
            grant=ground,
            about=found.uuid,
            now=now,
            concerning=dict.fromkeys(pair),
            facts={"grant": str(found.uuid), "kind": found.kind, "why": "counter"},
        )
        ledger.finish(grant=found.id, now=now)


def end_mandate(*, actor: Actor, grant: UUID, now: datetime) -> None:
    """End what was lent (or taken in an emergency): by the person over whom it is held, or by its holder.

    NotFound for everybody else, and when it has ended before.
    """
    found = ledger_read.grant_of_uuid(grant)
    if found is None or found.subject is None or found.ended_at or found.kind in ("self", "service", "post"):
        raise NotFound()
    if actor.subject not in (found.subject, found.holder):
        raise NotFound()
    with transaction.atomic():
        ledger.record(
            actor=actor,
            kind="people.grant.ended",
            purpose="grant.end",
            grant=actor.grant_for("grant.end", subject=actor.subject),
            about=found.uuid,
            now=now,
            concerning={found.subject: None, found.holder: None},
            facts={"grant": str(found.uuid), "kind": found.kind, "why": "wish"},
        )
        ledger.finish(grant=found.id, now=now)
