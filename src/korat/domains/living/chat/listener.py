"""The ear that the worker lends us."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO

from korat.blocks.documents import actions as documents
from korat.blocks.messages.values import Answer, Heard
from korat.domains.living.chat import steps


class Chat:
    """Reports of daily life, told in a conversation."""

    def take_picture(self, data: bytes, now: datetime) -> str:
        """Through the same door as on the web: checked, made anew without its EXIF, encrypted."""
        return documents.receive(file=BytesIO(data), name="photo", now=now).handle

    def needs(self, heard: Heard) -> frozenset[str]:
        return steps.needs(heard)

    def hear(self, heard: Heard, now: datetime) -> Answer:
        return steps.hear(heard, now)
