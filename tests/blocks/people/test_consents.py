"""An office asks for a consent; the person gives or refuses it; either ends it, or its hour does."""

from __future__ import annotations

from datetime import timedelta

import pytest

from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.models import Act, Grant
from korat.blocks.people import actions
from korat.blocks.people import queries as people
from korat.blocks.people.models import Asking
from korat.kernel import clock
from korat.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from tests.cast import holder
from tests.consents import WHY, again, asked, given


def test_a_question_is_read_by_whom_it_is_put_to_and_opens_nothing(
    clerk: Actor, resident: Actor, outsider: Actor
) -> None:
    asked(clerk, resident.subject)
    (shown,) = people.askings_of(resident, clock.now())
    assert (shown.reason, shown.post, shown.hours, shown.purposes) == (WHY, "triage.officer", 24, ("case.share",))
    assert people.askings_of(outsider, clock.now()) == people.askings_of(clerk, clock.now()) == ()
    act = Act.objects.get(kind="people.consent.asked")
    assert (act.purpose, act.ground, act.post, WHY in str(act.facts)) == (
        "consent.ask",
        "post",
        "triage.officer",
        False,
    )
    assert not Grant.objects.filter(kind="consent").exists()


def test_a_yes_gives_just_what_was_asked_to_the_post_that_asked(clerk: Actor, resident: Actor) -> None:
    holds, uuid = given(clerk, resident)
    grant = Grant.objects.get(uuid=uuid)
    assert (grant.kind, grant.holder_id, grant.subject_id) == ("consent", clerk.subject, resident.subject)
    assert (grant.post, grant.purposes, grant.basis) == ("triage.officer", ["case.share"], "consent")
    assert grant.valid_to - grant.valid_from == timedelta(hours=24)
    assert people.askings_of(resident, clock.now()) == ()
    (seen,) = people.consents_of(holds, clock.now())
    assert ("สมใจ" in seen.name, seen.reason, seen.mine) == (True, WHY, True)
    (own,) = people.grants_of(resident, clock.now())
    assert (own.reason, own.mine, own.name) == (WHY, False, "")
    assert Act.objects.get(kind="people.consent.given").actor_id == resident.subject


def test_a_no_is_an_act_and_the_office_learns_nothing(clerk: Actor, resident: Actor, outsider: Actor) -> None:
    asked(clerk, resident.subject)
    (shown,) = people.askings_of(resident, clock.now())
    with pytest.raises(NotFound):
        actions.refuse_consent(actor=outsider, asking=shown.uuid, now=clock.now())
    actions.refuse_consent(actor=resident, asking=shown.uuid, now=clock.now())
    act = Act.objects.get(kind="people.consent.refused")
    assert (act.actor_id, act.about) == (resident.subject, shown.uuid)
    assert people.askings_of(resident, clock.now()) == people.consents_of(again(clerk), clock.now()) == ()
    for late in (actions.refuse_consent, actions.give_consent):
        with pytest.raises(NotFound):
            late(actor=resident, asking=shown.uuid, now=clock.now())
    assert not Grant.objects.filter(kind="consent").exists()


def test_nobody_answers_for_another(clerk: Actor, resident: Actor, outsider: Actor) -> None:
    asked(clerk, resident.subject)
    (shown,) = people.askings_of(resident, clock.now())
    for stranger in (outsider, clerk):
        with pytest.raises(NotFound):
            actions.give_consent(actor=stranger, asking=shown.uuid, now=clock.now())
    assert not Grant.objects.filter(kind="consent").exists()


def test_who_has_no_authority_asks_nobody(officer: Actor, outsider: Actor, resident: Actor) -> None:
    for actor in (officer, outsider):
        with pytest.raises(Forbidden):
            asked(actor, resident.subject)
    assert not Act.objects.filter(kind="people.consent.asked").exists()


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"reason": "เพราะ"}, "reason"),
        ({"lasts": timedelta(minutes=30)}, "lasts"),
        ({"lasts": timedelta(days=31), "longest": timedelta(days=30)}, "lasts"),
        ({"purposes": []}, "purposes"),
        ({"purposes": ["case.share", "self"]}, "purposes"),
    ],
    ids=str,
)
def test_a_question_says_what_why_and_until_when(
    clerk: Actor, resident: Actor, changed: dict[str, object], code: str
) -> None:
    for person in (resident.subject, None):
        with pytest.raises(Invalid) as refused:
            asked(clerk, person, **changed)
        assert refused.value.code == code, "the same for a person and for nobody"


def test_nobody_oneself_and_an_office_are_asked_nothing_without_a_word(clerk: Actor) -> None:
    office = clerk.grant_for("consent.ask").office
    for subject in (None, clerk.subject, office):
        asked(clerk, subject)
    assert not Act.objects.filter(kind="people.consent.asked").exists()


def test_a_new_question_of_the_same_post_takes_the_place_of_the_old(clerk: Actor, resident: Actor) -> None:
    asked(clerk, resident.subject)
    asked(clerk, resident.subject, lasts=timedelta(hours=2))
    assert [one.hours for one in people.askings_of(resident, clock.now())] == [2]
    assert list(Asking.objects.order_by("id").values_list("answer", flat=True)) == ["replaced", ""]


def test_who_said_yes_is_not_asked_for_the_same_again_while_it_holds(clerk: Actor, resident: Actor) -> None:
    holds, _ = given(clerk, resident)
    with pytest.raises(Conflict) as refused:
        asked(holds, resident.subject)
    assert "consented already" in refused.value.en
    assert people.askings_of(resident, clock.now()) == ()
    assert Act.objects.filter(kind="people.consent.asked").count() == 1
    actions.end_mandate(actor=resident, grant=Grant.objects.get(kind="consent").uuid, now=clock.now())
    asked(again(holds), resident.subject)
    assert len(people.askings_of(resident, clock.now())) == 1


def test_a_question_goes_away_after_a_month(clerk: Actor, resident: Actor) -> None:
    asked(clerk, resident.subject)
    assert people.askings_of(resident, clock.now() + timedelta(days=31)) == ()


def test_either_side_ends_it_and_an_outsider_does_not(clerk: Actor, resident: Actor, outsider: Actor) -> None:
    for ender in (resident, clerk):
        _, uuid = given(clerk, resident)
        with pytest.raises(NotFound):
            actions.end_mandate(actor=outsider, grant=uuid, now=clock.now())
        actions.end_mandate(actor=ender, grant=uuid, now=clock.now())
        assert people.consents_of(again(clerk), clock.now()) == ()
        assert Act.objects.filter(kind="people.grant.ended", about=uuid).get().actor_id == ender.subject


def test_its_hour_ends_it_by_an_act(clerk: Actor, resident: Actor) -> None:
    then = clock.now() - timedelta(hours=2)
    asked(clerk, resident.subject, lasts=timedelta(hours=1), now=then)
    (shown,) = people.askings_of(resident, clock.now())
    actions.give_consent(actor=resident, asking=shown.uuid, now=then)
    assert people.consents_of(again(clerk), clock.now()) == ()
    assert actions.run_out(clock.now()) == 1
    assert Act.objects.get(kind="people.grant.ended").facts["kind"] == "consent"


def test_who_left_the_post_is_given_nothing(resident: Actor) -> None:
    worker = holder("sikhio-town.social-worker", clock.now())
    asked(worker, resident.subject)
    (shown,) = people.askings_of(resident, clock.now())
    (post,) = (one for one in worker.grants if one.kind == "post")
    actions.lay_down(actor=worker, grant=Grant.objects.get(pk=post.id).uuid, now=clock.now())
    with pytest.raises(Conflict):
        actions.give_consent(actor=resident, asking=shown.uuid, now=clock.now())
    assert not Grant.objects.filter(kind="consent").exists()
