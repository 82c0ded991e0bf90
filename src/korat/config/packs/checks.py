"""Whether what a pack names exists: places, offices, posts, services, messages and each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from korat.blocks.bookings.pack import ResourceDefinition
from korat.blocks.catalog.consistency import Fault, faults, unknown
from korat.blocks.catalog.definition import ServiceDefinition
from korat.blocks.people.pack import PostDefinition
from korat.blocks.places.pack import PlaceDefinition
from korat.blocks.reactions.pack import RuleDefinition
from korat.config.packs.format import Items
from korat.config.packs.icons import icons_of, wrong
from korat.config.packs.problems import PackProblem

PERSONAS = (
    "resident", "elder", "carer", "clerk", "engineer", "crew", "mayor", "governor", "doctor", "nurse",
    "volunteer", "student", "lecturer", "employer", "trucker", "hub", "maker", "visitor", "partner",
    "dpo", "auditor", "admin", "cashier", "town-clerk", "health-officer", "social-worker", "education-officer",
    "agency", "audit-head",
)  # fmt: skip
_PARENTS = {
    "province": (),
    "district": ("province",),
    "subdistrict": ("district", "province"),
    "jurisdiction": ("province", "district", "subdistrict"),
    "community": ("jurisdiction", "subdistrict"),
    "market": ("jurisdiction",),
}

NOTICE = "emergency-notice"
ASKED = "consent-asked"
Kinds = Mapping[str, Items]


def crossings(kinds: Kinds, whole: bool) -> Iterator[PackProblem]:
    """Every name that nothing bears. A pack that is only inherited may leave offices to its children."""
    yield from services(kinds, whole)
    yield from reactions(kinds)
    yield from resources(kinds)
    if whole:
        yield from places(kinds)
        yield from fixtures(kinds)
        yield from organisations(kinds)
        yield from posts(kinds)
        yield from cashiers(kinds)
        yield from named(kinds, "changes", "office", "organisations", "หน่วยงาน", "organisation")
        yield from emergencies(kinds)
        yield from consents(kinds)
        yield from named(kinds, "resources", "office", "organisations", "หน่วยงาน", "organisation")
        yield from named(kinds, "resources", "place", "places", "สถานที่", "place")


def located(items: Items, faults_of: Mapping[str, Iterable[Fault]]) -> Iterator[PackProblem]:
    for code, found in faults_of.items():
        yield from (items[code].problem(fault.at, fault.th, fault.en) for fault in found)


def places(kinds: Kinds) -> Iterator[PackProblem]:
    known = {code: item.value for code, item in kinds["places"].items()}
    yield from located(
        kinds["places"],
        {code: [*parent_of(place, known), *covers_of(place, known)] for code, place in known.items()},
    )
    provinces = [code for code, place in known.items() if place.kind == "province"]
    for code in provinces[1:]:
        yield kinds["places"][code].problem((), "มีจังหวัดได้เพียงหนึ่งเดียว", "A pack has one province only.")


def parent_of(place: PlaceDefinition, known: Mapping[str, PlaceDefinition]) -> Iterator[Fault]:
    allowed = _PARENTS[place.kind]
    if place.parent is None:
        if allowed and place.kind != "jurisdiction":
            yield Fault(
                ("parent",),
                f"{place.code} ต้องมี parent เป็น {' หรือ '.join(allowed)}",
                f"{place.code} needs a parent: a {' or '.join(allowed)}.",
            )
    elif place.parent not in known:
        yield unknown(("parent",), "สถานที่", "place", place.parent, known)
    elif known[place.parent].kind not in allowed:
        kind = known[place.parent].kind
        yield Fault(
            ("parent",), f"{place.kind} อยู่ใต้ {kind} ไม่ได้ ใช้ {' หรือ '.join(allowed) or '–'}",
            f"A {place.kind} cannot lie in a {kind}, but in a {' or '.join(allowed) or '–'}.",
        )  # fmt: skip


def covers_of(place: PlaceDefinition, known: Mapping[str, PlaceDefinition]) -> Iterator[Fault]:
    areas = [code for code, each in known.items() if each.kind == "subdistrict"]
    seen: set[str] = set()
    for index, cover in enumerate(place.covers):
        at = ("covers", index, "area")
        if cover.area not in areas:
            yield unknown(at, "ตำบล", "subdistrict", cover.area, areas)
        elif cover.area in seen:
            yield Fault(at, f"ตำบล {cover.area} ซ้ำ", f"The subdistrict {cover.area} stands here twice.")
        seen.add(cover.area)


def fixtures(kinds: Kinds) -> Iterator[PackProblem]:
    yield from named(kinds, "fixtures", "place", "places", "สถานที่", "place")


def organisations(kinds: Kinds) -> Iterator[PackProblem]:
    items = kinds["organisations"]
    yield from named(kinds, "organisations", "parent", "organisations", "หน่วยงาน", "organisation")
    yield from named(kinds, "organisations", "place", "places", "สถานที่", "place")
    for code, item in items.items():
        if circles(code, {each: found.value.parent for each, found in items.items()}):
            yield item.problem(
                ("parent",),
                "หน่วยงานอยู่ใต้ตัวเองเป็นวงกลม โปรดแก้ parent",
                "The organisation lies below itself. Change its parent.",
            )


def circles(code: str, parents: Mapping[str, str | None]) -> bool:
    seen, at = {code}, parents.get(code)
    while at is not None and at not in seen:
        seen.add(at)
        at = parents.get(at)
    return at == code


def posts(kinds: Kinds) -> Iterator[PackProblem]:
    yield from named(kinds, "posts", "organisation", "organisations", "หน่วยงาน", "organisation")
    yield from named(kinds, "posts", "basis", "bases", "ฐานกฎหมาย", "legal basis")
    posts = {code: item.value for code, item in kinds["posts"].items()}
    yield from located(kinds["posts"], {code: purposes_of(post, kinds) for code, post in posts.items()})
    yield from located(kinds["posts"], personas(posts))


def cashiers(kinds: Kinds) -> Iterator[PackProblem]:
    """Who collects and for whom are organisations; the local fees are of services that leave them to the ordinance."""
    yield from named(kinds, "cashiers", "code", "organisations", "หน่วยงาน", "organisation")
    yield from named(kinds, "cashiers", "serves", "organisations", "หน่วยงาน", "organisation")
    local = [code for code, item in kinds["services"].items() if item.value.fee.ordinance]
    for code, item in kinds["cashiers"].items():
        at = ((service, ("fees", service)) for service in item.value.fees if service not in local)
        faults = [
            unknown(place, "บริการที่ให้เทศบัญญัติกำหนดค่าธรรมเนียม", "service with a local fee", one, local)
            for one, place in at
        ]
        yield from located(kinds["cashiers"], {code: faults})


def purposes_of(post: PostDefinition, kinds: Kinds) -> Iterator[Fault]:
    for index, purpose in enumerate(post.purposes):
        if purpose not in kinds["purposes"]:
            yield unknown(("purposes", index), "วัตถุประสงค์", "purpose", purpose, kinds["purposes"])


def emergencies(kinds: Kinds) -> Iterator[PackProblem]:
    """Who may break the glass needs an officer who reviews it and a message that tells the person."""
    reviewed = any(item.value.duty == "data-protection" for item in kinds["services"].values())
    missing = [] if reviewed else [("บริการที่มี duty: data-protection", "a service with duty: data-protection")]
    missing += [] if NOTICE in kinds["messages"] else [(f"ข้อความ {NOTICE}", f"the message {NOTICE}")]
    for item in kinds["posts"].values():
        if "emergency" in item.value.purposes:
            for th, en in missing:
                yield item.problem(("purposes",), f"อำนาจ emergency ต้องมี{th}", f"The purpose emergency needs {en}.")


def consents(kinds: Kinds) -> Iterator[PackProblem]:
    """Who may ask for a consent needs the legal basis of one and a message that tells the person of the question."""
    missing = [] if ASKED in kinds["messages"] else [(f"ข้อความ {ASKED}", f"the message {ASKED}")]
    missing += [] if "consent" in kinds["bases"] else [("ฐานกฎหมาย consent", "the legal basis consent")]
    for item in kinds["posts"].values():
        if "consent.ask" in item.value.purposes:
            for th, en in missing:
                yield item.problem(("purposes",), f"อำนาจ consent.ask ต้องมี{th}", f"The purpose consent.ask needs {en}.")


def personas(posts: Mapping[str, PostDefinition]) -> dict[str, list[Fault]]:
    """A persona is one of the demonstration's; as in life, one person may hold two posts."""
    return {
        code: [unknown(("persona",), "ตัวละครสาธิต", "persona", post.persona, PERSONAS)]
        for code, post in posts.items()
        if post.persona and post.persona not in PERSONAS
    }


def named(kinds: Kinds, kind: str, field: str, target: str, th: str, en: str) -> Iterator[PackProblem]:
    """A field that names something of another kind."""
    for code, item in kinds[kind].items():
        name = getattr(item.value, field)
        if name is not None and name not in kinds[target]:
            yield from located(kinds[kind], {code: [unknown((field,), th, en, name, kinds[target])]})


def services(kinds: Kinds, whole: bool) -> Iterator[PackProblem]:
    prefixes: dict[str, str] = {}
    for code, item in kinds["services"].items():
        service: ServiceDefinition = item.value
        found = [*faults(service), *icons_of(service), *words_of(service, kinds), *torn_steps(service, kinds)]
        found += [*offices_of(service, kinds), *booked_by(service, kinds)] if whole else []
        if prefixes.setdefault(service.prefix, code) != code:
            found.append(
                Fault(
                    ("prefix",),
                    f"อักษรนำ {service.prefix} ซ้ำกับบริการ {prefixes[service.prefix]}",
                    f"The prefix {service.prefix} belongs to the service {prefixes[service.prefix]} already.",
                )
            )
        yield from located(kinds["services"], {code: found})


def torn_steps(service: ServiceDefinition, kinds: Kinds) -> Iterator[Fault]:
    """A list of late cases knows a step, not its service: where one waits for the reporter's word, all of its code do."""
    asking = {step: code for code, item in kinds["services"].items() for step in item.value.asking}
    for index, step in enumerate(service.steps):
        if step.code in asking and not service.meets(step):
            yield Fault(
                ("steps", index),
                f"บริการ {asking[step.code]} ใช้รหัส {step.code} สำหรับขั้นที่รอคำตอบของผู้แจ้ง โปรดใช้รหัสอื่น",
                f"The service {asking[step.code]} uses {step.code} for waiting for the reporter's word. Please use another code.",
            )


def booked_by(service: ServiceDefinition, kinds: Kinds) -> Iterator[Fault]:
    """What a service books is there to be booked; what is only inherited leaves that to its children."""
    known = {item.value.kind for item in kinds["resources"].values()}
    if service.books and service.books not in known:
        yield unknown(("books",), "ชนิดของสิ่งที่จองได้", "kind of resource", service.books, known)


def collected(resource: ResourceDefinition, kinds: Kinds) -> bool:
    """Whether a cashier serves the office that lends it, or one above."""
    served = {item.value.serves for item in kinds["cashiers"].values()}
    office: str | None = resource.office
    while office and office not in served:
        found = kinds["organisations"].get(office)
        office = found.value.parent if found else None
    return bool(office)


def resources(kinds: Kinds) -> Iterator[PackProblem]:
    """Numbers of bookings are told apart from each other's and from those of cases; pictures exist."""
    prefixes = {item.value.prefix: code for code, item in kinds["services"].items()}
    for code, item in kinds["resources"].items():
        resource: ResourceDefinition = item.value
        for fault in wrong(resource.icon, ("icon",)):
            yield item.problem(fault.at, fault.th, fault.en)
        if (other := prefixes.setdefault(resource.prefix, code)) != code:
            yield item.problem(
                ("prefix",), f"อักษรนำ {resource.prefix} ซ้ำกับ {other}",
                f"The prefix {resource.prefix} belongs to {other} already.",
            )  # fmt: skip
        if resource.deposit and not collected(resource, kinds):
            yield item.problem(
                ("deposit",), f"ไม่มีใครรับเงินประกันให้ {resource.office} โปรดเพิ่มใน cashiers.yaml",
                f"Nobody collects a deposit for {resource.office}: name a cashier in cashiers.yaml.",
            )  # fmt: skip
        if not resource.by_itself and all(one.value.books != resource.kind for one in kinds["services"].values()):
            yield item.problem(
                ("by_itself",), f"ไม่มีบริการใดจอง {resource.kind} จึงไม่มีใครจองได้ โปรดใส่ books ในบริการ",
                f"No service books {resource.kind}, so nobody could book it. Add books to a service.",
            )  # fmt: skip


def words_of(service: ServiceDefinition, kinds: Kinds) -> Iterator[Fault]:
    for index, move in enumerate(service.moves):
        if move.notify and move.notify not in kinds["messages"]:
            yield unknown(("moves", index, "notify"), "ข้อความ", "message", move.notify, kinds["messages"])
        if move.purpose not in kinds["purposes"]:
            yield unknown(("moves", index, "purpose"), "วัตถุประสงค์", "purpose", move.purpose, kinds["purposes"])


def offices_of(service: ServiceDefinition, kinds: Kinds) -> Iterator[Fault]:
    offices = kinds["organisations"]
    roles = {item.value.role for item in offices.values() if item.value.role}
    for index, route in enumerate(service.routes):
        if route.role and route.role not in roles:
            yield unknown(("routes", index, "role"), "หน้าที่ของหน่วยงาน", "office role", route.role, roles)
        if route.office and route.office not in offices:
            yield unknown(("routes", index, "office"), "หน่วยงาน", "office", route.office, offices)
    for index, level in enumerate(service.escalates):
        if level.role not in roles:
            yield unknown(("escalates", index, "role"), "หน้าที่ของหน่วยงาน", "office role", level.role, roles)
    if service.appeal and service.appeal.role not in roles:
        yield unknown(("appeal", "role"), "หน้าที่ของหน่วยงาน", "office role", service.appeal.role, roles)


def reactions(kinds: Kinds) -> Iterator[PackProblem]:
    for code, item in kinds["reactions"].items():
        yield from located(kinds["reactions"], {code: list(effects_of(item.value, kinds))})


def effects_of(rule: RuleDefinition, kinds: Kinds) -> Iterator[Fault]:
    for index, effect in enumerate(rule.then):
        if effect.send_message and effect.send_message.template not in kinds["messages"]:
            at = ("then", index, "send_message", "template")
            yield unknown(at, "ข้อความ", "message", effect.send_message.template, kinds["messages"])
        if effect.open_case:
            yield from case_of(effect.open_case.service, effect.open_case.category, ("then", index, "open_case"), kinds)


def case_of(service: str, category: str | None, at: tuple[str | int, ...], kinds: Kinds) -> Iterator[Fault]:
    found = kinds["services"].get(service)
    if found is None:
        yield unknown((*at, "service"), "บริการ", "service", service, kinds["services"])
    elif category and found.value.category(category) is None:
        categories = [each.code for each in found.value.categories]
        yield unknown((*at, "category"), "หมวด", "category", category, categories)
