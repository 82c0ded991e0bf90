"""Who is acting, and what it costs to know."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext

from korat.blocks.people import actions, queries
from korat.kernel.errors import Invalid

pytestmark = pytest.mark.usefixtures("house")


def signed_in(persona, now, **changed):
    account = get_user_model().objects.get(pk=persona.account)
    known = {
        "account": persona.account,
        "person": persona.person,
        "seal": account.get_session_auth_hash(),
        "session": "s",
        "request": "r",
        "language": "th",
        "now": now,
    }
    return queries.signed_in(**known | changed)


def test_an_actor_brings_every_grant_the_own_first_in_one_query(officer, now):
    with CaptureQueriesContext(connection) as asked:
        actor = queries.actor_of(officer.subject, "s", "r", "en", now)
    assert len(asked) == 1
    assert [grant.kind for grant in actor.grants][:2] == ["self", "post"]
    assert (actor.session, actor.request, actor.language) == ("s", "r", "en")


def test_a_person_signed_in_costs_two_queries(now):
    persona = queries.persona("engineer")
    account = get_user_model().objects.get(pk=persona.account)
    seal = account.get_session_auth_hash()
    with CaptureQueriesContext(connection) as asked:
        actor = signed_in(persona, now, seal=seal)
    assert len(asked) <= 3
    assert actor.persona == "engineer"
    assert actor.subject == persona.person


def test_a_person_of_another_account_is_not_signed_in(now):
    other = queries.persona("resident")
    assert signed_in(queries.persona("engineer"), now, person=other.person) is None


def test_a_closed_account_is_not_signed_in(now):
    persona = queries.persona("resident")
    actions.close_account(account=persona.account)
    try:
        assert signed_in(persona, now) is None
    finally:
        get_user_model().objects.filter(pk=persona.account).update(is_active=True)


def test_a_session_from_before_a_change_of_password_is_over(now):
    account = actions.open_account(email="new@example.com")
    person = actions.enrol(actor=None, person=actions.NewPerson(actions.Names("แก้ว")), now=now, account=account)
    persona = queries.Persona("", account, person)
    seal = get_user_model().objects.get(pk=account).get_session_auth_hash()
    assert signed_in(persona, now, seal=seal)
    actions.set_password(account=account, password="ข้าวเหนียวหมูปิ้งยามเช้า")
    assert signed_in(persona, now, seal=seal) is None


def test_an_account_holds_a_post_while_the_term_runs(now):
    official, resident = queries.persona("engineer"), queries.persona("resident")
    assert queries.holds_a_post(official.account, now)
    assert not queries.holds_a_post(official.account, now - timedelta(days=365))
    assert not queries.holds_a_post(resident.account, now)


def test_an_account_is_found_by_telephone_and_by_email():
    by_phone, by_email = (
        actions.open_account(phone="081 222 3333"),
        actions.open_account(email="a@example.com"),
    )
    assert queries.account_for_phone("๐๘๑๒๒๒๓๓๓๓").id == by_phone == actions.open_account(phone="0812223333")
    assert queries.account_for_email("A@EXAMPLE.com").id == by_email == actions.open_account(email="A@example.com")
    assert queries.account_for_phone("0812223334") is None


@pytest.mark.parametrize("weak", ["short", "password1234"])
def test_a_weak_password_is_refused(weak):
    account = actions.open_account(email="weak@example.com")
    with pytest.raises(Invalid):
        actions.set_password(account=account, password=weak)
    assert not queries.account(account).has_password


def test_a_persona_is_made_once(now):
    before = queries.personas()
    again = actions.make_persona(code="resident", names=actions.Names("อื่น"), post_codes=(), now=now)
    assert again == queries.persona("resident").person
    assert queries.personas() == before
