"""Another try of what failed: by the worker, more and more rarely, up to a limit; then when a person asks for it.

The failure is deleted in the transaction of the effect: it happens once, however often the worker is killed meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from django.db import transaction

from korat.blocks.cases import queries as cases
from korat.blocks.reactions.effects import take
from korat.blocks.reactions.failing import MOST_ATTEMPTS, Failing, Part, log, outcome, pause, told
from korat.blocks.reactions.follow import ALWAYS, Sealed, occasion_of, read_one
from korat.blocks.reactions.models import Failure
from korat.blocks.reactions.queries import rules

BATCH = 20


def retry(now: datetime) -> int:
    """Try up to 20 failed effects whose time has come. Returns how many succeeded."""
    due = Failure.objects.filter(next_at__lte=now).order_by("next_at").values_list("pk", flat=True)[:BATCH]
    return sum(once_more(pk, now) for pk in list(due))


def once_more(failure: int, now: datetime) -> bool:
    """Lock it, try it, and delete it or set its next time, in one transaction. Another worker passes a locked one by."""
    with transaction.atomic():
        row = Failure.objects.select_for_update(skip_locked=True).filter(pk=failure, next_at__lte=now).first()
        if row is None:
            return False
        error = outcome(effect_of(row, now))
        if error is None:
            row.delete()
            return True
        postpone(row, error, now)
    return False


def postpone(row: Failure, error: Exception, now: datetime) -> None:
    row.attempts += 1
    row.next_at = now + pause(row.attempts) if row.attempts < MOST_ATTEMPTS else None
    row.at = now
    for name, value in told(error).items():
        setattr(row, name, value)
    log.warning("reaction %s to act %s failed again: %s", row.rule, row.act, row.error)
    row.save(update_fields=["attempts", "next_at", "at", "error", "said"])


def effect_of(row: Failure, now: datetime) -> Callable[[], None]:
    """What is to be done. Nothing, when the pack no longer asks for it."""
    act = read_one(row.act)
    return partial(carry_out, row, act, now) if act else nothing


def carry_out(row: Failure, act: Sealed, now: datetime) -> None:
    if row.rule in ALWAYS:
        ALWAYS[row.rule](act, now)
        return
    rule = next((rule for rule in rules() if rule.code == row.rule), None)
    if rule is not None and row.effect < len(rule.then):
        face = cases.face_of_uuid(act.about) if act.about else None
        failing = Failing(row.rule, row.effect, row.act, Part(row.after, row.until))
        take(rule.then[row.effect], occasion_of(act, face, failing, now))


def nothing() -> None:
    """The act is gone, and with it what followed from it."""
