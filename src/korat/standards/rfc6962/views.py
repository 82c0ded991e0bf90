"""Signed heads and proofs for anyone, without a sign-in and without a private word; and the door of the witness."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from korat.blocks.ledger import heads, tree
from korat.blocks.ledger.heads import SignedHead
from korat.kernel import clock
from korat.kernel.errors import Invalid, NotFound, Refused, TooLarge
from korat.standards.rfc6962 import render, witness

View = Callable[[HttpRequest], HttpResponse]
LONGEST = 64 * 1024


def answering(view: View) -> View:
    """A refusal is JSON too; pages of other sites may read all of it."""

    @wraps(view)
    def respond(request: HttpRequest) -> HttpResponse:
        try:
            response = view(request)
        except Refused as refused:
            said = {"error": refused.code, "th": refused.th, "en": refused.en}
            response = JsonResponse(said, status=refused.status, json_dumps_params={"ensure_ascii": False})
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return respond


@require_GET
@answering
def tree_head(_request: HttpRequest) -> HttpResponse:
    return JsonResponse({**render.head(published()), "witness_key": str(witness.verifier())})


@require_GET
@answering
def proof(request: HttpRequest) -> HttpResponse:
    """`act`, and `size` for an older head than the newest."""
    size = number(request.GET.get("size") or str(published().size))
    return JsonResponse(render.inclusion(tree.prove(uuid_of(request.GET.get("act", "")), size=size)))


@require_GET
@answering
def consistency(request: HttpRequest) -> HttpResponse:
    second = request.GET.get("second") or str(published().size)
    return JsonResponse(render.consistency(tree.consistency(number(request.GET.get("first", "")), number(second))))


@csrf_exempt
@require_POST
def add_checkpoint(request: HttpRequest) -> HttpResponse:
    """C2SP tlog-witness. Refusals are two sentences of plain text."""
    try:
        if int(request.headers.get("Content-Length") or 0) > LONGEST:
            raise TooLarge()
        line = witness.cosigned(request.body.decode(errors="replace"), clock.now())
    except witness.Behind as behind:
        return HttpResponse(f"{behind.size}\n", status=409, content_type="text/x.tlog.size")
    except Refused as refused:
        return HttpResponse(
            f"{refused.th}\n{refused.en}\n", status=refused.status, content_type="text/plain; charset=utf-8"
        )
    return HttpResponse(line, content_type="text/plain; charset=utf-8")


def published() -> SignedHead:
    found = heads.latest()
    if found is None:
        raise NotFound("ยังไม่มีหัวบัญชีที่ลงนามแล้ว", "No head has been published yet.")
    return found


def number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        raise Invalid("ขนาดของบัญชีต้องเป็นตัวเลข", "A size of the ledger is a number.", code="size")
    return int(text)


def uuid_of(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Invalid("รหัสรายการไม่ถูกต้อง", "This is not the id of an act.", code="act") from error
