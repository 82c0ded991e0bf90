"""What the sender of a report gets back: an id, a token for it, or neither, as the service's type says."""

from __future__ import annotations

from korat.blocks.cases.values import Opened, Request
from korat.blocks.catalog import queries as catalog
from korat.standards.open311 import notices
from korat.standards.open311.offered import Offered
from korat.standards.open311.render import Rows, Tree

TEST = "test"


def filed(offered: Offered, request: Request, opened: Opened, language: str) -> Rows:
    """The follow key goes only to whom the id goes at once."""
    follow = notices.follow(opened, language) if offered.kind == "realtime" else ""
    promise = notices.promise(request.service, request.category, language)
    ids = {"realtime": opened.reference, "batch": str(opened.uuid)}
    return receipt(offered, request, ids, notices.joined(calls(request, language), promise, follow))


def tried(offered: Offered, request: Request, language: str) -> Rows:
    notice = notices.joined(calls(request, language), notices.KEPT_NOTHING.say(language))
    return receipt(offered, request, {"realtime": TEST, "batch": TEST}, notice)


def receipt(offered: Offered, request: Request, ids: dict[str, str], notice: str) -> Rows:
    name = {"realtime": "service_request_id", "batch": "token"}.get(offered.kind)
    given: dict[str, Tree] = {name: ids[offered.kind]} if name else {}
    return Rows("request", (given | {"service_notice": notice, "account_id": request.contact.account},))


def calls(request: Request, language: str) -> str:
    """Whom to call first, when the words tell of danger. The report is filed all the same."""
    answers = (answer for answer in request.answers.values() if isinstance(answer, str))
    words = " ".join((request.description, request.where.landmark, *answers))
    return notices.whom_to_call(catalog.dangers(request.service, request.category, words), language)
