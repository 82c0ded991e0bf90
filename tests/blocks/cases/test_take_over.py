"""Open cases of a dissolved office follow to the one in its place: whole, once each, however often it is begun."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from importlib import import_module

import pytest
from django.db import connections

from korat.blocks.cases import actions, queries
from korat.blocks.cases.actions import take_over
from korat.blocks.cases.models import Case, CaseContact, CaseReport, SavedFilter, Stay
from korat.blocks.cases.queries import QueueFilter
from korat.blocks.documents.models import DocumentPrivate
from korat.blocks.ledger import packs
from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.models import Act
from korat.blocks.people import actions as people_actions
from korat.blocks.people import queries as people
from korat.blocks.people.models import Succession
from korat.kernel.errors import NotFound
from tests.cast import holder
from tests.dissolved import HEIR, OLD, dissolved, ordered
from tests.reports import filed, moved, office, photo, row
from tests.threads import together

HEALTH, WELFARE = "sikhio-town.health-officer", "sikhio-town.social-worker"
UNCHANGED = (
    "step",
    "opened_at",
    "answer_due_at",
    "due_at",
    "answered_at",
    "category",
    "pause",
    "paused_at",
    "place_id",
)


@pytest.fixture(autouse=True)
def forgotten(house: None, now: datetime) -> Iterator[None]:
    yield
    Succession.objects.using("owner").all().delete()
    packs.touch(now)


@pytest.fixture
def boss(house: None, now: datetime) -> Actor:
    return holder("sikhio-town.personnel", now)


@pytest.fixture
def health(house: None, now: datetime) -> Actor:
    return holder(HEALTH, now)


@pytest.fixture
def welfare(house: None, now: datetime) -> Actor:
    return holder(WELFARE, now)


def all_followed(now: datetime) -> None:
    while take_over(now):
        pass


def now_of(actor: Actor, now: datetime) -> Actor:
    found = people.actor_of(actor.subject, session=actor.session, now=now)
    assert found is not None
    return found


def offices_of(rows: type[CaseReport] | type[CaseContact] | type[DocumentPrivate]) -> set[int]:
    return set(rows.objects.using("owner").values_list("office_id", flat=True))


def test_a_case_goes_along_whole_and_only_its_new_office_opens_it(
    boss: Actor, health: Actor, welfare: Actor, resident: Actor, now: datetime
) -> None:
    opened = filed(resident, now, "waste", photos=(photo(now),))
    moved(health, now, opened.reference, "take")
    before = row(opened.reference)
    dissolved(boss, now)
    all_followed(now + timedelta(minutes=1))
    after = row(opened.reference)
    assert [getattr(after, name) for name in UNCHANGED] == [getattr(before, name) for name in UNCHANGED]
    assert (after.office_id, after.assignee_id, after.version) == (office(HEIR), None, before.version + 1)
    assert offices_of(CaseReport) == offices_of(CaseContact) == offices_of(DocumentPrivate) == {office(HEIR)}
    page = queries.case_page(actor=now_of(welfare, now), reference=opened.reference, now=now)
    assert page.relation == "office"
    assert page.report
    assert page.contact
    left = queries.case_page(actor=now_of(health, now), reference=opened.reference, now=now)
    assert (left.relation, left.report, left.contact) == ("public", None, None)
    act = Act.objects.get(kind="cases.case.taken_over")
    assert (act.about, act.facts["was"], act.facts["office"]) == (after.uuid, office(OLD), office(HEIR))
    assert [one.office for one in queries.stays_of(queries.case_face(opened.reference))] == [office(OLD), office(HEIR)]
    assert next(queries.unexplained(), None) is None
    assert moved(now_of(welfare, now), now, opened.reference, "answer", note="รับต่อ").answered_at


def test_two_hundred_follow_once_each_while_two_work_and_one_is_killed(
    boss: Actor, resident: Actor, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(200):
        filed(resident, now, "waste")
    dissolved(boss, now)
    module = import_module("korat.blocks.cases.actions.take_over")
    whole, done = module.follow, []

    def killed(*args: object) -> None:
        whole(*args)
        done.append(1)
        if len(done) == 20:
            raise KeyboardInterrupt

    monkeypatch.setattr(module, "follow", killed)
    with pytest.raises(KeyboardInterrupt):
        take_over(now)
    monkeypatch.undo()
    assert Case.objects.filter(office=office(OLD)).count() == 200
    together(lambda: all_followed(now), 2)
    all_followed(now)
    assert Case.objects.filter(office=office(OLD)).count() == 0
    acts = Act.objects.filter(kind="cases.case.taken_over")
    assert (acts.count(), acts.values("about").distinct().count()) == (200, 200)
    assert people.succession_of(office(OLD)).moved == 200
    assert next(queries.unexplained(), None) is None
    assert take_over(now) == 0


def test_what_is_closed_stays_and_is_read_by_the_successor_and_what_is_reopened_follows(
    boss: Actor, health: Actor, welfare: Actor, resident: Actor, now: datetime
) -> None:
    reference = filed(resident, now, "waste").reference
    moved(health, now, reference, "reject", reason="ที่ดินเอกชน")
    assert row(reference).state == "closed"
    dissolved(boss, now)
    all_followed(now)
    assert row(reference).office_id == office(OLD)
    page = queries.case_page(actor=now_of(welfare, now), reference=reference, now=now)
    assert page.relation == "office"
    moved(resident, now, reference, "reopen", note="ยังอยู่")
    all_followed(now)
    assert row(reference).office_id == office(HEIR)
    assert next(queries.unexplained(), None) is None


def test_what_is_joined_goes_with_its_leader(
    boss: Actor, health: Actor, resident: Actor, outsider: Actor, now: datetime
) -> None:
    first, second = filed(resident, now, "waste"), filed(outsider, now, "waste")
    actions.join(actor=health, now=now, into=first.reference, references=[second.reference])
    dissolved(boss, now)
    all_followed(now)
    assert {row(one.reference).office_id for one in (first, second)} == {office(HEIR)}
    assert offices_of(CaseReport) == {office(HEIR)}
    assert next(queries.unexplained(), None) is None


def test_a_sealed_complaint_follows_too_and_stays_sealed(
    boss: Actor, mayor: Actor, resident: Actor, now: datetime
) -> None:
    audit = "sikhio-town.audit"
    heir = holder("sikhio-town.clerk", now)
    bribe = filed(resident, now, "service", owner="money")
    assert row(bribe.reference).office_id == office(audit)
    ordered(boss, now, office=audit, successor="sikhio-town.permanent-secretary")
    assert people_actions.carry_out(now) == 1
    all_followed(now)
    page = queries.case_page(actor=now_of(heir, now), reference=bribe.reference, now=now)
    assert page.report
    for above in (mayor, boss):
        with pytest.raises(NotFound):
            queries.case_page(actor=now_of(above, now), reference=bribe.reference, now=now)


def test_new_reports_go_to_the_successor_at_once_and_latecomers_follow(
    boss: Actor, resident: Actor, now: datetime
) -> None:
    dissolved(boss, now)
    new = filed(resident, now, "waste")
    assert row(new.reference).office_id == office(HEIR)
    with connections["owner"].cursor() as cursor:
        cursor.execute("UPDATE korat_cases_case SET office_id = %s", [office(OLD)])
        cursor.execute("UPDATE korat_cases_casereport SET office_id = %s", [office(OLD)])
    assert take_over(now) == 1
    assert row(new.reference).office_id == office(HEIR)


def test_an_agency_that_was_asked_hands_the_question_to_its_successor(
    boss: Actor, officer: Actor, resident: Actor, now: datetime
) -> None:
    opened = filed(resident, now)
    moved(officer, now, opened.reference, "take")
    moved(officer, now, opened.reference, "forward", office=office("pea"), note="ขอให้ช่วย")
    assert Stay.objects.get(state="answering").office_id == office("pea")
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            'INSERT INTO korat_people_succession (uuid, office_id, successor_id, "order", begins_at, ordered_at, effected_at,'
            " moved) VALUES (gen_random_uuid(), %s, %s, '1', now(), now(), now(), 0)",
            [office("pea"), office("pwa")],
        )
    packs.touch(now)
    all_followed(now)
    assert Stay.objects.get(state="answering").office_id == office("pwa")
    assert row(opened.reference).office_id == office("sikhio-town.engineering")
    assert Act.objects.filter(kind="cases.case.asked_elsewhere").count() == 1
    assert next(queries.unexplained(), None) is None


def test_the_office_s_lists_are_its_successor_s(boss: Actor, health: Actor, welfare: Actor, now: datetime) -> None:
    actions.save_filter(actor=health, now=now, name="ขยะค้าง", query="late=on", shared=True)
    dissolved(boss, now)
    all_followed(now)
    assert [one.name for one in queries.saved_filters(now_of(welfare, now))] == ["ขยะค้าง"]
    assert SavedFilter.objects.get().office_id == office(HEIR)
    assert queries.queue(now_of(welfare, now), QueueFilter(), now=now).items == ()
