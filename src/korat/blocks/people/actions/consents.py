"""An office asks one person for a consent; the person gives or refuses it; either side ends what was given.

The consent is held by who asked, in the post in which they asked: so each look names who it was and for which office, and
PostgreSQL closes it when that person leaves the post. A successor asks anew: the person trusted a post with somebody in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger import queries as ledger_read
from korat.blocks.ledger.actor import Actor, GrantView
from korat.blocks.people.actions.mandates import office_grant
from korat.blocks.people.models import Asking
from korat.blocks.people.queries.consents import is_in_post, waiting
from korat.blocks.people.queries.persons import person_private
from korat.kernel import ids
from korat.kernel.errors import Conflict, Invalid, NotFound
from korat.kernel.texts import clean

ASK = "consent.ask"
SHAREABLE = ("case.share",)
BASIS = "consent"
SHORTEST = 10


def ask_consent(
    *,
    actor: Actor,
    subject: int | None,
    reason: str,
    lasts: timedelta,
    longest: timedelta,
    now: datetime,
    purposes: Sequence[str] = SHAREABLE,
    key: str | None = None,
) -> None:
    """Ask this person, who reads office, reason and for how long. The earlier question of the same post is taken back.

    Says nothing to the asker: an unknown person, a silent one and one who refused are alike. Raises Forbidden without the
    authority, Invalid for a reason that explains nothing or a wrong time.
    """
    grant = office_grant(actor, ASK)
    reason, hours = checked_reason(reason), checked_hours(lasts, longest)
    if set(purposes) - set(SHAREABLE) or not purposes:
        raise Invalid("โปรดเลือกว่าจะขอดูอะไร", "Please choose what you ask for.", code="purposes", field="purposes")
    if subject is None or grant.office is None or subject == actor.subject or not ledger_read.is_person(subject):
        return
    refuse_twice(actor, grant, subject, purposes)
    uuid = ids.uuid7()
    with transaction.atomic():
        ledger.record(
            actor=actor,
            kind="people.consent.asked",
            purpose=ASK,
            grant=grant,
            about=uuid,
            now=now,
            key=f"asking:{key}" if key else None,
            concerning={subject: {"reason": reason}, actor.subject: {"reason": reason}},
            facts={"asking": str(uuid), "purposes": list(purposes), "hours": hours},
        )
        open_ones = Asking.objects.filter(subject_id=subject, asker_id=actor.subject, post=grant.post, answer="")
        open_ones.update(answer=Asking.Answer.REPLACED, answered_at=now)
        Asking.objects.create(
            uuid=uuid, subject_id=subject, asker_id=actor.subject, office_id=grant.office, post=grant.post,
            purposes=list(purposes), hours=hours, asked_at=now,
        )  # fmt: skip


def refuse_twice(actor: Actor, ground: GrantView, subject: int, purposes: Sequence[str]) -> None:
    """Conflict while this person's consent to the same holds: who said yes is not asked again. The asker knows of it."""
    running = (one for one in actor.grants if (one.kind, one.subject, one.post) == ("consent", subject, ground.post))
    if any(set(purposes) <= one.purposes for one in running):
        raise Conflict(
            "บุคคลนี้ยินยอมไว้แล้วและยังไม่สิ้นสุด ดูได้ที่หน้าความยินยอม จึงไม่ต้องขออีก",
            "This person has consented already and it still holds. You find it on the page of consents.",
            code="consented",
        )


def give_consent(*, actor: Actor, asking: UUID, now: datetime) -> None:
    """Say yes to what was asked, from now on for as long as was asked. NotFound for a question to somebody else, or over."""
    shown = person_private(actor, actor.subject, now)
    with transaction.atomic():
        row = open_question(actor, asking, now)
        if not is_in_post(row, now):
            raise Conflict(
                "ผู้ที่ขอพ้นจากตำแหน่งนี้แล้ว จึงให้ความยินยอมไม่ได้",
                "Who asked is no longer in that post, so there is nobody to give it to.",
                code="left",
            )
        until = now + timedelta(hours=row.hours)
        ledger.record(
            actor=actor,
            kind="people.consent.given",
            purpose="grant.give",
            grant=actor.grant_for("grant.give", subject=actor.subject),
            about=row.uuid,
            now=now,
            concerning={actor.subject: None, row.asker_id: {"name": shown.names.show() if shown else ""}},
            facts={"grant": str(row.uuid), "purposes": row.purposes, "until": until.isoformat()},
        )
        ledger.give(
            kind="consent", uuid=row.uuid, holder=row.asker_id, office=row.office_id, post=row.post,
            subject=actor.subject, purposes=row.purposes, basis=BASIS, begins_at=now, ends_at=until,
        )  # fmt: skip
        settle(row, Asking.Answer.GIVEN, now)


def refuse_consent(*, actor: Actor, asking: UUID, now: datetime) -> None:
    """Say no. The office is not told: no answer and a no look the same to it."""
    with transaction.atomic():
        row = open_question(actor, asking, now)
        ledger.record(
            actor=actor,
            kind="people.consent.refused",
            purpose="self",
            grant=actor.grant_for("self", subject=actor.subject),
            about=row.uuid,
            now=now,
            concerning={actor.subject: None},
            facts={"asking": str(row.uuid)},
        )
        settle(row, Asking.Answer.REFUSED, now)


def open_question(actor: Actor, asking: UUID, now: datetime) -> Asking:
    """Locked, so that two taps give one answer."""
    row = waiting(actor.subject, now).select_for_update().filter(uuid=asking).first()
    if row is None:
        raise NotFound()
    return row


def settle(row: Asking, answer: Asking.Answer, now: datetime) -> None:
    Asking.objects.filter(pk=row.pk).update(answer=answer, answered_at=now)


def checked_reason(reason: str) -> str:
    reason = clean(reason, 1000, "reason")
    if len(reason) < SHORTEST:
        raise Invalid(
            "โปรดเขียนเหตุผลให้ผู้ถูกขอเข้าใจ อย่างน้อย 10 ตัวอักษร",
            "Please give a reason that the person will understand, at least 10 letters.",
            code="reason",
            field="reason",
        )
    return reason


def checked_hours(lasts: timedelta, longest: timedelta) -> int:
    if not timedelta(hours=1) <= lasts <= longest:
        raise Invalid(
            f"ขอได้ตั้งแต่ 1 ชั่วโมง ถึง {longest.days} วัน",
            f"You can ask for one hour at least and {longest.days} days at most.",
            code="lasts",
            field="count",
        )
    return int(lasts.total_seconds() // 3600)
