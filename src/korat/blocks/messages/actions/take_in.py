"""What another side delivers is kept before it is answered 200; the worker handles it. Delivered again, it is kept once."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from korat.blocks.messages import channels, secrecy
from korat.blocks.messages.channels import Incoming
from korat.blocks.messages.channels.email.receive import Maildir
from korat.blocks.messages.models import Inbound, Talk
from korat.kernel.errors import Refused

log = logging.getLogger("korat.inbound")

# LINE delivers an event again for at most a day or so; by then we still know that we had it.
REMEMBERED = timedelta(days=30)


def take_in(*, channel: str, events: Iterable[Incoming], now: datetime) -> None:
    """Keep the events that are new. No act: nothing has been done yet, and what was said is a ciphertext."""
    rows = [inbound(channel, event, now) for event in events]
    Inbound.objects.bulk_create(rows, ignore_conflicts=True)
    if bundles := [row.bundle for row in rows if row.bundle]:
        # The parts that waited for this one need wait no longer.
        Inbound.objects.filter(bundle__in=bundles, handled_at=None, attempts=0).update(next_at=None)


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
    """Take in what lies in the maildir. Returns how many letters there were."""
    box = channels.maildir()
    if box is None:
        return 0
    waiting = box.waiting()
    for path in waiting:
        if event := read(box, path, now):
            take_in(channel="email", events=[event], now=now)
        # Its words are kept as a ciphertext by now; its pictures are fetched when it is heard.
        if event and not event.payload["pictures"]:
            path.unlink()
        else:
            box.put_aside(path)
    return len(waiting)


def read(box: Maildir, path: Path, now: datetime) -> Incoming | None:
    """The letter as an event; None for what a machine sent, or what nobody can read."""
    try:
        return box.incoming(path, now)
    except (Refused, ValueError, LookupError) as error:
        log.warning("a letter cannot be read: %s", type(error).__name__)
        return None


def forget_inbound(now: datetime) -> int:
    """Delete what was handled long ago, and conversations that ended in silence."""
    gone, _ = Inbound.objects.filter(handled_at__lt=now - REMEMBERED).delete()
    over, _ = Talk.objects.filter(until__lt=now).delete()
    return gone + over
