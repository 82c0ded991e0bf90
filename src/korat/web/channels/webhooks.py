"""The doors for LINE and for an SMS gateway: checked, kept, answered 200 at once; the worker does the rest."""

from __future__ import annotations

import logging

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from korat.blocks.messages import actions as messages
from korat.blocks.messages import channels
from korat.kernel import clock
from korat.kernel.errors import NotFound, Refused

log = logging.getLogger("korat.inbound")


@csrf_exempt
@require_POST
def line(request: HttpRequest) -> HttpResponse:
    return taken(request, "line")


@csrf_exempt
@require_POST
def sms(request: HttpRequest) -> HttpResponse:
    return taken(request, "sms")


def taken(request: HttpRequest, channel: str) -> HttpResponse:
    """Nothing is answered but a status: whoever delivers is a program, and may be a stranger."""
    receiver, now = channels.receiver(channel), clock.now()
    if receiver is None:
        raise NotFound
    try:
        events = receiver.events(request.body, request.headers, now)
    except Refused as refused:
        log.warning("a delivery by %s was refused: %s", channel, refused.code)
        return HttpResponse(status=refused.status)
    messages.take_in(channel=channel, events=events, now=now)
    return HttpResponse(status=200)
