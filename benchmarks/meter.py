"""What one piece of work costs: CPU of this process and of the PostgreSQL backend that serves it, and statements sent.

Statements are counted on the wire, by libpq's own trace: BEGIN, COMMIT and the health check of a connection count too.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.db import connection

TICK_MS = 1000 / os.sysconf("SC_CLK_TCK")
ROUNDS, WARM, TRACED = 6, 20, 8


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
    """Do the work `times` times with growing numbers, after warming up. The median of six rounds' means, in ms."""
    for number in range(warm):
        work(number)
    number = warm
    sql = max(statements(work, number + one) for one in range(TRACED))
    number += TRACED
    pid, before = backend(), 0.0
    before = cpu_of(pid)
    rounds = []
    for _ in range(ROUNDS):
        began = time.process_time()
        for _ in range(times // ROUNDS):
            work(number)
            number += 1
        rounds.append((time.process_time() - began) * 1000 / (times // ROUNDS))
    if backend() != pid:
        raise RuntimeError("the connection was renewed while it was measured")
    return Cost(statistics.median(rounds), (cpu_of(pid) - before) / (times // ROUNDS * ROUNDS), sql)


def backend() -> int:
    connection.ensure_connection()
    return int(connection.connection.info.backend_pid)


def cpu_of(pid: int) -> float:
    """User and system time of a process, ms (proc(5), fields 14 and 15)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * TICK_MS


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
        return sum(1 for row in kept if (parts := row.split(b"\t"))[1:2] == [b"F"] and parts[3] in (b"Query", b"Execute"))
