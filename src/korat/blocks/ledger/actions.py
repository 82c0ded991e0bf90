"""Recording acts, opening looks, admitting subjects, giving and ending grants: thin doors to the functions of `sql/`."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any
from uuid import UUID

import rfc8785
from django.db import Error as DatabaseError
from django.db import InterfaceError, OperationalError, connection

from korat.blocks.ledger.actor import Actor, GrantView
from korat.kernel import ids, requests
from korat.kernel.errors import Conflict, Forbidden

SELF_PURPOSES = ("self", "case.file", "case.reply", "erase")
# A person known by name may also lend powers over oneself and take them back.
PERSON_PURPOSES = (*SELF_PURPOSES, "grant.give", "grant.end")
SELF_BASIS = "pdpa-30"

# Whether this thread holds a look open: connections and threads go together.
_looking: ContextVar[bool] = ContextVar("looking", default=False)

# What an act's facts may hold: codes and numbers. Words that name or describe a person belong in `concerning`.
Facts = Mapping[str, object]


class DoneBefore(Conflict):
    """The same request came twice; `about` tells what the first one made."""

    def __init__(self, about: UUID | None) -> None:
        super().__init__(th="คำขอนี้ได้บันทึกไว้แล้ว", en="This request was already recorded.", code="done_before")
        self.about = about


def record(
    *,
    actor: Actor,
    kind: str,
    purpose: str,
    about: UUID | None,
    now: datetime,
    grant: GrantView | None = None,
    concerning: Mapping[int, Mapping[str, object] | None] | None = None,
    facts: Facts | None = None,
    cause: UUID | None = None,
    key: str | None = None,
    version: int = 1,
) -> UUID:
    """Write one act and open the running transaction for writing. Returns the act's uuid.

    It carries the actor's request, or else the running one: also of a program, a worker of the house, an unnamed reporter.
    Raises Forbidden when the grant does not hold for the purpose, DoneBefore when `key` was used.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("an act is recorded inside the transaction of its effect")
    uuid = ids.uuid7()
    concerned = dict(concerning or {})
    grant = grant or actor.grant_for(purpose)
    call(
        "SELECT ledger.record(%s, %s, %s::smallint, %s, %s, %s, %s, %s, %s, %s, %s, %s::jsonb, %s::bigint[], %s::text[])",
        [
            uuid, kind, version, now, actor.subject, grant.id, purpose, about, cause, key, actor.request or requests.number(),
            json.dumps(dict(facts or {}), ensure_ascii=False), list(concerned),
            [canonical(detail) if detail else None for detail in concerned.values()],
        ],
    )  # fmt: skip
    return uuid


@contextmanager
def look(
    *,
    actor: Actor,
    purpose: str,
    subjects: Collection[int],
    now: datetime,
    about: UUID | None = None,
    kind: str = "ledger.record.looked",
    grant: GrantView | None = None,
) -> Iterator[None]:
    """Open the private rows of `subjects`. The look is committed before the body runs and stays if the body fails.

    Looks do not nest, and none is opened inside a transaction: it could be rolled back after the rows were read.
    """
    if connection.in_atomic_block:
        raise RuntimeError("a look is committed before its rows are read: open it before the transaction")
    if _looking.get():
        raise RuntimeError("looks do not nest")
    if not subjects:
        yield
        return
    grant = grant or actor.grant_for(purpose)
    call(
        "SELECT ledger.look(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s::bigint[])",
        [ids.uuid7(), kind, now, actor.subject, grant.id, purpose, about,
         actor.request or requests.number(), actor.session, sorted(set(subjects))],
    )  # fmt: skip
    _looking.set(True)
    try:
        yield
    finally:
        _looking.set(False)
        close_look()


def close_look() -> None:
    """Forget the open look of this connection. A connection that is gone has taken its look with it."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('korat.look', '', false)")
    except (InterfaceError, OperationalError):
        connection.close()


def admit(
    *, kind: str, purposes: Sequence[str] = SELF_PURPOSES, basis: str = SELF_BASIS
) -> tuple[int, UUID, GrantView]:
    """Make a new subject with the right to act for itself. Returns its id, its uuid and that grant."""
    uuid = ids.uuid4()
    rows = call("SELECT * FROM ledger.admit(%s, %s, %s::text[], %s)", [uuid, kind, list(purposes), basis])
    subject, grant = rows[0]
    return subject, uuid, GrantView(id=grant, kind="self", purposes=frozenset(purposes), subject=subject, basis=basis)


def give(
    *,
    kind: str,
    uuid: UUID | None = None,
    holder: int,
    purposes: Sequence[str],
    basis: str,
    begins_at: datetime,
    ends_at: datetime | None = None,
    office: int | None = None,
    post: str = "",
    subject: int | None = None,
    reach: Sequence[int] | None = None,
    requires: Sequence[str] = (),
) -> int:
    """Give a grant, inside a transaction that has recorded the act of giving. Returns its id.

    `uuid`: the one that the act's facts name as `grant`, where the giver has no authority over posts.
    """
    rows = call(
        "SELECT ledger.give(%s, %s, %s, %s, %s, %s, %s::text[], %s::bigint[], %s, %s, %s, %s::text[])",
        [uuid or ids.uuid7(), kind, holder, office, post, subject, list(purposes), None if reach is None else list(reach),
         basis, begins_at, ends_at, list(requires)],
    )  # fmt: skip
    return int(rows[0][0])


def finish(*, grant: int, now: datetime) -> None:
    """End a grant, inside a transaction that has recorded the act of ending."""
    call("SELECT ledger.finish(%s, %s)", [grant, now])


def erase_detail(*, subject: int, keeping: Collection[UUID]) -> int:
    """Forget the words of the acts concerning a subject, but those about the cases `keeping`; returns how many.

    Inside a transaction in which the subject itself has recorded an act for `erase`. Commitments and leaves stay.
    """
    rows = call("SELECT ledger.erase_detail(%s, %s::uuid[])", [subject, list(keeping)])
    return int(rows[0][0])


def hold_competence(*, subject: int, code: str, begins_at: datetime, ends_at: datetime | None) -> None:
    """Say that a person has what an authority requires, inside a transaction that has recorded it."""
    call("SELECT ledger.hold_competence(%s, %s, %s, %s)", [subject, code, begins_at, ends_at])


def delay_looks(days: Mapping[str, int]) -> None:
    """Which looks open to the person concerned only after some days, inside the transaction that applies a pack."""
    call("SELECT ledger.delay_looks(%s::text[], %s::integer[])", [list(days), list(days.values())])


def canonical(detail: Mapping[str, object]) -> str:
    """RFC 8785 text of a detail, so that its commitment can be computed anywhere."""
    plain: dict[str, Any] = dict(detail)
    return rfc8785.dumps(plain).decode()


def call(sql: str, values: list[Any]) -> list[tuple[int, ...]]:
    """Run one ledger function; its own error codes become errors in words."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            return list(cursor.fetchall())
    except DatabaseError as error:
        raise in_words(error) from error


def in_words(error: DatabaseError) -> Exception:
    state = getattr(error.__cause__, "sqlstate", None)
    if state == "KR409":
        diagnostics = getattr(error.__cause__, "diag", None)
        detail = diagnostics.message_detail if diagnostics else None
        return DoneBefore(UUID(detail) if detail else None)
    if state == "KR403":
        return Forbidden(
            th="ท่านไม่มีอำนาจทำเรื่องนี้ หรืออำนาจสิ้นสุดแล้ว",
            en="You have no authority for this, or it has ended.",
            code="no_grant",
        )
    return error


__all__ = ["DoneBefore", "admit", "delay_looks", "erase_detail", "finish", "give", "hold_competence", "look", "record"]
