"""A consent as PostgreSQL sees it: an answer to a question, held in a post, opening cases and nothing else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connections, transaction

from korat.blocks.cases.models import CaseContact, CaseReport
from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.models import Grant
from korat.blocks.messages.models import AddressPrivate, MessagePrivate
from korat.blocks.people import queries as people
from korat.blocks.people.models import PersonPrivate
from korat.kernel import clock, ids
from korat.kernel.errors import Forbidden
from tests.consents import asked, given
from tests.reports import filed, row


def answered(person: Actor, official: Actor, **changed: Any) -> None:
    """The yes to the open question as raw SQL could give it, but for what a test changes."""
    (asking,) = people.askings_of(person, clock.now())
    post, now = official.grant_for("consent.ask"), clock.now()
    grant = {
        "kind": "consent", "uuid": asking.uuid, "holder": official.subject, "office": post.office, "post": post.post,
        "subject": person.subject, "purposes": ["case.share"], "basis": "consent", "begins_at": now,
        "ends_at": now + timedelta(hours=24),
    } | changed  # fmt: skip
    with transaction.atomic():
        ledger.record(
            actor=person, kind="people.consent.given", purpose="grant.give", about=asking.uuid, now=now,
            concerning={person.subject: None, grant["holder"]: None}, facts={"grant": str(grant["uuid"])},
        )  # fmt: skip
        ledger.give(**grant)


def test_a_yes_is_given(clerk: Actor, resident: Actor) -> None:
    asked(clerk, resident.subject)
    answered(resident, clerk)
    assert Grant.objects.filter(kind="consent", holder_id=clerk.subject).count() == 1


@pytest.mark.parametrize(
    "changed",
    [
        {"uuid": ids.uuid7()},
        {"purposes": ["case.follow"]},
        {"purposes": ["case.share", "case.file"]},
        {"purposes": []},
        {"ends_at": clock.now() + timedelta(hours=48)},
        {"ends_at": None},
        {"begins_at": clock.now() + timedelta(days=1), "ends_at": clock.now() + timedelta(days=1, hours=1)},
        {"post": "sikhio-town.mayor"},
        {"post": "", "office": None},
        {"office": None},
        {"reach": [1]},
        {"kind": "post"},
        {"kind": "mandate"},
    ],
    ids=str,
)
def test_an_answer_gives_no_more_than_was_asked(clerk: Actor, resident: Actor, changed: dict[str, Any]) -> None:
    asked(clerk, resident.subject)
    before = Grant.objects.count()
    with pytest.raises(Forbidden):
        answered(resident, clerk, **changed)
    assert Grant.objects.count() == before


def test_a_consent_is_given_to_who_asked_and_by_who_was_asked(clerk: Actor, resident: Actor, carer: Actor) -> None:
    asked(clerk, resident.subject)
    with pytest.raises(Forbidden):
        answered(resident, clerk, holder=carer.subject)
    with pytest.raises(Forbidden):
        answered(resident, clerk, subject=carer.subject)
    assert not Grant.objects.filter(kind="consent").exists()


def test_who_has_no_authority_to_ask_gets_no_answer(officer: Actor, resident: Actor, clerk: Actor) -> None:
    """A question written by raw SQL on another authority of a post is none."""
    asked(clerk, resident.subject)
    (asking,) = people.askings_of(resident, clock.now())
    forged, now = ids.uuid7(), clock.now()
    post = officer.grant_for("case.handle")
    with transaction.atomic():
        ledger.record(
            actor=officer, kind="people.consent.asked", purpose="case.handle", about=forged, now=now, grant=post,
            concerning={resident.subject: None}, facts={"asking": str(forged), "purposes": ["case.share"], "hours": 24},
        )  # fmt: skip
    with pytest.raises(Forbidden):
        answered(resident, clerk, uuid=forged, holder=officer.subject, office=post.office, post=post.post)
    assert asking.uuid != forged


def look(official: Actor, person: int, purpose: str = "case.share") -> Any:
    grant = next(one for one in official.grants if one.kind == "consent")
    return ledger.look(actor=official, purpose=purpose, subjects=[person], now=clock.now(), grant=grant)


def test_a_consent_opens_reports_of_every_office_and_nothing_else(clerk: Actor, resident: Actor) -> None:
    plain, sealed = filed(resident, clock.now()), filed(resident, clock.now(), "service", owner="money")
    holds, _ = given(clerk, resident)
    with look(holds, resident.subject):
        assert set(CaseReport.objects.values_list("case__reference", flat=True)) == {plain.reference}
        for closed in (CaseContact, PersonPrivate, MessagePrivate, AddressPrivate):
            assert closed.objects.count() == 0, closed
    assert row(sealed.reference).sealed


def test_a_consent_is_for_its_purpose_and_its_person(clerk: Actor, resident: Actor, outsider: Actor) -> None:
    holds, _ = given(clerk, resident)
    for person, purpose in ((outsider.subject, "case.share"), (resident.subject, "case.follow")):
        with pytest.raises(Forbidden), look(holds, person, purpose):
            pass


def test_a_consent_sleeps_when_its_holder_has_left_the_post(clerk: Actor, resident: Actor) -> None:
    holds, _ = given(clerk, resident)
    with look(holds, resident.subject):
        pass
    post = clerk.grant_for("consent.ask").id
    with connections["owner"].cursor() as owner:
        owner.execute("UPDATE korat_ledger_grant SET ended_at = now() WHERE id = %s", [post])
    try:
        with pytest.raises(Forbidden), look(holds, resident.subject):
            pass
    finally:
        with connections["owner"].cursor() as owner:
            owner.execute("UPDATE korat_ledger_grant SET ended_at = NULL WHERE id = %s", [post])
