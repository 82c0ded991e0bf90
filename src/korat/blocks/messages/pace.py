"""How fast news go when there are many: what a pack may say of it, and what holds where it says nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Pace:
    """How fast news go when there are many. Answers and danger do not count.

    `channels`: letters a second that a channel takes for long, and how many at once after a rest. `together_from`: from so
    many on, what waits for one person on one channel is told in one message; each stands in the inbox anyway.
    """

    channels: Mapping[str, tuple[float, float]]
    together_from: int = 5


# Where a pack says nothing.
USUAL = Pace({"line": (20.0, 200.0), "sms": (5.0, 60.0), "email": (10.0, 200.0)})
