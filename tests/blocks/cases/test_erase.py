"""A person has words forgotten: they are gone from every table, what the law keeps stays, and every sealed act still holds."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, connections, transaction

from korat.blocks.cases import actions, queries
from korat.blocks.documents import queries as documents
from korat.blocks.documents import store
from korat.blocks.documents.models import Document
from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger import sealing, verification
from korat.blocks.ledger.actor import Actor, GrantView
from korat.blocks.messages import queries as inbox
from korat.blocks.reactions.follow import follow
from korat.kernel import clock
from korat.kernel.errors import Forbidden, NotFound
from tests import reports


def as_owner(query: str, *values: Any) -> list[tuple[Any, ...]]:
    with connections["owner"].cursor() as cursor:
        cursor.execute(query, values)
        return cursor.fetchall() if cursor.description else []


def close(reference: str, at: datetime) -> str:
    as_owner(
        "UPDATE korat_cases_case SET state = 'closed', opened_at = %s, updated_at = %s, closed_at = %s WHERE reference = %s",
        at, at, at, reference,
    )  # fmt: skip
    return reference


@pytest.fixture
def now() -> datetime:
    return clock.now()


@pytest.fixture
def old(resident: Actor, officer: Actor, now: datetime) -> str:
    """A closed report whose words may go, with a photograph, the office's answer and a message."""
    opened = reports.filed(resident, now, photos=(reports.photo(now),))
    reports.moved(officer, now, opened.reference, "answer", note="จะไปดูวันนี้ คำลับ-7d8")
    told()
    return close(opened.reference, now - timedelta(days=400))


def told() -> None:
    for _ in range(3):
        sealing.seal()
        follow(clock.now())


def details(subject: int) -> list[tuple[Any, ...]]:
    return as_owner(
        "SELECT a.kind, s.detail, s.salt, s.commitment FROM korat_ledger_actsubject s "
        "JOIN korat_ledger_act a ON a.id = s.act_id WHERE s.subject_id = %s AND NOT a.look ORDER BY a.id",
        subject,
    )


def test_words_contact_photograph_messages_and_details_are_gone_and_the_facts_stay(
    resident: Actor, old: str, now: datetime
) -> None:
    case = reports.row(old)
    (photo,) = Document.objects.filter(about=case.uuid)
    found = actions.erase_own(actor=resident, now=now)
    assert (found.references, found.kept, found.photos) == ((old,), (), 1)
    for table in ("cases_casereport", "cases_casecontact", "documents_documentprivate", "messages_messageprivate"):
        assert as_owner(f"SELECT count(*) FROM korat_{table} WHERE subject_id = %s", resident.subject) == [(0,)], table
    assert as_owner("SELECT address FROM korat_people_personprivate WHERE subject_id = %s", resident.subject) == [
        ("{}",)
    ]
    with pytest.raises(FileNotFoundError):
        store.fetch(photo.uuid)
    page = queries.case_page(actor=resident, reference=old, now=now)
    assert (page.report, page.contact, page.face.reference) == (None, None, old)
    assert documents.photos(case.uuid) == ()
    assert inbox.inbox(resident, now).items == () and inbox.unread(resident.subject) == 0


def test_the_proof_stays_whole(resident: Actor, old: str, now: datetime) -> None:
    before = details(resident.subject)
    assert any(detail for _, detail, _, _ in before)
    actions.erase_own(actor=resident, now=now)
    after = details(resident.subject)
    assert [row[3] for row in after[: len(before)]] == [row[3] for row in before], "commitments as they were"
    assert all(detail is None for _, detail, _, _ in after)
    assert all(new[2] is None for new, was in zip(after, before, strict=False) if was[1] is not None), "salts too"
    while sealing.seal():
        pass
    assert verification.verify().sealed == as_owner("SELECT count(*) FROM korat_ledger_leaf")[0][0]


def test_it_is_an_act_of_the_person_under_a_look(resident: Actor, old: str, now: datetime) -> None:
    actions.erase_own(actor=resident, now=now)
    assert as_owner(
        "SELECT look, ground, purpose, facts->>'cases' FROM korat_ledger_act WHERE kind IN "
        "('cases.words.erased', 'ledger.erasure.looked') ORDER BY id"
    ) == [(True, "self", "erase", None), (False, "self", "erase", "1")]


def test_an_open_case_and_one_closed_lately_keep_their_words(
    resident: Actor, officer: Actor, old: str, now: datetime
) -> None:
    late = close(reports.filed(resident, now).reference, now - timedelta(days=10))
    still = reports.filed(resident, now).reference
    reports.moved(officer, now, still, "answer", note="รับเรื่องแล้ว คำลับ-7d9")
    found = actions.erase_own(actor=resident, now=now)
    assert {(one.reference, one.until) for one in found.kept} == {
        (late, now - timedelta(days=10) + timedelta(days=180)), (still, None),
    }  # fmt: skip
    for reference in (late, still):
        page = queries.case_page(actor=resident, reference=reference, now=now)
        assert page.report is not None and page.report.description == reports.WORDS
        assert page.contact is not None and page.contact.phone
    addresses = "SELECT count(*) FROM korat_messages_addressprivate WHERE subject_id = %s"
    assert as_owner(addresses, resident.subject) != [(0,)], "an answer still has to reach the reporter"
    assert [detail for _, detail, _, _ in details(resident.subject) if detail] == ['{"note":"รับเรื่องแล้ว คำลับ-7d9"}']


def test_others_keep_theirs(resident: Actor, outsider: Actor, old: str, now: datetime) -> None:
    other = close(reports.filed(outsider, now).reference, now - timedelta(days=400))
    actions.erase_own(actor=resident, now=now)
    assert queries.case_page(actor=outsider, reference=other, now=now).report is not None


def test_a_second_time_finds_nothing_and_does_no_harm(resident: Actor, old: str, now: datetime) -> None:
    actions.erase_own(actor=resident, now=now)
    again = actions.erase_own(actor=resident, now=now)
    assert (again.photos, again.messages) == (0, 0)


def test_nobody_erases_for_another(resident: Actor, officer: Actor, outsider: Actor, old: str, now: datetime) -> None:
    lent = GrantView(1, "mandate", frozenset({"erase"}), subject=resident.subject)
    with pytest.raises(NotFound):
        actions.erase_own(actor=Actor(outsider.subject, outsider.uuid, (lent,)), now=now)
    assert queries.case_page(actor=resident, reference=old, now=now).report is not None


def test_the_database_itself_refuses_to_forget_without_the_persons_own_act(
    resident: Actor, outsider: Actor, old: str, now: datetime
) -> None:
    before = details(resident.subject)
    with pytest.raises(Forbidden), transaction.atomic():
        ledger.erase_detail(subject=resident.subject, keeping=())
    for actor, purpose in ((outsider, "erase"), (resident, "self")):
        with transaction.atomic():
            ledger.record(actor=actor, kind="t.t", purpose=purpose, about=None, now=now)
            with pytest.raises(Forbidden), transaction.atomic():
                ledger.erase_detail(subject=resident.subject, keeping=())
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE korat_ledger_actsubject SET detail = NULL")
    assert details(resident.subject) == before


def test_a_message_after_it_reaches_the_inbox_and_no_old_address(resident: Actor, old: str, now: datetime) -> None:
    actions.erase_own(actor=resident, now=now)
    reports.filed(resident, now, contact=type(reports.CONTACT)())
    told()
    assert len(inbox.inbox(resident, now).items) == 1
    assert as_owner("SELECT count(*) FROM korat_messages_message WHERE erased_at IS NULL AND channel <> 'inbox'") == [
        (0,)
    ]


def test_words_of_a_joined_report_may_go_when_the_leading_case_was_closed_long_ago(
    officer: Actor, resident: Actor, outsider: Actor, now: datetime
) -> None:
    lead, mine = reports.filed(outsider, now), reports.filed(resident, now)
    actions.join(actor=officer, now=now, into=lead.reference, references=[mine.reference])
    assert [(kept.reference, kept.until) for kept in queries.erasable(resident.subject, now).kept] == [
        (mine.reference, None)
    ]
    close(lead.reference, now - timedelta(days=400))
    assert queries.erasable(resident.subject, now).references == (mine.reference,)
    actions.erase_own(actor=resident, now=now)
    rows = as_owner("SELECT subject_id FROM korat_cases_casereport")
    assert rows == [(outsider.subject,)]
