"""The ways out of the house. Each is one file with one class of the shape in `shape.py`."""

from __future__ import annotations

from urllib.parse import urlsplit

from korat.blocks.messages.channels.absent import Absent
from korat.blocks.messages.channels.demo import Demo
from korat.blocks.messages.channels.email import Email
from korat.blocks.messages.channels.shape import Accepted, Channel, Deferred, Letter, Outcome, Rejected
from korat.blocks.messages.channels.sms import Sms
from korat.kernel import settings

__all__ = ["Accepted", "Channel", "Deferred", "Letter", "Outcome", "Rejected", "of"]


def of(name: str) -> Channel:
    """The channel called `email` or `sms` as the operator set it up; else the demonstration's, or none."""
    korat = settings.read()
    if name == "email" and korat.smtp_url:
        return Email(korat.smtp_url, urlsplit(korat.address).hostname or "localhost")
    if name == "sms" and korat.sms_url:
        return Sms(korat.sms_url)
    return Demo(name) if korat.is_demo else Absent()
