"""Pages that say what went wrong and what to do."""

from __future__ import annotations

import sys

from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import is_valid_path, reverse
from django.utils.translation import gettext_lazy as _

from korat.kernel.errors import Forbidden, Invalid, NotFound, Refused, TooLarge, Unavailable
from korat.kernel.language import current
from korat.web.middleware.requests import number

TITLES = {
    400: _("This did not work"),
    401: _("Please sign in"),
    403: _("This is not open to you"),
    404: _("We could not find this page"),
    405: _("There is nothing to read here"),
    409: _("Someone was faster"),
    413: _("This is too large"),
    429: _("Please wait a little"),
    500: _("Something broke on our side"),
    503: _("Back in a moment"),
}
# A refusal whose status says less than its reason.
OWN_TITLES = {"persona_password": _("A made-up person has none")}
DATABASE_GONE = (OperationalError, InterfaceError)


def refusal(request: HttpRequest, refused: Refused) -> HttpResponse:
    """The refusal in the page's frame, with its own status."""
    return render(request, "web/error.html", sayings(refused), status=refused.status)


def plain(refused: Refused) -> HttpResponse:
    """The refusal on a page that asks nothing of anyone: no frame, no session, no database."""
    response = HttpResponse(render_to_string("web/plain.html", sayings(refused)), status=refused.status)
    if refused.status == Unavailable.status:
        response.headers["Retry-After"] = "30"
    return response


def sayings(refused: Refused) -> dict[str, str]:
    return {
        "title": str(OWN_TITLES.get(refused.code) or TITLES.get(refused.status, TITLES[400])),
        "text": refused.show(),
        "code": refused.code,
        "request_id": number(),
        "language": current(),
    }


def bad_request(_request: HttpRequest, exception: Exception) -> HttpResponse:
    return plain(TooLarge() if isinstance(exception, RequestDataTooBig) else Invalid())


def forbidden(_request: HttpRequest, exception: Exception) -> HttpResponse:
    del exception  # Django hands it over by this name; the reader is not told
    return plain(Forbidden())


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    del exception  # it lists our addresses
    return refusal(request, NotFound())


def form_is_stale(_request: HttpRequest, **_: object) -> HttpResponse:
    """Django's CSRF failure: most often a form left open over night, or a browser without cookies."""
    return plain(
        Forbidden(
            "หน้านี้เปิดทิ้งไว้นานเกินไป หรือเบราว์เซอร์ไม่รับคุกกี้ โปรดย้อนกลับ โหลดหน้าใหม่ แล้วส่งอีกครั้ง",
            "This page was open too long, or the browser takes no cookies. Go back, reload and send again.",
            code="stale_form",
        )
    )


def server_error(_request: HttpRequest) -> HttpResponse:
    """The last resort, also when the middleware above us failed: a lost database is said as such."""
    error = sys.exc_info()[1]
    return plain(Unavailable() if isinstance(error, DATABASE_GONE) else Broken())


def sent_only(request: HttpRequest) -> HttpResponse:
    """An address that takes forms alone was opened: from the address bar, or in the other language after a form was sent."""
    said = sayings(SentOnly()) | {"above_url": above(request.path_info)}
    return render(request, "web/error.html", said, status=SentOnly.status)


def above(path: str) -> str:
    """The nearest page above an address, else the first page."""
    while (path := path.rstrip("/").rpartition("/")[0]).strip("/"):
        if found := next((one for one in (path, f"{path}/") if is_valid_path(one)), None):
            return found
    return reverse("web:home")


class SentOnly(Refused):
    """A form's address is no page."""

    status = 405
    default_code = "sent_only"
    default_th = "ที่อยู่นี้ใช้ส่งแบบฟอร์มเท่านั้น โปรดกลับไปหน้าก่อนหน้าแล้วทำต่อจากที่นั่น"
    default_en = "This address only takes forms. Go to the page it belongs to and go on from there."


class Broken(Refused):
    """Our own fault."""

    status = 500
    default_code = "broken"
    default_th = "ระบบเกิดข้อผิดพลาด ทีมงานจะตรวจสอบจากเลขอ้างอิงด้านล่าง โปรดลองใหม่อีกครั้ง"
    default_en = "Something broke on our side. Please try again; the number below lets us find what happened."
