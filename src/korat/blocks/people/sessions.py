"""Sessions in the schema of the accounts, each with whose it is and from which device: so that a person can end one."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast

from django.contrib.sessions.backends import db
from django.db import transaction

from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.rows import fetch
from korat.blocks.people.models import Session
from korat.kernel import clock
from korat.kernel.errors import NotFound

# What a session says of itself; the middleware that chooses the person writes it.
PERSON, DEVICE, BEGAN = "person", "device", "began"
# Every page reads one: the query is written out, not composed anew each time.
OPEN = "SELECT session_data FROM korat_people_session WHERE session_key = %s AND expire_date > %s"


class SessionStore(db.SessionStore):
    """Django's own store, but for its most frequent question and three columns more."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def load(self) -> dict[str, Any]:
        found = fetch(OPEN, [self.session_key, clock.now()])
        if found:
            return dict(self.decode(found[0][0]))
        self._session_key = None
        return {}

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        row, began = cast(Session, super().create_model_instance(data)), data.get(BEGAN)
        row.person, row.device = data.get(PERSON), data.get(DEVICE, "")
        row.began_at = datetime.fromtimestamp(began, tz=UTC) if began else None
        return row


@dataclass(frozen=True)
class SessionView:
    """`mark` names it in addresses and acts; from it nobody gets back to the cookie."""

    mark: str
    device: str
    began_at: datetime | None


def mark(key: str | None) -> str:
    return hashlib.sha256(f"session:{key}".encode()).hexdigest()[:20] if key else ""


def sessions_of(person: int, now: datetime) -> tuple[SessionView, ...]:
    """Where the person is signed in, the newest first."""
    return tuple(SessionView(mark(row.session_key), row.device, row.began_at) for row in running(person, now))


def running(person: int, now: datetime) -> list[Session]:
    return list(Session.objects.filter(person=person, expire_date__gt=now).order_by("-began_at"))


def end_sessions(*, actor: Actor, marks: set[str], now: datetime) -> int:
    """End sessions of the actor's own. Returns how many; NotFound when none of these runs."""
    ended = [row.pk for row in running(actor.subject, now) if mark(row.session_key) in marks]
    if not ended:
        raise NotFound(
            "ไม่พบการเข้าสู่ระบบนี้ หรือสิ้นสุดไปแล้ว", "This sign-in was not found, or has ended already.", code="session"
        )
    with transaction.atomic():
        ledger.record(
            actor=actor,
            kind="people.session.ended",
            purpose="self",
            about=None,
            now=now,
            concerning={actor.subject: None},
            facts={"count": len(ended)},
        )
        Session.objects.filter(pk__in=ended).delete()
    return len(ended)


def sweep(now: datetime) -> int:
    """Delete the sessions that are over. Returns how many."""
    return Session.objects.filter(expire_date__lte=now).delete()[0]
