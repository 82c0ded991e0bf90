"""Made-up reports over two years: when they come, where, what is said, and how each one goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any, ClassVar
from uuid import UUID

from korat.blocks.catalog import queries as catalog
from korat.blocks.catalog.definition import Category, Move, ServiceDefinition
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
    service: str
    uuid: UUID
    reporter: Resident
    reporter_name: str
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
    met: datetime | None = None
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
    """Tells stories of one service, by chance but the same each time. `able`: who does this for that office, if anybody."""

    SHARES: ClassVar[dict[str, int]] = {"danger": 2}

    def __init__(
        self,
        random: Random,
        service: ServiceDefinition,
        words: Mapping[str, Any],
        inside: Sequence[Ground],
        outside: Sequence[Ground],
        able: Callable[[str, int], object],
    ) -> None:
        self.able = able
        self.random, self.service, self.words = random, service, words
        self.inside, self.outside = inside, outside
        self.weights = [float(words["weights"].get(category.code, 3)) for category in service.categories]
        self.routes: dict[tuple[str, str, str | None], Routed] = {}

    def tell(
        self, reporters: Sequence[Resident], unnamed: Iterator[Resident], count: int, now: datetime
    ) -> Iterator[Story]:
        """One story after the other, in the order in which they were opened."""
        week = catalog.week(now)
        moments = sorted(self.moment(now) for _ in range(count))
        for number, opened in enumerate(moments):
            hidden = self.random.random() < UNNAMED_SHARE
            reporter = next(unnamed) if hidden else self.random.choice(reporters)
            story = self.begin(number, opened, reporter, hidden, week)
            self.go_on(story, now)
            yield story

    def moment(self, now: datetime) -> datetime:
        """More by day than by night, and more lately: the service becomes known."""
        days = DAYS * (1 - self.random.random() ** 0.75)
        hour = self.random.choices(range(24), HOURS_OF_DAY)[0]
        day = (now - timedelta(days=days)).replace(minute=0, second=0, microsecond=0)
        found = day.replace(hour=(hour - 7) % 24) + timedelta(minutes=self.random.random() * 60)
        return min(found, now - timedelta(minutes=20))

    def begin(self, number: int, opened: datetime, reporter: Resident, hidden: bool, week: WorkingWeek) -> Story:
        category = self.random.choices(self.service.categories, self.weights)[0]
        ground = self.random.choice(
            self.outside if self.random.random() < OUTSIDE_SHARE and self.outside else self.inside
        )
        answers = self.answer(category)
        clocks = category.clocks or self.service.clocks
        return Story(
            number=number,
            service=self.service.code,
            uuid=ids.uuid7(),
            reporter=reporter,
            reporter_name=f"{self.random.choice(self.words['family'])} ({self.words['mark']})",
            unnamed=hidden,
            category=category,
            routed=self.route(category, answers, ground.jurisdiction_code),
            place=ground.place,
            jurisdiction=ground.jurisdiction,
            point=self.near(ground.point),
            opened=opened,
            answer_due=due(opened, clocks.answer, week),
            due=due(opened, clocks.completion, week),
            description=f"{self.complaint(category.code)} ({self.words['mark']} d{number:06d})",
            landmark=f"{self.random.choice(self.words['landmarks'])} ({self.words['mark']} l{number:06d})",
            answers=answers,
        )

    def complaint(self, category: str) -> str:
        """Mostly in the pack's first language, a few that tell of danger."""
        kinds = self.words["complaints"][category]
        kind = self.random.choices(list(kinds), [self.SHARES.get(kind, 8) for kind in kinds])[0]
        return str(self.random.choice(kinds[kind]))

    def answer(self, category: Category) -> dict[str, Any]:
        """An answer to the question of ownership, mostly the house's own."""
        question = category.ownership.question
        options = list(category.ownership.answers) if question else []
        if not question or not options:
            return {}
        home = next(
            (key for key, owner in category.ownership.answers.items() if owner == category.ownership.default),
            options[0],
        )
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
        return Point(
            round(point.lat + self.random.gauss(0, 0.006), 6), round(point.lon + self.random.gauss(0, 0.006), 6)
        )

    def go_on(self, story: Story, now: datetime) -> None:
        """Opening, look, taking, ordering, finishing, the reporter's word: as far as it had come by now."""
        told = {"step": self.service.first_step, "channel": "web"}
        story.events = [Event(story.opened, "cases.case.opened", False, True, "case.file", told)]
        story.step = self.service.first_step
        pace = self.random.lognormvariate(0, 0.7)
        at = self.walk(story, story.opened + timedelta(hours=5 * pace + 1), pace, now)
        again = next((move for move in self.service.moves if move.reopens and story.step in move.start), None)
        if at and again and self.random.random() < 0.06 and (at := at + timedelta(days=2 * pace)) < now:
            self.make(story, again, at)
            self.walk(story, at + timedelta(hours=8), pace, now)

    def walk(self, story: Story, at: datetime, pace: float, now: datetime) -> datetime | None:
        """The pack's main moves one after the other; None when they had not come to their end by now."""
        while move := self.onward(story):
            at += timedelta(
                days=pace * (3.0 if move.finishes else 1.2 if move.orders else 0.0 if move.assigns else 1.5)
            )
            if at >= now:
                return None
            self.make(story, move, at)
        return at

    def onward(self, story: Story) -> Move | None:
        """The pack's main move; where the office has no crew to order, the move that comes to the same end without."""
        moves = [move for move in self.service.moves if story.step in move.start and move.is_for(story.category.code)]
        ends = {move.to for move in self.service.moves if move.finishes}
        if not self.able("case.repair", story.routed.office_id):
            moves = [move for move in moves if not move.orders and (move.primary or move.to in ends)]
        else:
            moves = [move for move in moves if move.primary]
        found = (
            move for move in moves if move.purpose == "case.reply" or self.able(move.purpose, story.routed.office_id)
        )
        return next(found, None)

    def make(self, story: Story, move: Move, at: datetime) -> None:
        """Add a move, with the look that an official takes before it."""
        own, to = move.purpose == "case.reply", move.to or story.step
        if not own:
            story.events.append(Event(at - timedelta(minutes=3), "ledger.record.looked", True, False, move.purpose))
        told = {"move": move.code, "from": story.step, "step": to, "notify": move.notify or ""}
        # A note of the office would be one of thousands alike; the reporter's stands for what people write.
        words = self.said([need for need in move.needs if own or need != "note"], story.category.code)
        story.events.append(Event(at, "cases.case.moved", False, own, move.purpose, told, words))
        story.step = to
        if move.answers:
            story.answered = story.answered or at
        if move.reopens:
            story.reopened, story.solved, story.closed = story.reopened + 1, False, None
        step = self.service.step(to)
        story.met = (story.met or at) if self.service.meets(step) else None
        if step.closed:
            story.closed, story.solved = at, True

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
