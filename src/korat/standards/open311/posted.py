"""The form of a POST: its parameters and its photographs."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass

from django.core.exceptions import BadRequest
from django.http import HttpRequest, QueryDict

from korat.kernel.errors import TooLarge
from korat.standards.open311 import media
from korat.standards.open311.read import Parameters

READABLE = ("", "application/x-www-form-urlencoded", "multipart/form-data")
# Some clients keep these in the address even of a POST.
ALSO_IN_QUERY = ("jurisdiction_id", "api_key")
MOST_BYTES = media.MOST * 20_000_000 + 1_000_000


@dataclass(frozen=True)
class Posted:
    parameters: Parameters
    files: tuple[media.Photo, ...]


def posted(request: HttpRequest) -> Posted:
    """Refused before a byte is read when it is far too long, BadRequest when it is no form."""
    if request.content_type not in READABLE:
        raise BadRequest("not a form")
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
        raise TooLarge()
    data: QueryDict = copy(request.POST)
    for name in ALSO_IN_QUERY:
        if not data.get(name) and name in request.GET:
            data[name] = request.GET[name]
    return Posted(Parameters(data), media.counted(request.FILES.getlist(media.NAME)))
