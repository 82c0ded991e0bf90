"""What one piece of work costs: CPU of this process and of the PostgreSQL backend that serves it, and statements sent.

Statements are counted on the wire, by libpq's own trace: BEGIN, COMMIT and the health check of a connection count too.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count

from django.db import connection

ROUNDS, WARM, TRACED = 12, 20, 8
# The CPU clock of another process, as clock_getcpuclockid(3) names it: (~pid << 3) | CPUCLOCK_SCHED.
OF_PROCESS = 2


@dataclass(frozen=True)
class Cost:
    """CPU milliseconds of the application and of the database; statements of the dearest request traced."""

    app_ms: float
    database_ms: float
    sql: int

    @property
    def cpu_ms(self) -> float:
        return self.app_ms + self.database_ms


def measure(work: Callable[[int], object], *, times: int, warm: int = WARM) -> Cost:
    """Do the work `times` times with growing numbers, after warming up, in rounds; the median of their means.

    The median, so that one disturbed round does not decide, and no lucky one either.
    """
    numbers = count()
    for _ in range(warm):
        work(next(numbers))
    sql = max(statements(work, next(numbers)) for _ in range(TRACED))
    rounds = sorted((round_of(work, numbers, max(1, times // ROUNDS)) for _ in range(ROUNDS)), key=sum)
    return Cost(*rounds[ROUNDS // 2], sql)


def round_of(work: Callable[[int], object], numbers: Iterator[int], times: int) -> tuple[float, float]:
    """Mean CPU of application and database, ms."""
    pid = backend()
    app, database = time.process_time(), cpu_of(pid)
    for _ in range(times):
        work(next(numbers))
    spent = time.process_time() - app, cpu_of(pid) - database
    if backend() != pid:
        raise RuntimeError("the connection was renewed while it was measured")
    return spent[0] * 1000 / times, spent[1] * 1000 / times


def backend() -> int:
    connection.ensure_connection()
    return int(connection.connection.info.backend_pid)


def cpu_of(pid: int) -> float:
    """CPU seconds of a process so far."""
    return time.clock_gettime((~pid << 3) | OF_PROCESS)


def statements(work: Callable[[int], object], number: int) -> int:
    """How many statements the work sends: simple queries and executions of prepared ones."""
    backend()
    wire = connection.connection.pgconn
    with tempfile.TemporaryFile() as kept:
        wire.trace(kept.fileno())
        try:
            work(number)
        finally:
            wire.untrace()
        kept.seek(0)
        return sum(
            1 for row in kept if (parts := row.split(b"\t"))[1:2] == [b"F"] and parts[3] in (b"Query", b"Execute")
        )
