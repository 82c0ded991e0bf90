"""The switch of the demonstration leads through every service of the catalogue, and the README says truly who does what."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

import pytest

from korat.blocks.cases import actions
from korat.blocks.cases.actions.given import With
from korat.blocks.cases.models import Case
from korat.blocks.cases.reach import ground
from korat.blocks.cases.values import Contact, Request, Where
from korat.blocks.catalog import queries as catalog
from korat.blocks.catalog.definition import Move, ServiceDefinition
from korat.blocks.ledger.actor import Actor
from korat.blocks.payments import actions as payments
from korat.blocks.payments import queries as bills
from korat.blocks.people import queries as people
from korat.config.packs import load
from korat.config.synthetic.morning import first_free
from korat.kernel import ids
from korat.web.demo import personas
from tests.conftest import ROOT

PACK = load(ROOT / "packs" / "th-30-nakhon-ratchasima")
REQUESTS = tuple(one for one in PACK.services if one.domain == "living" and not one.categories)
LABELS = {role.code: role.label.show("en") for role in personas.ROLES}
MOST_STEPS = 6


def test_no_post_names_a_persona_that_the_switch_does_not_offer() -> None:
    assert {post.persona for post in PACK.posts if post.persona} <= set(LABELS)


def test_every_office_of_the_town_that_gets_requests_has_a_persona_who_handles_them() -> None:
    for service in PACK.services:
        for office in offices(service):
            assert office in AGENCIES or any(office in reach for reach in reaches().values()), (service.code, office)
    assert AGENCIES & set().union(*reaches().values()), "one of the agencies to which cases are forwarded"


AGENCIES = {one.code for one in PACK.organisations if one.role == "agency"}


def offices(service: ServiceDefinition) -> set[str]:
    by_role = {one.role: one.code for one in PACK.organisations}
    return {route.office or by_role[route.role] for route in service.routes}


def reaches() -> dict[str, set[str]]:
    """By persona the offices whose cases it handles."""
    parents = {one.code: one.parent for one in PACK.organisations}
    found: dict[str, set[str]] = defaultdict(set)
    for post in PACK.posts:
        if post.persona and "case.handle" in post.purposes:
            below = {code for code in parents if post.reaches_below and is_below(code, post.organisation, parents)}
            found[post.persona] |= {post.organisation, *below}
    return found


def is_below(code: str, office: str, parents: Mapping[str, str | None]) -> bool:
    above = parents[code]
    return above is not None and (above == office or is_below(above, office, parents))


@pytest.mark.usefixtures("house")
@pytest.mark.parametrize("service", REQUESTS, ids=lambda one: one.code)
def test_personas_alone_walk_each_service_to_its_end(service: ServiceDefinition, now: datetime) -> None:
    at = now - timedelta(days=2)
    reference = asked(service.code, at, now)
    for number in range(1, MOST_STEPS):
        case = Case.objects.get(reference=reference)
        if service.step(case.step).closed:
            break
        go_on(case, service, at + timedelta(hours=number))
    assert case.step not in ("refused", "requested")
    assert service.step(case.step).closed


def asked(code: str, at: datetime, now: datetime) -> str:
    """By the resident, in the town."""
    service = catalog.service_or_fail(code)
    resource = next((one.code for one in PACK.resources if one.kind == service.books), "")
    request = Request(
        service=service, category=None, where=Where(place="sikhio-town-04", jurisdiction="sikhio-town", inside=True),
        channel="web", contact=Contact(name="สมใจ ใจงาม"), slot=first_free(resource, now) if service.books else None,
    )  # fmt: skip
    return actions.open_case(actor=acting("resident"), now=at, request=request, key=ids.uuid7().hex).reference


def go_on(case: Case, service: ServiceDefinition, at: datetime) -> None:
    move, actor = next(possible(case, service))
    for bill in bills.invoices(case.uuid) if move.paid else ():
        payments.take_cash(actor=acting("cashier"), now=at, invoice=bill.uuid, key=ids.uuid7().hex)
    given = With(note="เรียบร้อย", reason="ไม่มีค่าใช้จ่าย", satang=10_000 if move.bills else None)
    actions.move(actor=actor, now=at, reference=case.reference, code=move.code, version=case.version, given=given)


def possible(case: Case, service: ServiceDefinition) -> Iterator[tuple[Move, Actor]]:
    """Each onward move with a persona who may make it."""
    for move in service.moves:
        for persona in reaches() if move.primary and case.step in move.start else ():
            actor = acting(persona)
            if ground(actor, move.purpose, office=case.office_id, sealed=case.sealed):
                yield move, actor


def acting(persona: str) -> Actor:
    found = people.actor_of(personas.person_of(persona), session="test")
    assert found is not None
    return found


README = (ROOT / "README.md").read_text("utf-8")


def test_the_readme_says_who_answers_which_request() -> None:
    said = dict(re.findall(r"^\| ([^|]+) \| answers: ([^|]+) \|$", README, re.MULTILINE))
    names = {service.code: service.names.show("en") for service in REQUESTS}
    true = {
        LABELS[persona].lower(): sorted(names[one.code] for one in REQUESTS if offices(one) - {"triage"} & reach)
        for persona, reach in reaches().items()
    }
    assert {who: sorted(listed.split(" · ")) for who, listed in said.items()} == {
        who: all for who, all in true.items() if all
    }


def test_the_readme_tells_of_every_persona() -> None:
    table = README.split("| be | and try |", 1)[1].split("\n\n", 1)[0].lower()
    for label in LABELS.values():
        assert label.lower() in table
