"""What the channels over HTTP have in common: one client, and how an answer is read."""

from __future__ import annotations

from datetime import UTC, timedelta
from email.utils import parsedate_to_datetime
from functools import cache

import httpx

from korat.blocks.messages.channels.shape import Deferred, Outcome, Rejected
from korat.kernel import clock

TIMEOUT_S = 10.0
LONGEST_WAIT = timedelta(days=1)
# Answers that blame the other side, our credentials or the moment, and not this letter.
NOT_THE_LETTER = frozenset({401, 402, 403, 404, 405, 407, 408, 409, 425, 429})


@cache
def client() -> httpx.Client:
    return httpx.Client(timeout=TIMEOUT_S)


def refused(response: httpx.Response) -> Outcome:
    """What an answer that is no success means for the letter."""
    code = response.status_code
    if code in NOT_THE_LETTER or not response.is_client_error:
        return Deferred(f"http_{code}", after=wait(response.headers.get("Retry-After", "")), down=code != 409)
    return Rejected(f"http_{code}")


def wait(retry_after: str) -> timedelta | None:
    """Seconds or a date (RFC 9110, 10.2.3), at most a day."""
    try:
        if retry_after.isdecimal():
            return min(timedelta(seconds=int(retry_after[:9])), LONGEST_WAIT)
        until = parsedate_to_datetime(retry_after)
    except ValueError:
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max(timedelta(), min(until - clock.now(), LONGEST_WAIT))
