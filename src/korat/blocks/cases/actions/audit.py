"""An audit file: asking for it is an act that names who, of which offices and days; so is each taking. The worker makes it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from korat.blocks.cases.models import AuditFile
from korat.blocks.cases.queries.audit import Asked, asked
from korat.blocks.cases.queries.queue import AUTHORITIES
from korat.blocks.documents import actions as documents
from korat.blocks.documents import queries as documents_read
from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger.actor import Actor, GrantView
from korat.kernel import ids
from korat.kernel.errors import Invalid, NotFound

MOST_DAYS = 366
MEDIA_TYPE = "application/zip"
# The file goes a day after it was made; that it was asked for, and taken, stays among the acts.
SHOWN = timedelta(days=7)


def take_audit_file(
    *,
    actor: Actor,
    now: datetime,
    offices: Collection[int],
    first: date,
    last: date,
    originals: bool = False,
    key: str = "",
) -> UUID:
    """Ask for one; the same form twice is one. NotFound beyond the reach, Invalid for days that are no span of a year."""
    purpose, grant = ground(actor, offices)
    if not 0 <= (last - first).days < MOST_DAYS:
        raise Invalid(
            th="โปรดเลือกช่วงวันที่ไม่เกินหนึ่งปี และวันสิ้นสุดไม่มาก่อนวันเริ่ม",
            en="Please choose at most a year, ending no earlier than it begins.",
            code="span",
            field="last",
        )
    uuid = ids.uuid7()
    try:
        with transaction.atomic():
            ledger.record(
                actor=actor, grant=grant, kind="cases.audit.taken", purpose=purpose, about=uuid, now=now,
                key=f"audit:{actor.subject}:{key}" if key else None,
                facts={"offices": sorted(offices), "first": first.isoformat(), "last": last.isoformat(), "originals": originals},
            )  # fmt: skip
            AuditFile.objects.create(
                uuid=uuid, asked_by_id=actor.subject, asked_at=now, offices=sorted(offices), first=first, last=last,
                originals=originals, language=actor.language,
            )  # fmt: skip
    except ledger.DoneBefore as done:
        return done.about or uuid
    return uuid


def note_audit_file(*, uuid: UUID, done: int) -> None:
    """How many lines and photographs the worker has put in by now."""
    AuditFile.objects.filter(uuid=uuid).update(done=done)


def keep_audit_part(*, uuid: UUID, number: int, data: bytes, now: datetime) -> None:
    """Lay aside a part that is full; more follow. A file that was begun anew writes its parts anew."""
    handle = documents.lay_aside(data=data, media_type=MEDIA_TYPE, now=now)
    row = AuditFile.objects.get(uuid=uuid)
    AuditFile.objects.filter(uuid=uuid).update(parts=[*row.parts[: number - 1], [handle, len(data)]])


def finish_audit_file(*, uuid: UUID, done: int, data: bytes, now: datetime) -> None:
    """Lay it aside for who asked, for a day. Without `data` it could not be made."""
    handle = documents.lay_aside(data=data, media_type=MEDIA_TYPE, now=now) if data else ""
    size = len(data) + sum(size for _handle, size in AuditFile.objects.get(uuid=uuid).parts)
    AuditFile.objects.filter(uuid=uuid).update(handle=handle, done=done, size=size, finished_at=now)


def fetch_audit_file(*, actor: Actor, now: datetime, uuid: UUID, part: int = 1) -> tuple[Asked, bytes]:
    """The file, or a part of it, for who asked and may still; each time is an act. NotFound to everyone else, Conflict after
    its day."""
    found = asked(actor, uuid)
    purpose, grant = ground(actor, found.offices)
    if not found.ready(now) or not 1 <= part <= found.parts:
        raise NotFound
    row = AuditFile.objects.get(uuid=uuid)
    data = documents_read.laid_aside([*(handle for handle, _size in row.parts), row.handle][part - 1], now)
    with transaction.atomic():
        ledger.record(
            actor=actor, grant=grant, kind="cases.audit.fetched", purpose=purpose, about=uuid, now=now,
            facts={"bytes": len(data), "originals": found.originals, "part": part},
        )  # fmt: skip
    return found, data


def forget_audit_files(now: datetime) -> int:
    """Rows whose file is gone for long; what was asked stays told by its act."""
    gone, _ = AuditFile.objects.filter(asked_at__lt=now - SHOWN).delete()
    return gone


def ground(actor: Actor, offices: Collection[int]) -> tuple[str, GrantView]:
    """One grant that reaches all of the offices."""
    for purpose in AUTHORITIES:
        for grant in actor.grants:
            if purpose in grant.purposes and grant.reach is not None and set(offices) <= grant.reach and offices:
                return purpose, grant
    raise NotFound
