"""The applied pack as every process knows it: its hash, caches that live as long, comparing definitions."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import wraps
from threading import Lock
from typing import Any, ParamSpec, TypeVar

from django.db import connection, models, transaction

from korat.blocks.ledger.models import AppliedPack, Marker
from korat.kernel.ids import uuid7

P = ParamSpec("P")
R = TypeVar("R")

FRESH_S = 5.0
_TOUCHED = "pack_data"
_STAMP = """
    SELECT coalesce((SELECT hash FROM korat_ledger_appliedpack ORDER BY id DESC LIMIT 1), ''),
           (SELECT value FROM korat_ledger_marker WHERE code = %s)
"""


@dataclass
class _Memo:
    """What this process last read, and until when it is taken for true."""

    stamp: tuple[str, str | None] = ("", None)
    until: float = 0.0
    lock: Lock = field(default_factory=Lock)


_memo = _Memo()


def applied_hash() -> str:
    """The hash of the pack applied last, or empty. Asks the database at most every 5 seconds."""
    return stamp()[0]


def stamp() -> tuple[str, str | None]:
    """The applied hash, and the mark of the last change beside the pack, such as imported boundaries."""
    if time.monotonic() >= _memo.until:
        with connection.cursor() as cursor:
            cursor.execute(_STAMP, [_TOUCHED])
            row = cursor.fetchone()
        with _memo.lock:
            _memo.stamp, _memo.until = (str(row[0]), row[1]), time.monotonic() + FRESH_S
    return _memo.stamp


def cached(function: Callable[P, R]) -> Callable[P, R]:
    """Remember what a function of pack data answers to its few arguments, until the pack data changes.

    Never call one inside the transaction that changes pack data: what is rolled back would be remembered.
    """
    kept: list[tuple[tuple[str, str | None], dict[Any, R]]] = [(("", None), {})]

    @wraps(function)
    def answer(*args: P.args, **kwargs: P.kwargs) -> R:
        now = stamp()
        if kept[0][0] != now:
            kept[0] = (now, {})
        # Another thread may put a new dictionary in its place; what is read here then stays in the old one.
        answers, key = kept[0][1], (args, tuple(sorted(kwargs.items())))
        if key not in answers:
            answers[key] = function(*args, **kwargs)
        return answers[key]

    return answer


@cached
def applied_at() -> datetime | None:
    """When the pack in force was applied; None before the first."""
    return AppliedPack.objects.order_by("-id").values_list("applied_at", flat=True).first()


def in_force() -> str:
    """The hash of the pack applied last, past the memory of this process."""
    return AppliedPack.objects.order_by("-id").values_list("hash", flat=True).first() or ""


def put_in_force(*, code: str, version: str, hash: str, now: datetime) -> None:
    """From this transaction on, acts carry this pack's hash."""
    AppliedPack.objects.create(code=code, version=version, hash=hash, applied_at=now)
    forget()


def forget() -> None:
    """Ask the database again at the next call; after the running transaction, if there is one."""
    transaction.on_commit(_expire)


def _expire() -> None:
    with _memo.lock:
        _memo.until = 0.0


def touch(now: datetime) -> None:
    """Tell every process that pack data changed beside the pack."""
    Marker.objects.update_or_create(code=_TOUCHED, defaults={"value": str(uuid7()), "at": now})
    forget()


@dataclass(frozen=True)
class Difference:
    """What applying would do to one kind of definition, by code."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    retired: tuple[str, ...] = ()
    kept: int = 0

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.retired)

    @property
    def written(self) -> frozenset[str]:
        return frozenset((*self.added, *self.changed))


def compare(present: Mapping[str, object], wanted: Mapping[str, object]) -> Difference:
    """Present (not retired) definitions against the wanted ones; equal content is kept."""
    same = sum(1 for code, content in wanted.items() if code in present and present[code] == content)
    return Difference(
        added=tuple(code for code in wanted if code not in present),
        changed=tuple(code for code, content in wanted.items() if code in present and present[code] != content),
        retired=tuple(code for code in present if code not in wanted),
        kept=same,
    )


def standing(model: type[models.Model]) -> dict[str, object]:
    """The definitions of a table that are in force, by code."""
    return dict(model._default_manager.filter(retired_at=None).values_list("code", "definition"))


def bring(model: type[models.Model], wanted: Mapping[str, object], now: datetime) -> Difference:
    """Bring a table of nothing but codes and definitions in line; what is gone from the pack is retired."""
    found, rows = compare(standing(model), wanted), model._default_manager
    rows.bulk_create(
        [model(code=code, definition=wanted[code]) for code in found.added + found.changed],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["definition", "retired_at"],
    )
    rows.filter(code__in=found.retired).update(retired_at=now)
    return found
