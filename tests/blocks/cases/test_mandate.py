"""Filing and following for somebody else."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from korat.blocks.cases import queries
from korat.blocks.cases.models import Case, CaseReport
from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.models import Act
from korat.blocks.messages.models import Address
from korat.blocks.people import actions as people_actions
from korat.blocks.people import queries as people
from korat.kernel import clock
from korat.kernel.errors import Forbidden, NotFound
from tests.reports import filed, moved, row, wanted

ALL = people_actions.LENDABLE


def lend(giver: Actor, to: Actor, purposes=ALL) -> tuple[Actor, object]:
    uuid = people_actions.give_mandate(
        actor=giver, holder=to.subject, purposes=purposes, ends_at=clock.now() + timedelta(days=9), now=clock.now()
    )
    return people.actor_of(to.subject, session="test", request="test"), uuid


def filed_for(daughter: Actor, mandate, **given):
    from korat.blocks.cases import actions

    return actions.open_case(actor=daughter, now=clock.now(), request=wanted(**given), key="k", behalf=mandate)


def test_what_a_daughter_files_is_her_fathers_case_and_both_see_it(
    outsider: Actor, carer: Actor, resident: Actor
) -> None:
    daughter, mandate = lend(outsider, carer)
    opened = filed_for(daughter, mandate)
    assert opened.subject == outsider.subject
    assert [face.reference for face in queries.own_cases(outsider)] == [opened.reference]
    assert [face.reference for face in queries.lent_cases(daughter)[outsider.subject]] == [opened.reference]
    assert queries.lent_cases(resident) == {}
    act = Act.objects.get(about=opened.uuid, kind="cases.case.opened")
    assert (act.actor_id, act.ground) == (carer.subject, "mandate")
    for reader, relation in ((outsider, "own"), (daughter, "mandate")):
        page = queries.case_page(actor=reader, reference=opened.reference, now=clock.now())
        assert (page.relation, page.report is not None, page.contact is not None) == (relation, True, True)
        assert page.timeline[0].ground == "mandate"


def test_her_look_stands_on_his_list(outsider: Actor, carer: Actor) -> None:
    from korat.blocks.ledger import queries as ledger_read

    daughter, mandate = lend(outsider, carer)
    opened = filed_for(daughter, mandate)
    queries.case_page(actor=daughter, reference=opened.reference, now=clock.now())
    with ledger.look(actor=outsider, purpose="self", subjects=[outsider.subject], now=clock.now(), kind="a.b.c"):
        looks = ledger_read.looks_at(outsider.subject).items
    assert [(look.purpose, look.ground) for look in looks if look.actor == carer.subject] == [
        ("case.follow", "mandate")
    ]


def test_her_telephone_does_not_become_his_address(outsider: Actor, carer: Actor) -> None:
    before = Address.objects.filter(subject_id=outsider.subject).count()
    filed_for(*lend(outsider, carer))
    assert Address.objects.filter(subject_id=outsider.subject).count() == before


def test_she_replies_for_him_only_where_he_said_so(
    outsider: Actor, carer: Actor, officer: Actor, now: datetime
) -> None:
    opened = filed(outsider, clock.now())
    moved(officer, clock.now(), opened.reference, "reject", reason="นอกเขต")
    follower, _ = lend(outsider, carer, ["case.follow"])
    page = queries.case_page(actor=follower, reference=opened.reference, now=clock.now())
    assert page.moves == ()
    with pytest.raises(Forbidden):
        moved(follower, clock.now(), opened.reference, "reopen", note="ยังไม่เรียบร้อย")
    replier, _ = lend(outsider, carer)
    page = queries.case_page(actor=replier, reference=opened.reference, now=clock.now())
    assert [move.code for move in page.moves] == ["reopen"]
    moved(replier, clock.now(), opened.reference, "reopen", note="ยังไม่เรียบร้อย")
    assert row(opened.reference).step == "reopened"


def test_a_mandate_to_file_does_not_open_what_was_filed(outsider: Actor, carer: Actor) -> None:
    opened = filed(outsider, clock.now(), "social")
    daughter, _ = lend(outsider, carer, ["case.file"])
    page = queries.case_page(actor=daughter, reference=opened.reference, now=clock.now())
    assert (page.relation, page.report, page.contact, page.moves) == ("public", None, None, ())


def test_his_sealed_complaint_stays_his_own(outsider: Actor, carer: Actor) -> None:
    """It may be about her."""
    opened = filed(outsider, clock.now(), "service")
    daughter, _ = lend(outsider, carer)
    assert queries.lent_cases(daughter) == {outsider.subject: ()}
    with pytest.raises(NotFound):
        queries.case_page(actor=daughter, reference=opened.reference, now=clock.now())
    grant = next(one for one in daughter.grants if one.kind == "mandate")
    look = {"actor": daughter, "subjects": [outsider.subject], "now": clock.now(), "grant": grant}
    with ledger.look(**look, purpose="case.follow"):
        assert CaseReport.objects.count() == 0, "the row policy says the same"


def test_an_ended_mandate_files_nothing(outsider: Actor, carer: Actor, resident: Actor) -> None:
    daughter, mandate = lend(outsider, carer)
    with pytest.raises(Forbidden):
        filed_for(resident, mandate)
    people_actions.end_mandate(actor=outsider, grant=mandate, now=clock.now())
    with pytest.raises(Forbidden):
        filed_for(daughter, mandate)
    with pytest.raises(Forbidden):
        filed_for(people.actor_of(carer.subject), mandate)
    assert not Case.objects.exists()


def test_the_office_above_reads_no_sealed_row_even_in_raw_sql(resident: Actor, mayor: Actor) -> None:
    """A complaint about an official opens to the posts of the very office: the look writes the own office negated."""
    from tests.cast import holder

    keeper = holder("sikhio-town.audit-head", clock.now())
    sealed, plain = filed(resident, clock.now(), "service", owner="money"), filed(resident, clock.now())
    seen = {}
    for actor, purpose in ((mayor, "case.read"), (keeper, "case.handle")):
        with ledger.look(actor=actor, purpose=purpose, subjects=[resident.subject], now=clock.now()):
            seen[purpose] = set(CaseReport.objects.values_list("case__reference", flat=True))
    assert row(sealed.reference).office_id in mayor.reach("case.read")
    assert seen == {"case.read": {plain.reference}, "case.handle": {sealed.reference}}
