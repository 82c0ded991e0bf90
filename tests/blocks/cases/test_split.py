"""A report with several troubles becomes several cases, and whatever is joined, parted or split, nothing of it is lost."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from korat.blocks.cases import actions, queries
from korat.blocks.cases.models import Case, CaseContact, CaseLink, CaseReport
from korat.blocks.cases.values import Opened
from korat.blocks.catalog import queries as catalog
from korat.blocks.documents import queries as documents
from korat.blocks.documents.models import DocumentPrivate
from korat.blocks.ledger import queries as ledger_read
from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.models import Act
from korat.kernel import ids
from korat.kernel.calendar import due
from korat.kernel.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from tests.reports import CONTACT, SERVICE, WORDS, filed, moved, office, photo, row

WALKS = settings(max_examples=8)


@pytest.fixture
def told(resident: Actor, now: datetime) -> Opened:
    """A dark lamp, and beside it a hole and rubbish, all in one report."""
    at = now - timedelta(hours=2)
    return filed(resident, at, photos=(photo(at),))


def split(officer: Actor, now: datetime, told: Opened, *categories: str, key: str = "") -> tuple[str, ...]:
    return actions.split(
        actor=officer, now=now, reference=told.reference, categories=categories, version=row(told.reference).version, key=key
    )  # fmt: skip


def test_each_new_case_has_its_own_kind_office_and_clocks_from_the_day_of_the_telling(
    officer: Actor, told: Opened, now: datetime
) -> None:
    road, waste = (row(reference) for reference in split(officer, now, told, "road", "waste"))
    assert (road.category, waste.category) == ("road", "waste")
    assert waste.office_id == office("sikhio-town.public-health")
    service, original = catalog.service_or_fail(SERVICE), row(told.reference)
    for case in (road, waste):
        category = service.category(case.category)
        assert category is not None
        clocks = category.clocks or service.clocks
        assert case.due_at == due(original.opened_at, clocks.completion, catalog.week(now))
        assert (case.subject_id, case.state, case.step) == (original.subject_id, "open", service.first_step)
    assert (original.category, original.state) == ("light", "open")
    assert list(queries.unexplained()) == []


def test_the_reporter_finds_words_contact_and_photograph_in_each(
    officer: Actor, resident: Actor, told: Opened, now: datetime
) -> None:
    (reference,) = split(officer, now, told, "waste")
    page = queries.case_page(actor=resident, reference=reference, now=now)
    assert (page.relation, page.report and page.report.description) == ("own", WORDS)
    assert page.contact and (page.contact.name, page.contact.phone) == (CONTACT.name, CONTACT.phone)
    (first,), (second,) = documents.photos(told.uuid), documents.photos(row(reference).uuid)
    assert first.uuid != second.uuid
    same = {queries.photo_bytes(actor=resident, document=one.uuid, now=now) for one in (first, second)}
    assert len(same) == 1
    (link,) = queries.linked_to(resident, queries.case_face(told.reference))
    assert (link.how, link.face.reference) == ("split", reference)


def test_an_unnamed_reporter_opens_each_with_the_same_key(officer: Actor, now: datetime) -> None:
    told = filed(None, now)
    (reference,) = split(officer, now, told, "road")
    assert told.follow_key and queries.reporter_by_key(reference, told.follow_key, now) is not None


def test_splitting_is_an_act_that_names_the_kinds_and_each_opening_has_it_as_cause(
    officer: Actor, told: Opened, now: datetime
) -> None:
    (reference,) = split(officer, now, told, "road")
    act = ledger_read.about(told.uuid, since=now)[-1]
    assert (act.kind, act.facts["into"], act.actor) == ("cases.case.split", ["road"], officer.subject)
    assert Act.objects.get(about=row(reference).uuid, kind="cases.case.opened").cause == act.uuid


@pytest.mark.parametrize(("who", "refusal"), [("outsider", NotFound), ("clerk", NotFound), ("mayor", Forbidden)])
def test_nobody_else_splits(
    request: pytest.FixtureRequest, told: Opened, now: datetime, who: str, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        split(request.getfixturevalue(who), now, told, "road")
    assert Case.objects.count() == 1
    assert CaseLink.objects.count() == 0


def test_its_own_kind_an_unknown_one_none_and_a_sealed_one_are_refused(
    officer: Actor, told: Opened, now: datetime
) -> None:
    for wrong in (("light",), ("no-such",), (), ("service",)):
        with pytest.raises(Invalid):
            split(officer, now, told, *wrong)
    assert Case.objects.count() == 1


def test_a_second_click_splits_once_and_an_old_page_is_told_so(officer: Actor, told: Opened, now: datetime) -> None:
    first = actions.split(actor=officer, now=now, reference=told.reference, categories=["road"], version=1, key="k")
    assert actions.split(
        actor=officer, now=now, reference=told.reference, categories=["road"], version=1, key="k"
    ) == first  # fmt: skip
    with pytest.raises(Conflict):
        actions.split(actor=officer, now=now, reference=told.reference, categories=["waste"], version=1, key="other")
    assert Case.objects.count() == 2


def held() -> tuple[Counter[tuple[object, ...]], Counter[tuple[object, ...]], Counter[object]]:
    """Every word, every way to reach somebody and every photograph, by whose they are; read as the owner."""
    reports = CaseReport.objects.using("owner").values_list("subject_id", "description", "landmark")
    contacts = CaseContact.objects.using("owner").values_list("subject_id", "name", "phone", "email")
    photos = DocumentPrivate.objects.using("owner").values_list("subject_id", flat=True)
    return Counter(reports), Counter(contacts), Counter(photos)


def test_joining_parting_and_splitting_in_any_order_lose_no_reporter_no_word_and_no_photograph(
    officer: Actor, resident: Actor, outsider: Actor, carer: Actor, now: datetime
) -> None:
    verbs = st.tuples(st.sampled_from(["join", "part", "split"]), st.integers(0, 99), st.integers(0, 99))

    @WALKS
    @given(st.lists(verbs, min_size=4, max_size=12))
    def walk(choices: list[tuple[str, int, int]]) -> None:
        people = (resident, outsider, carer, None)
        mine = [filed(who, now, description=f"{WORDS} {ids.uuid7()}", photos=(photo(now),)).reference for who in people]
        steps = {reference: row(reference).step for reference in mine}
        before = held()
        for verb, one, two in choices:
            first, second = mine[one % len(mine)], mine[two % len(mine)]
            try:
                if verb == "join":
                    actions.join(actor=officer, now=now, into=first, references=[second])
                elif verb == "part":
                    actions.part(actor=officer, now=now, reference=first)
                else:
                    made = actions.split(
                        actor=officer, now=now, reference=first, categories=["road"], version=row(first).version
                    )
                    mine += made
                    steps |= {reference: row(reference).step for reference in made}
            except Refused:
                pass
            consistent(mine, steps)
        for kept, now_held in zip(before, held(), strict=True):
            assert all(now_held[one] >= count for one, count in kept.items())
        assert list(queries.unexplained()) == []
        end(mine)

    def consistent(mine: list[str], steps: dict[str, str]) -> None:
        cases = {case.pk: case for case in Case.objects.filter(reference__in=mine)}
        assert {case.reference for case in cases.values()} == set(mine)
        for case in cases.values():
            assert case.step == steps[case.reference]
            assert case.leads == sum(one.main_id == case.pk for one in cases.values())
            assert (case.state == "joined") == (case.main_id is not None) == (case.joined_to_id is not None)
            assert case.main_id is None or cases[case.main_id].main_id is None
            assert CaseReport.objects.using("owner").filter(case=case, subject_id=case.subject_id).count() == 1
            assert len(documents.photos(case.uuid)) == 1

    def end(mine: list[str]) -> None:
        """Parted all, every report stands alone again."""
        while joined := Case.objects.filter(reference__in=mine, state="joined").first():
            actions.part(actor=officer, now=now, reference=joined.reference)
        assert not Case.objects.filter(reference__in=mine).exclude(leads=0, state="open", main=None).exists()

    walk()


def test_what_was_split_off_goes_its_own_way(officer: Actor, told: Opened, now: datetime) -> None:
    (reference,) = split(officer, now, told, "road")
    moved(officer, now, reference, "take")
    assert (row(reference).step, row(told.reference).step) == ("accepted", "received")


def test_related_cases_are_shown_to_whom_may_see_both(
    officer: Actor, resident: Actor, outsider: Actor, now: datetime
) -> None:
    one, two = filed(resident, now), filed(outsider, now, "road")
    actions.relate(actor=officer, now=now, reference=one.reference, to=two.reference, version=1)
    for actor in (officer, resident, outsider, None):
        (link,) = queries.linked_to(actor, queries.case_face(one.reference))
        assert (link.how, link.face.reference) == ("related", two.reference)
    assert ledger_read.about(one.uuid, since=now)[-1].kind == "cases.case.related"
    actions.relate(actor=officer, now=now, reference=two.reference, to=one.reference, version=1)
    assert CaseLink.objects.count() == 1
    for wrong in (one.reference, filed(resident, now, "service", owner="money").reference):
        with pytest.raises(Refused):
            actions.relate(actor=officer, now=now, reference=one.reference, to=wrong, version=1)
    with pytest.raises(NotFound):
        actions.relate(actor=outsider, now=now, reference=two.reference, to=one.reference, version=1)


def test_an_unpublished_relative_is_not_told_to_who_may_not_see_it(
    officer: Actor, resident: Actor, outsider: Actor, now: datetime
) -> None:
    hidden = [one for one in catalog.service_or_fail(SERVICE).categories if one.place == "hidden" and not one.sealed]
    shown = filed(outsider, now)
    secret = filed(resident, now, hidden[0].code) if hidden else filed(resident, now)
    Case.objects.using("owner").filter(reference=secret.reference).update(
        public=False, office_id=row(shown.reference).office_id
    )
    actions.relate(actor=officer, now=now, reference=shown.reference, to=secret.reference, version=1)
    face = queries.case_face(shown.reference)
    assert [one.face.reference for one in queries.linked_to(officer, face)] == [secret.reference]
    assert queries.linked_to(outsider, face) == ()
    assert queries.linked_to(None, face) == ()
