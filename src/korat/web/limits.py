"""How often one address may try something, counted in the cache."""

from __future__ import annotations

from django.core.cache import cache
from django.http import HttpRequest

from korat.kernel.errors import Refused


class TooMany(Refused):
    status = 429


def count(request: HttpRequest, what: str, *, times: int, minutes: int) -> None:
    """Count one try. Raises TooMany over `times` in `minutes`, in words."""
    key = f"limit:{what}:{request.META.get('REMOTE_ADDR', '')}"
    cache.add(key, 0, timeout=minutes * 60)
    if cache.incr(key) > times:
        raise TooMany(
            th=f"ลองหลายครั้งเกินไป โปรดรอ {minutes} นาทีแล้วลองใหม่",
            en=f"Too many tries. Please wait {minutes} minutes and try again.",
            code="too_many",
        )
