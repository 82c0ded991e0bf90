"""Choosing one move for many cases: which were marked, what does for them, what became of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import QueryDict
from django.urls import reverse

from korat.blocks.cases import queries
from korat.blocks.cases.actions.many import Outcome
from korat.blocks.cases.queries.marked import Shared
from korat.blocks.cases.values import CaseFace
from korat.blocks.ledger.actor import Actor
from korat.kernel import ids
from korat.web.case_forms import offered
from korat.web.forms import MoveForm
from korat.web.present import faces


@dataclass(frozen=True)
class Chosen:
    """The marked cases, the moves that do for some of them, and the one that was chosen."""

    cases: tuple[CaseFace, ...]
    moves: tuple[Shared, ...]
    shared: Shared | None
    # As the page showed them: who acts on what has changed since is told so, case by case.
    versions: dict[str, int]


def chosen(actor: Actor, data: QueryDict, now: datetime) -> Chosen:
    """`case` names a marked case, with the version that was shown after a tilde; `move` is service and code."""
    sent = dict(part(one) for one in data.getlist("case"))
    cases, moves = queries.marked(actor, list(sent), now)
    named = data.get("move", "")
    shared = next((one for one in moves if key_of(one) == named), None)
    found = {one.reference: sent.get(one.reference) or one.version for one in (shared.cases if shared else cases)}
    shown = {reference: version for reference, version in sent.items() if version is not None}
    return Chosen(cases, moves, shared, shown or found)


def part(text: str) -> tuple[str, int | None]:
    reference, _tilde, version = text.partition("~")
    return reference, int(version) if version.isascii() and version.isdigit() and len(version) < 10 else None


def key_of(one: Shared) -> str:
    return f"{one.service.code}:{one.move.code}"


def form(picked: Chosen, data: QueryDict | None = None) -> MoveForm | None:
    if picked.shared is None:
        return None
    sent: Any = None
    if data is not None:
        sent = data.copy()
        sent[f"{picked.shared.move.code}-version"] = "0"
    return MoveForm(picked.shared.move, offered(picked.shared.move, picked.shared.cases[0]), sent)


def page(picked: Chosen, tried: MoveForm | None = None) -> dict[str, object]:
    shared = picked.shared
    return {
        "rows": [faces.line(one) for one in (shared.cases if shared else picked.cases)],
        "marked": [one.reference for one in picked.cases],
        "moves": [{"key": key_of(one), "label": one.move.names, "count": len(one.cases)} for one in picked.moves],
        "chosen": {"key": key_of(shared), "label": shared.move.names} if shared else None,
        "carried": [f"{one.reference}~{one.version}" for one in shared.cases] if shared else [],
        "left": len(picked.cases) - len(shared.cases) if shared else 0,
        "form": tried or form(picked),
        "key": ids.uuid7().hex,
        "back_url": reverse("web:desk"),
    }


def result(shared: Shared, outcomes: Sequence[Outcome]) -> dict[str, object]:
    """What was done, and of each that was not, why."""
    refused = [one for one in outcomes if one.refused]
    return {
        "label": shared.move.names,
        "done": [url(one.reference) for one in outcomes if one.refused is None],
        "refused": [{**url(one.reference), "why": one.refused.show()} for one in refused if one.refused],
        "count": len(outcomes) - len(refused),
        "all": len(outcomes),
        "back_url": reverse("web:desk"),
    }


def url(reference: str) -> dict[str, str]:
    return {"reference": reference, "url": reverse("web:case", args=[reference])}
