"""One page, many readers: what each sees, and the look that stays behind."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from korat.blocks.cases import queries
from korat.blocks.cases.models import CaseReport
from korat.blocks.cases.queries import page as pages
from korat.blocks.documents import queries as documents
from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger import queries as ledger_read
from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.queries import ActView
from korat.kernel.errors import NotFound
from tests.reports import CONTACT, IN_TOWN, WORDS, filed, moved, photo

STRANGERS = ("outsider", "clerk", "carer")


def looks_at(resident: Actor, now: datetime) -> list[ActView]:
    with ledger.look(actor=resident, purpose="self", subjects=[resident.subject], now=now):
        return [look for look in ledger_read.looks_at(resident.subject).items if look.ground != "self"]


@pytest.mark.parametrize(
    ("who", "relation", "purpose"),
    [("resident", "own", "self"), ("officer", "office", "case.handle"), ("mayor", "office", "case.read"),
     ("auditor", "office", "case.read")],
)  # fmt: skip
def test_reporter_and_office_read_words_and_contact(
    request: pytest.FixtureRequest, resident: Actor, now: datetime, who: str, relation: str, purpose: str
) -> None:
    opened = filed(resident, now)
    page = queries.case_page(actor=request.getfixturevalue(who), reference=opened.reference, now=now)
    assert page.report and page.contact
    assert (page.relation, page.purpose) == (relation, purpose)
    assert (page.report.description, page.report.landmark) == (WORDS, IN_TOWN.landmark)
    assert (page.contact.name, page.contact.phone) == (CONTACT.name, CONTACT.phone)


@pytest.mark.parametrize("who", STRANGERS)
def test_a_stranger_reads_the_public_face_and_no_more(
    request: pytest.FixtureRequest, resident: Actor, now: datetime, who: str
) -> None:
    opened = filed(resident, now, photos=(photo(now),))
    stranger = request.getfixturevalue(who)
    page = queries.case_page(actor=stranger, reference=opened.reference, now=now)
    assert (page.relation, page.report, page.contact, page.moves, page.order) == ("public", None, None, (), None)
    assert (page.face.subject, page.face.assignee) == (0, None)
    assert "คำลับ" not in repr(page) and CONTACT.phone not in repr(page)
    (picture,) = documents.photos(opened.uuid)
    with pytest.raises(NotFound):
        queries.photo_bytes(actor=stranger, document=picture.uuid, now=now)
    assert looks_at(resident, now) == []


def test_the_crew_sees_the_work_and_never_who_reported_it(
    officer: Actor, crew: Actor, resident: Actor, now: datetime
) -> None:
    opened = filed(resident, now, photos=(photo(now),))
    assert queries.case_page(actor=crew, reference=opened.reference, now=now).relation == "public"
    moved(officer, now, opened.reference, "take")
    moved(officer, now, opened.reference, "order", instruction="เปลี่ยนหลอด")
    page = queries.case_page(actor=crew, reference=opened.reference, now=now)
    assert page.report
    assert (page.relation, page.contact, page.report.description) == ("crew", None, WORDS)
    assert [move.code for move in page.moves] == ["finish"]
    assert CONTACT.name not in repr(page) and CONTACT.phone not in repr(page)


def test_a_look_names_office_post_purpose_ground_and_case(officer: Actor, resident: Actor, now: datetime) -> None:
    opened = filed(resident, now)
    queries.case_page(actor=officer, reference=opened.reference, now=now)
    (look,) = looks_at(resident, now)
    grant = officer.grant_for("case.handle")
    assert (look.actor, look.office, look.post, look.purpose, look.basis, look.about) == (
        officer.subject, grant.office, "sikhio-town.engineer", "case.handle", "municipality-act", opened.uuid,
    )  # fmt: skip


def test_each_look_of_an_office_counts_and_a_photograph_is_one_of_its_own(
    officer: Actor, resident: Actor, now: datetime
) -> None:
    opened = filed(resident, now, photos=(photo(now),))
    (picture,) = documents.photos(opened.uuid)
    for _ in range(2):
        queries.case_page(actor=officer, reference=opened.reference, now=now)
    queries.photo_bytes(actor=officer, document=picture.uuid, now=now)
    kinds = [look.kind for look in looks_at(resident, now)]
    assert sorted(kinds) == ["documents.photo.looked", "ledger.record.looked", "ledger.record.looked"]


def test_a_page_that_fails_after_its_look_leaves_the_look(
    officer: Actor, resident: Actor, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = filed(resident, now)
    monkeypatch.setattr(pages, "entries", lambda *_args, **_options: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        queries.case_page(actor=officer, reference=opened.reference, now=now)
    monkeypatch.undo()
    assert [look.about for look in looks_at(resident, now)] == [opened.uuid]
    assert CaseReport.objects.count() == 0


def test_moves_are_offered_to_whom_they_belong(officer: Actor, resident: Actor, mayor: Actor, now: datetime) -> None:
    opened = filed(resident, now)

    def offered(actor: Actor) -> set[str]:
        page = queries.case_page(actor=actor, reference=opened.reference, now=now)
        return {move.code for move in page.moves}

    assert offered(officer) == {
        "take", "answer", "pause", "sort", "submit", "redirect", "forward", "reject", "not-true", "publish",
    }  # fmt: skip
    assert offered(mayor) == {"publish"}
    assert offered(resident) == {"withdraw"}
    moved(officer, now, opened.reference, "reject", reason="นอกอำนาจ")
    assert offered(resident) == {"reopen"}


def test_the_timeline_is_the_acts_in_order_without_the_looks(officer: Actor, resident: Actor, now: datetime) -> None:
    opened = filed(resident, now)
    queries.case_page(actor=officer, reference=opened.reference, now=now)
    moved(officer, now + timedelta(minutes=1), opened.reference, "take")
    page = queries.case_page(actor=resident, reference=opened.reference, now=now)
    assert [(entry.kind, entry.ground) for entry in page.timeline] == [
        ("cases.case.opened", "self"),
        ("cases.case.moved", "post"),
    ]


def test_an_unknown_reference_is_not_found_by_anyone(officer: Actor, now: datetime) -> None:
    for actor in (officer, None):
        with pytest.raises(NotFound):
            queries.case_page(actor=actor, reference="RP69-999999-9", now=now)
