"""The same work at once in several threads, as two web servers or two workers do it."""

from __future__ import annotations

import threading
from collections.abc import Callable

from django.db import connections


def together(work: Callable[[], object], times: int) -> None:
    """Begin all at one moment, each with a connection of its own; what one raises fails the test."""
    failed: list[BaseException] = []
    ready = threading.Barrier(times)

    def run() -> None:
        try:
            ready.wait()
            work()
        except BaseException as error:
            failed.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
