"""Made-up reports over two years: when they come, where, what is said, and how each one goes on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from korat.blocks.catalog import queries as catalog
from korat.blocks.catalog.definition import Category, ServiceDefinition
from korat.blocks.catalog.queries import OUTSIDE
from korat.blocks.catalog.routing import Routed
from korat.config.synthetic.people import Resident
from korat.kernel import ids
from korat.kernel.calendar import WorkingWeek, due
from korat.kernel.geo import Point

DAYS = 730
UNNAMED_SHARE, OUTSIDE_SHARE = 0.4, 0.12
HOURS_OF_DAY = (1, 1, 1, 1, 1, 3, 8, 14, 15, 13, 12, 10, 9, 10, 10, 9, 11, 14, 15, 12, 8, 5, 3, 2)


@dataclass
class Event:
    """One act to be: a look or a move of a report, by its reporter or by an office."""

    at: datetime
    kind: str
    look: bool
    own: bool
    purpose: str
    facts: dict[str, Any] = field(default_factory=dict)
    words: dict[str, str] | None = None


@dataclass
class Story:
    """A report and what became of it."""

    number: int
    uuid: UUID
    reporter: Resident
    unnamed: bool
    category: Category
    routed: Routed
    place: int
    jurisdiction: int | None
    point: Point | None
    opened: datetime
    answer_due: datetime
    due: datetime
    description: str
    landmark: str
    answers: dict[str, Any]
    events: list[Event] = field(default_factory=list)
    step: str = ""
    answered: datetime | None = None
    closed: datetime | None = None
    reopened: int = 0
    solved: bool | None = None


@dataclass(frozen=True)
class Ground:
    """Where reports can come from: a place's row id, its point if known, and the jurisdiction it lies in."""

    place: int
    point: Point | None
    jurisdiction: int | None
    jurisdiction_code: str | None


class Teller:
    """Tells stories of one service, by chance but the same each time."""

    def __init__(
        self, random: Random, service: ServiceDefinition, words: Mapping[str, Any], inside: Sequence[Ground], outside: Sequence[Ground]
    ) -> None:
        self.random, self.service, self.words = random, service, words
        self.inside, self.outside = inside, outside
        self.weights = [float(words["weights"].get(category.code, 3)) for category in service.categories]
        self.routes: dict[tuple[str, str, str | None], Routed] = {}

    def tell(self, reporters: Sequence[Resident], unnamed: Iterator[Resident], count: int, now: datetime) -> list[Story]:
        week = catalog.week(now)
        moments = sorted(self.moment(now) for _ in range(count))
        stories = []
        for number, opened in enumerate(moments):
            hidden = self.random.random() < UNNAMED_SHARE
            reporter = next(unnamed) if hidden else self.random.choice(reporters)
            story = self.begin(number, opened, reporter, hidden, week)
            self.go_on(story, now)
            stories.append(story)
        return stories

    def moment(self, now: datetime) -> datetime:
        """More by day than by night, and more lately: the service becomes known."""
        days = DAYS * (1 - self.random.random() ** 0.75)
        hour = self.random.choices(range(24), HOURS_OF_DAY)[0]
        day = (now - timedelta(days=days)).replace(minute=0, second=0, microsecond=0)
        found = day.replace(hour=(hour - 7) % 24) + timedelta(minutes=self.random.random() * 60)
        return min(found, now - timedelta(minutes=20))

    def begin(self, number: int, opened: datetime, reporter: Resident, hidden: bool, week: WorkingWeek) -> Story:
        category = self.random.choices(self.service.categories, self.weights)[0]
        ground = self.random.choice(self.outside if self.random.random() < OUTSIDE_SHARE and self.outside else self.inside)
        answers = self.answer(category)
        clocks = category.clocks or self.service.clocks
        return Story(
            number=number,
            uuid=ids.uuid7(),
            reporter=reporter,
            unnamed=hidden,
            category=category,
            routed=self.route(category, answers, ground.jurisdiction_code),
            place=ground.place,
            jurisdiction=ground.jurisdiction,
            point=self.near(ground.point),
            opened=opened,
            answer_due=due(opened, clocks.answer, week),
            due=due(opened, clocks.completion, week),
            description=f"{self.complaint(category.code)} (เรื่องสมมติ d{number:06d})",
            landmark=f"{self.random.choice(self.words['landmarks'])} (l{number:06d})",
            answers=answers,
        )

    def complaint(self, category: str) -> str:
        """Mostly Thai, some English, a few that tell of danger."""
        kinds = self.words["complaints"][category]
        kind = self.random.choices(("th", "en", "danger"), (90, 8, 2))[0]
        return str(self.random.choice(kinds[kind] or kinds["th"]))

    def answer(self, category: Category) -> dict[str, Any]:
        """An answer to the question of ownership, mostly the house's own."""
        question = category.ownership.question
        options = list(category.ownership.answers) if question else []
        if not question or not options:
            return {}
        home = next((key for key, owner in category.ownership.answers.items() if owner == category.ownership.default), options[0])
        return {question: home if self.random.random() < 0.85 else self.random.choice(options)}

    def route(self, category: Category, answers: Mapping[str, Any], jurisdiction: str | None) -> Routed:
        answer = str(answers.get(category.ownership.question or "", "")) or None
        key = (category.code, answer or "", jurisdiction)
        if key not in self.routes:
            self.routes[key] = catalog.route(self.service, category, answer, jurisdiction or OUTSIDE)
        return self.routes[key]

    def near(self, point: Point | None) -> Point | None:
        """A point within a kilometre or so; half of the reports have one."""
        if point is None or self.random.random() < 0.45:
            return None
        return Point(round(point.lat + self.random.gauss(0, 0.006), 6), round(point.lon + self.random.gauss(0, 0.006), 6))

    def go_on(self, story: Story, now: datetime) -> None:
        """Opening, look, taking, ordering, finishing, the reporter's word: as far as it had come by now."""
        told = {"step": self.service.first_step, "channel": "web"}
        story.events = [Event(story.opened, "cases.case.opened", False, True, "case.file", told)]
        story.step = self.service.first_step
        pace = self.random.lognormvariate(0, 0.7)
        at = self.repair(story, story.opened + timedelta(hours=5 * pace + 1), pace, now)
        if at and self.random.random() < 0.06 and (again := at + timedelta(days=2 * pace)) < now:
            self.make(story, "reopen", again)
            self.repair(story, again + timedelta(hours=8), pace, now)

    def repair(self, story: Story, at: datetime, pace: float, now: datetime) -> datetime | None:
        """From taking to the reporter's word; None when it had not come so far by now."""
        for code, days in (("take", 0.0), ("order", 1.2), ("finish", 3.0), ("confirm", 1.5)):
            at += timedelta(days=days * pace)
            if at >= now or not self.make(story, code, at):
                return None
        return at

    def make(self, story: Story, code: str, at: datetime) -> bool:
        """Add a move, with the look that an official takes before it. False when the service has no such move here."""
        move = self.service.move(code)
        if move is None or story.step not in move.start:
            return False
        own = move.purpose == "case.reply"
        if not own:
            story.events.append(Event(at - timedelta(minutes=3), "ledger.record.looked", True, False, move.purpose))
        to = move.to or story.step
        told = {"move": code, "from": story.step, "step": to, "notify": move.notify or ""}
        story.events.append(Event(at, "cases.case.moved", False, own, move.purpose, told, self.said(move.needs, story.category.code)))
        story.step = to
        if move.answers:
            story.answered = story.answered or at
        if move.reopens:
            story.reopened, story.solved, story.closed = story.reopened + 1, False, None
        if self.service.step(to).closed:
            story.closed, story.solved = at, True
        return True

    def said(self, needs: Sequence[str], category: str) -> dict[str, str] | None:
        """The words that come with a move: an instruction of the kind, an answer, the reporter's own."""
        instructions = self.words["instructions"]
        known = {
            "note": self.words["replies"]["unsolved"],
            "reason": self.words["pause_reasons"],
            "instruction": [*instructions.get(category, ()), *instructions["any"]],
        }
        words = {need: str(self.random.choice(known[need])) for need in needs if need in known}
        return words or None
