"""Choosing one move for many cases, or joining them: which were marked, what does for them, what became of each."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from korat.blocks.cases import queries
from korat.blocks.cases.actions.many import Outcome
from korat.blocks.cases.queries.marked import Shared
from korat.blocks.cases.values import CaseFace
from korat.blocks.ledger.actor import Actor
from korat.kernel import ids, language
from korat.kernel.geo import distance
from korat.kernel.texts import Text
from korat.web.case_forms import offered
from korat.web.forms import MoveForm
from korat.web.link_forms import LeadForm
from korat.web.present import faces

# What is chosen beside the moves: they tell of one thing.
JOIN = "join"


@dataclass(frozen=True)
class Chosen:
    """The marked cases, the moves that do for some of them, and the one that was chosen."""

    cases: tuple[CaseFace, ...]
    moves: tuple[Shared, ...]
    shared: Shared | None
    # As the page showed them: who acts on what has changed since is told so, case by case.
    versions: dict[str, int]
    # Every report that was marked, also one that is with another office by now.
    named: tuple[str, ...] = ()


def chosen(actor: Actor, data: QueryDict, now: datetime) -> Chosen:
    """`case` names a marked case, with the version that was shown after a tilde, `left` one that was left out; `move` is
    service and code."""
    sent = dict(part(one) for one in data.getlist("case"))
    marked = list(dict.fromkeys([*sent, *data.getlist("left")]))
    cases, moves = queries.marked(actor, marked, now)
    named = data.get("move", "")
    shared = next((one for one in moves if key_of(one) == named), None)
    found = {one.reference: sent.get(one.reference) or one.version for one in (shared.cases if shared else cases)}
    shown = {reference: version for reference, version in sent.items() if version is not None}
    named_all = tuple(one for one in marked if ids.parse_reference(one) == one)
    return Chosen(cases, moves, shared, shown or found, named_all)


def part(text: str) -> tuple[str, int | None]:
    reference, _tilde, version = text.partition("~")
    return reference, int(version) if version.isascii() and version.isdigit() and len(version) < 10 else None


def left_out(picked: Chosen, dealt_with: Collection[str]) -> list[dict[str, str]]:
    """Every marked report that is not dealt with, with the reason. Of what is with no office of theirs nothing is told."""
    ours = {one.reference: one for one in picked.cases}
    return [
        {"reference": one, "url": url(one)["url"] if one in ours else "", "why": why_left(picked.shared, ours.get(one))}
        for one in picked.named
        if one not in dealt_with
    ]


def why_left(shared: Shared | None, face: CaseFace | None) -> str:
    if face is None:
        return _("It is not with your office, or no longer.")
    if shared and face.service.code != shared.service.code:
        return _("It is of another service: %(service)s.") % {"service": face.service.names}
    if face.lead:
        return _("It is joined to %(reference)s and goes along with it.") % {"reference": face.lead.reference}
    return _("It stands at “%(state)s”, from where this is not done.") % {"state": face.step.names}


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
        "moves": [*moves(picked)],
        "chosen": {"key": key_of(shared), "label": shared.move.names} if shared else None,
        "carried": [f"{one.reference}~{one.version}" for one in shared.cases] if shared else [],
        "left": left_out(picked, [one.reference for one in shared.cases]) if shared else [],
        "form": tried or form(picked),
        "key": ids.uuid7().hex,
        "back_url": reverse("web:desk"),
    }


def moves(picked: Chosen) -> Iterator[dict[str, object]]:
    for one in picked.moves:
        yield {"key": key_of(one), "label": one.move.names, "count": len(one.cases)}
    if len(picked.cases) > 1:
        yield {"key": JOIN, "label": _("They tell of one thing: join them"), "count": len(picked.cases)}


def join_page(picked: Chosen, form: LeadForm) -> dict[str, object]:
    """Which of them leads; the page says what becomes of the others."""
    return {
        "title": _("Which report leads?"),
        "lead": " ".join(filter(None, (far(form), becomes()))),
        "form": form,
        "carried": [*(("case", one) for one in picked.named), ("key", ids.uuid7().hex)],
        "submit_label": _("Join them"),
        "back_url": reverse("web:desk"),
    }


def becomes() -> str:
    return _(
        "The others join it. Each reporter keeps number, words and photographs, and hears what happens; nobody reads another's."
    )


def far(form: LeadForm) -> str:
    """How far the marked ones lie apart, where one thing would not."""
    said = distance(form.farthest, language.base(language.current()))
    return _("The two farthest from each other lie %(distance)s apart.") % {"distance": said} if form.far else ""


def result(label: Text | str, outcomes: Sequence[Outcome], left: Sequence[dict[str, str]] = ()) -> dict[str, object]:
    """What was done, and of each that was not, why. `left`: what the move had not fitted from the start."""
    refused = [one for one in outcomes if one.refused]
    return {
        "label": label,
        "done": [url(one.reference) for one in outcomes if one.refused is None],
        "refused": [{**url(one.reference), "why": one.refused.show()} for one in refused if one.refused] + list(left),
        "count": len(outcomes) - len(refused),
        "all": len(outcomes) + len(left),
        "back_url": reverse("web:desk"),
    }


def url(reference: str) -> dict[str, str]:
    return {"reference": reference, "url": reverse("web:case", args=[reference])}
