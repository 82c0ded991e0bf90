"""An office's queue: facts only, by the clock, page after page without ever counting the whole.

Each office of the reach is read along its own index and the heads are merged: a mayor's queue costs as many short
index scans as the town has offices, however many cases lie in them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from korat.blocks.cases.models import Case
from korat.blocks.cases.reach import own_offices
from korat.blocks.cases.values import CaseLine
from korat.blocks.catalog import queries as catalog
from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.rows import fetch
from korat.blocks.places import queries as places
from korat.kernel.errors import Invalid
from korat.kernel.pages import Page

# Conditions, and what they are asked with.
Stretch = tuple[list[str], list[Any]]

AUTHORITIES = ("case.read", "case.triage", "case.handle", "case.publish")
COUNTED = 1000
COLUMNS = ("id", "reference", "service", "category", "step", "state", "due_at", "place_id", "jurisdiction_id", "urgent")
LINE_OF_CASE = ", ".join(f"c.{column}" for column in COLUMNS)
ORDERED = f"""
    SELECT {LINE_OF_CASE} FROM korat_cases_task t JOIN korat_cases_case c ON c.id = t.case_id
    WHERE t.office_id = ANY (%s) AND t.state = 'ordered' AND c.main_id IS NULL AND (NOT c.sealed OR c.office_id = ANY (%s))
    ORDER BY c.urgent DESC, t.due_at, t.id LIMIT %s
"""

NOBODY = 0


@dataclass(frozen=True)
class QueueFilter:
    """What an officer narrows the queue by. Empty parts do not narrow."""

    state: str = "open"
    category: str = ""
    step: str = ""
    place: str = ""
    late: bool = False
    mine: bool = False
    # What an office of the actor passed on and has not got back, instead of what it answers.
    forwarded: bool = False
    # What came up to the actor's offices because a clock broke, whoever handles it.
    raised: bool = False
    # One office of the reach alone, one official's cases or `NOBODY`'s, what its reporter answered: solved or not.
    office: int | None = None
    official: int | None = None
    solved: bool | None = None

    @property
    def parted(self) -> bool:
        """Whether what waits for its reporter's word stands at the end; where it is left out there is no such end."""
        return self.state == Case.State.OPEN and not self.late and not self.raised

    @property
    def along(self) -> str:
        """The column by which the offices of the reach are read."""
        return "raised_to_id" if self.raised else "office_id"

    def offices(self, actor: Actor) -> list[int]:
        """Along which offices it is read: those of the reach, or the one of them that is wanted."""
        return sorted(one for one in actor.reach(*AUTHORITIES) if self.office in (None, one))


# What stands on top of a list of open cases, and what at its end; the rest, unmarked, lies between by its clock.
DANGER, ASKING = "!", "?"


@dataclass(frozen=True)
class Cursor:
    """Behind which case a page begins, and in which stretch of the list that case stands."""

    stretch: str
    due_at: datetime
    id: int

    @classmethod
    def parse(cls, text: str) -> Cursor:
        stretch = text[:1] if text[:1] in (DANGER, ASKING) else ""
        try:
            due_at, case = text.removeprefix(stretch).split("~")
            return cls(stretch, datetime.fromisoformat(due_at), int(case))
        except ValueError:
            raise Invalid(
                th="ลิงก์ของหน้าถัดไปไม่ถูกต้อง โปรดเริ่มจากหน้าแรก",
                en="This page link is broken. Please start from the first page.",
            ) from None


def behind(shown: CaseLine) -> str:
    """The cursor of the page that follows this line."""
    stretch = ASKING if shown.step.code in catalog.asking() else DANGER if shown.urgent else ""
    return f"{stretch}{shown.due_at.isoformat() if shown.due_at else ''}~{shown.id}"


def queue(actor: Actor, wanted: QueueFilter, *, now: datetime, after: str = "", limit: int = 50) -> Page[CaseLine]:
    """The cases of the actor's offices, the most urgent first; last what waits for its reporter's word alone."""
    where, values = conditions(actor, wanted, now)
    begin = Cursor.parse(after) if after else None
    if wanted.forwarded:
        lines = forwarded_lines(actor, where, values, begin, limit + 1)
    else:
        lines = heads(actor, wanted, where, values, stretches(wanted, begin), limit + 1)
        if len(lines) <= limit and wanted.parted:
            lines += heads(actor, wanted, where, values, asked(begin), limit + 1 - len(lines))
    return Page.cut(lines, limit, behind)


def waiting(actor: Actor, wanted: QueueFilter, *, now: datetime) -> int:
    """How many there are, counted up to one more than a thousand."""
    where, values = conditions(actor, wanted, now)
    if wanted.forwarded:
        return len(fetch(*forwarded("c.id", actor, where, values, COUNTED + 1)))
    sql = f"""
        SELECT count(*) FROM (
            SELECT FROM unnest(%s::bigint[]) AS office(id) CROSS JOIN LATERAL (
                SELECT FROM korat_cases_case WHERE {wanted.along} = office.id AND {" AND ".join(where)} LIMIT %s
            ) AS c LIMIT %s
        ) AS found
    """
    return int(fetch(sql, [wanted.offices(actor), *values, COUNTED + 1, COUNTED + 1])[0][0])


def forwarded_lines(
    actor: Actor, where: list[str], values: list[Any], after: Cursor | None, limit: int
) -> list[CaseLine]:
    """What the actor's offices passed on, by the clock alone: another answers for the danger."""
    if after:
        where, values = [*where, "(due_at, id) > (%s, %s)"], [*values, after.due_at, after.id]
    return [line(*row) for row in fetch(*forwarded(LINE_OF_CASE, actor, where, values, limit))]


def forwarded(columns: str, actor: Actor, where: list[str], values: list[Any], limit: int) -> tuple[str, list[Any]]:
    """The statement for what the actor's offices passed on. The filter's conditions leave out what is sealed from them."""
    sql = f"""
        SELECT {columns} FROM korat_cases_case c WHERE c.id IN (
            SELECT case_id FROM korat_cases_stay s WHERE office_id = ANY (%s) AND state = 'forwarded' AND NOT EXISTS (
                SELECT FROM korat_cases_stay WHERE case_id = s.case_id AND office_id = s.office_id AND state = 'answering'
            )
        ) AND {" AND ".join(where)} ORDER BY due_at, id LIMIT %s
    """
    return sql, [sorted(actor.reach(*AUTHORITIES)), *values, limit]


def crew_queue(actor: Actor, *, limit: int = 100) -> tuple[CaseLine, ...]:
    """The cases with work ordered from the actor's crews: danger first, then the soonest."""
    values = [sorted(actor.reach("case.repair")), sorted(own_offices(actor, "case.repair")), limit]
    return tuple({row[0]: line(*row) for row in fetch(ORDERED, values)}.values())


def conditions(actor: Actor, wanted: QueueFilter, now: datetime) -> tuple[list[str], list[Any]]:
    where: list[str] = ["state = %s", "(NOT sealed OR office_id = ANY (%s))"]
    values: list[Any] = [wanted.state, sorted(own_offices(actor, *AUTHORITIES))]
    for column, value in (("category", wanted.category), ("step", wanted.step)):
        if value:
            where.append(f"{column} = %s")
            values.append(value)
    if wanted.place:
        within = list(places.ids_within(wanted.place))
        # One place alone is compared as such: only then does its index give the rows in the order of their clocks.
        where.append("place_id = %s" if len(within) == 1 else "place_id = ANY (%s)")
        values.append(within[0] if len(within) == 1 else within)
    if wanted.late:
        where.append("due_at < %s")
        values.append(now)
    if wanted.late or wanted.raised:
        # What waits for its reporter's word is nobody's delay.
        where.append("step <> ALL (%s)")
        values.append(list(catalog.asking()))
    if wanted.mine:
        where.append("assignee_id = %s")
        values.append(actor.subject)
    if wanted.official == NOBODY:
        where.append("assignee_id IS NULL")
    elif wanted.official is not None:
        where.append("assignee_id = %s")
        values.append(wanted.official)
    if wanted.solved is not None:
        where.append("solved = %s")
        values.append(wanted.solved)
    return where, values


def heads(
    actor: Actor, wanted: QueueFilter, where: list[str], values: list[Any], parts_of: Sequence[Stretch], limit: int
) -> list[CaseLine]:
    """The first `limit` cases over all offices. Which they are, the indexes alone tell; their rows are read once."""
    if not parts_of:
        return []
    offices, parts, given = wanted.offices(actor), [], []
    for rank, (narrowed, bounds) in enumerate(parts_of):
        parts.append(f"""(
            SELECT {rank} AS rank, one.due_at, one.id FROM unnest(%s::bigint[]) AS office(id)
            CROSS JOIN LATERAL (
                SELECT due_at, id FROM korat_cases_case
                WHERE {wanted.along} = office.id AND {" AND ".join([*where, *narrowed])} ORDER BY due_at, id LIMIT %s
            ) AS one ORDER BY one.due_at, one.id LIMIT %s
        )""")
        given += [offices, *values, *bounds, limit, limit]
    sql = f"""
        SELECT {LINE_OF_CASE} FROM ({" UNION ALL ".join(parts)}) AS head
        JOIN korat_cases_case c ON c.id = head.id ORDER BY head.rank, head.due_at, head.id LIMIT %s
    """
    return [line(*row) for row in fetch(sql, [*given, limit])]


def stretches(wanted: QueueFilter, after: Cursor | None) -> list[Stretch]:
    """What a list is made of, one after the other: danger, then the rest; each by its clock, from the cursor on."""
    condition, bounds = beyond(after)
    if wanted.state != Case.State.OPEN:
        return [(condition, bounds)]
    working, asking = (["step <> ALL (%s)"], [list(catalog.asking())]) if wanted.parted else ([], [])
    if after and after.stretch == ASKING:
        return []
    if after and after.stretch != DANGER:
        return [(["NOT urgent", *working, *condition], [*asking, *bounds])]
    # The state is said once more, as a word: only then is the index of what is urgent found, whatever the plan.
    return [
        (["urgent", "state = 'open'", *working, *condition], [*asking, *bounds]),
        (["NOT urgent", *working], asking),
    ]


def asked(after: Cursor | None) -> list[Stretch]:
    """The end of a list of open cases: nobody's turn but the reporter's. Read only where the list comes that far."""
    condition, bounds = beyond(after if after and after.stretch == ASKING else None)
    return [(["step = ANY (%s)", *condition], [list(catalog.asking()), *bounds])]


def beyond(after: Cursor | None) -> Stretch:
    return (["(due_at, id) > (%s, %s)"], [after.due_at, after.id]) if after else ([], [])


def line(
    id: int, reference: str, service_code: str, category: str, step: str, state: str, due_at: datetime | None,
    place: int | None, jurisdiction: int | None, urgent: bool,
) -> CaseLine:  # fmt: skip
    """From the columns of a line."""
    service = catalog.service_or_fail(service_code)
    return CaseLine(
        id, reference, service, service.known_category(category), service.step(step), state, due_at, places.code_of(place),
        places.code_of(jurisdiction), urgent,
    )  # fmt: skip
