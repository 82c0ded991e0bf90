"""What the tests of this block share."""

from datetime import datetime, timedelta

import pytest

from korat.kernel import clock


@pytest.fixture
def now() -> datetime:
    """The machine's own time, a little ahead: PostgreSQL dates grants by its clock, and by then they hold."""
    return clock.now() + timedelta(minutes=1)
