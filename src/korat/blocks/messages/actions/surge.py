"""When much is to be said at once: no more than a channel takes, and many news for one person as one message."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Count

from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger.services import service_actor
from korat.blocks.messages import queries
from korat.blocks.messages.actions.send import language_of, write
from korat.blocks.messages.models import Bucket, Message
from korat.blocks.messages.pace import Pace
from korat.kernel.settings import read

DIGEST = "digest"


def allowed(batch: Sequence[Message], pace: Pace, now: datetime) -> list[Message]:
    """As much of the batch as the channels take now (a token bucket each); the rest keeps its turn."""
    asked: dict[str, int] = defaultdict(int)
    for message in batch:
        asked[message.channel] += not message.urgent
    left = {
        channel: taken(channel, *pace.channels[channel], wanted, now) for channel, wanted in asked.items() if wanted
    }
    kept = []
    for message in batch:
        if not message.urgent:
            left[message.channel] -= 1
        if message.urgent or left[message.channel] >= 0:
            kept.append(message)
    return kept


def taken(channel: str, rate: float, most: float, wanted: int, now: datetime) -> int:
    """Take up to `wanted` tokens; how many there were."""
    with transaction.atomic():
        row, _ = Bucket.objects.select_for_update().get_or_create(channel=channel, defaults={"tokens": most, "at": now})
        full = min(most, row.tokens + max((now - row.at).total_seconds(), 0) * rate)
        got = min(wanted, int(full))
        Bucket.objects.filter(pk=row.pk).update(tokens=full - got, at=max(now, row.at))
    return got


def fold(many: int, now: datetime) -> int:
    """Many news that wait for one person on one channel become one message that counts them. Returns how many it made."""
    if queries.template(DIGEST) is None:
        return 0
    waiting = Message.objects.filter(state=Message.State.WAITING, urgent=False, next_at__lte=now, attempts=0)
    groups = waiting.values("subject_id", "channel").annotate(many=Count("id")).filter(many__gte=many)
    found = list(groups.order_by("subject_id")[:50])
    for group in found:
        with transaction.atomic():
            tell_together(group["subject_id"], group["channel"], many, now)
    return len(found)


def tell_together(subject: int, channel: str, many: int, now: datetime) -> None:
    mine = Message.objects.select_for_update(skip_locked=True).filter(
        subject_id=subject, channel=channel, state=Message.State.WAITING, urgent=False, next_at__lte=now, attempts=0
    )
    rows = list(mine.order_by("id"))
    if len(rows) < many:
        return
    last = rows[-1]
    ledger.record(
        actor=service_actor("outbox"), kind="messages.message.folded", purpose="message.send", about=None, now=now,
        concerning={subject: None}, facts={"template": DIGEST, "channel": channel, "count": len(rows)},
    )  # fmt: skip
    digest = Message(
        channel=last.channel, state=Message.State.WAITING, template=DIGEST, subject_id=subject, made_at=now, next_at=now,
        address_id=last.address_id, correspondent_id=last.correspondent_id, urgent=True,
    )  # fmt: skip
    values = {"count": str(len(rows)), "link": f"{read().address}/my/messages/"}
    write([digest], queries.template_or_fail(DIGEST), values, language_of(subject), None)
    folded = Message.objects.filter(pk__in=[row.pk for row in rows])
    folded.update(state=Message.State.FOLDED, settled_at=now, next_at=None)
