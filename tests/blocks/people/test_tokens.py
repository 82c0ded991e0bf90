"""Bearer tokens."""

from datetime import timedelta

import pytest
from django.db import transaction

from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger.models import Act
from korat.blocks.people import actions, queries
from korat.blocks.people.models import Token
from korat.kernel import clock
from korat.kernel.errors import Forbidden, Invalid, NotFound

pytestmark = pytest.mark.usefixtures("house")


def issue(actor, now, **rest):
    return actions.issue_token(actor=actor, person=actor.subject, label="ทดสอบ", now=now, **rest)


def test_a_token_speaks_for_its_person(resident, now):
    actor = queries.actor_of_token(issue(resident, now), now=now)
    assert (actor.subject, actor.uuid) == (resident.subject, resident.uuid)
    assert actor.may("self", subject=resident.subject)


def test_a_token_is_not_kept_itself(resident, now):
    token = issue(resident, now)
    kept = Token.objects.latest("id")
    assert token.encode() not in bytes(kept.digest)
    assert kept.label == "ทดสอบ"


def test_a_token_ends_on_its_day(resident, now):
    token = issue(resident, now, expires_at=now + timedelta(hours=1))
    assert queries.actor_of_token(token, now=now)
    assert queries.actor_of_token(token, now=now + timedelta(hours=1)) is None
    with pytest.raises(Invalid):
        issue(resident, now, expires_at=now)


def test_an_ended_token_is_worthless_and_ends_once(resident, outsider, now):
    token = issue(resident, now)
    row = Token.objects.latest("id").pk
    with pytest.raises(Forbidden):
        actions.end_token(actor=outsider, token=row, now=now)
    actions.end_token(actor=resident, token=row, now=now)
    assert queries.actor_of_token(token, now=now) is None
    with pytest.raises(NotFound):
        actions.end_token(actor=resident, token=row, now=now)


def test_nobody_issues_a_token_for_another(resident, outsider, now):
    with pytest.raises(Forbidden):
        actions.issue_token(actor=outsider, person=resident.subject, label="x", now=now)


def test_an_invented_token_is_nobodys(now):
    assert queries.actor_of_token("korat_invented", now=now) is None


# Keys of organisations


@pytest.fixture
def office():
    return queries.organisation("sikhio-town")


@pytest.fixture
def manager():
    return queries.service_actor("demo")


def key_of(manager, office, now, **rest):
    asked = {"label": "ระบบงานของเทศบาล", "scopes": ["case.file"], "expires_at": now + timedelta(days=30)}
    return actions.issue_key(actor=manager, organisation=office.id, now=now, **(asked | rest))


def test_a_key_acts_as_its_organisation_under_a_grant_of_its_own(manager, office, now):
    first, second = key_of(manager, office, now), key_of(manager, office, now, scopes=["case.read"])
    acting = queries.actor_of_token(first, now=now)
    assert (acting.subject, len(acting.grants)) == (office.id, 1)
    (grant,) = acting.grants
    assert (grant.kind, grant.purposes, grant.reach) == ("service", {"case.file"}, {office.id})
    assert acting.may("case.file")
    assert not acting.may("case.read")
    assert queries.actor_of_token(second, now=now).may("case.read")


def test_making_and_ending_a_key_are_acts_that_name_the_organisation(manager, office, now):
    key_of(manager, office, now)
    (view,) = queries.keys_of([office.id])
    assert (view.label, view.purposes, view.office, view.runs(now)) == (
        "ระบบงานของเทศบาล",
        ("case.file",),
        office.id,
        True,
    )
    actions.end_token(actor=manager, token=view.id, now=now)
    assert not queries.keys_of([office.id])[0].runs(now)
    kinds = list(Act.objects.order_by("-id").values_list("kind", flat=True)[:2])
    assert kinds == ["people.token.ended", "people.key.issued"]


def test_an_ended_key_and_an_expired_one_are_worthless_and_say_why(manager, office, now):
    key = key_of(manager, office, now)
    later = now + timedelta(days=30)
    assert queries.actor_of_token(key, now=later) is None
    assert queries.token_fault(key) == "expired"
    acting = queries.actor_of_token(key, now=now)
    actions.end_token(actor=manager, token=queries.keys_of([office.id])[0].id, now=clock.now())
    assert queries.actor_of_token(key, now=now) is None
    assert (queries.token_fault(key), queries.token_fault("korat_invented")) == ("ended", "unknown")
    with pytest.raises(Forbidden), transaction.atomic():  # the grant is over too, whoever still holds the actor
        ledger.record(actor=acting, kind="test", purpose="case.file", about=None, now=now)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"label": " "}, "label"),
        ({"scopes": []}, "scopes"),
        ({"scopes": ["people.manage"]}, "scopes"),
        ({"expires_at": timedelta(0)}, "expires_at"),
        ({"expires_at": timedelta(days=367)}, "expires_at"),
    ],
)
def test_a_key_is_named_narrow_and_short(manager, office, now, wrong, field):
    asked = {name: now + value if isinstance(value, timedelta) else value for name, value in wrong.items()}
    with pytest.raises(Invalid) as refused:
        key_of(manager, office, now, **asked)
    assert refused.value.field == field
    assert queries.keys_of([office.id]) == ()


def test_nobody_makes_or_ends_a_key_without_authority_over_the_organisation(manager, office, now, officer, outsider):
    key_of(manager, office, now)
    (view,) = queries.keys_of([office.id])
    for stranger in (officer, outsider):
        with pytest.raises(Forbidden):
            key_of(stranger, office, now)
        with pytest.raises(Forbidden):
            actions.end_token(actor=stranger, token=view.id, now=now)
    assert len(queries.keys_of([office.id])) == 1


def test_who_manages_people_has_nothing_to_do_with_their_own_tokens(admin, resident, now):
    """Whoever could make one would act as that person."""
    issue(resident, now)
    row = Token.objects.latest("id").pk
    with pytest.raises(Forbidden):
        actions.issue_token(actor=admin, person=resident.subject, label="x", now=now)
    with pytest.raises(Forbidden):
        actions.end_token(actor=admin, token=row, now=now)
    assert Token.objects.filter(person_id=resident.subject, ended_at=None).count() == 1
