"""How often one address may try something, counted for all web processes together."""

from __future__ import annotations

from allauth.core.internal.httpkit import get_client_ip
from django.http import HttpRequest

from korat.blocks.people import actions as people
from korat.kernel.errors import Refused


class TooMany(Refused):
    status = 429


def count(request: HttpRequest, what: str, *, times: int, minutes: int) -> None:
    """Count one try. Raises TooMany over `times` in `minutes`, in words."""
    if people.count(f"{what}:{get_client_ip(request) or ''}", minutes * 60) > times:
        raise TooMany(
            th=f"ลองหลายครั้งเกินไป โปรดรอ {minutes} นาทีแล้วลองใหม่",
            en=f"Too many tries. Please wait {minutes} minutes and try again.",
            code="too_many",
        )
