"""An office is dissolved: its posts end, its roads lead on, and the successor reaches what it left."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from korat.blocks.catalog import queries as catalog
from korat.blocks.ledger import packs
from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.models import Act, ActSubject, Grant
from korat.blocks.people import actions, queries
from korat.blocks.people.models import Succession, Term
from korat.config.packs import load
from korat.config.packs.applying import apply, plan
from korat.kernel.errors import Conflict, Invalid, NotFound
from korat.web.demo import personas
from tests.cast import holder
from tests.conftest import ROOT
from tests.dissolved import CREW, HEIR, OLD, ORDER, dissolved, ordered
from tests.reports import TOWN, office


@pytest.fixture(autouse=True)
def forgotten(house: None, now: datetime) -> Iterator[None]:
    yield
    Succession.objects.using("owner").all().delete()
    packs.touch(now)


@pytest.fixture
def boss(house: None, now: datetime) -> Actor:
    return holder("sikhio-town.personnel", now)


@pytest.fixture
def officer_of_old(house: None, now: datetime) -> Actor:
    return holder("sikhio-town.health-officer", now)


def road() -> str:
    """The office that answers for waste in the street."""
    service = catalog.service_or_fail("report-problem")
    return catalog.route(service, service.category("waste"), None, TOWN).office


def test_on_its_day_posts_end_and_the_act_names_whom_it_concerns(
    boss: Actor, officer_of_old: Actor, now: datetime
) -> None:
    ordered(boss, now, begins_at=now + timedelta(days=2))
    assert actions.carry_out(now + timedelta(days=1)) == 0
    assert queries.actor_of(officer_of_old.subject, now=now).reach("case.handle")
    day = now + timedelta(days=2)
    assert actions.carry_out(day) == 1
    assert not queries.actor_of(officer_of_old.subject, now=day).reach("case.handle")
    assert Term.objects.get(person=officer_of_old.subject).ends_at == day
    act = Act.objects.get(kind="people.office.dissolved")
    assert (act.about, act.facts["order"]) == (queries.organisation(OLD).uuid, ORDER)
    concerned = ActSubject.objects.using("owner").filter(act_id=act.pk).values_list("subject_id", flat=True)
    assert set(concerned) == {officer_of_old.subject, personas.person_of("health-officer"), office(OLD)}


def test_the_successor_reaches_what_was_left_and_what_lay_below(boss: Actor, now: datetime) -> None:
    heir = holder("sikhio-town.social-worker", now)
    dissolved(boss, now)
    reach = queries.actor_of(heir.subject, now=now).reach("case.handle")
    assert reach == {office(OLD), office(HEIR)}
    assert queries.organisation(CREW).parent_code == HEIR
    assert office(CREW) in queries.below(HEIR)


def test_whoever_reached_it_from_above_still_does(boss: Actor, mayor: Actor, now: datetime) -> None:
    before = mayor.reach("case.read")
    dissolved(boss, now)
    assert queries.actor_of(mayor.subject, now=now).reach("case.read") == before


def test_roads_lead_to_the_successor_and_the_old_code_says_so(boss: Actor, now: datetime) -> None:
    assert road() == OLD
    dissolved(boss, now)
    assert road() == HEIR
    assert queries.office_of(TOWN, "public-health").code == HEIR
    assert queries.organisation(OLD).names.show("en") == (
        "Public Health and Environment Division (now Social Welfare Division)"
    )
    assert queries.organisation(OLD).names.show("th").endswith("(ปัจจุบันคือ กองสวัสดิการสังคม)")
    assert OLD not in {one.code for one in queries.organisations()}
    assert "sikhio-town.health-officer" not in {one.code for one in queries.posts()}


def test_a_chain_leads_to_its_end(boss: Actor, now: datetime) -> None:
    dissolved(boss, now)
    ordered(boss, now, office=HEIR, successor="sikhio-town.education")
    assert actions.carry_out(now) == 1
    assert queries.standing(OLD).code == "sikhio-town.education"
    assert queries.organisation(OLD).successor == "sikhio-town.education"
    assert set(queries.succeeded().values()) == {office("sikhio-town.education")}


def test_a_pack_applied_again_revives_nothing(boss: Actor, now: datetime) -> None:
    dissolved(boss, now)
    pack = load(ROOT / "packs" / "th-30-nakhon-ratchasima")
    assert not any(plan(pack).kinds.values())
    apply(pack, now)
    assert queries.organisation(OLD).successor == HEIR
    with pytest.raises(NotFound):
        actions.appoint(actor=boss, post="sikhio-town.health-officer", person=boss.subject, begins_at=now, now=now)


def test_who_does_not_manage_the_people_of_both_finds_nothing(
    boss: Actor, officer: Actor, admin: Actor, outsider: Actor, now: datetime
) -> None:
    acts = Act.objects.count()
    for actor in (officer, admin, outsider):
        with pytest.raises(NotFound):
            ordered(actor, now)
    with pytest.raises(NotFound):
        ordered(boss, now, successor="doh")
    assert (Act.objects.count(), Succession.objects.count()) == (acts, 0)
    assert queries.successions(outsider) == ()


def test_an_order_needs_a_number_and_a_successor_that_stays(boss: Actor, now: datetime) -> None:
    for wrong in ({"order": " "}, {"successor": OLD}, {"successor": CREW}):
        with pytest.raises(Invalid):
            ordered(boss, now, **wrong)
    ordered(boss, now, begins_at=now + timedelta(days=9))
    for again in ({}, {"office": HEIR, "successor": OLD}):
        with pytest.raises(Conflict):
            ordered(boss, now, **again)
    assert Succession.objects.count() == 1


def test_a_key_of_its_program_ends_with_it(boss: Actor, now: datetime) -> None:
    key = actions.issue_key(
        actor=boss, organisation=office(OLD), label="ระบบเดิม", scopes=["case.file"], expires_at=now + timedelta(days=30),
        now=now,
    )  # fmt: skip
    dissolved(boss, now)
    assert queries.token_fault(key) == "ended"
    assert not Grant.objects.filter(holder=office(OLD), kind="service", ended_at=None).exists()
