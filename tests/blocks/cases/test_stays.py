"""A case passed on: each office has its own state there, the former one keeps facts and story, the receiving one may return it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from korat.blocks.cases import actions, queries
from korat.blocks.cases.models import CaseReport, Stay
from korat.blocks.cases.queries import QueueFilter
from korat.blocks.cases.values import Opened
from korat.blocks.documents import queries as documents
from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger import queries as ledger_read
from korat.blocks.ledger.actor import Actor
from korat.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from tests.cast import holder
from tests.reports import filed, moved, office, photo, row

ENGINEERS, HEALTH, DOH = "sikhio-town.engineering", "sikhio-town.public-health", "doh"


@pytest.fixture
def opened(resident: Actor, now: datetime) -> Opened:
    at = now - timedelta(hours=1)
    return filed(resident, at, photos=(photo(at),))


@pytest.fixture
def health(house: None, now: datetime) -> Actor:
    return holder("sikhio-town.health-officer", now)


def passed(officer: Actor, now: datetime, opened: Opened) -> None:
    moved(officer, now, opened.reference, "redirect", office=office(HEALTH))


def stays(opened: Opened) -> list[tuple[int, str]]:
    face = queries.case_face(opened.reference)
    assert face is not None
    return [(stay.office, stay.state) for stay in queries.stays_of(face)]


def forwarded(actor: Actor, now: datetime) -> list[str]:
    return [one.reference for one in queries.queue(actor, QueueFilter(forwarded=True), now=now).items]


def give_back(actor: Actor, now: datetime, opened: Opened, reason: str = "ไม่ใช่งานเรา", key: str = "") -> None:
    version = row(opened.reference).version
    actions.give_back(actor=actor, now=now, reference=opened.reference, reason=reason, version=version, key=key)


def test_a_case_that_stays_has_no_stays(officer: Actor, opened: Opened, now: datetime) -> None:
    moved(officer, now, opened.reference, "take")
    assert stays(opened) == []
    assert not row(opened.reference).passed_on


def test_each_office_has_its_own_state(officer: Actor, opened: Opened, now: datetime) -> None:
    passed(officer, now, opened)
    assert stays(opened) == [(office(ENGINEERS), "forwarded"), (office(HEALTH), "answering")]
    first, second = Stay.objects.order_by("pk")
    assert (first.since, first.until) == (row(opened.reference).opened_at, now)
    assert (second.since, second.until, second.due_at) == (now, None, row(opened.reference).due_at)


def test_the_former_office_keeps_facts_and_story_and_loses_the_words(
    officer: Actor, opened: Opened, now: datetime
) -> None:
    moved(officer, now, opened.reference, "answer", note="ขอส่งต่อ คำลับ-9a")
    passed(officer, now, opened)
    page = queries.case_page(actor=officer, reference=opened.reference, now=now)
    assert (page.relation, page.report, page.contact, page.moves) == ("former", None, None, ())
    assert [entry.facts.get("move") for entry in page.timeline] == [None, "answer", "redirect"]
    assert "คำลับ" not in str(page)
    (picture,) = documents.photos(opened.uuid)
    with pytest.raises(NotFound):
        queries.photo_bytes(actor=officer, document=picture.uuid, now=now)
    assert forwarded(officer, now) == [opened.reference]
    assert queries.waiting(officer, QueueFilter(forwarded=True), now=now) == 1


def test_who_had_nothing_to_do_with_it_sees_no_more_than_before(
    officer: Actor, outsider: Actor, clerk: Actor, opened: Opened, now: datetime
) -> None:
    passed(officer, now, opened)
    for actor in (outsider, clerk):
        assert queries.case_page(actor=actor, reference=opened.reference, now=now).relation == "public"
        assert forwarded(actor, now) == []


def test_the_receiving_office_returns_it_with_a_reason(
    officer: Actor, health: Actor, resident: Actor, opened: Opened, now: datetime
) -> None:
    passed(officer, now, opened)
    give_back(health, now, opened, "เป็นงานช่าง คำลับ-9b")
    assert stays(opened) == [
        (office(ENGINEERS), "forwarded"), (office(HEALTH), "returned"), (office(ENGINEERS), "answering"),
    ]  # fmt: skip
    act = ledger_read.about(opened.uuid, since=now)[-1]
    assert (act.kind, act.actor, act.facts["office"]) == ("cases.case.returned", health.subject, office(ENGINEERS))
    page = queries.case_page(actor=officer, reference=opened.reference, now=now)
    assert (page.relation, page.report is not None) == ("office", True)
    assert forwarded(officer, now) == []
    assert "คำลับ-9b" in str(queries.case_page(actor=resident, reference=opened.reference, now=now).timeline)
    with ledger.look(actor=resident, purpose="self", subjects=[resident.subject], now=now):
        assert {one.office_id for one in CaseReport.objects.all()} == {office(ENGINEERS)}
    assert list(queries.unexplained()) == []


def test_only_the_receiving_office_returns_it_once_with_a_reason_and_only_what_was_handed_over(
    officer: Actor, health: Actor, outsider: Actor, mayor: Actor, opened: Opened, now: datetime
) -> None:
    with pytest.raises(Conflict):
        give_back(officer, now, opened)
    passed(officer, now, opened)
    for actor, refusal in ((officer, NotFound), (outsider, NotFound), (mayor, Forbidden)):
        with pytest.raises(refusal):
            give_back(actor, now, opened)
    with pytest.raises(Invalid):
        give_back(health, now, opened, "  ")
    with pytest.raises(Conflict):
        actions.give_back(actor=health, now=now, reference=opened.reference, reason="ไม่ใช่", version=1)
    assert row(opened.reference).office_id == office(HEALTH)
    give_back(health, now, opened, key="k")
    with pytest.raises(Conflict):
        give_back(officer, now, opened)
    assert Stay.objects.count() == 3


def test_an_agency_that_was_asked_stands_beside_the_office_until_it_did_its_part(
    officer: Actor, opened: Opened, now: datetime
) -> None:
    moved(officer, now, opened.reference, "forward", office=office(DOH), note="เป็นทางหลวง")
    assert stays(opened) == [(office(ENGINEERS), "forwarded"), (office(DOH), "answering")]
    assert forwarded(officer, now) == [opened.reference]
    moved(officer, now, opened.reference, "take")
    assert stays(opened)[1:] == [(office(DOH), "returned"), (office(ENGINEERS), "answering")]
    assert forwarded(officer, now) == []


def test_a_closed_case_is_done_where_it_was_last(
    officer: Actor, resident: Actor, opened: Opened, now: datetime
) -> None:
    moved(officer, now, opened.reference, "forward", office=office(DOH), note="เป็นทางหลวง")
    moved(officer, now, opened.reference, "take")
    moved(officer, now, opened.reference, "reject", reason="ทำไม่ได้")
    assert stays(opened)[-1] == (office(ENGINEERS), "done")
    moved(resident, now, opened.reference, "reopen", note="ยังมืด")
    assert stays(opened)[-1] == (office(ENGINEERS), "answering")


def test_a_sealed_case_that_was_passed_on_is_the_former_office_s_no_more(resident: Actor, now: datetime) -> None:
    sealed = filed(resident, now, "service", owner="money")
    audit = holder("sikhio-town.audit-head", now)
    if any(move.hands_over for move in queries.case_page(actor=audit, reference=sealed.reference, now=now).moves):
        moved(audit, now, sealed.reference, "redirect", office=office(HEALTH))
    else:
        moved(audit, now, sealed.reference, "forward", office=office(DOH), note="ส่งต่อ")
    assert row(sealed.reference).passed_on
    assert forwarded(audit, now) == []
