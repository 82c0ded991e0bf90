"""What is measured at each size: filing a report, its photograph, an officer's list, a case page with its look."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import BytesIO
from itertools import cycle
from random import Random
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from benchmarks.meter import Cost, measure
from benchmarks.visits import Visitor, sign_in
from korat.blocks.cases import actions as cases
from korat.blocks.cases import queries as read
from korat.blocks.cases.values import Contact, Request, Where
from korat.blocks.catalog import queries as catalog
from korat.blocks.catalog.definition import Category, ServiceDefinition
from korat.blocks.documents import actions as documents
from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger.actor import Actor
from korat.blocks.people import queries as people
from korat.blocks.places import queries as places
from korat.config.synthetic import load
from korat.kernel import clock, ids
from korat.kernel.geo import Point
from korat.web.demo import personas

TIMES = 240
SENTENCE = "ไฟถนนดับที่ทางโค้งหน้าโรงเรียน มืดมาก กลัวรถชน"
# The lists an officer asks for; `place`, `category` and `office` are filled in from the pack.
FILTERS: tuple[dict[str, str], ...] = (
    {},
    {"category": "", "late": "on"},
    {"category": "", "place": ""},
    {"place": "", "late": "on"},
    {"state": "closed", "category": "", "place": ""},
    {"state": "received"},
    {"mine": "on"},
    {"state": "closed", "mine": "on"},
    {"state": "closed", "mine": "on", "place": ""},
    {"office": "", "late": "on"},
    {"solved": "no"},
    {"state": "closed", "office": "", "solved": "yes"},
)
OPEN_REFERENCES = """
    SELECT reference FROM korat_cases_case WHERE office_id = ANY (%s) ORDER BY md5(reference) LIMIT 400
"""
NEAR_OTHERS = """
    SELECT latitude, longitude FROM korat_cases_case
    WHERE public AND state = 'open' AND category = %s AND cell IS NOT NULL ORDER BY md5(reference) LIMIT 400
"""
OWN_REFERENCES = "SELECT reference FROM korat_cases_case WHERE subject_id = %s ORDER BY md5(reference) LIMIT 400"


def everything() -> Iterator[tuple[str, Cost]]:
    """Name and cost of each, in the order in which a report lives."""
    for name, part in PARTS.items():
        yield name, part()


def create_page() -> Cost:
    """The last page of a report: checked, filed, answered with the way to the confirmation, by a resident who is signed in."""
    service, category = service_and_category()
    visitor, path = sign_in("resident"), f"/report/{service.code}/"
    fields = answered(service, category)
    return measure(lambda number: visitor.send(path, fields | {"key": ids.uuid7().hex}, number, "302"), times=TIMES)


def duplicate_offer() -> Cost:
    """The page of the form that offers open reports close by: where others were made, one place after the other."""
    service, category = service_and_category()
    visitor, path = sign_in("resident"), f"/report/{service.code}/"
    points = cycle(load.run(NEAR_OTHERS, category.code))

    def ask(number: int) -> None:
        lat, lon = next(points)
        visitor.send(path, {"step": "kind", "category": category.code, "lat": lat, "lon": lon}, number)

    return measure(ask, times=TIMES)


def duplicates_alone() -> Cost:
    """The same without the web: the question to the index."""
    service, category = service_and_category()
    points = cycle(load.run(NEAR_OTHERS, category.code))
    return measure(lambda _: read.duplicates(service, category, Point(*next(points))), times=TIMES)


def sent_page() -> Cost:
    """The confirmation that the browser asks for next."""
    return pages("resident", OWN_REFERENCES, personas.person_of("resident"), "/sent/")


def create_action() -> Cost:
    """The same without the web: the block's own door."""
    service, category = service_and_category()
    town = places.jurisdictions()[0]
    actor = people.actor_of(personas.person_of("resident"), session="bench", request="bench")
    where = Where(
        place=places.communities(town.code)[0].code, jurisdiction=town.code, inside=True, landmark="หน้าโรงเรียน"
    )
    request = Request(
        service=service, category=category, where=where, channel="web", answers=questions(service, category), description=SENTENCE,
        contact=Contact("สมใจ ใจงาม", "+66810000001", ""),
    )  # fmt: skip
    return measure(
        lambda _: cases.open_case(actor=actor, now=clock.now(), request=request, key=ids.uuid7().hex), times=TIMES
    )


def create_program() -> Cost:
    """The same by a program: Open311 over HTTP, nobody signed in."""
    town = places.jurisdictions()[0]
    fields = {
        "service_code": "light", "address_id": places.communities(town.code)[0].code, "description": SENTENCE,
        "first_name": "สมใจ", "phone": "081-000-0001",
    }  # fmt: skip
    visitor = Visitor()
    return measure(lambda number: visitor.file("/open311/v2/requests.json", fields, number), times=TIMES)


def photo() -> Cost:
    """A photograph of 12 megapixels, checked, made anew without its EXIF, encrypted, stored."""
    data = photograph()
    return measure(lambda _: documents.receive(file=BytesIO(data), name="photo.jpg", now=clock.now()), times=30, warm=3)


def photo_page() -> Cost:
    """The same as the page of the form receives it."""
    service, _ = service_and_category()
    visitor, data = sign_in("resident"), photograph()

    def take(number: int) -> None:
        file = SimpleUploadedFile("photo.jpg", data, "image/jpeg")
        visitor.send(f"/report/{service.code}/", {"step": "photo", "photo": file, "key": ids.uuid7().hex}, number)

    return measure(take, times=30, warm=3)


def officer_list() -> Cost:
    """The dearest of an officer's lists of 50, over the filters above and over officer and mayor."""
    return max(
        (listed(who, chosen) for who in ("engineer", "mayor") for chosen in FILTERS), key=lambda cost: cost.cpu_ms
    )


def listed(persona: str, chosen: dict[str, str]) -> Cost:
    _, category = service_and_category()
    town = places.jurisdictions()[0]
    known = {"category": category.code, "place": places.communities(town.code)[0].code, "office": busiest()}
    visitor, query = sign_in(persona), {name: value or known[name] for name, value in chosen.items()}
    return measure(lambda _: visitor.see("/desk/", **query), times=120, warm=8)


def morning() -> Cost:
    """The mayor's one page of the morning, with six decisions that wait."""
    load.run(
        "UPDATE korat_cases_case SET step = 'deciding' WHERE id IN (SELECT id FROM korat_cases_case WHERE state = 'open' "
        "AND NOT sealed AND office_id = ANY (%s) LIMIT 6)",
        sorted(actor_of("mayor").reach()),
    )
    return measure(seen("mayor", "/desk/morning/"), times=60, warm=6)


def office_page() -> Cost:
    """The public page of the office with the most reports."""
    return measure(seen("mayor", f"/offices/{busiest()}/"), times=60, warm=6)


def busiest() -> str:
    """The code of the office with the most reports."""
    ((code,),) = load.run(
        "SELECT o.code FROM korat_cases_case c JOIN korat_people_organisation o ON o.subject_id = c.office_id "
        "GROUP BY o.code ORDER BY count(*) DESC LIMIT 1"
    )
    return str(code)


def actor_of(persona: str) -> Actor:
    found = people.actor_of(personas.person_of(persona))
    assert found is not None
    return found


def seen(persona: str, address: str) -> Callable[[int], object]:
    visitor = sign_in(persona)
    return lambda _: visitor.see(address)


def case_page() -> Cost:
    """The page of one case after the other, as the engineer opens them: each with its look."""
    engineer = people.actor_of(personas.person_of("engineer"))
    assert engineer
    return pages("engineer", OPEN_REFERENCES, sorted(engineer.reach()))


def own_case_page() -> Cost:
    """The same as the reporter opens it."""
    return pages("resident", OWN_REFERENCES, personas.person_of("resident"))


def pages(persona: str, sql: str, value: object, at: str = "/c/") -> Cost:
    visitor = sign_in(persona)
    references = cycle([row[0] for row in load.run(sql, value)])
    return measure(lambda _: visitor.see(f"{at}{next(references)}"), times=TIMES)


def look() -> Cost:
    """A look alone: checked, written, committed, closed."""
    actor = people.actor_of(personas.person_of("engineer"), session="bench", request="bench")
    assert actor
    subjects = cycle([row[0] for row in load.run("SELECT subject_id FROM korat_cases_case ORDER BY id DESC LIMIT 400")])

    def open_and_close(_: int) -> None:
        with ledger.look(actor=actor, purpose="case.handle", subjects=[next(subjects)], now=clock.now()):
            pass

    return measure(open_and_close, times=600)


def service_and_category() -> tuple[ServiceDefinition, Category]:
    service = next(one for one in catalog.services() if one.categories)
    return service, service.categories[0]


def answered(service: ServiceDefinition, category: Category) -> dict[str, Any]:
    """What the last page of the form carries."""
    town = places.jurisdictions()[0]
    return {
        "checked": "1", "inside": town.code, "community": places.communities(town.code)[0].code, "landmark": "หน้าโรงเรียน",
        "category": category.code, "description": SENTENCE, "safe": "1", "name": "สมใจ ใจงาม", "phone": "081-000-0001",
        **{f"q-{code}": value for code, value in questions(service, category).items()},
    }  # fmt: skip


def questions(service: ServiceDefinition, category: Category) -> dict[str, str]:
    asked = (*service.questions, *category.questions)
    return {question.code: question.options[0].key for question in asked if question.type == "singlevaluelist"}


def photograph() -> bytes:
    """4000 × 3000 pixels with the coarse and fine detail of a street, as a telephone would store them."""
    random, picture = Random(12), Image.new("RGB", (4000, 3000))
    for side, share in ((12, 1.0), (90, 0.45), (700, 0.3), (4000, 0.08)):
        size = (side, side * 3 // 4)
        noise = Image.frombytes("RGB", size, random.randbytes(size[0] * size[1] * 3))
        picture = Image.blend(picture, noise.resize(picture.size, Image.Resampling.BICUBIC), share)
    stored = BytesIO()
    picture.save(stored, "JPEG", quality=90)
    return stored.getvalue()


PARTS: dict[str, Callable[[], Cost]] = {
    "create_page": create_page,
    "duplicate_offer": duplicate_offer,
    "duplicates_alone": duplicates_alone,
    "sent_page": sent_page,
    "create_action": create_action,
    "create_program": create_program,
    "photo": photo,
    "photo_page": photo_page,
    "officer_list": officer_list,
    "morning": morning,
    "office_page": office_page,
    "case_page": case_page,
    "own_case_page": own_case_page,
    "look": look,
}
