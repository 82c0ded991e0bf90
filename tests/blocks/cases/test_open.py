"""Opening a case: to whom it goes, what is written where, and once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier

import pytest
from django.db import connection, connections

from korat.blocks.cases import actions, queries
from korat.blocks.cases.models import Case, CaseContact, CaseReport
from korat.blocks.cases.values import Opened
from korat.blocks.catalog import queries as catalog
from korat.blocks.documents import queries as documents
from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger import queries as ledger_read
from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.models import Act, ActSubject, Subject
from korat.blocks.messages.models import AddressPrivate
from korat.kernel import clock
from korat.kernel.calendar import due
from korat.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from tests.reports import COMMUNITY, CONTACT, OUTSIDE, UNSURE, WORDS, filed, office, photo, row, wanted

PRIVATE = (
    "korat_cases_casereport",
    "korat_cases_casecontact",
    "korat_messages_addressprivate",
    "korat_documents_documentprivate",
)


def test_a_report_goes_to_the_office_that_answers_and_says_why(resident: Actor, now: datetime) -> None:
    case = row(filed(resident, now).reference)
    assert (case.office_id, case.step, case.state) == (office("sikhio-town.engineering"), "received", "open")
    assert [why["code"] for why in case.route["why"]] == ["category", "jurisdiction", "owner", "office"]


@pytest.mark.parametrize(
    ("category", "given", "answers"),
    [
        ("light", {"owner": "highway"}, "doh"),
        ("light", {"owner": "wires"}, "pea"),
        ("road", {"owner": "rural"}, "drr"),
        ("waste", {}, "sikhio-town.public-health"),
        ("light", {"where": OUTSIDE}, "triage"),
        ("light", {"where": UNSURE}, "triage"),
        ("service", {"owner": "money"}, "sikhio-town.audit"),
        ("service", {"owner": "clerk"}, "sikhio-town.audit"),
        ("service", {"owner": "manner"}, "sikhio-town.permanent-secretary"),
    ],
)
def test_category_owner_and_side_of_the_border_decide(
    resident: Actor, now: datetime, category: str, given: dict[str, object], answers: str
) -> None:
    assert row(filed(resident, now, category, **given).reference).office_id == office(answers)


def test_opening_is_an_act_of_the_reporter_about_the_case(resident: Actor, now: datetime) -> None:
    opened = filed(resident, now)
    (act,) = ledger_read.about(opened.uuid, since=now)
    assert (act.kind, act.actor, act.ground, act.purpose) == (
        "cases.case.opened",
        resident.subject,
        "self",
        "case.file",
    )
    assert act.facts == {
        "service": "report-problem", "category": "light", "step": "received", "channel": "web",
        "office": office("sikhio-town.engineering"),
    }  # fmt: skip


def test_words_name_and_number_lie_in_private_rows_alone(resident: Actor, now: datetime) -> None:
    opened = filed(resident, now, photos=(photo(now),))
    with connection.cursor() as cursor:
        for table in PRIVATE:
            cursor.execute(f"SELECT count(*) FROM {table}")
            assert cursor.fetchone() == (0,), table
        cursor.execute("SELECT row_to_json(c)::text FROM korat_cases_case c WHERE uuid = %s", [opened.uuid])
        (facts,) = cursor.fetchone()
    assert "คำลับ" not in facts and CONTACT.phone not in facts and CONTACT.email not in facts
    with ledger.look(actor=resident, purpose="self", subjects=[resident.subject], now=now):
        assert CaseReport.objects.get(case__uuid=opened.uuid).description == WORDS
        assert CaseContact.objects.get(case__uuid=opened.uuid).phone == CONTACT.phone
        assert AddressPrivate.objects.filter(subject_id=resident.subject).exists()
        (view,) = documents.photos(opened.uuid)
        assert documents.private_bytes(view.uuid)[:2] == b"\xff\xd8"


def test_a_category_of_another_service_is_refused_and_nothing_is_written(resident: Actor, now: datetime) -> None:
    strange = wanted().category
    assert strange is not None
    request = wanted()
    foreign = type(request)(**{**request.__dict__, "category": strange.model_copy(update={"code": "elsewhere"})})
    acts = Act.objects.count()
    with pytest.raises(Invalid) as refused:
        actions.open_case(actor=resident, now=now, request=foreign, key="foreign")
    assert (refused.value.code, refused.value.field) == ("category", "category")
    assert (Case.objects.count(), Act.objects.count()) == (0, acts)


def test_who_has_no_right_to_file_files_nothing(crew: Actor, now: datetime) -> None:
    bare = Actor(crew.subject, crew.uuid, tuple(grant for grant in crew.grants if grant.kind == "post"))
    with pytest.raises(Forbidden):
        filed(bare, now)
    assert Case.objects.count() == 0


def test_two_clocks_run_in_working_time(resident: Actor, now: datetime) -> None:
    case = row(filed(resident, now).reference)
    clocks, week = wanted().category.clocks, catalog.week(now)
    assert case.answer_due_at == due(now, clocks.answer, week)
    assert case.due_at == due(now, clocks.completion, week)
    assert case.opened_at < case.answer_due_at < case.due_at


def test_the_same_request_twice_is_one_case_with_one_answer(resident: Actor, now: datetime) -> None:
    assert filed(resident, now, key="twice") == filed(resident, now, key="twice")
    assert Case.objects.count() == 1


def test_an_unnamed_reporter_gets_the_same_number_and_the_same_key_again(house: None, now: datetime) -> None:
    first, second = filed(None, now, key="twice"), filed(None, now, key="twice")
    assert first == second and first.follow_key
    assert Case.objects.count() == 1
    assert Subject.objects.filter(kind="unnamed").count() == 1


def test_two_clicks_at_the_same_moment_make_one_case(house: None, now: datetime) -> None:
    together = Barrier(2)

    def click(_: int) -> Opened:
        together.wait(60)
        try:
            return filed(None, now, key="at once")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as browsers:
        first, second = browsers.map(click, range(2))
    assert first == second
    assert Case.objects.count() == 1


def test_the_follow_key_makes_its_reporter_and_nobody_else(house: None) -> None:
    opened, other = filed(None, clock.now()), filed(None, clock.now())
    now = clock.now()
    reporter = queries.reporter_by_key(opened.reference, opened.follow_key or "", now)
    assert reporter is not None and reporter.subject == opened.subject
    assert queries.case_page(actor=reporter, reference=opened.reference, now=now).relation == "own"
    assert queries.reporter_by_key(opened.reference, other.follow_key or "", now) is None
    assert queries.reporter_by_key("RP69-999999-9", opened.follow_key or "", now) is None


def test_the_key_itself_is_kept_nowhere(house: None, now: datetime) -> None:
    opened = filed(None, now, key="request-key")
    assert opened.follow_key
    with connections["owner"].cursor() as owner:
        owner.execute("SELECT row_to_json(c)::text FROM korat_cases_case c WHERE uuid = %s", [opened.uuid])
        (stored,) = owner.fetchone()
    assert opened.follow_key not in stored and "request-key" not in stored
    assert bytes(row(opened.reference).key_digest or b"").hex() in stored


def test_a_named_reporter_needs_no_key(resident: Actor, now: datetime) -> None:
    opened = filed(resident, now)
    assert opened.follow_key is None
    assert queries.reporter_by_key(opened.reference, "0000-0000-0000", now) is None


def test_a_photograph_serves_one_report(resident: Actor, now: datetime) -> None:
    handle = photo(now)
    filed(resident, now, photos=(handle,))
    with pytest.raises(Conflict):
        filed(resident, now, photos=(handle,))
    assert Case.objects.count() == 1


def test_a_kind_that_tells_only_the_community_shows_no_point_to_outsiders(resident: Actor, now: datetime) -> None:
    filed(resident, now, "disease")
    (shown,) = queries.faces(queries.FaceFilter()).items
    assert (shown.point, shown.place) == (None, COMMUNITY)
    assert (shown.subject, shown.assignee) == (0, None)


def test_a_complaint_about_an_official_has_no_public_face(resident: Actor, now: datetime) -> None:
    opened = filed(resident, now, "service", owner="manner")
    assert queries.faces(queries.FaceFilter()).items == ()
    with pytest.raises(NotFound):
        queries.case_page(actor=None, reference=opened.reference, now=now)


def test_whom_an_act_concerns_is_itself_closed(resident: Actor, now: datetime) -> None:
    filed(resident, now)
    assert ActSubject.objects.count() == 0
