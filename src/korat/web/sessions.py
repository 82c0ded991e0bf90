"""Sessions where Django keeps them. Every page reads one: the query is written out, not composed anew each time."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session

from korat.blocks.ledger.rows import fetch
from korat.kernel import clock

OPEN = "SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > %s"


class SessionStore(db.SessionStore):
    """Django's own store but for its most frequent question."""

    def load(self) -> dict[str, Any]:
        found = fetch(OPEN, [self.session_key, clock.now()])
        if found:
            return dict(self.decode(found[0][0]))
        self._session_key = None
        return {}


def sweep(now: datetime) -> int:
    """Delete the sessions that are over. Returns how many."""
    return Session.objects.filter(expire_date__lte=now).delete()[0]
