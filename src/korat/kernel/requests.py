"""The number of the running request: it stands on the request's acts, in its lines of the log, and in its answer."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_number: ContextVar[str] = ContextVar("request_number", default="")


def number() -> str:
    """The running request's number, 32 hex digits; empty outside of a request."""
    return _number.get()


@contextmanager
def numbered(given: str) -> Iterator[None]:
    """Inside the block this thread or task works for the request of that number."""
    token = _number.set(given)
    try:
        yield
    finally:
        _number.reset(token)
