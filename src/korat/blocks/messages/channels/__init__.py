"""The ways out of the house and in. Each is one folder of the shape in `shape.py`."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings as secrets

from korat.blocks.messages.channels.absent import Absent
from korat.blocks.messages.channels.demo import Demo
from korat.blocks.messages.channels.email.receive import Maildir
from korat.blocks.messages.channels.email.send import Email
from korat.blocks.messages.channels.line.receive import LineReceiver
from korat.blocks.messages.channels.line.send import Line
from korat.blocks.messages.channels.line.shape import Api
from korat.blocks.messages.channels.shape import (
    Accepted,
    Channel,
    Choice,
    Deferred,
    Incoming,
    Letter,
    Outcome,
    Receiver,
    Rejected,
    Said,
)
from korat.blocks.messages.channels.sms.receive import SmsReceiver
from korat.blocks.messages.channels.sms.send import Sms
from korat.kernel import settings

__all__ = [
    "Accepted",
    "Channel",
    "Choice",
    "Deferred",
    "Incoming",
    "Letter",
    "Outcome",
    "Receiver",
    "Rejected",
    "Said",
    "line_api",
    "maildir",
    "of",
    "receiver",
]


def of(name: str) -> Channel:
    """The channel called `email`, `sms` or `line` as the operator set it up; else the demonstration's, or none."""
    korat = settings.read()
    if name == "email" and korat.smtp_url:
        return Email(korat.smtp_url, urlsplit(korat.address).hostname or "localhost")
    if name == "sms" and korat.sms_url:
        return Sms(korat.sms_url)
    if name == "line" and (api := line_api()):
        return Line(api)
    return Demo(name) if korat.is_demo else Absent()


def receiver(name: str) -> Receiver | None:
    """Who reads what comes in by this channel; None where the operator has not set it up."""
    if name == "line" and (api := line_api()) and secrets.KORAT_LINE_SECRET:
        return LineReceiver(secrets.KORAT_LINE_SECRET, api)
    if name == "sms" and secrets.KORAT_SMS_SECRET:
        return SmsReceiver(secrets.KORAT_SMS_SECRET)
    return maildir() if name == "email" else None


def line_api() -> Api | None:
    url = settings.read().line_url
    return Api(url, secrets.KORAT_LINE_TOKEN) if url and secrets.KORAT_LINE_TOKEN else None


def maildir() -> Maildir | None:
    folder = settings.read().maildir
    return Maildir(folder) if folder else None
