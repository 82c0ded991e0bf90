"""Advice: what a case suggests, what everybody may read, and what waits to be reviewed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet

from korat.blocks.cases.actions.remind import BEFORE
from korat.blocks.cases.advice import Advice
from korat.blocks.cases.reach import PURPOSES, READERS
from korat.blocks.cases.values import CaseFace
from korat.blocks.catalog import queries as catalog
from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.rows import fetch
from korat.kernel.clock import local
from korat.kernel.errors import NotFound

FEW, MOST = 3, 50
# Asked by each page of a case: the query is written out, not composed anew each time.
OF_KIND = """
    SELECT folded, id, page, version, service, category, office_id, question, answer, public, state, author_id, reviewer_id,
        made_at, reviewed_at, expires_on
    FROM korat_cases_advice
    WHERE state = 'reviewed' AND service = %s AND category IN (%s, '') AND expires_on >= %s ORDER BY id DESC LIMIT %s
"""


@dataclass(frozen=True)
class AdviceView:
    """One version of a page. `author` and `reviewer` are subjects."""

    page: UUID
    version: int
    service: str
    category: str
    office: int
    question: str
    answer: str
    public: bool
    state: str
    author: int
    reviewer: int | None
    made_at: datetime
    reviewed_at: datetime | None
    expires_on: date


def advice_for(shown: CaseFace, words: str, now: datetime) -> tuple[AdviceView, ...]:
    """Of its kind, those first that share most words with the report. One question to the database."""
    category = shown.category.code if shown.category else ""
    rows = fetch(OF_KIND, [shown.service.code, category, today(now), MOST])
    asked = pieces(words) if rows else frozenset()
    ranked = sorted(rows, key=lambda row: (-len(asked & pieces(row[0])), -row[1]))
    return tuple(AdviceView(*row[2:]) for row in ranked[:FEW])


def answers(typed: str, now: datetime) -> tuple[AdviceView, ...]:
    """What everybody may read, newest first; every part of what was typed must stand in it."""
    rows = good(now).filter(public=True)
    for part in typed[:200].split():
        rows = rows.filter(folded__contains=catalog.folded(part))
    return tuple(map(view, rows.order_by("-pk")[:MOST]))


def advice_board(actor: Actor) -> tuple[AdviceView, ...]:
    """The newest version of each page of the actor's offices that is not taken back; drafts first."""
    rows = Advice.objects.filter(office_id__in=actor.reach(*READERS)).exclude(state=Advice.State.RETIRED)
    newest = {row.page: row for row in rows.order_by("version")}
    return tuple(map(view, sorted(newest.values(), key=lambda row: (row.state != Advice.State.DRAFT, -row.pk))))


def advice_due(actor: Actor, now: datetime) -> tuple[AdviceView, ...]:
    """Pages of the actor's offices whose day of review has come near or gone by, the oldest first."""
    rows = Advice.objects.filter(office_id__in=actor.reach(*PURPOSES), state=Advice.State.REVIEWED)
    near = rows.filter(expires_on__lte=today(now) + BEFORE)
    return tuple(map(view, near.order_by("expires_on", "pk")[:MOST]))


def advice_in_force(page: UUID) -> AdviceView | None:
    """The reviewed version, for the house's own reminder."""
    row = Advice.objects.filter(page=page, state=Advice.State.REVIEWED).first()
    return view(row) if row else None


def advice_page(actor: Actor, page: UUID) -> Sequence[AdviceView]:
    """Every version, newest first. NotFound to outsiders."""
    found = list(Advice.objects.filter(page=page, office_id__in=actor.reach(*READERS)).order_by("-version"))
    if not found:
        raise NotFound()
    return [view(row) for row in found]


def good(now: datetime) -> QuerySet[Advice]:
    """Reviewed and not past its day."""
    return Advice.objects.filter(state=Advice.State.REVIEWED, expires_on__gte=today(now))


def today(now: datetime) -> date:
    return local(now, catalog.zone()).date()


def pieces(words: str) -> frozenset[str]:
    """Parts of three letters: Thai sets no spaces between words."""
    bare = catalog.folded(words)
    return frozenset(bare[at : at + 3] for at in range(len(bare) - 2))


def view(row: Advice) -> AdviceView:
    return AdviceView(
        row.page, row.version, row.service, row.category, row.office_id, row.question, row.answer, row.public, row.state,
        row.author_id, row.reviewer_id, row.made_at, row.reviewed_at, row.expires_on,
    )  # fmt: skip
