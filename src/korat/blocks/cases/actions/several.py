"""One form that tells of several things: a case for each at once, with its own office and clocks, for the same reporter.

What an office would otherwise split by hand (`split.py`). The words, the place and the photographs go with each; one key
opens them all. What is asked of the other kinds alone was not asked: their offices ask back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from korat.blocks.cases.actions.open import answer_again, refuse_unfit, whose, write
from korat.blocks.cases.actions.split import MOST, parts_of
from korat.blocks.cases.models import Case, CaseLink
from korat.blocks.cases.values import Opened, Request
from korat.blocks.catalog.definition import Category
from korat.blocks.documents import actions as documents
from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger.actor import Actor
from korat.kernel.errors import Invalid


def open_several(
    *,
    actor: Actor | None,
    now: datetime,
    request: Request,
    also: Sequence[Category],
    key: str,
    behalf: UUID | None = None,
    for_caller: bool = False,
    witnessed: UUID | None = None,
) -> Opened:
    """As `open_case`, and one case more for each kind of `also`: all of them, or none.

    Invalid for a kind of another service, one that is sealed or named twice, or more than five.
    """
    requests = [request, *(of_kind(request, category, now) for category in also)]
    for one in requests:
        refuse_unfit(one)
    refuse_together([one.category for one in requests])
    try:
        with transaction.atomic():
            filed, follow_key = whose(actor, now, key, behalf, for_caller, witnessed)
            first, *others = (write(filed, now, one, key_of(key, one, request), follow_key, None) for one in requests)
            tie(first, others, now)
    except ledger.DoneBefore as done:
        first = answer_again(done, key)
        return replace(first, also=parts_of(Case.objects.get(uuid=first.uuid)))
    return replace(first, also=tuple(one.reference for one in others))


def of_kind(request: Request, category: Category, now: datetime) -> Request:
    """The same words, place and photographs, told of another kind. A thing that was pointed at belongs to the first alone."""
    asked = {question.code for question in request.service.questions}
    return replace(
        request,
        category=category,
        answers={code: value for code, value in request.answers.items() if code in asked},
        where=replace(request.where, asset=""),
        photos=tuple(filter(None, (documents.copied(handle=handle, now=now) for handle in request.photos))),
        files={},
    )


def refuse_together(categories: Sequence[Category | None]) -> None:
    """What is sealed is told alone: nothing open may stand beside it."""
    codes = [one.code for one in categories if one]
    if len(set(codes)) != len(categories) or len(codes) > MOST or any(one and one.sealed for one in categories):
        raise Invalid(
            th=f"ส่งพร้อมกันได้ไม่เกิน {MOST} ประเภทที่ไม่ซ้ำกัน และเรื่องปิดลับต้องส่งแยก",
            en=f"At most {MOST} different kinds go together, and a sealed complaint goes alone.",
            code="categories",
            field="also",
        )


def key_of(key: str, one: Request, first: Request) -> str:
    return key if one is first or one.category is None else f"{key}:{one.category.code}"


def tie(first: Opened, others: Sequence[Opened], now: datetime) -> None:
    """Each page names the others."""
    rows = {case.uuid: case for case in Case.objects.filter(uuid__in=[one.uuid for one in (first, *others)])}
    CaseLink.objects.bulk_create(
        CaseLink(kind=CaseLink.Kind.SPLIT, one=rows[first.uuid], other=rows[one.uuid], since=now) for one in others
    )
    Case.objects.filter(pk__in=[case.pk for case in rows.values()]).update(linked=True)
