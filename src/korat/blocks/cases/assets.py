"""The fixed thing that a case is about: found by its number when a case opens, mended when nothing is open any more."""

from __future__ import annotations

from datetime import datetime

from korat.blocks.cases.models import Case
from korat.blocks.cases.values import Request
from korat.blocks.catalog import queries as catalog
from korat.blocks.places import actions as places
from korat.blocks.places import queries as places_read
from korat.blocks.places.queries import FixtureView

# The question whose answer is the number on a plate, in whatever way it was asked.
QUESTION = "pole"
# What an act says instead of a number that would tell a place that stays hidden.
HIDDEN = "-"


def named(request: Request) -> FixtureView | None:
    """What the request names; asks only when it names something. A number that nobody knows binds nothing."""
    number = request.where.asset or str(request.answers.get(QUESTION, ""))
    sealed = request.category is not None and request.category.sealed
    return places_read.fixture(number) if number and not sealed else None


def facts(asset: FixtureView | None, request: Request, now: datetime) -> dict[str, object]:
    """What the act of opening says of it; where the exact place stays hidden, no number tells it."""
    if asset is None:
        return {}
    if request.category and request.category.place != "exact":
        return {"asset": HIDDEN}
    day = now.astimezone(catalog.zone()).date()
    return {"asset": asset.number, "asset_kind": asset.kind, "warranty": asset.under_warranty(day)}


def number_in(asset: FixtureView | None, case: Case) -> str | None:
    """What the act of binding says: the number, or that there is one."""
    category = catalog.service_or_fail(case.service).known_category(case.category)
    return (HIDDEN if category and category.place != "exact" else asset.number) if asset else None


def settle(case: Case, *, mended: bool, again: bool) -> None:
    """After a move: with the last open case about it the thing works again; one that reopens says that it does not."""
    if case.asset_id is None or not (mended or again):
        return
    if again:
        places.distrust(case.asset_id)
        return
    others = Case.objects.filter(asset_id=case.asset_id, state=Case.State.OPEN, closed_at=None).exclude(pk=case.pk)
    if not others.exists():
        places.mend(case.asset_id)
