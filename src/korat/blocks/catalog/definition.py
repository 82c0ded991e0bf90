"""The typed form of a service in a pack. Its JSON Schema is published, so that an editor completes it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field, PrivateAttr, model_validator

from korat.blocks.catalog.rules import (
    Appeal,
    Escalation,
    Evidence,
    Face,
    Fee,
    FileAsked,
    Ownership,
    Pause,
    Register,
    Silence,
    Spot,
    Urgency,
)
from korat.blocks.ledger.typed import Code, OfficeCode, Purpose, Typed
from korat.kernel.calendar import Span
from korat.kernel.errors import Invalid
from korat.kernel.texts import Text

Number = Annotated[str, Field(pattern=r"^[0-9]{3,10}$")]


class Law(Typed):
    """A legal ground. `verified` says that someone read the clause; what was not shows as not verified."""

    name: Text
    clause: str = ""
    verified: bool = False


class Clocks(Typed):
    """First answer and completion, as spans such as "15 days" or "3 working days".

    `rests_on`: a statute, the office's citizen guide, or its own promise.
    `stops_for`: what lets completion stand still; a category's clocks that say nothing stop as the service's do.
    """

    answer: Span
    completion: Span
    rests_on: Literal["statute", "guide", "promise"] = "promise"
    stops_for: tuple[Literal["surge"], ...] = ()


class Option(Typed):
    key: str = Field(max_length=80)
    name: Text


class Question(Typed):
    """One question of a form. The six types are those of Open311 GeoReport v2 service definitions."""

    code: Code
    type: Literal["string", "number", "datetime", "text", "singlevaluelist", "multivaluelist"]
    label: Text
    hint: Text | None = None
    required: bool = False
    options: tuple[Option, ...] = ()

    @model_validator(mode="after")
    def lists_have_options(self) -> Question:
        if self.type.endswith("list") != bool(self.options):
            raise Invalid(
                th=f"คำถาม {self.code}: เฉพาะคำถามแบบเลือกเท่านั้นที่ต้องมีตัวเลือก",
                en=f"Question {self.code}: a list needs options, and only a list has them.",
            )
        return self


# Papers that an office signs once a case is granted; a receipt follows a payment instead.
GRANTED = ("licence", "certificate")


class Output(Typed):
    """What the person has in the end. `paper`: the kind of paper that says it."""

    names: Text
    paper: Literal["licence", "certificate", "receipt"] | None = None


class Danger(Typed):
    """Words that stop the form: the reader is shown whom to call first."""

    words: tuple[Annotated[str, Field(min_length=2)], ...] = Field(min_length=1)
    call: tuple[Number, ...] = Field(min_length=1)
    advice: Text
    # Harmless phrases that hold such a word: "afraid that someone is hit by a car" calls nobody.
    unless: tuple[str, ...] = ()


class Category(Typed):
    code: Code
    names: Text
    says: Text | None = None
    group: Text | None = None
    icon: str = "circle-question-mark"
    keywords: tuple[str, ...] = ()
    # Sentences as people write them, typing errors and dialect included: the first lessons of what proposes a category.
    examples: tuple[Annotated[str, Field(min_length=4, max_length=300)], ...] = ()
    danger: tuple[Danger, ...] = ()
    questions: tuple[Question, ...] = ()
    ownership: Ownership = Ownership()
    clocks: Clocks | None = None
    # How much of the place its public face tells.
    place: Literal["exact", "community", "hidden"] = "exact"
    sealed: bool = False
    # Within how many metres an open report of this kind is offered to be followed instead; 0: never.
    near_m: int = Field(default=30, ge=0, le=100)


class Route(Typed):
    """The first that fits says which office answers: by role within the jurisdiction, or by its code.

    `inside`: a local government's `jurisdiction`, `outside` of all, or `unsure`: the reporter does not know.
    """

    categories: tuple[Code, ...] = ()
    owners: tuple[Code, ...] = ()
    inside: Literal["jurisdiction", "outside", "unsure", "any"] = "any"
    role: Code | None = None
    office: OfficeCode | None = None

    @model_validator(mode="after")
    def names_one_office(self) -> Route:
        if (self.role is None) == (self.office is None):
            raise Invalid(
                th="เส้นทางต้องระบุ role หรือ office อย่างใดอย่างหนึ่ง",
                en="A route names either a role or an office.",
            )
        return self


class Step(Typed):
    """A state a case can be in. A closed step ends the clocks; a paused one says so to the resident.

    `keeps_booking`: closed here, a time that was booked with the case stays; at any other closing it is free again.
    `grants`: closed here, what was asked for is granted. Where `permits` names the step, that one grants.
    """

    code: Code
    names: Text
    explains: Text | None = None
    # What everybody but its reporter reads, where `names` and `explains` speak to the reporter.
    others: Text | None = None
    closed: bool = False
    keeps_booking: bool = False
    grants: bool = False
    paused: bool = False
    colour: Literal["slate", "clay", "safety", "opportunity", "sustainability", "equality"] = "slate"


class Move(Typed):
    """Something done with a case. `purpose`: the authority it takes; `needs`: what must come with it."""

    code: Code
    names: Text
    done: Text
    purpose: Purpose = "case.handle"
    start: tuple[Code, ...] = Field(alias="from")
    # None: the case stays where it is.
    to: Code | None = None
    needs: tuple[
        Literal["note", "reason", "photo", "instruction", "office", "crew", "public_text", "solved", "pause"], ...
    ] = ()
    evidence: Evidence | None = None
    # Of these categories alone; none: of every category.
    kinds: tuple[Code, ...] = ()
    # Effects beyond the new step.
    answers: bool = False
    assigns: bool = False
    orders: bool = False
    cancels: bool = False
    finishes: bool = False
    hands_over: bool = False
    reopens: bool = False
    # The fee is asked for; and: only once nothing of it is owed any more.
    bills: bool = False
    paid: bool = False
    # The reporter takes the case back, and may take its public face with it.
    withdraws: bool = False
    # To the office that judges, and back to the one it came from; both hand over.
    appeals: bool = False
    returns: bool = False
    primary: bool = False
    # A decision of a head: what waits for it stands, to be signed, on the morning page of whoever holds the purpose.
    decides: bool = False
    notify: Code | None = None

    @model_validator(mode="after")
    def publishes_alone(self) -> Move:
        if "public_text" in self.needs and (len(self.needs) > 1 or self.bills or self.evidence):
            raise Invalid(
                "ขั้นตอนที่เผยแพร่ข้อความขอข้อมูลอื่นพร้อมกันไม่ได้ เพราะมีหน้าของตัวเอง",
                "A move that publishes a text asks for nothing else: it has a page of its own.",
            )
        return self

    def is_for(self, category: str) -> bool:
        return not self.kinds or category in self.kinds

    @property
    def asks(self) -> bool:
        """Whether anything is asked before it is made."""
        return bool(self.needs or self.evidence or self.withdraws or self.bills)


# A look at me; a look by the very office that would judge it; an emergency grant to be reviewed.
DUTIES = {"data-protection": ("look", "own-look", "emergency")}


class Retired(Typed):
    """What a later pack no longer has, in its last form: cases and their stories still follow it."""

    categories: tuple[Category, ...] = ()
    steps: tuple[Step, ...] = ()
    moves: tuple[Move, ...] = ()


class ServiceDefinition(Typed):
    code: Code
    domain: Code = "living"
    names: Text
    summary: Text
    # The everyday words by which people look for it, and the part of life under which the catalogue lists it.
    keywords: tuple[str, ...] = ()
    group: Text | None = None
    who: Text | None = None
    evidence: tuple[Text, ...] = ()
    # What the form asks beside its questions; and whether a name and a way to reach the applicant must be given.
    asks: tuple[Literal["photo"], ...] = ()
    place: Spot | None = None
    files: tuple[FileAsked, ...] = ()
    applicant: Literal["named", "any"] = "any"
    outputs: tuple[Output, ...] = ()
    remedy: Text | None = None
    channels: tuple[str, ...] = ("web",)
    dimensions: tuple[Literal["equality", "safety", "opportunity", "sustainability"], ...] = Field(min_length=1)
    law: tuple[Law, ...] = ()
    fee: Fee = Fee()
    clocks: Clocks
    face: Face = Face()
    prefix: str = Field(pattern=r"^[A-Z]{1,6}$")
    # Words that stop the form whatever the category; those of the categories are heeded as well.
    danger: tuple[Danger, ...] = ()
    questions: tuple[Question, ...] = ()
    categories: tuple[Category, ...] = ()
    routes: tuple[Route, ...] = Field(min_length=1)
    steps: tuple[Step, ...] = Field(min_length=2)
    moves: tuple[Move, ...] = ()
    first_step: Code
    pauses: tuple[Pause, ...] = ()
    urgency: Urgency | None = None
    escalates: tuple[Escalation, ...] = ()
    silence: Silence | None = None
    # So many days after closing a case can be reopened; None: at any time.
    reopen_days: int | None = Field(default=None, ge=1)
    appeal: Appeal | None = None
    permits: Register | None = None
    # What the house itself opens here: a look that a person disputes, an emergency that is to be reviewed.
    duty: Literal["data-protection"] | None = None
    # The kind of resource that is booked with it: its form then asks for a free time.
    books: Code | None = None
    # Open311: how this service's categories are offered to programs.
    open311: Literal["realtime", "batch", "blackbox"] | None = None

    @model_validator(mode="after")
    def has_what_its_duty_takes(self) -> ServiceDefinition:
        missing = [code for code in DUTIES.get(self.duty or "", ()) if self.category(code) is None]
        if missing or (self.duty and not all(one.sealed for one in self.categories)):
            raise Invalid(
                th=f"บริการที่มี duty ต้องมีหมวดปิดลับ {', '.join(DUTIES[self.duty or ''])}",
                en=f"A service with a duty needs the sealed categories {', '.join(DUTIES[self.duty or ''])}.",
            )
        return self

    _retired: Retired = PrivateAttr(default=Retired())

    def remembering(self, retired: Retired) -> ServiceDefinition:
        """The same service, knowing what it once had."""
        found = self.model_copy()
        found._retired = retired
        return found

    def stops(self, category: str, why: Literal["surge"]) -> bool:
        """Whether the pack lets the clock of this category stand still for that."""
        found = self.known_category(category)
        own = found.clocks.stops_for if found and found.clocks else ()
        return why in (own or self.clocks.stops_for)

    @property
    def about_thing(self) -> bool:
        """Whether a case may be about one of the numbered things in the street."""
        return self.place is not None and self.place.kind == "thing"

    def category(self, code: str) -> Category | None:
        """One that can be chosen today."""
        return next((category for category in self.categories if category.code == code), None)

    def known_category(self, code: str) -> Category | None:
        """A retired one too: a case keeps the definition it was filed under."""
        return self.known_categories.get(code)

    @cached_property
    def known_categories(self) -> dict[str, Category]:
        return {one.code: one for one in (*self._retired.categories, *self.categories)}

    @cached_property
    def asking(self) -> frozenset[str]:
        """The steps in which the reporter is asked for the last word: what was promised is handed in, the case still open."""
        moves = (*self.moves, *self._retired.moves)
        asking = (move.start for move in moves if move.purpose == "case.reply" and "solved" in move.needs)
        asked = {code for start in asking for code in start}
        return frozenset(step.code for step in self.known_steps if step.code in asked and not step.closed)

    @cached_property
    def judging(self) -> frozenset[str]:
        """The steps in which another office judges an appeal."""
        return frozenset(move.to for move in (*self.moves, *self._retired.moves) if move.appeals and move.to)

    @cached_property
    def taken_back(self) -> frozenset[str]:
        """The steps to which its reporter's withdrawal leads."""
        return frozenset(move.to for move in (*self.moves, *self._retired.moves) if move.withdraws and move.to)

    def meets(self, step: Step) -> bool:
        """Whether the promise to complete is met in this step: closed, or handed in and waiting for the reporter's word.
        What its reporter took back was never completed."""
        return (step.closed and step.code not in self.taken_back) or step.code in self.asking

    @property
    def granting(self) -> frozenset[str]:
        """The steps in which what was asked for is granted."""
        named = {self.permits.step} if self.permits else set[str]()
        return frozenset(named | {step.code for step in self.known_steps if step.grants})

    def granted(self, step: str) -> tuple[Output, ...]:
        """What an office signs for a case that rests in this step."""
        return tuple(one for one in self.outputs if one.paper in GRANTED) if step in self.granting else ()

    @property
    def known_steps(self) -> tuple[Step, ...]:
        return (*self.steps, *self._retired.steps)

    def step(self, code: str) -> Step:
        """Where a case stands, also where no case comes any more."""
        return self.steps_by_code[code]

    @cached_property
    def steps_by_code(self) -> dict[str, Step]:
        return {step.code: step for step in reversed(self.known_steps)}

    def known_move(self, code: str) -> Move | None:
        """One that was made, also if nobody can make it any more."""
        return next((move for move in (*self.moves, *self._retired.moves) if move.code == code), None)

    def move(self, code: str) -> Move | None:
        """One that can be made today."""
        return next((move for move in self.moves if move.code == code), None)

    def pause(self, code: str) -> Pause | None:
        return next((pause for pause in self.pauses if pause.code == code), None)

    def is_part(self, move: Move) -> bool:
        """Whether it is made only in place of another, when less was done."""
        return any(one.evidence and one.evidence.partly == move.code for one in self.moves)

    def counted(self, answers: Mapping[str, object]) -> int | None:
        """How many things there are to do, by the answer that evidence counts; None when nobody said."""
        asked = {one.evidence.count for one in self.moves if one.evidence and one.evidence.count}
        said = (str(answers[code]) for code in asked if code in answers)
        found = next((int(float(one)) for one in said if re.fullmatch(r"[0-9]{1,4}([.]0+)?", one)), 0)
        return found if 0 < found < 1000 else None
