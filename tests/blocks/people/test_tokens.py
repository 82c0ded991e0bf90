"""Bearer tokens."""

from datetime import timedelta

import pytest

from korat.blocks.people import actions, queries
from korat.blocks.people.models import Token
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


def test_an_organisation_may_have_a_token(now):
    office = queries.organisations()[0]
    token = actions.issue_token(
        actor=queries.service_actor("demo"), organisation=office.id, label="ระบบของสำนักงาน", now=now
    )
    assert queries.actor_of_token(token, now=now).subject == office.id


def test_an_invented_token_is_nobodys(now):
    assert queries.actor_of_token("korat_invented", now=now) is None
