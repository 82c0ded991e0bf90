"""What time it is: the one place that asks the machine. Moments are aware and in UTC until they are shown."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo

BANGKOK = ZoneInfo("Asia/Bangkok")

_stopped_at: ContextVar[datetime | None] = ContextVar("stopped_at", default=None)


def now() -> datetime:
    """This moment, aware, in UTC."""
    return _stopped_at.get() or datetime.now(UTC)


def local(moment: datetime, zone: tzinfo) -> datetime:
    """The moment as a wall clock in `zone` shows it. ValueError for a naive one: it could be any zone's."""
    return _aware(moment).astimezone(zone)


@contextmanager
def frozen(moment: datetime) -> Iterator[datetime]:
    """Stops the clock at `moment` inside the block, for this thread or task only."""
    token = _stopped_at.set(_aware(moment).astimezone(UTC))
    try:
        yield now()
    finally:
        _stopped_at.reset(token)


def _aware(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("A moment needs its time zone.")
    return moment
