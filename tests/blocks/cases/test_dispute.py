"""A look that was not right, and an emergency: both end at the data protection officer."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import translation

from korat.blocks.cases import actions, queries
from korat.blocks.cases.models import Case
from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger import queries as ledger_read
from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.models import Grant
from korat.blocks.messages import queries as messages
from korat.blocks.messages.models import Message
from korat.blocks.people import queries as people
from korat.kernel import clock, ids
from korat.kernel.errors import Forbidden, Invalid, NotFound
from korat.kernel.texts import Text
from tests.reports import filed, office

REASON = "บ้านข้างเคียงไฟไหม้ ต้องแจ้งให้อพยพ"


def looked(by: Actor, at: Actor, purpose: str = "case.handle"):
    with ledger.look(actor=by, purpose=purpose, subjects=[at.subject], now=clock.now()):
        pass
    with ledger.look(actor=at, purpose="self", subjects=[at.subject], now=clock.now(), kind="ledger.looks.read"):
        return next(one for one in ledger_read.looks_at(at.subject).items if one.actor == by.subject)


def test_a_disputed_look_is_a_sealed_case_of_the_officer(
    resident: Actor, officer: Actor, mayor: Actor, dpo: Actor
) -> None:
    opened = actions.dispute(actor=resident, look=looked(officer, resident).uuid, now=clock.now())
    case = Case.objects.get(reference=opened.reference)
    assert (case.service, case.category, case.sealed, case.public) == ("your-data", "look", True, False)
    assert case.office_id == office("data-protection")
    page = queries.case_page(actor=dpo, reference=opened.reference, now=clock.now())
    assert "วิศวกรโยธา" in str(page.report.answers["look-post"])
    for stranger in (officer, mayor):
        with pytest.raises(NotFound):
            queries.case_page(actor=stranger, reference=opened.reference, now=clock.now())


def test_a_disputed_look_under_a_mandate_names_its_holder(
    outsider: Actor, carer: Actor, dpo: Actor, officer: Actor
) -> None:
    from tests.blocks.cases.test_mandate import lend

    report = filed(outsider, clock.now())
    daughter, _ = lend(outsider, carer)
    queries.case_page(actor=daughter, reference=report.reference, now=clock.now())
    for by, names in ((daughter, True), (officer, False)):
        look = looked(officer, outsider) if by is officer else looks_of(outsider, by)
        opened = actions.dispute(actor=outsider, look=look.uuid, now=clock.now())
        page = queries.case_page(actor=dpo, reference=opened.reference, now=clock.now())
        assert ("มาลี" in str(page.report.answers.get("look-person", ""))) is names


def looks_of(person: Actor, by: Actor):
    with ledger.look(
        actor=person, purpose="self", subjects=[person.subject], now=clock.now(), kind="ledger.looks.read"
    ):
        return next(one for one in ledger_read.looks_at(person.subject).items if one.actor == by.subject)


def test_the_same_look_twice_is_one_case(resident: Actor, officer: Actor) -> None:
    look = looked(officer, resident).uuid
    first, second = (actions.dispute(actor=resident, look=look, now=clock.now()) for _ in range(2))
    assert first.reference == second.reference
    assert Case.objects.count() == 1


def test_nobody_disputes_a_look_at_another_or_ones_own(resident: Actor, outsider: Actor, officer: Actor) -> None:
    others = looked(officer, outsider).uuid
    own = looked(resident, resident, "self").uuid
    for uuid in (others, own, ids.uuid7()):
        with pytest.raises(NotFound):
            actions.dispute(actor=resident, look=uuid, now=clock.now())
    assert not Case.objects.exists()


def test_the_officer_does_not_judge_the_own_looks(resident: Actor, dpo: Actor) -> None:
    grant = dpo.grant_for("case.handle")
    with ledger.look(actor=dpo, purpose="case.handle", subjects=[resident.subject], now=clock.now(), grant=grant):
        pass
    look = looked(dpo, resident)
    opened = actions.dispute(actor=resident, look=look.uuid, now=clock.now())
    case = Case.objects.get(reference=opened.reference)
    assert (case.category, case.office_id) == ("own-look", office("triage"))


def test_who_breaks_the_glass_is_told_of_and_reviewed(clerk: Actor, resident: Actor, dpo: Actor) -> None:
    uuid = actions.break_glass(actor=clerk, subject=resident.subject, reason=REASON, now=clock.now(), key="k")
    found = ledger_read.grant_of_uuid(uuid)
    assert found.ends_at - found.begins_at == timedelta(hours=4)
    review = Case.objects.get()
    assert (review.category, review.office_id, review.sealed) == ("emergency", office("data-protection"), True)
    page = queries.case_page(actor=dpo, reference=review.reference, now=clock.now())
    assert page.report.description == REASON
    told = Message.objects.filter(subject_id=resident.subject, template="emergency-notice")
    assert {one.channel for one in told} == {"inbox", "sms"}
    assert REASON not in messages.inbox(resident, clock.now()).items[0].body, "a stranger may read the screen"
    (mine,) = people.grants_of(people.actor_of(resident.subject), clock.now())
    assert (mine.reason, mine.grant.kind) == (REASON, "emergency")
    again = people.actor_of(clerk.subject, request="test")
    seen = people.person_private(again, resident.subject, clock.now(), purpose="emergency.look")
    assert seen.phone
    assert actions.break_glass(actor=clerk, subject=resident.subject, reason=REASON, now=clock.now(), key="k") == uuid
    assert Grant.objects.filter(kind="emergency").count() == 1


def test_the_person_reads_of_an_emergency_in_the_own_language_whatever_the_official_reads(
    clerk: Actor, resident: Actor
) -> None:
    with translation.override("en"):
        actions.break_glass(actor=clerk, subject=resident.subject, reason=REASON, now=clock.now(), key="k")
    body = messages.inbox(resident, clock.now()).items[0].body
    assert " น." in body
    assert not re.search(r"[0-9]+ [A-Z][a-z]+ 20[0-9]{2}", body)
    assert set(Message.objects.filter(template="emergency-notice").values_list("office_id", flat=True)) == {
        clerk.grant_for("case.handle").office
    }


def test_a_disputed_look_is_kept_in_every_language_with_the_town_of_its_office(
    resident: Actor, officer: Actor, dpo: Actor
) -> None:
    opened = actions.dispute(actor=resident, look=looked(officer, resident).uuid, now=clock.now())
    given = queries.case_page(actor=dpo, reference=opened.reference, now=clock.now()).report.answers
    office_name = Text.from_json(given["look-office"])
    assert office_name.show("th") == "กองช่าง เทศบาลเมืองสีคิ้ว"
    assert office_name.show("en").count(", ") == 1
    assert " เวลา " not in Text.from_json(given["look-at"]).show("th")


def test_an_emergency_opens_no_sealed_complaint_and_no_letters(clerk: Actor, resident: Actor) -> None:
    from korat.blocks.cases.models import CaseReport
    from korat.blocks.messages.models import MessagePrivate

    filed(resident, clock.now(), "service")
    plain = filed(resident, clock.now())
    actions.break_glass(actor=clerk, subject=resident.subject, reason=REASON, now=clock.now(), key="k")
    again = people.actor_of(clerk.subject, request="test")
    grant = again.grant_for("emergency.look", subject=resident.subject)
    with ledger.look(actor=again, purpose="emergency.look", subjects=[resident.subject], now=clock.now(), grant=grant):
        assert set(CaseReport.objects.values_list("case__reference", flat=True)) == {plain.reference}
        assert MessagePrivate.objects.count() == 0


@pytest.mark.parametrize("reason", ["", "  ", "ด่วน"])
def test_no_reason_no_emergency(clerk: Actor, resident: Actor, reason: str) -> None:
    with pytest.raises(Invalid):
        actions.break_glass(actor=clerk, subject=resident.subject, reason=reason, now=clock.now(), key="k")
    assert not Grant.objects.filter(kind="emergency").exists()


def test_whose_post_knows_no_emergency_opens_nothing(officer: Actor, resident: Actor, outsider: Actor) -> None:
    for actor in (officer, outsider):
        with pytest.raises(Forbidden):
            actions.break_glass(actor=actor, subject=resident.subject, reason=REASON, now=clock.now(), key="k")
    assert not Case.objects.exists()


def test_a_notice_that_cannot_be_written_opens_nothing(
    clerk: Actor, resident: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("korat.blocks.cases.actions.disputes.NOTICE", "no-such-template")
    with pytest.raises(NotFound):
        actions.break_glass(actor=clerk, subject=resident.subject, reason=REASON, now=clock.now(), key="k")
    assert not Grant.objects.filter(kind="emergency").exists()
    assert not Case.objects.exists()
