"""A complaint about an official bypasses whoever might be meant: it opens to the office that answers it, to nobody above."""

from __future__ import annotations

from datetime import datetime

import pytest

from korat.blocks.cases import queries
from korat.blocks.cases.models import Case, Task
from korat.blocks.cases.queries import QueueFilter
from korat.blocks.cases.values import Opened
from korat.blocks.documents import queries as documents
from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger import queries as ledger_read
from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.services import service_actor
from korat.blocks.measures import actions as measures
from korat.blocks.measures import queries as measured
from korat.kernel.errors import NotFound
from tests.cast import holder
from tests.reports import COMMUNITY, TOWN, filed, moved, office, photo, row, shown

ABOVE = ("mayor", "auditor")


@pytest.fixture
def bribe(resident: Actor, now: datetime) -> Opened:
    """Money was asked for: the internal audit answers."""
    return filed(resident, now, "service", owner="money", photos=(photo(now),))


@pytest.fixture
def audit(house: None, now: datetime) -> Actor:
    return holder("sikhio-town.audit-head", now)


def listed(actor: Actor, now: datetime) -> list[str]:
    return [face.reference for face in queries.queue(actor, QueueFilter(), now=now).items]


def test_the_category_seals_the_case(bribe: Opened, resident: Actor, now: datetime) -> None:
    assert row(bribe.reference).sealed
    assert not row(filed(resident, now).reference).sealed


def test_the_audit_finds_it_in_its_queue_opens_it_and_works_on_it(bribe: Opened, audit: Actor, now: datetime) -> None:
    assert listed(audit, now) == [bribe.reference]
    assert queries.waiting(audit, QueueFilter(), now=now) == 1
    page = queries.case_page(actor=audit, reference=bribe.reference, now=now)
    assert page.relation == "office" and page.report and page.contact
    assert moved(audit, now, bribe.reference, "take").assignee_id == audit.subject


@pytest.mark.parametrize("who", [*ABOVE, "officer", "clerk", "crew", "outsider"])
def test_from_above_and_from_beside_there_is_no_such_case(
    request: pytest.FixtureRequest, bribe: Opened, now: datetime, who: str
) -> None:
    actor = request.getfixturevalue(who)
    assert listed(actor, now) == []
    assert queries.waiting(actor, QueueFilter(), now=now) == 0
    with pytest.raises(NotFound):
        queries.case_page(actor=actor, reference=bribe.reference, now=now)
    (picture,) = documents.photos(bribe.uuid)
    with pytest.raises(NotFound):
        queries.photo_bytes(actor=actor, document=picture.uuid, now=now)
    with pytest.raises(NotFound):
        shown(actor, now, bribe.reference, picture.uuid)
    with pytest.raises(NotFound):
        moved(actor, now, bribe.reference, "publish", public_text="x")
    assert row(bribe.reference).version == 1


def test_who_was_refused_left_no_look_because_nothing_was_read(
    bribe: Opened, mayor: Actor, resident: Actor, now: datetime
) -> None:
    with pytest.raises(NotFound):
        queries.case_page(actor=mayor, reference=bribe.reference, now=now)
    with ledger.look(actor=resident, purpose="self", subjects=[resident.subject], now=now):
        assert {look.ground for look in ledger_read.looks_at(resident.subject).items} == {"self"}


@pytest.mark.parametrize("who", ABOVE)
def test_other_cases_of_the_same_office_are_still_seen_from_above(
    request: pytest.FixtureRequest, resident: Actor, now: datetime, who: str
) -> None:
    plain = filed(resident, now)
    assert listed(request.getfixturevalue(who), now) == [plain.reference]


def test_the_clerk_of_the_town_answers_what_is_not_about_money_and_no_one_above(
    resident: Actor, mayor: Actor, audit: Actor, now: datetime
) -> None:
    manners = filed(resident, now, "service", owner="manner")
    secretary = holder("sikhio-town.clerk", now)
    assert listed(secretary, now) == [manners.reference]
    assert listed(mayor, now) == listed(audit, now) == []


def test_a_crew_below_does_not_find_work_of_a_sealed_case(bribe: Opened, crew: Actor, now: datetime) -> None:
    """Not even when an order were sent to it by mistake."""
    with_owner = Task.objects.using("owner")
    case = Case.objects.using("owner").get(uuid=bribe.uuid)
    with_owner.create(
        case=case, office_id=office("sikhio-town.lights-crew"), state="ordered", ordered_at=now, due_at=now
    )
    assert queries.crew_queue(crew) == ()
    with pytest.raises(NotFound):
        queries.case_page(actor=crew, reference=bribe.reference, now=now)


def test_the_reporter_sees_their_own(bribe: Opened, resident: Actor, now: datetime) -> None:
    assert queries.case_page(actor=resident, reference=bribe.reference, now=now).relation == "own"
    assert [face.reference for face in queries.own_cases(resident)] == [bribe.reference]


def test_no_public_figure_counts_it(bribe: Opened, now: datetime) -> None:
    measures.refresh(actor=service_actor("measures"), now=now)
    for place in (TOWN, COMMUNITY):
        assert measured.values(place=place, since=now.date().replace(day=1)) == ()


def test_passed_on_it_stays_sealed_for_the_next_office(
    bribe: Opened, audit: Actor, mayor: Actor, now: datetime
) -> None:
    moved(audit, now, bribe.reference, "redirect", office=office("sikhio-town.permanent-secretary"))
    secretary = holder("sikhio-town.clerk", now)
    assert listed(secretary, now) == [bribe.reference]
    assert listed(audit, now) == listed(mayor, now) == []
    with pytest.raises(NotFound):
        queries.case_page(actor=audit, reference=bribe.reference, now=now)
