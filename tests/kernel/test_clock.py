from datetime import UTC, datetime, timedelta, timezone
from threading import Thread
from zoneinfo import ZoneInfo

import pytest

from korat.kernel import clock

NEW_YEAR = datetime(2027, 1, 1, 0, 30, tzinfo=clock.BANGKOK)


def test_now_is_aware_and_in_utc_and_goes_forward():
    earlier, later = clock.now(), clock.now()
    assert earlier.tzinfo is UTC
    assert earlier <= later
    assert abs(datetime.now(UTC) - later) < timedelta(minutes=1)


def test_a_moment_is_shown_as_the_wall_clock_of_the_zone_shows_it():
    shown = clock.local(datetime(2026, 12, 31, 17, 30, tzinfo=UTC), clock.BANGKOK)
    assert shown.isoformat() == "2027-01-01T00:30:00+07:00"


def test_a_frozen_clock_stands_still_until_the_block_ends():
    with clock.frozen(NEW_YEAR) as stopped:
        assert clock.now() == stopped == NEW_YEAR
        assert clock.now().tzinfo is UTC
        with clock.frozen(NEW_YEAR + timedelta(days=1)):
            assert clock.now() == NEW_YEAR + timedelta(days=1)
        assert clock.now() == NEW_YEAR
    assert clock.now() != NEW_YEAR


def test_the_clock_goes_on_when_the_block_fails():
    with pytest.raises(RuntimeError), clock.frozen(NEW_YEAR):
        raise RuntimeError
    assert clock.now() != NEW_YEAR


def test_another_thread_is_not_frozen():
    seen: list[datetime] = []
    with clock.frozen(NEW_YEAR):
        other = Thread(target=lambda: seen.append(clock.now()))
        other.start()
        other.join()
    assert seen[0] != NEW_YEAR


def test_a_moment_without_a_zone_is_turned_away():
    naive = NEW_YEAR.replace(tzinfo=None)
    with pytest.raises(ValueError, match="time zone"):
        clock.local(naive, ZoneInfo("UTC"))
    with pytest.raises(ValueError, match="time zone"), clock.frozen(naive):
        pass


def test_any_fixed_offset_is_a_zone():
    assert clock.local(NEW_YEAR, timezone(timedelta(hours=9))).hour == 2
