"""Does what a case says of itself follow from its acts? Replays them: step, state and office of every case, whether it is
urgent, which order covers it and for how long its clock rests, and which thing it is about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from korat.blocks.cases.assets import HIDDEN
from korat.blocks.cases.models import Case
from korat.blocks.catalog import queries as catalog
from korat.blocks.catalog.definition import ServiceDefinition
from korat.blocks.ledger import queries as ledger

OPENED, MOVED, HANDED_OVER = "cases.case.opened", "cases.case.moved", "cases.case.handed_over"
LATE, ASSIGNED, CATEGORISED = "cases.case.late", "cases.case.assigned", "cases.case.categorised"
JOINED, PARTED, RETURNED = "cases.case.joined", "cases.case.parted", "cases.case.returned"
URGENT, CALM, TAKEN_OVER = "cases.case.made_urgent", "cases.case.made_calm", "cases.case.taken_over"
GATHERED, RELEASED, BOUND = "cases.case.gathered", "cases.case.released", "cases.case.bound"
TURNS = (URGENT, CALM, GATHERED, RELEASED)
# What happens also to a case that is joined to another.
TO_JOINED = (JOINED, PARTED, RELEASED, BOUND)
KINDS = (*TURNS, BOUND, OPENED, MOVED, HANDED_OVER, LATE, ASSIGNED, JOINED, PARTED, RETURNED, CATEGORISED, TAKEN_OVER)
BATCH = 2000


@dataclass(frozen=True)
class Stand:
    """Where a case stands. `state` None: the service no longer knows this step; `main`: the case that leads it; `met`:
    whether what was promised is done, so that its clock stands."""

    step: str
    office: int
    state: str | None
    main: UUID | None = None
    # How often its clock broke since it was opened, or reopened, and why it waits.
    level: int = 0
    pause: str = ""
    met: bool = False
    urgent: bool = False
    # The order that covers it, and for how many seconds it lets the clock stand still.
    surge: UUID | None = None
    rested: int = 0
    # The number of the thing it is about; HIDDEN where its number would tell a place that is not told.
    asset: str | None = None


@dataclass(frozen=True)
class Unexplained:
    """A case and where its acts lead; None where they lead nowhere, such as from a step it was not in."""

    reference: str
    says: Stand
    acts_say: Stand | None


def unexplained() -> Iterator[Unexplained]:
    """Every case that its acts do not explain, by row. Run it within one snapshot."""
    last = 0
    while rows := list(Case.objects.filter(pk__gt=last).select_related("surge", "asset").order_by("pk")[:BATCH]):
        last = rows[-1].pk
        acts = ledger.facts_about([case.uuid for case in rows], KINDS)
        mains = {main.pk: main for main in Case.objects.filter(pk__in=[one.main_id for one in rows if one.main_id])}
        for case in rows:
            main = mains[case.main_id] if case.main_id else None
            says = said_of(case, main)
            found = replayed(known(case.service), acts.get(case.uuid, []))
            # A joined case goes where the case goes that leads it, whose own acts say where.
            if not agree(says, replace(found, office=main.office_id) if found and main else found):
                yield Unexplained(case.reference, says, found)


def said_of(case: Case, main: Case | None) -> Stand:
    return Stand(
        case.step, case.office_id, case.state, main.uuid if main else None, case.level, case.pause,
        case.met_at is not None, case.urgent, case.surge.uuid if case.surge else None,
        int(case.rested.total_seconds()) if case.rested else 0,
        case.asset.number if case.asset else None,
    )  # fmt: skip


def known(code: str) -> ServiceDefinition | None:
    """The service as last applied, a retired one too."""
    return catalog.shelf().get(code, (None, True))[0]


def without_case() -> int:
    """How many cases were opened by an act and are gone (none is ever deleted)."""
    return ledger.count_of(OPENED) - Case.objects.count()


def agree(says: Stand, found: Stand | None) -> bool:
    return (
        found is not None
        and (says.step, says.office, says.main) == (found.step, found.office, found.main)
        and (found.state is None or same(says, found))
    )


def same(says: Stand, found: Stand) -> bool:
    """A pack that asks for the reporter's word in a step of old makes no case in it met before its next move."""
    told = replace(says, met=found.met, asset=HIDDEN if hides(says, found) else says.asset)
    return found == told and (found.met or not says.met)


def hides(says: Stand, found: Stand) -> bool:
    """The act says that it is about a thing, and not about which."""
    return found.asset == HIDDEN and says.asset is not None


def replayed(service: ServiceDefinition | None, acts: Sequence[tuple[str, Mapping[str, Any]]]) -> Stand | None:
    """Opened once, each move from the step the one before led to. None when the acts make no way."""
    if not acts or acts[0][0] != OPENED:
        return None
    first = acts[0][1]
    stand = Stand(
        str(first["step"]), int(first["office"]), None, urgent=bool(first.get("urgent")), asset=first.get("asset")
    )
    for kind, facts in acts[1:]:
        # A joined case rests: nothing but its parting, or another leading case, happens to itself.
        if kind == OPENED or facts.get("from", facts["step"]) != stand.step or (stand.main and kind not in TO_JOINED):
            return None
        stand = after(service, stand, kind, facts)
    state = str(Case.State.JOINED) if stand.main else state_of(service, stand.step)
    return replace(stand, state=state, met=is_met(service, stand.step))


def after(service: ServiceDefinition | None, stand: Stand, kind: str, facts: Mapping[str, Any]) -> Stand:
    """Where an act leads from where the case stood."""
    if kind == LATE:
        return replace(stand, level=int(facts["level"]))
    if kind in TURNS:
        return turned(stand, kind, facts)
    if kind == BOUND:
        return replace(stand, asset=facts.get("asset"))
    step = str(facts["step"])
    if kind == JOINED:
        return replace(stand, step=step, main=UUID(str(facts["main"])))
    if kind == TAKEN_OVER:
        return replace(stand, office=int(facts["office"]))
    if kind in (PARTED, RETURNED):
        return replace(stand, step=step, office=int(facts["office"]), main=None)
    if kind == CATEGORISED:
        return replace(
            stand, step=step, office=int(facts["office"]), pause="" if facts["from"] != step else stand.pause
        )
    if kind != MOVED:
        return stand
    move = service.move(str(facts.get("move", ""))) if service else None
    return replace(
        stand,
        step=step,
        office=office_after(service, stand.office, facts),
        level=0 if move and move.reopens else stand.level,
        pause=str(facts.get("pause", stand.pause if waits(service, step) else "")),
    )


def turned(stand: Stand, kind: str, facts: Mapping[str, Any]) -> Stand:
    """Urgency and orders: what each says of the clock."""
    if kind in (URGENT, CALM):
        return replace(stand, urgent=kind == URGENT, rested=facts["rested"] or 0)
    return replace(stand, surge=UUID(str(facts["surge"])), rested=int(facts["seconds"]))


def waits(service: ServiceDefinition | None, step: str) -> bool:
    return any(one.code == step and one.paused for one in service.steps) if service else False


def office_after(service: ServiceDefinition | None, office: int, facts: Mapping[str, Any]) -> int:
    """A move names the office it was sent to; only one that hands over makes it answer."""
    move = service.known_move(str(facts.get("move", ""))) if service else None
    return int(facts["office"]) if move and move.hands_over else office


def is_met(service: ServiceDefinition | None, step: str) -> bool:
    known = next((one for one in service.known_steps if one.code == step), None) if service else None
    return service is not None and known is not None and service.meets(known)


def state_of(service: ServiceDefinition | None, step: str) -> str | None:
    known = next((one for one in service.known_steps if one.code == step), None) if service else None
    return None if known is None else str(Case.State.CLOSED if known.closed else Case.State.OPEN)
