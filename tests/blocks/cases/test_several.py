"""One form that tells of several things makes a case for each: words, place, photographs and key go with all of them."""

from __future__ import annotations

from datetime import datetime

import pytest

from korat.blocks.cases import actions, queries
from korat.blocks.cases.models import Case, CaseLink, CaseReport
from korat.blocks.cases.values import Opened
from korat.blocks.catalog.definition import Category
from korat.blocks.documents.models import Document
from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.models import Act
from korat.kernel import ids
from korat.kernel.errors import Forbidden, Invalid
from tests.reports import SERVICE, WORDS, office, photo, row, wanted

pytestmark = pytest.mark.usefixtures("house")


def kind(code: str) -> Category:
    from korat.blocks.catalog import queries as catalog

    found = catalog.service_or_fail(SERVICE).category(code)
    assert found is not None
    return found


def told(actor: Actor | None, now: datetime, *also: str, key: str = "", **given: object) -> Opened:
    return actions.open_several(
        actor=actor, now=now, request=wanted(**given), also=[kind(code) for code in also], key=key or ids.uuid7().hex
    )


def test_each_kind_becomes_a_case_with_its_own_office_number_and_clock(resident: Actor, now: datetime) -> None:
    first = told(resident, now, "waste", "road")
    cases = [row(reference) for reference in (first.reference, *first.also)]
    assert [case.category for case in cases] == ["light", "waste", "road"]
    assert len({case.reference for case in cases}) == len({case.due_at for case in cases}) == 3
    assert cases[0].office_id == office("sikhio-town.engineering") != cases[1].office_id
    assert {case.subject_id for case in cases} == {resident.subject}
    assert Act.objects.filter(kind="cases.case.opened", about__in=[case.uuid for case in cases]).count() == 3
    assert list(queries.unexplained()) == []


def test_the_words_and_the_photograph_go_with_each(resident: Actor, now: datetime) -> None:
    first = told(resident, now, "waste", photos=(photo(now),))
    uuids = [row(reference).uuid for reference in (first.reference, *first.also)]
    assert sorted(Document.objects.values_list("about", flat=True)) == sorted(uuids)
    with ledger.look(actor=resident, purpose="self", subjects=[resident.subject], now=now):
        assert set(CaseReport.objects.values_list("description", flat=True)) == {WORDS}
        assert CaseReport.objects.count() == 2


def test_each_page_names_the_others(resident: Actor, outsider: Actor, now: datetime) -> None:
    first = told(resident, now, "waste")
    face = queries.case_face(first.also[0])
    assert face is not None
    (link,) = queries.linked_to(resident, face)
    assert (link.how, link.face.reference) == ("split", first.reference)
    assert CaseLink.objects.count() == 1


def test_an_unnamed_reporter_follows_all_with_one_key(now: datetime) -> None:
    first = told(None, now, "waste", "road")
    assert first.follow_key
    for reference in (first.reference, *first.also):
        found = queries.reporter_by_key(reference, first.follow_key, now)
        assert found is not None and found.subject == first.subject


def test_sent_twice_they_are_the_same_cases(now: datetime) -> None:
    handle = photo(now)
    first = told(None, now, "waste", key="form-1", photos=(handle,))
    assert told(None, now, "waste", key="form-1", photos=(handle,)) == first
    assert (Case.objects.count(), Document.objects.count()) == (2, 2)


@pytest.mark.parametrize(
    "also", [["service"], ["light"], ["waste", "waste"], ["waste", "road", "water", "drain", "footpath"]]
)
def test_what_does_not_go_together_is_refused_whole(resident: Actor, now: datetime, also: list[str]) -> None:
    with pytest.raises(Invalid):
        told(resident, now, *also)
    assert not Case.objects.exists()


def test_for_a_caller_only_who_takes_in_reports_files_several(resident: Actor, clerk: Actor, now: datetime) -> None:
    given = {"now": now, "request": wanted(channel="phone"), "also": [kind("waste")], "for_caller": True}
    with pytest.raises(Forbidden):
        actions.open_several(actor=resident, key="call-1", **given)
    assert not Case.objects.exists()
    assert actions.open_several(actor=clerk, key="call-1", **given).follow_key
    assert Case.objects.count() == 2


def test_the_thing_that_was_pointed_at_belongs_to_the_first_alone(resident: Actor, now: datetime) -> None:
    from dataclasses import replace

    from tests.reports import IN_TOWN
    from tests.things import lamp

    lamp("SK-1", now)
    first = told(resident, now, "waste", where=replace(IN_TOWN, asset="SK-1"))
    assert row(first.reference).asset_id and row(first.also[0]).asset_id is None
    assert row(first.also[0]).latitude == row(first.reference).latitude
