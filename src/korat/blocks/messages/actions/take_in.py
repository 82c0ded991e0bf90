"""What another side delivers is kept before it is answered 200; the worker handles it. Delivered again, it is kept once."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta

from korat.blocks.messages import channels, secrecy
from korat.blocks.messages.channels import Incoming
from korat.blocks.messages.models import Inbound, Talk
from korat.kernel.errors import Refused

log = logging.getLogger("korat.inbound")

# LINE delivers an event again for at most a day or so; by then we still know that we had it.
REMEMBERED = timedelta(days=30)


def take_in(*, channel: str, events: Iterable[Incoming], now: datetime) -> None:
    """Keep the events that are new. No act: nothing has been done yet, and what was said is a ciphertext."""
    rows = [inbound(channel, event, now) for event in events]
    Inbound.objects.bulk_create(rows, ignore_conflicts=True)


def inbound(channel: str, event: Incoming, now: datetime) -> Inbound:
    kept = {"sender": event.sender, "payload": dict(event.payload)}
    return Inbound(
        channel=channel,
        event=event.event,
        sender=secrecy.digest(channel, event.sender),
        occurred_at=min(event.at, now),
        received_at=now,
        sealed=secrecy.seal_json(kept, f"inbound:{channel}:{event.event}"),
        bundle=secrecy.digest(f"{channel}-bundle", event.bundle) if event.bundle else None,
        part=event.part,
        parts=event.parts,
    )


def collect(now: datetime) -> int:
    """Take in what lies in the maildir. A message that nobody can read is put aside like the others."""
    box = channels.maildir()
    waiting = box.waiting() if box else []
    for path in waiting if box else ():
        try:
            event = box.incoming(path, now) if box else None
        except (Refused, ValueError, LookupError) as error:
            log.warning("a letter cannot be read: %s", type(error).__name__)
            event = None
        if event is not None:
            take_in(channel="email", events=[event], now=now)
        if box:
            box.put_aside(path)
    return len(waiting)


def forget_inbound(now: datetime) -> int:
    """Delete what was handled long ago, and conversations that ended in silence."""
    gone, _ = Inbound.objects.filter(handled_at__lt=now - REMEMBERED).delete()
    over, _ = Talk.objects.filter(until__lt=now).delete()
    return gone + over
