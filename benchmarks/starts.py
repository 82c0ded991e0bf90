"""How long a person waits: the first `korat up` on an empty data folder, and the second; and how heavy its pages are."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

from benchmarks import budgets
from benchmarks.figures import Figure
from benchmarks.province import home

KORAT = str(Path(sys.executable).parent / "korat")
PATIENCE_S = 300.0


def figures(with_pages: bool = True) -> Iterator[Figure]:
    port = free_port()
    with home() as folder:
        with serving(folder, port) as first:
            yield Figure(
                "first_start", first, "s", 60, "empty data folder: database, pack, 12,000 reports, web and worker"
            )
        with serving(folder, port) as second:
            yield Figure("second_start", second, "s", 8, "the same data folder again")
            yield from budgets.figures(port) if with_pages else ()


@contextmanager
def serving(folder: Path, port: int) -> Iterator[float]:
    """`korat up` until it says that it is well; the seconds that took. Ended by Ctrl-C."""
    environ = {**os.environ, "KORAT_HOME": str(folder), "KORAT_PORT": str(port), "KORAT_MODE": "demo"}
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "KORAT_ADDRESS"):
        environ.pop(name, None)
    began = time.monotonic()
    running = subprocess.Popen([KORAT, "up"], env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while not is_well(port):
            if running.poll() is not None or time.monotonic() - began > PATIENCE_S:
                raise RuntimeError("korat up did not come up")
            time.sleep(0.1)
        yield time.monotonic() - began
    finally:
        running.send_signal(signal.SIGINT)
        running.wait(60)


def is_well(port: int) -> bool:
    line = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        line.request("GET", "/healthz")
        return line.getresponse().status == 200
    except OSError:
        return False
    finally:
        line.close()


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])
