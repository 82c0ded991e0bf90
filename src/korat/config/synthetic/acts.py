"""Write stories as rows: cases with their private rows, and the acts and looks behind them, in the order of time."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from itertools import islice
from typing import Any

from korat.blocks.catalog import queries as catalog
from korat.blocks.catalog.definition import ServiceDefinition
from korat.blocks.ledger.actions import SELF_BASIS, canonical
from korat.blocks.ledger.packs import applied_hash
from korat.config.synthetic import load
from korat.config.synthetic.posts import Holder, who
from korat.config.synthetic.reports import Event, Story
from korat.kernel import ids
from korat.kernel.dates import thai_year
from korat.kernel.geo import cell

CASE = (
    "id", "uuid", "reference", "service", "category", "subject_id", "channel", "place_id", "jurisdiction_id", "latitude",
    "longitude", "accuracy_m", "office_id", "route", "state", "step", "assignee_id", "opened_at", "updated_at",
    "answer_due_at", "answered_at", "due_at", "closed_at", "met_at", "reopened", "solved", "public", "sealed",
    "public_note", "public_text", "version", "cell", "leads", "linked", "passed_on", "urgent",
)  # fmt: skip
ACT = (
    "id", "uuid", "kind", "kind_version", "look", "occurred_at", "recorded_at", "actor_id", "salt", "office_id", "post",
    "grant_id", "ground", "purpose", "basis", "about", "depth", "facts", "pack_hash", "request", "commitment",
)  # fmt: skip
CONCERNS = ("id", "act_id", "recorded_at", "subject_id", "look", "detail", "salt", "commitment")


@dataclass(frozen=True)
class Line:
    """An act to be written, numbered in the order of time."""

    id: int
    story: Story
    event: Event
    holder: Holder | None
    salt: bytes
    detail: str | None

    @property
    def commitment(self) -> bytes:
        anchor = self.story.reporter.uuid.bytes
        return sha256(self.salt + anchor + b"\x00" + (self.detail or "").encode()).digest()


# Stories are written so many at a time: a machine with little memory loads many reports as well as few.
CHUNK = 20_000


def write(stories: Iterator[Story], holders: Sequence[Holder], service: ServiceDefinition) -> None:
    """Load cases, reports, contacts, tasks, acts. A move that no official could make is left out with its looks."""
    first = load.next_id("korat_cases_case")
    finder = cache(lambda purpose, office: who(list(holders), purpose, office))
    while chunk := list(islice(stories, CHUNK)):
        write_chunk(chunk, first, service, finder)
    settle_ids()


def write_chunk(stories: Sequence[Story], first: int, service: ServiceDefinition, finder: Any) -> None:
    lines = list(numbered(stories, finder))
    load.copy("korat_cases_case", CASE, (case(first, story, service, finder) for story in stories))
    load.copy(
        "korat_cases_casereport",
        ("id", "case_id", "subject_id", "office_id", "description", "landmark", "media_url", "answers", "sealed"),
        (report(first, story) for story in stories),
    )
    load.copy(
        "korat_cases_casecontact",
        ("id", "case_id", "subject_id", "office_id", "name", "phone", "email", "device", "account", "sealed"),
        (contact(first, story) for story in stories if not story.unnamed),
    )
    load.copy(
        "korat_cases_task",
        (
            "uuid",
            "case_id",
            "office_id",
            "instruction",
            "state",
            "ordered_at",
            "due_at",
            "done_at",
            "done_by_id",
            "parts",
        ),
        ((*row, "") for story in stories if (row := task(first, story, service, finder))),
    )
    load.copy("korat_ledger_act", ACT, map(act, lines))
    load.copy("korat_ledger_actsubject", CONCERNS, map(concern, lines))
    load.copy(
        "korat_ledger_pending", ("act_id", "recorded_at", "xact"), ((line.id, line.event.at, "3") for line in lines)
    )


def numbered(stories: Sequence[Story], finder: Any) -> Iterator[Line]:
    events = sorted(
        (event.at, place, index) for place, story in enumerate(stories) for index, event in enumerate(story.events)
    )
    id = load.run("SELECT coalesce(max(id), 0) + 1 FROM korat_ledger_act")[0][0]
    for _, place, index in events:
        story = stories[place]
        event = story.events[index]
        holder = None if event.own else finder(event.purpose, story.routed.office_id)
        if holder or event.own:
            yield Line(id, story, event, holder, os.urandom(32), canonical(event.words) if event.words else None)
            id += 1


def case(first: int, story: Story, service: ServiceDefinition, finder: Any) -> tuple[object, ...]:
    taker = finder("case.handle", story.routed.office_id)
    closed = service.step(story.step).closed
    public = service.face.shown and not story.category.sealed and story.category.place != "hidden"
    return (
        first + story.number, story.uuid, reference(first, story, service), service.code, story.category.code,
        story.reporter.subject, "web", story.place, story.jurisdiction, story.point.lat if story.point else None,
        story.point.lon if story.point else None, 25 if story.point else None, story.routed.office_id,
        {"owner": story.routed.owner, "why": list(story.routed.why)}, "closed" if closed else "open", story.step,
        taker.subject if taker and story.answered else None, story.opened, story.events[-1].at, story.answer_due, story.answered,
        story.due, story.closed if closed else None, story.met, story.reopened, story.solved, public,
        story.category.sealed, "", "", len(story.events), cell(story.point) if story.point else None, 0, False, False, False,
    )  # fmt: skip


def reference(first: int, story: Story, service: ServiceDefinition) -> str:
    return ids.reference(service.prefix, thai_year(story.opened, catalog.zone()), first + story.number)


def report(first: int, story: Story) -> tuple[object, ...]:
    return (
        ids.uuid7(), first + story.number, story.reporter.subject, story.routed.office_id, story.description, story.landmark,
        "", story.answers, story.category.sealed,
    )  # fmt: skip


def contact(first: int, story: Story) -> tuple[object, ...]:
    number = story.reporter.number
    return (
        ids.uuid7(), first + story.number, story.reporter.subject, story.routed.office_id,
        f"{story.reporter_name} n{story.number:06d}",
        f"+66991{number % 1_000_000:06d}", f"c{story.number:06d}@demo.invalid", "", "",
        story.category.sealed,
    )  # fmt: skip


def task(first: int, story: Story, service: ServiceDefinition, finder: Any) -> tuple[object, ...] | None:
    ordered = next((event for event in story.events if is_move(service, event, "orders")), None)
    crew = finder("case.repair", story.routed.office_id)
    if ordered is None or crew is None:
        return None
    done = next((event.at for event in story.events if is_move(service, event, "finishes")), None)
    words = (ordered.words or {}).get("instruction", "")
    state, doer = ("done", crew.subject) if done else ("ordered", None)
    return (ids.uuid7(), first + story.number, crew.office, words, state, ordered.at, story.due, done, doer)


def is_move(service: ServiceDefinition, event: Event, effect: str) -> bool:
    move = service.move(str(event.facts.get("move", "")))
    return move is not None and bool(getattr(move, effect))


def act(line: Line) -> tuple[object, ...]:
    story, event, holder = line.story, line.event, line.holder
    told = {"service": story.service, "category": story.category.code, "office": story.routed.office_id}
    facts = {} if event.look else {**told, **event.facts}
    return (
        line.id, ids.uuid7(), event.kind, 1, event.look, event.at, event.at,
        holder.subject if holder else story.reporter.subject, os.urandom(32), holder.office if holder else None,
        holder.post if holder else "", holder.grant if holder else story.reporter.grant, "post" if holder else "self",
        event.purpose, holder.basis if holder else SELF_BASIS, story.uuid, 0, facts, applied_hash(), "demonstration",
        sha256(line.commitment).digest(),
    )  # fmt: skip


def concern(line: Line) -> tuple[object, ...]:
    return (
        ids.uuid4(), line.id, line.event.at, line.story.reporter.subject, line.event.look, line.detail, line.salt, line.commitment,
    )  # fmt: skip


def settle_ids() -> None:
    load.settle_id("korat_cases_case")
    load.run("SELECT setval('korat_ledger_act_id_seq', (SELECT max(id) + 1 FROM korat_ledger_act), false)")
    load.run("SELECT setval('korat_cases_number', (SELECT max(id) + 1 FROM korat_cases_case), false)")


def skip_reactions() -> None:
    """The demonstration's past sends no messages: the follower begins after it."""
    load.run(
        "INSERT INTO korat_reactions_cursor (name, next_leaf, reached) "
        "SELECT 'rules', coalesce(max(index) + 1, 0), 0 FROM korat_ledger_leaf "
        "ON CONFLICT (name) DO UPDATE SET next_leaf = EXCLUDED.next_leaf, reached = 0"
    )
