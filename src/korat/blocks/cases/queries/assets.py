"""What a fixed thing has been through: its cases, its work orders, what they cost. Facts only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from korat.blocks.cases.models import Case, CaseLink
from korat.blocks.cases.queries.faces import as_public, together
from korat.blocks.cases.queries.page import concerns
from korat.blocks.cases.values import CaseFace, Work
from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.rows import fetch

# As many as a page shows; sums are over all.
SHOWN = 50
WORKS = """
    SELECT c.reference, t.uuid, t.office_id, t.instruction, t.state, t.ordered_at, t.due_at, t.done_at, t.parts, t.minutes,
        t.satang
    FROM korat_cases_case c JOIN korat_cases_task t ON t.case_id = c.id
    WHERE c.asset_id = %s AND c.asset_id IS NOT NULL AND NOT c.sealed ORDER BY t.id DESC LIMIT %s
"""
SPENT = """
    SELECT coalesce(sum(t.satang), 0), coalesce(sum(t.minutes), 0), count(t.satang)
    FROM korat_cases_case c JOIN korat_cases_task t ON t.case_id = c.id WHERE c.asset_id = %s AND c.asset_id IS NOT NULL
"""
FAILED = """
    SELECT count(*), min(opened_at), max(opened_at) FROM korat_cases_case c
    WHERE asset_id = %s AND asset_id IS NOT NULL AND main_id IS NULL AND NOT EXISTS (
        SELECT FROM korat_cases_caselink WHERE other_id = c.id AND kind = 'claim'
    )
"""


@dataclass(frozen=True)
class AssetWork:
    """A work order for a thing, and the case it was ordered in."""

    reference: str
    work: Work


@dataclass(frozen=True)
class AssetSums:
    """Over all its time. `failures`: reports of it, those joined to another and claims not counted; `between`: the mean
    time from one to the next, None before the second."""

    failures: int
    between: timedelta | None
    satang: int
    minutes: int
    costed: int


def sums_of_asset(asset: int) -> AssetSums:
    ((satang, minutes, costed),) = fetch(SPENT, [asset])
    ((failures, first, last),) = fetch(FAILED, [asset])
    between = (last - first) / (failures - 1) if failures > 1 else None
    return AssetSums(failures, between, int(satang), int(minutes), costed)


def works_on_asset(asset: int) -> tuple[AssetWork, ...]:
    """The newest first."""
    return tuple(AssetWork(reference, Work(*rest)) for reference, *rest in fetch(WORKS, [asset, SHOWN]))


def cases_of_asset(actor: Actor, asset: int) -> tuple[CaseFace, ...]:
    """Those that the actor's offices have to do with, the newest first."""
    return tuple(one for one in newest(asset) if concerns(actor, one))


def public_cases_of_asset(asset: int) -> tuple[CaseFace, ...]:
    """What everybody may know: public ones whose exact place is public too, without the reporters joined to them."""
    shown = (one for one in newest(asset, public=True) if one.lead is None)
    return tuple(as_public(one) for one in shown if one.category is None or one.category.place == "exact")


def newest(asset: int, **narrowed: Any) -> Sequence[CaseFace]:
    rows = Case.objects.filter(asset_id=asset, asset_id__isnull=False, sealed=False, **narrowed)
    return together(rows.order_by("-pk")[:SHOWN])


def reports_behind(claim: CaseFace) -> tuple[CaseFace, ...]:
    """The reports for which a claim was made, oldest first. Asks only where something is linked."""
    if not claim.linked:
        return ()
    links = CaseLink.objects.filter(other_id=claim.id, kind=CaseLink.Kind.CLAIM).order_by("pk")[:SHOWN]
    return together(Case.objects.filter(pk__in=list(links.values_list("one_id", flat=True))).order_by("pk"))


def claims_for(shown: CaseFace) -> tuple[CaseFace, ...]:
    """What was claimed for this case, from whoever owes it. Asks only where something is linked."""
    if not shown.linked:
        return ()
    links = CaseLink.objects.filter(one_id=shown.id, kind=CaseLink.Kind.CLAIM).order_by("pk")
    return together(Case.objects.filter(pk__in=list(links.values_list("other_id", flat=True))).order_by("pk"))
