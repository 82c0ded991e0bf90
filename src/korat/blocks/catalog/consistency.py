"""Whether the parts of one service fit each other. Pure: what other files hold, the loader checks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from korat.blocks.catalog.definition import GRANTED, Category, Question, ServiceDefinition
from korat.blocks.catalog.routing import INSIDE, fitting
from korat.blocks.catalog.rules import LAPSE

Location = tuple[str | int, ...]


@dataclass(frozen=True)
class Fault:
    """What is wrong, and where in the file: keys and positions from its top."""

    at: Location
    th: str
    en: str


def faults(service: ServiceDefinition) -> Iterator[Fault]:
    yield from repeated_codes(service)
    yield from wrong_steps(service)
    yield from wrong_fee(service)
    yield from wrong_rules(service)
    yield from wrong_silence(service)
    for index, category in enumerate(service.categories):
        yield from wrong_ownership(service, category, ("categories", index, "ownership"))
    yield from wrong_routes(service)
    yield from missing_routes(service)


def unknown(at: Location, what_th: str, what_en: str, word: str, known: Iterable[str]) -> Fault:
    """A name that nothing bears, with the nearest one that is borne."""
    names = sorted(set(known))
    near = get_close_matches(word, names, n=1, cutoff=0.5)
    listed = ", ".join(near or names[:12])
    th = f"หมายถึง {listed} หรือไม่" if near else f"ที่มีอยู่คือ {listed}" if names else "ยังไม่มีรายการใดให้เลือก"
    en = f"Did you mean {listed}?" if near else f"There are: {listed}." if names else "There is none yet."
    return Fault(at, f"ไม่รู้จัก{what_th} {word} · {th}", f"Unknown {what_en} {word}. {en}")


def repeated_codes(service: ServiceDefinition) -> Iterator[Fault]:
    lists: list[tuple[Location, list[str]]] = [
        (("categories",), [category.code for category in service.categories]),
        (("steps",), [step.code for step in service.steps]),
        (("moves",), [move.code for move in service.moves]),
        (("files",), [file.code for file in service.files]),
        (("pauses",), [pause.code for pause in service.pauses]),
        (
            ("urgency",),
            [one.code for one in (*service.urgency.reasons, *service.urgency.ends)] if service.urgency else [],
        ),
        *questions_of(("questions",), service.questions),
    ]
    for index, category in enumerate(service.categories):
        lists += questions_of(("categories", index, "questions"), category.questions)
    for at, codes in lists:
        for index, code in enumerate(codes):
            if code in codes[:index]:
                yield Fault(
                    (*at, index),
                    f"รหัส {code} ซ้ำ โปรดเปลี่ยนรหัส",
                    f"The code {code} is used twice. Please change one.",
                )


def questions_of(at: Location, questions: tuple[Question, ...]) -> list[tuple[Location, list[str]]]:
    options = [
        ((*at, index, "options"), [option.key for option in question.options])
        for index, question in enumerate(questions)
    ]
    return [(at, [question.code for question in questions]), *options]


def wrong_steps(service: ServiceDefinition) -> Iterator[Fault]:
    steps = {step.code: step for step in service.steps}
    if service.first_step not in steps:
        yield unknown(("first_step",), "ขั้นตอน", "step", service.first_step, steps)
    for index, move in enumerate(service.moves):
        for place, code in enumerate(move.start):
            if code not in steps:
                yield unknown(("moves", index, "from", place), "ขั้นตอน", "step", code, steps)
        if move.to and move.to not in steps:
            yield unknown(("moves", index, "to"), "ขั้นตอน", "step", move.to, steps)
    if not any(step.closed for step in service.steps):
        yield Fault(
            ("steps",),
            "ไม่มีขั้นตอนใดเป็นขั้นสุดท้าย โปรดใส่ closed: true อย่างน้อยหนึ่งขั้น",
            "No step ends the case. Put closed: true on at least one.",
        )
    yield from wrong_register(service)
    yield from wrong_papers(service)


def wrong_register(service: ServiceDefinition) -> Iterator[Fault]:
    """A permit is in force in a step that ends its case, and its case shows nothing else of itself."""
    if service.permits is None:
        return
    closed = [step.code for step in service.steps if step.closed]
    if service.permits.step not in closed:
        yield unknown(("permits", "step"), "ขั้นสุดท้าย", "closed step", service.permits.step, closed)
    if service.face.shown:
        yield Fault(
            ("permits",),
            "บริการที่เปิดเผยเรื่องเป็นสาธารณะไม่มีทะเบียนใบอนุญาต โปรดเอา face หรือ permits ออก",
            "A service whose cases are public has no register of permits. Take face or permits away.",
        )


def wrong_papers(service: ServiceDefinition) -> Iterator[Fault]:
    """A licence or a certificate is signed in a step that grants it, for somebody by name, and one of each kind."""
    for index, step in enumerate(service.steps):
        if step.grants and not step.closed:
            yield Fault(
                ("steps", index, "grants"),
                "ขั้นตอนที่อนุมัติ (grants) ต้องเป็นขั้นสุดท้าย โปรดใส่ closed: true",
                "A step that grants ends the case. Put closed: true on it.",
            )
    seen: set[str] = set()
    for index, output in enumerate(service.outputs):
        at, paper = ("outputs", index, "paper"), output.paper
        if paper in seen:
            yield Fault(
                at, f"มี {paper} ซ้ำ บริการหนึ่งมีได้ชนิดละฉบับ", f"There are two of {paper}; a service has one of each kind."
            )
        seen |= {paper} if paper else set()
        if paper in GRANTED and not service.granting:
            yield Fault(
                at,
                f"{paper} ต้องมีขั้นตอนที่อนุมัติ โปรดใส่ grants: true ที่ขั้นสุดท้าย หรือใส่ permits",
                f"A {paper} needs a step that grants it. Put grants: true on a closed step, or add permits.",
            )
        if paper in GRANTED and service.applicant != "named":
            yield Fault(
                at,
                f"{paper} ต้องออกให้ผู้มีชื่อ โปรดใส่ applicant: named",
                f"A {paper} is written for somebody by name. Put applicant: named.",
            )


def wrong_fee(service: ServiceDefinition) -> Iterator[Fault]:
    """A unit is a number that the form asks for; what is free is never billed."""
    numbers = [question.code for question in service.questions if question.type == "number"]
    if service.fee.unit is not None and service.fee.unit not in numbers:
        yield unknown(("fee", "unit"), "คำถามที่ตอบเป็นจำนวน", "number question", service.fee.unit, numbers)
    for index, move in enumerate(service.moves):
        if move.bills and service.fee.kind == "free":
            yield Fault(
                ("moves", index, "bills"),
                "บริการนี้ไม่มีค่าธรรมเนียม จึงออกใบแจ้งชำระไม่ได้",
                "This service is free of charge, so nothing can be billed.",
            )


def wrong_rules(service: ServiceDefinition) -> Iterator[Fault]:
    """What moves ask by rule must be there to ask."""
    moves, kinds = [move.code for move in service.moves], [each.code for each in service.categories]
    questions = [one.code for each in service.categories for one in each.questions] + [
        q.code for q in service.questions
    ]
    for index, move in enumerate(service.moves):
        if "pause" in move.needs and not service.pauses:
            yield Fault(("moves", index, "needs"), "ยังไม่มีรายการ pauses ให้เลือก", "There are no pauses to choose from.")
        if move.appeals and service.appeal is None:
            yield Fault(
                ("moves", index, "appeals"), "ยังไม่ได้ระบุ appeal ของบริการ", "The service says nothing of an appeal."
            )
        if (move.appeals or move.returns) and not move.hands_over:
            yield Fault(("moves", index), "ต้องมี hands_over: true ด้วย", "It also needs hands_over: true.")
        for kind in move.kinds:
            if kind not in kinds:
                yield unknown(("moves", index, "kinds"), "ประเภท", "category", kind, kinds)
        if move.evidence and move.evidence.partly and move.evidence.partly not in moves:
            yield unknown(("moves", index, "evidence", "partly"), "การดำเนินการ", "move", move.evidence.partly, moves)
        if move.evidence and move.evidence.count and move.evidence.count not in questions:
            yield unknown(("moves", index, "evidence", "count"), "คำถาม", "question", move.evidence.count, questions)


def wrong_silence(service: ServiceDefinition) -> Iterator[Fault]:
    """What nobody answers is closed by a move of the house, from a step in which somebody is asked."""
    if service.silence is None:
        return
    closed = {step.code for step in service.steps if step.closed}
    fitting = {one.code: one for one in service.moves if one.purpose == LAPSE and one.to in closed and not one.asks}
    found = fitting.get(service.silence.move)
    if found is None:
        what = (f"การปิดเรื่องที่มี purpose: {LAPSE}", f"closing move of purpose {LAPSE}")
        yield unknown(("silence", "move"), *what, service.silence.move, fitting)
    elif not set(found.start) <= service.asking:
        yield Fault(
            ("silence",),
            "ปิดเพราะไม่มีคำตอบได้เฉพาะจากขั้นที่ถามผู้แจ้ง (solved) เท่านั้น",
            "Silence ends only a step in which the reporter is asked (a reply that needs solved).",
        )


def wrong_ownership(service: ServiceDefinition, category: Category, at: Location) -> Iterator[Fault]:
    ownership = category.ownership
    if ownership.question is None:
        if ownership.answers:
            yield Fault(
                (*at, "answers"),
                "มีคำตอบแต่ไม่มีคำถาม โปรดใส่ question",
                "There are answers but no question. Add question.",
            )
        return
    questions = {question.code: question for question in (*service.questions, *category.questions)}
    if ownership.question not in questions:
        yield unknown((*at, "question"), "คำถาม", "question", ownership.question, questions)
        return
    keys = [option.key for option in questions[ownership.question].options]
    for answer in ownership.answers:
        if answer not in keys:
            yield unknown((*at, "answers", answer), "ตัวเลือก", "option", answer, keys)


def wrong_routes(service: ServiceDefinition) -> Iterator[Fault]:
    categories = [category.code for category in service.categories]
    owners = set().union(*(owners_of(category) for category in service.categories)) - {None}
    for index, route in enumerate(service.routes):
        for place, code in enumerate(route.categories):
            if code not in categories:
                yield unknown(("routes", index, "categories", place), "หมวด", "category", code, categories)
        for place, code in enumerate(route.owners):
            if code not in owners:
                yield unknown(("routes", index, "owners", place), "เจ้าของ", "owner", code, map(str, owners))


def missing_routes(service: ServiceDefinition) -> Iterator[Fault]:
    """Every category, owner and side of the border must lead somewhere, even without a jurisdiction."""
    for index, category in enumerate(service.categories):
        missing = next(dead_ends(service, category.code, owners_of(category)), None)
        if missing:
            yield no_route(("categories", index), f"{category.code} ({missing})")
    if not service.categories and (missing := next(dead_ends(service, None, {None}), None)):
        yield no_route(("routes",), f"{service.code} ({missing})")


def dead_ends(service: ServiceDefinition, category: str | None, owners: set[str | None]) -> Iterator[str]:
    for owner in sorted(owners, key=str):
        for inside in INSIDE:
            if not any(ends(route.role, inside) for route in fitting(service, category, owner, inside)):
                yield f"owners: {owner or '?'}, inside: {inside}"


def no_route(at: Location, what: str) -> Fault:
    return Fault(
        at,
        f"{what} ไม่มีเส้นทางไปหน่วยงานใด โปรดเพิ่มเส้นทางท้ายสุดที่ระบุ office และไม่มีเงื่อนไข",
        f"{what} leads to no office. Add a last route that names an office and has no condition.",
    )


def ends(role: str | None, inside: str) -> bool:
    return role is None or inside == "jurisdiction"


def owners_of(category: Category) -> set[str | None]:
    """Who may own it by the answers; None: an answer that names no owner."""
    ownership = category.ownership
    return {ownership.default, *ownership.answers.values(), *([None] if ownership.question else [])}
