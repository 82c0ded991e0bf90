"""From a request to an answer: language, format, errors and headers, the same for every address."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.decorators.csrf import csrf_exempt

from korat.blocks.catalog import queries as catalog
from korat.kernel import clock
from korat.kernel.errors import Invalid, Refused, TooLarge, Unavailable
from korat.kernel.language import FIRST, base
from korat.standards.open311 import errors
from korat.standards.open311.read import Parameters
from korat.standards.open311.render import FORMATS, Tree

DATABASE_GONE = (OperationalError, InterfaceError)
UNREADABLE = (BadRequest, SuspiciousOperation, MultiPartParserError, UnreadablePostError)


@dataclass(frozen=True)
class Asked:
    """What a view needs to know. `test`: validate everything and keep nothing."""

    request: HttpRequest
    language: str
    now: datetime
    test: bool = False

    @cached_property
    def query(self) -> Parameters:
        return Parameters(self.request.GET)


@dataclass(frozen=True)
class Answer:
    """`root` names the outermost XML element."""

    root: str
    tree: Tree
    status: int = 200


View = Callable[..., Answer]


def answering(**views: View) -> Callable[..., HttpResponse]:
    """A Django view that hands each HTTP method to its own view and answers in the format of the address."""

    def respond(request: HttpRequest, format: str = "xml", test: bool = False, **named: str) -> HttpResponse:
        if request.method == "OPTIONS":
            return with_headers(HttpResponse(status=204), request, FIRST, views)
        language = FIRST
        try:
            language = language_of(request)
            view = views.get("GET" if request.method == "HEAD" else request.method or "")
            if view is None:
                raise errors.WrongMethod()
            answer = view(Asked(request, language, clock.now(), test), **named)
        except (Refused, *UNREADABLE, *DATABASE_GONE) as error:
            answer = refusal(error, language)
        return with_headers(written(answer, format), request, language, views)

    return csrf_exempt(respond)


def refusal(error: Exception, language: str) -> Answer:
    """Any error as GeoReport v2 lists it."""
    refused = error if isinstance(error, Refused) else in_words(error)
    return Answer(errors.ROOT, errors.tree(refused, language), errors.status_of(refused))


def in_words(error: Exception) -> Refused:
    if isinstance(error, DATABASE_GONE):
        return Unavailable()
    if isinstance(error, RequestDataTooBig):
        return TooLarge()
    return Invalid(
        "อ่านแบบฟอร์มที่ส่งมาไม่ได้ โปรดส่งเป็น UTF-8 แบบ application/x-www-form-urlencoded หรือ multipart/form-data",
        "The form could not be read. Send UTF-8 as application/x-www-form-urlencoded or multipart/form-data.",
        code="unreadable",
    )


def written(answer: Answer, format: str) -> HttpResponse:
    shape = FORMATS[format]
    content = shape.write(answer.root, answer.tree)
    return HttpResponse(content, content_type=shape.content_type, status=answer.status)


def with_headers(response: HttpResponse, request: HttpRequest, language: str, views: dict[str, View]) -> HttpResponse:
    """Pages of other sites may read; they may not post with a reader's browser and see the answer."""
    response.headers["Content-Language"] = language
    patch_vary_headers(response, ["Accept-Language"])
    if request.method != "POST":
        response.headers["Access-Control-Allow-Origin"] = "*"
    if response.status_code in (204, 405):
        response.headers["Allow"] = ", ".join([*views, "HEAD", "OPTIONS"])
    if response.status_code == 503:
        response.headers["Retry-After"] = "30"
    return response


def language_of(request: HttpRequest) -> str:
    """The pack's first language, unless `lang` or Accept-Language asks for another that the pack has."""
    known = {base(tag): tag for tag in reversed(catalog.profile().languages)}
    accepted = parse_accept_lang_header(request.headers.get("Accept-Language", "").lower()[:500])
    wishes = [request.GET.get("lang", ""), *(tag for tag, _ in accepted)]
    found = (known[base(wish)] for wish in wishes if base(wish) in known)
    return next(found, catalog.profile().languages[0])
