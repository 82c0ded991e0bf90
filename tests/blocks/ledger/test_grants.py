"""What people lend, take and end themselves. Raw SQL as the application's role can do no more than the act allows."""

from __future__ import annotations

import contextlib
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connections, transaction

from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger import queries
from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.models import Competence, Grant
from korat.blocks.ledger.services import service_actor
from korat.blocks.people import queries as people
from korat.kernel import clock, ids
from korat.kernel.errors import Forbidden
from tests.cast import holder


def given(actor: Actor, holder: int, *, act: dict[str, Any] | None = None, **changed: Any) -> int:
    """An act of giving and the grant it gives, as `people` makes them, but for what a test changes."""
    uuid, now = ids.uuid7(), clock.now()
    subject = changed.get("subject", actor.subject)
    recorded = {
        "kind": "people.mandate.given", "purpose": "grant.give", "about": uuid, "now": now,
        "concerning": {actor.subject: None, holder: None}, "facts": {"grant": str(uuid)},
    } | (act or {})  # fmt: skip
    grant = {
        "kind": "mandate", "uuid": uuid, "holder": holder, "subject": subject, "purposes": ["case.file"], "basis": "mandate",
        "begins_at": now, "ends_at": now + timedelta(days=30),
    } | changed  # fmt: skip
    with transaction.atomic():
        ledger.record(actor=actor, **recorded)
        return ledger.give(**grant)


def ended(actor: Actor, wanted: int, purpose: str = "grant.end", **facts: Any) -> None:
    row = Grant.objects.get(pk=wanted)
    concerned = {row.holder_id: None} | ({row.subject_id: None} if row.subject_id else {})
    with transaction.atomic():
        ledger.record(
            actor=actor, kind="people.grant.ended", purpose=purpose, about=row.uuid, now=clock.now(),
            concerning=concerned, facts={"grant": str(row.uuid)} | facts,
        )  # fmt: skip
        ledger.finish(grant=wanted, now=clock.now())


def over(grant: int) -> bool:
    return Grant.objects.get(pk=grant).ended_at is not None


def test_a_person_lends_powers_over_oneself(resident: Actor, carer: Actor) -> None:
    grant = given(resident, carer.subject)
    found = people.actor_of(carer.subject)
    assert found is not None
    assert found.grant_for("case.file", subject=resident.subject).id in {grant, carer.grant_for("case.file").id}
    assert {one.id for one in found.grants if one.kind == "mandate"} == {grant}


@pytest.mark.parametrize(
    "changed",
    [
        {"kind": "post"},
        {"kind": "service"},
        {"kind": "self"},
        {"kind": "emergency"},
        {"purposes": ["self"]},
        {"purposes": ["case.file", "grant.give"]},
        {"purposes": ["case.handle"]},
        {"purposes": []},
        {"reach": [1]},
        {"post": "sikhio-town.mayor"},
        {"ends_at": None},
        {"ends_at": datetime.fromisoformat("2099-01-01T00:00:00+00:00")},
        {"uuid": ids.uuid7()},
        {"subject": None},
    ],
    ids=str,
)
def test_oneself_lends_nothing_but_a_bounded_mandate(resident: Actor, carer: Actor, changed: dict[str, Any]) -> None:
    before = Grant.objects.count()
    with pytest.raises(Forbidden):
        given(resident, carer.subject, **changed)
    assert Grant.objects.count() == before


def test_nobody_lends_powers_over_somebody_else(resident: Actor, carer: Actor, outsider: Actor) -> None:
    with pytest.raises(Forbidden):
        given(carer, carer.subject, subject=resident.subject)
    with pytest.raises(Forbidden):
        given(carer, outsider.subject, subject=resident.subject)


def test_an_act_gives_one_grant_to_whom_it_concerns(resident: Actor, carer: Actor, outsider: Actor) -> None:
    with pytest.raises(Forbidden):
        given(resident, outsider.subject, act={"concerning": {resident.subject: None, carer.subject: None}})
    with pytest.raises(Forbidden):
        given(resident, carer.subject, act={"concerning": {resident.subject: None}})
    with pytest.raises(Forbidden):
        given(resident, carer.subject, act={"purpose": "self", "concerning": {resident.subject: None}})


def test_an_act_of_ones_own_reaches_one_other_and_only_to_give_or_end(
    resident: Actor, carer: Actor, outsider: Actor
) -> None:
    two = {carer.subject: None, outsider.subject: None}
    with pytest.raises(Forbidden):
        given(resident, carer.subject, act={"concerning": {resident.subject: None} | two})
    with pytest.raises(Forbidden), transaction.atomic():
        ledger.record(
            actor=resident, kind="a.b.c", purpose="self", about=None, now=clock.now(), concerning={carer.subject: None}
        )


def test_nobody_looks_at_another_on_the_ground_of_giving(resident: Actor, carer: Actor) -> None:
    look = {"actor": resident, "purpose": "grant.give", "subjects": [carer.subject], "now": clock.now()}
    with pytest.raises(Forbidden), ledger.look(**look):
        pass


def test_either_ends_a_mandate_and_an_outsider_does_not(resident: Actor, carer: Actor, outsider: Actor) -> None:
    for ender in (resident, carer):
        grant = given(resident, carer.subject)
        with pytest.raises(Forbidden):
            ended(outsider, grant)
        assert not over(grant)
        ended(ender, grant)
        assert over(grant)


def test_an_act_ends_the_grant_that_it_names(resident: Actor, carer: Actor) -> None:
    grant = given(resident, carer.subject)
    with pytest.raises(Forbidden):
        ended(resident, grant, grant=str(ids.uuid7()))
    assert not over(grant)


def test_an_official_may_give_the_own_post_back_and_no_other(officer: Actor, crew: Actor) -> None:
    own = officer.grant_for("case.handle").id
    with pytest.raises(Forbidden):
        ended(crew, own)
    try:
        ended(officer, own)
        assert over(own)
    finally:
        with connections["owner"].cursor() as owner:
            owner.execute("UPDATE korat_ledger_grant SET ended_at = NULL WHERE id = %s", [own])


def test_a_mandate_opens_cases_and_never_a_persons_record(resident: Actor, carer: Actor) -> None:
    from korat.blocks.messages.models import MessagePrivate
    from korat.blocks.people.models import PersonPrivate

    given(resident, carer.subject, purposes=["case.file", "case.follow"])
    holder = people.actor_of(carer.subject)
    grant = next(one for one in holder.grants if one.kind == "mandate")
    seen = {"actor": holder, "subjects": [resident.subject], "now": clock.now(), "grant": grant}
    with ledger.look(**seen, purpose="case.follow"):
        assert PersonPrivate.objects.count() == MessagePrivate.objects.count() == 0
    with pytest.raises(Forbidden), ledger.look(**seen, purpose="case.file"):
        pass


def test_a_mandate_ends_on_its_date_without_anybody_doing_anything(resident: Actor, carer: Actor) -> None:
    then = clock.now() - timedelta(days=2)
    given(resident, carer.subject, begins_at=then, ends_at=then + timedelta(days=1))
    assert not any(grant.kind == "mandate" for grant in people.actor_of(carer.subject).grants)
    row = Grant.objects.filter(kind="mandate").get()
    stale = Actor(carer.subject, carer.uuid, (queries.grant_view(row),))
    with pytest.raises(Forbidden), transaction.atomic():
        ledger.record(actor=stale, kind="a.b.c", purpose="case.file", about=None, now=clock.now())


def test_who_manages_posts_gives_posts_and_nothing_else(resident: Actor, carer: Actor) -> None:
    manager = service_actor("demo")
    act = {"purpose": "people.manage", "concerning": {resident.subject: None, carer.subject: None}}
    for kind in ("mandate", "consent", "emergency", "service"):
        with pytest.raises(Forbidden):
            given(manager, carer.subject, act=act, kind=kind, subject=resident.subject)


def test_who_manages_the_people_of_a_town_gives_nothing_beyond_it(carer: Actor) -> None:
    """Also by raw SQL: the reach of the act's own grant bounds what it may give."""
    manager = holder("sikhio-town.personnel", clock.now())
    grant = manager.grant_for("people.manage")
    assert grant.reach is not None and grant.office is not None
    beyond = next(one.id for one in people.organisations() if one.id not in grant.reach)
    act = {"purpose": "people.manage", "concerning": {carer.subject: None}}
    post = {"kind": "post", "office": grant.office, "reach": [grant.office], "purposes": ["case.handle"]}
    for changed in (
        {"office": beyond}, {"reach": [grant.office, beyond]}, {"reach": None}, {"office": None},
        {"purposes": ["pack.apply"]}, {"purposes": ["case.handle", "house.watch"]},
    ):  # fmt: skip
        with pytest.raises(Forbidden):
            given(manager, carer.subject, act=act, **(post | changed))
    assert given(manager, carer.subject, act=act, **post)


def test_who_manages_the_people_of_a_town_ends_no_post_beyond_it(house: None) -> None:
    manager, director = (holder(f"sikhio-town.{post}", clock.now()) for post in ("personnel", "finance-director"))
    elsewhere = holder("doh.coordinator", clock.now())
    for person, holds in ((elsewhere, True), (director, False)):
        grant = Grant.objects.get(holder=person.subject, kind="post")
        act = {"purpose": "people.manage", "concerning": {person.subject: None}}
        with contextlib.suppress(Forbidden), transaction.atomic():
            ledger.record(actor=manager, kind="a.b.c", about=None, now=clock.now(), **act)
            ledger.finish(grant=grant.pk, now=clock.now())
        grant.refresh_from_db()
        assert (grant.ended_at is None) is holds


def test_a_town_says_competences_of_its_own_people_alone(officer: Actor, clerk: Actor, resident: Actor) -> None:
    from korat.blocks.people.actions import hold_competence

    manager, now = holder("sikhio-town.personnel", clock.now()), clock.now()
    said = {"actor": manager, "competence": "electrician", "begins_at": now, "now": now}
    for person in (clerk, resident):
        with pytest.raises(Forbidden):
            hold_competence(person=person.subject, **said)
    hold_competence(person=officer.subject, **said)
    assert [one.subject_id for one in Competence.objects.filter(code="electrician")] == [officer.subject]


def test_a_newcomer_brings_no_authority(house: None) -> None:
    """Raw SQL once could: who admits oneself with the authority over people would give oneself any post."""
    with pytest.raises(Forbidden):
        ledger.admit(kind="person", purposes=["people.manage"])


# The witness at the counter


def test_a_witness_registers_a_mandate_between_two_others(clerk: Actor, resident: Actor, carer: Actor) -> None:
    both = {resident.subject: None, carer.subject: None}
    act = {"purpose": "mandate.witness", "concerning": both}
    grant = given(clerk, carer.subject, act=act, subject=resident.subject)
    assert Grant.objects.get(pk=grant).subject_id == resident.subject
    for changed in ({"subject": clerk.subject}, {"kind": "consent"}, {"kind": "post"}, {"purposes": ["self"]}):
        with pytest.raises(Forbidden):
            given(clerk, carer.subject, act=act, **({"subject": resident.subject} | changed))
    with pytest.raises(Forbidden):
        given(clerk, clerk.subject, act=act, subject=resident.subject)


def test_who_is_no_witness_registers_nothing(officer: Actor, resident: Actor, carer: Actor) -> None:
    both = {resident.subject: None, carer.subject: None}
    for purpose in ("mandate.witness", "case.handle"):
        with pytest.raises(Forbidden):
            given(officer, carer.subject, act={"purpose": purpose, "concerning": both}, subject=resident.subject)


# Break-glass


def taken(official: Actor, person: int, *, reason: str = "ไฟไหม้บ้าน ติดต่อไม่ได้", **changed: Any) -> int:
    post = next(grant for grant in official.grants if grant.kind == "post")
    details = {official.subject: None, person: {"reason": reason}}
    act = {"kind": "people.emergency.taken", "purpose": "emergency", "concerning": details}
    wanted = {
        "kind": "emergency", "subject": person, "office": post.office, "post": post.post, "purposes": ["emergency.look"],
        "ends_at": clock.now() + timedelta(hours=4),
    }  # fmt: skip
    return given(official, changed.pop("holder", official.subject), act=act, **(wanted | changed))


def test_a_post_for_emergencies_looks_at_one_person_for_hours(clerk: Actor, resident: Actor) -> None:
    taken(clerk, resident.subject)
    found = people.actor_of(clerk.subject).grant_for("emergency.look", subject=resident.subject)
    assert (found.kind, found.subject) == ("emergency", resident.subject)


@pytest.mark.parametrize(
    "changed",
    [
        {"reason": ""},
        {"reason": "   x        "},
        {"ends_at": None},
        {"ends_at": datetime.fromisoformat("2099-01-01T00:00:00+00:00")},
        {"purposes": ["case.handle"]},
        {"post": "sikhio-town.mayor"},
        {"office": None},
        {"reach": [1]},
        {"kind": "mandate"},
    ],
    ids=str,
)
def test_an_emergency_is_bounded(clerk: Actor, resident: Actor, changed: dict[str, Any]) -> None:
    with pytest.raises(Forbidden):
        taken(clerk, resident.subject, **changed)


def test_nobody_takes_an_emergency_for_another_or_without_the_authority(
    clerk: Actor, officer: Actor, resident: Actor
) -> None:
    with pytest.raises(Forbidden):
        taken(clerk, resident.subject, holder=officer.subject)
    with pytest.raises(Forbidden):
        taken(officer, resident.subject)


# Competences


def test_an_authority_that_requires_a_competence_sleeps_without_it(officer: Actor) -> None:
    grant = officer.grant_for("case.handle")
    record = {"actor": officer, "kind": "a.b.c", "purpose": "case.handle", "about": None, "now": clock.now()}
    from korat.blocks.people.actions import hold_competence

    with connections["owner"].cursor() as owner:
        owner.execute("UPDATE korat_ledger_grant SET requires = '{electrician}' WHERE id = %s", [grant.id])
    try:
        with pytest.raises(Forbidden), transaction.atomic():
            ledger.record(**record)
        for ends_at, holds in ((clock.now() - timedelta(days=1), False), (None, True)):
            hold_competence(
                actor=service_actor("demo"), person=officer.subject, competence="electrician",
                begins_at=clock.now() - timedelta(days=9), ends_at=ends_at, now=clock.now(),
            )  # fmt: skip
            if holds:
                with transaction.atomic():
                    ledger.record(**record)
            else:
                with pytest.raises(Forbidden), transaction.atomic():
                    ledger.record(**record)
    finally:
        with connections["owner"].cursor() as owner:
            owner.execute("UPDATE korat_ledger_grant SET requires = '{}' WHERE id = %s", [grant.id])


def claimed(actor: Actor, code: str) -> None:
    with transaction.atomic():
        ledger.record(
            actor=actor, kind="a.b.c", purpose="self", about=None, now=clock.now(), concerning={actor.subject: None}
        )
        ledger.hold_competence(subject=actor.subject, code=code, begins_at=clock.now(), ends_at=None)


def test_nobody_says_of_oneself_to_be_competent(resident: Actor) -> None:
    with pytest.raises(Forbidden):
        claimed(resident, "doctor")
    assert not Competence.objects.exists()


# Delayed looks
