"""An officer puts a case under another kind: office, clocks and seal follow; the reporter is told; acts explain it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from korat.blocks.cases import actions, queries
from korat.blocks.cases.actions.learn import corrections
from korat.blocks.cases.models import CaseContact, CaseReport, Correction
from korat.blocks.catalog import queries as catalog
from korat.blocks.documents.models import DocumentPrivate
from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger import queries as ledger_read
from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.models import Act
from korat.blocks.ledger.services import service_actor
from korat.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from tests.blocks.reactions.test_joined import told
from tests.reports import SERVICE, filed, moved, office, photo, row

HOUR = timedelta(hours=1)


def categorised(actor: Actor, now: datetime, reference: str, category: str, key: str = "") -> None:
    actions.categorise(
        actor=actor, now=now, reference=reference, category=category, version=row(reference).version, key=key
    )


def test_another_kind_of_the_same_office_changes_clocks_and_keeps_step_and_officer(
    resident: Actor, officer: Actor, now: datetime
) -> None:
    opened = filed(resident, now)
    before = moved(officer, now, opened.reference, "take")
    categorised(officer, now + HOUR, opened.reference, "building")
    after = row(opened.reference)
    assert (after.category, after.step, after.assignee_id) == ("building", before.step, officer.subject)
    assert (after.office_id, after.version) == (before.office_id, before.version + 1)
    assert after.due_at != before.due_at
    act = Act.objects.filter(about=opened.uuid).latest("id")
    assert act.kind == "cases.case.categorised"
    assert (act.facts["was"], act.facts["category"], act.facts["office"]) == ("light", "building", after.office_id)
    assert Correction.objects.values_list("was", "category").get(case=after) == ("light", "building")


def test_another_kind_goes_to_its_office_with_its_private_rows_and_begins_there_anew(
    resident: Actor, officer: Actor, clerk: Actor, now: datetime
) -> None:
    opened = filed(resident, now, photos=(photo(now),))
    moved(officer, now, opened.reference, "take")
    categorised(officer, now + HOUR, opened.reference, "waste")
    after = row(opened.reference)
    health = office("sikhio-town.public-health")
    assert (after.office_id, after.step, after.assignee_id) == (health, "received", None)
    assert {"code": "category", "value": "waste"} in after.route["why"]
    with pytest.raises(NotFound):
        categorised(officer, now + HOUR, opened.reference, "light")
    page = queries.case_page(actor=resident, reference=opened.reference, now=now + HOUR)
    assert page.report is not None
    assert list(queries.unexplained()) == []


def test_a_complaint_about_an_official_is_sealed_with_all_its_rows_and_stays_so(
    resident: Actor, officer: Actor, now: datetime
) -> None:
    opened = filed(resident, now, photos=(photo(now),))
    categorised(officer, now, opened.reference, "service")
    after = row(opened.reference)
    assert (after.sealed, after.public) == (True, False)
    with ledger.look(actor=resident, purpose="self", subjects=[resident.subject], now=now):
        assert CaseReport.objects.get(case=after).sealed is True
        assert DocumentPrivate.objects.get(document__about=opened.uuid).sealed is True


def test_outsiders_and_reporters_get_no_hold_of_it_and_nothing_changes(
    resident: Actor, outsider: Actor, officer: Actor, now: datetime
) -> None:
    opened = filed(resident, now)
    with pytest.raises(NotFound):
        categorised(outsider, now, opened.reference, "tree")
    with pytest.raises(Forbidden):
        categorised(resident, now, opened.reference, "tree")
    with pytest.raises(NotFound):
        actions.categorise(actor=officer, now=now, reference="RP-2569-ZZZZ", category="tree", version=1)
    assert row(opened.reference).category == "light"


def test_the_same_kind_an_unknown_one_an_old_page_and_ordered_work_are_refused(
    resident: Actor, officer: Actor, now: datetime
) -> None:
    opened = filed(resident, now)
    for wrong in ("light", "moonlight"):
        with pytest.raises(Invalid):
            categorised(officer, now, opened.reference, wrong)
    moved(officer, now, opened.reference, "take")
    with pytest.raises(Conflict):
        actions.categorise(actor=officer, now=now, reference=opened.reference, category="tree", version=1)
    moved(officer, now, opened.reference, "order", instruction="เปลี่ยนหลอด")
    with pytest.raises(Conflict, match="order"):
        categorised(officer, now, opened.reference, "tree")
    assert not Correction.objects.filter(case=row(opened.reference)).exists()


def test_a_double_click_is_one_correction(resident: Actor, officer: Actor, now: datetime) -> None:
    opened = filed(resident, now)
    for _ in range(2):
        actions.categorise(actor=officer, now=now, reference=opened.reference, category="tree", version=1, key="twice")
    assert Correction.objects.filter(case=row(opened.reference)).count() == 1


def test_the_reporter_is_told_which_office_looks_after_it_now(resident: Actor, officer: Actor, now: datetime) -> None:
    opened = filed(resident, now)
    categorised(officer, now, opened.reference, "waste")
    assert told(now, "case-categorised") == {resident.subject: str(opened.uuid)}


def test_what_is_joined_to_others_is_parted_first(
    resident: Actor, outsider: Actor, officer: Actor, now: datetime
) -> None:
    first, second = filed(resident, now), filed(outsider, now)
    actions.join(actor=officer, now=now, into=first.reference, references=[second.reference])
    for one in (first, second):
        with pytest.raises(Conflict):
            categorised(officer, now, one.reference, "tree")


class TestLearning:
    def test_it_reads_what_was_corrected_and_the_reporter_sees_that_it_did(
        self, resident: Actor, officer: Actor, now: datetime
    ) -> None:
        opened = filed(resident, now, description="ต้นไม้บังไฟ คำลับ")
        filed(resident, now, description="เรื่องที่ไม่มีใครแก้")
        categorised(officer, now, opened.reference, "tree")
        service, learner = catalog.service_or_fail(SERVICE), service_actor("learning")
        found = corrections(learner, now, service)
        assert [(one.text, one.category, one.by) for one in found] == [("ต้นไม้บังไฟ คำลับ", "tree", resident.subject)]
        with ledger.look(actor=resident, purpose="self", subjects=[resident.subject], now=now):
            looks = ledger_read.looks_at(resident.subject).items
        assert any((look.purpose, look.kind) == ("learn", "cases.words.learned") for look in looks)

    def test_neither_contacts_nor_sealed_reports_open_to_it(
        self, resident: Actor, officer: Actor, now: datetime
    ) -> None:
        opened, sealed = filed(resident, now), filed(resident, now, description="เรื่องเจ้าหน้าที่")
        categorised(officer, now, sealed.reference, "service")
        categorised(officer, now, opened.reference, "tree")
        learner = service_actor("learning")
        found = corrections(learner, now, catalog.service_or_fail(SERVICE))
        assert [one.category for one in found] == ["tree"]
        with ledger.look(actor=learner, purpose="learn", subjects=[resident.subject], now=now):
            assert not CaseContact.objects.exists()
            assert list(CaseReport.objects.values_list("case__reference", flat=True)) == [opened.reference]
