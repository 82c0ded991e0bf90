"""Reading a person's cases at other offices by their consent: seen by them, and by nobody else."""

from __future__ import annotations

import pytest

from korat.blocks.cases import queries
from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger import queries as ledger_read
from korat.blocks.ledger.actor import Actor
from korat.blocks.people import actions as people_actions
from korat.kernel import clock
from korat.kernel.errors import NotFound
from tests.consents import again, given
from tests.reports import filed


def test_the_page_shows_report_and_timeline_and_not_how_to_reach_who_told(clerk: Actor, resident: Actor) -> None:
    opened = filed(resident, clock.now())
    before = queries.case_page(actor=clerk, reference=opened.reference, now=clock.now())
    assert (before.relation, before.report) == ("public", None)
    holds, _ = given(clerk, resident)
    page = queries.case_page(actor=holds, reference=opened.reference, now=clock.now())
    assert (page.relation, page.report is not None, page.contact, page.moves) == ("consent", True, None, ())
    assert (page.purpose, page.basis) == ("case.share", "consent")
    assert page.timeline


def test_her_list_of_looks_names_the_consent_and_the_office(clerk: Actor, resident: Actor) -> None:
    opened = filed(resident, clock.now())
    holds, uuid = given(clerk, resident)
    queries.shared_cases(actor=holds, consent=uuid, now=clock.now())
    queries.case_page(actor=holds, reference=opened.reference, now=clock.now())
    with ledger.look(actor=resident, purpose="self", subjects=[resident.subject], now=clock.now(), kind="a.b.c"):
        looks = [one for one in ledger_read.looks_at(resident.subject).items if one.actor == clerk.subject]
    assert [(one.ground, one.purpose, one.post) for one in looks] == [("consent", "case.share", "triage.officer")] * 2
    assert {one.about for one in looks} == {opened.uuid, uuid}


def test_the_list_holds_the_cases_of_every_office_but_no_sealed_one(
    clerk: Actor, resident: Actor, outsider: Actor
) -> None:
    lamp, waste = filed(resident, clock.now()), filed(resident, clock.now(), "waste")
    sealed = filed(resident, clock.now(), "service")
    filed(outsider, clock.now())
    holds, uuid = given(clerk, resident)
    shown = queries.shared_cases(actor=holds, consent=uuid, now=clock.now())
    assert {one.reference for one in shown} == {lamp.reference, waste.reference}
    with pytest.raises(NotFound):
        queries.case_page(actor=holds, reference=sealed.reference, now=clock.now())


def test_others_and_those_whose_consent_ended_find_nothing(
    clerk: Actor, resident: Actor, officer: Actor, outsider: Actor
) -> None:
    filed(resident, clock.now())
    holds, uuid = given(clerk, resident)
    for stranger in (officer, outsider, resident):
        with pytest.raises(NotFound):
            queries.shared_cases(actor=stranger, consent=uuid, now=clock.now())
    people_actions.end_mandate(actor=resident, grant=uuid, now=clock.now())
    with pytest.raises(NotFound):
        queries.shared_cases(actor=again(holds), consent=uuid, now=clock.now())


def test_an_office_asks_the_reporter_of_its_own_case_and_of_no_other(
    officer: Actor, crew: Actor, clerk: Actor, resident: Actor
) -> None:
    opened = filed(resident, clock.now())
    assert queries.reporter_of(actor=officer, reference=opened.reference) == resident.subject
    for stranger in (crew, clerk, resident):
        with pytest.raises(NotFound):
            queries.reporter_of(actor=stranger, reference=opened.reference)
