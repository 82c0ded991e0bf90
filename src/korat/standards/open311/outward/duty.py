"""The worker's turn at the bridge."""

from __future__ import annotations

from datetime import datetime

from korat.standards.open311.outward import hearing, sending


def turn(now: datetime) -> int:
    """Queue, send, hear. Never more than a few seconds; what is left waits for the next turn."""
    sending.queue(now)
    sending.send_due(now)
    hearing.hear_due(now)
    return 0
