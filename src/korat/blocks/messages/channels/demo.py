"""Demonstration: nothing leaves the house; letters are shown on a page marked as such."""

from __future__ import annotations

from dataclasses import dataclass

from korat.blocks.messages.channels.shape import Accepted, Letter
from korat.blocks.messages.models import DemoPost


@dataclass(frozen=True)
class Demo:
    channel: str

    def send(self, letter: Letter) -> Accepted:
        DemoPost.objects.create(
            channel=self.channel, address=letter.to, title=letter.title, body=letter.body, at=letter.at
        )
        return Accepted(f"demo-{letter.id}")
