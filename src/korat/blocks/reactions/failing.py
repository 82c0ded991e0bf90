"""One effect carried out in a savepoint, and writing down that it failed."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import InterfaceError, OperationalError, transaction

from korat.blocks.ledger import actions as ledger
from korat.blocks.reactions.models import Failure
from korat.kernel.errors import Refused

log = logging.getLogger("korat.reactions")

MOST_ATTEMPTS = 8
LONGEST_PAUSE_MIN = 6 * 60


@dataclass(frozen=True)
class Part:
    """Which of the reports joined to a case: those after one row up to another; 0: from the first, to the last."""

    after: int = 0
    until: int = 0


WHOLE = Part()


@dataclass(frozen=True)
class Failing:
    """Which effect: the rule's code, its number in the rule, the act that called for it."""

    rule: str
    effect: int
    act: UUID
    part: Part = WHOLE

    @property
    def key(self) -> str:
        """Under this key what the effect makes is made once; what is told to many in parts makes nothing else."""
        return f"{self.rule}:{self.effect}:{self.act}"


def outcome(do: Callable[[], None]) -> Exception | None:
    """None when it is done, or was done before. A database that is away is nobody's failure: it is raised."""
    try:
        with transaction.atomic():
            do()
    except ledger.DoneBefore:
        return None
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        # Whatever it is: one rule that cannot be carried out must not hold up all that comes after it.
        return error
    return None


def note(failing: Failing, error: Exception, now: datetime) -> None:
    """Write the failure down; its next try comes in a minute."""
    log.warning("reaction %s to act %s failed: %s", failing.rule, failing.act, named(error))
    Failure.objects.create(
        rule=failing.rule, effect=failing.effect, act=failing.act, attempts=1, at=now,
        after=failing.part.after, until=failing.part.until, next_at=now + pause(1), **told(error),
    )  # fmt: skip


def told(error: Exception) -> dict[str, object]:
    """The error's code, and its sentences where it has any: those of a refusal hold no personal value."""
    said = {"th": error.th, "en": error.en} if isinstance(error, Refused) else {}
    return {"error": named(error), "said": said}


def named(error: Exception) -> str:
    return error.code if isinstance(error, Refused) else type(error).__name__


def pause(attempts: int) -> timedelta:
    """1, 4, 16 … 360 minutes."""
    return timedelta(minutes=min(4 ** (attempts - 1), LONGEST_PAUSE_MIN))
