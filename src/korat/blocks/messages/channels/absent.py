"""A channel the operator has not set up: letters wait for it."""

from __future__ import annotations

from korat.blocks.messages.channels.shape import Deferred, Letter


class Absent:
    def send(self, _: Letter, /) -> Deferred:
        return Deferred("not_set_up", down=True)
