"""The number of a request, which stands on its acts and in the log; and the language its address asks for."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from korat.kernel.ids import uuid7
from korat.kernel.language import FIRST, SECOND
from korat.kernel.requests import number, numbered

__all__ = ["HEADER", "META", "Numbered", "Respond", "identify", "is_for_programs", "language", "number"]

Respond = Callable[[HttpRequest], HttpResponse]

HEADER, META = "X-Request-Id", "HTTP_X_REQUEST_ID"
PROGRAMS = ("/open311/", "/api/", "/my/export.json")  # addresses for programs: no language, no cookies, no pages


def is_for_programs(request: HttpRequest) -> bool:
    return request.path_info.startswith(PROGRAMS)


def identify(get_response: Respond) -> Respond:
    """Number the request, whatever number its sender gave it, and say it in the answer."""

    def middleware(request: HttpRequest) -> HttpResponse:
        given = request.META[META] = uuid7().hex
        with numbered(given):
            response = get_response(request)
        response.headers[HEADER] = given
        return response

    return middleware


def language(get_response: Respond) -> Respond:
    """Thai at the root, English under /en/. The address alone decides: a link shows everyone the same."""

    def middleware(request: HttpRequest) -> HttpResponse:
        english = request.path_info.startswith(f"/{SECOND}/")
        with translation.override(SECOND if english else FIRST):
            request.LANGUAGE_CODE = translation.get_language() or FIRST
            response = get_response(request)
            response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
            return response

    return middleware


class Numbered(logging.Filter):
    """Puts the request's number on each line of the log, also on Django's closing one."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        record.request_id = number() or (request.META.get(META, "") if isinstance(request, HttpRequest) else "")
        return True
