"""A daughter acts for her father: given by himself or witnessed, ended by either or by its date."""

from __future__ import annotations

from datetime import timedelta

import pytest

from korat.blocks.ledger import queries as ledger
from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.models import Act, ActSubject, Grant
from korat.blocks.people import actions, codes, queries
from korat.blocks.people.models import Term
from korat.kernel import clock
from korat.kernel.errors import Forbidden, Invalid, NotFound
from tests.cast import holder

# In the cast the outsider is the elder: here he is the father.
ALL = set(actions.LENDABLE)


def give(giver: Actor, to: Actor, **changed):
    wanted = {"purposes": ALL, "ends_at": clock.now() + timedelta(days=30), "now": clock.now()} | changed
    return actions.give_mandate(actor=giver, holder=to.subject, **wanted)


def again(actor: Actor) -> Actor:
    return queries.actor_of(actor.subject, session="test", request="test")


def test_both_see_it_with_the_others_name(outsider: Actor, carer: Actor) -> None:
    uuid = give(outsider, carer)
    (his,), (hers,) = (queries.grants_of(again(one), clock.now()) for one in (outsider, carer))
    assert (his.grant.uuid, his.mine, hers.mine) == (uuid, False, True)
    assert ("มาลี" in his.name, "บุญมี" in hers.name) == (True, True)
    act = Act.objects.get(about=uuid)
    assert (act.kind, act.purpose, act.ground) == ("people.mandate.given", "grant.give", "self")
    assert queries.mandates_of(again(outsider), clock.now()) == ()
    assert [one.grant.uuid for one in queries.mandates_of(again(carer), clock.now())] == [uuid]


def test_somebody_else_sees_nothing_of_it(outsider: Actor, carer: Actor, resident: Actor) -> None:
    give(outsider, carer)
    assert queries.grants_of(again(resident), clock.now()) == ()


@pytest.mark.parametrize(
    "changed",
    [
        {"purposes": set()},
        {"purposes": {"self"}},
        {"ends_at": clock.now() - timedelta(days=1)},
        {"ends_at": clock.now() + timedelta(days=400)},
    ],
    ids=["nothing", "too much", "over already", "too long"],
)
def test_a_mandate_is_checked(outsider: Actor, carer: Actor, changed) -> None:
    with pytest.raises(Invalid):
        give(outsider, carer, **changed)
    assert not Grant.objects.filter(kind="mandate").exists()


def test_nobody_lends_to_oneself_or_to_an_office(outsider: Actor, officer: Actor) -> None:
    office = officer.grant_for("case.handle").office
    for to in (outsider.subject, office):
        with pytest.raises(Invalid):
            actions.give_mandate(
                actor=outsider, holder=to, purposes=ALL, ends_at=clock.now() + timedelta(days=3), now=clock.now()
            )


def test_a_clerk_witnesses_at_the_counter_and_stands_in_the_act(clerk: Actor, outsider: Actor, carer: Actor) -> None:
    wanted = {"giver": outsider.subject, "holder": carer.subject, "purposes": ALL}
    uuid = actions.witness_mandate(actor=clerk, **wanted, ends_at=clock.now() + timedelta(days=9), now=clock.now())
    act = Act.objects.get(about=uuid)
    assert (act.actor_id, act.ground, act.post) == (clerk.subject, "post", "triage.officer")
    (his,) = queries.grants_of(again(outsider), clock.now())
    assert (his.witness, "มาลี" in his.name) == ("triage.officer", True)
    assert queries.mandates_of(again(carer), clock.now())


def test_who_has_no_such_post_witnesses_nothing(officer: Actor, carer: Actor, outsider: Actor) -> None:
    wanted = {"giver": outsider.subject, "holder": carer.subject, "purposes": ALL}
    for actor in (officer, carer):
        with pytest.raises(Forbidden):
            actions.witness_mandate(actor=actor, **wanted, ends_at=clock.now() + timedelta(days=9), now=clock.now())
    assert not Grant.objects.filter(kind="mandate").exists()


def test_a_clerk_is_no_witness_in_the_own_cause(clerk: Actor, outsider: Actor) -> None:
    with pytest.raises(Invalid):
        actions.witness_mandate(
            actor=clerk, giver=outsider.subject, holder=clerk.subject, purposes=ALL,
            ends_at=clock.now() + timedelta(days=9), now=clock.now(),
        )  # fmt: skip


def test_either_ends_it_and_an_outsider_finds_nothing(outsider: Actor, carer: Actor, resident: Actor) -> None:
    for ender in (outsider, carer):
        uuid = give(outsider, carer)
        with pytest.raises(NotFound):
            actions.end_mandate(actor=resident, grant=uuid, now=clock.now())
        actions.end_mandate(actor=ender, grant=uuid, now=clock.now())
        assert ledger.grant_of_uuid(uuid).ended_at
        assert Act.objects.get(about=uuid, kind="people.grant.ended").actor_id == ender.subject
        with pytest.raises(NotFound):
            actions.end_mandate(actor=ender, grant=uuid, now=clock.now())
    assert not queries.mandates_of(again(carer), clock.now())


def test_what_runs_out_by_its_date_is_written_down_for_both(outsider: Actor, carer: Actor) -> None:
    then = clock.now() - timedelta(days=40)
    uuid = give(outsider, carer, now=then, ends_at=clock.now() - timedelta(minutes=1))
    assert not queries.mandates_of(again(carer), clock.now())
    assert actions.run_out(clock.now()) == 1
    found = ledger.grant_of_uuid(uuid)
    assert found.ended_at == found.ends_at
    act = Act.objects.get(about=uuid, kind="people.grant.ended")
    assert (act.facts["why"], act.post) == ("date", "service:expiry")
    from django.db import connections

    with connections["owner"].cursor() as owner:
        owner.execute("SELECT subject_id FROM korat_ledger_actsubject WHERE act_id = %s", [act.pk])
        assert {row[0] for row in owner.fetchall()} == {outsider.subject, carer.subject}
    assert actions.run_out(clock.now()) == 0
    assert ActSubject.objects.count() == 0, "without a look nobody reads whom an act concerned"


def test_a_term_that_runs_out_writes_its_act_so_that_work_is_handed_over(house: None) -> None:
    acting = actions.enrol(actor=None, person=actions.NewPerson(names=actions.Names("รอง")), now=clock.now())
    begins = clock.now() - timedelta(days=9)
    term = actions.appoint(
        actor=queries.service_actor("demo"), post="sikhio-town.mayor", person=acting, begins_at=begins, now=begins,
        ends_at=clock.now() - timedelta(minutes=1), acting=True, order="ที่ 12/2569",
    )  # fmt: skip
    assert not any(grant.kind == "post" for grant in queries.actor_of(acting).grants), "the order's days are over"
    assert actions.run_out(clock.now()) == 1
    act = Act.objects.get(kind="people.term.ended")
    assert (act.facts["term"], act.facts["post"], act.post) == (term, "sikhio-town.mayor", "service:expiry")


def test_an_acting_head_signs_for_the_days_of_the_order(house: None) -> None:
    acting = actions.enrol(actor=None, person=actions.NewPerson(names=actions.Names("รอง")), now=clock.now())
    now = clock.now()
    actions.appoint(
        actor=queries.service_actor("demo"), post="sikhio-town.mayor", person=acting, begins_at=now - timedelta(days=1),
        now=now, ends_at=now + timedelta(days=1), acting=True, order="ที่ 12/2569",
    )  # fmt: skip
    (grant,) = (one for one in queries.actor_of(acting).grants if one.kind == "post")
    row = Grant.objects.get(pk=grant.id)
    assert (row.post, row.valid_to) == ("sikhio-town.mayor", now + timedelta(days=1))


def test_an_official_lays_down_the_own_post_and_no_others(house: None, officer: Actor) -> None:
    keeper = holder("sikhio-town.finance-director", clock.now())
    (own,) = (one for one in keeper.grants if one.kind == "post")
    uuid = Grant.objects.get(pk=own.id).uuid
    with pytest.raises(NotFound):
        actions.lay_down(actor=officer, grant=uuid, now=clock.now())
    actions.lay_down(actor=keeper, grant=uuid, now=clock.now())
    assert not any(one.kind == "post" for one in again(keeper).grants)
    assert Term.objects.get(grant_id=own.id).ends_at <= clock.now()
    assert Act.objects.get(kind="people.term.ended").actor_id == keeper.subject


def test_a_code_names_its_owner_for_a_while(carer: Actor, outsider: Actor) -> None:
    now = clock.now()
    code = codes.code_for(carer.subject, now)
    assert codes.subject_of(code, now) == carer.subject
    assert codes.subject_of(code.lower().replace("-", " "), now + timedelta(minutes=14)) == carer.subject
    assert codes.subject_of(code, now + timedelta(minutes=31)) is None
    assert codes.code_for(outsider.subject, now) != code


@pytest.mark.parametrize("code", ["", "x", "AAAA-AAAA-AAAA", "9" * 40, "สวัสดี"])
def test_a_wrong_code_names_nobody(code: str) -> None:
    assert codes.subject_of(code, clock.now()) is None
