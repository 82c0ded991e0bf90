"""People come to posts and leave them."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import transaction

from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger.models import Act, ActSubject
from korat.blocks.people import actions, queries
from korat.blocks.people.actions import Names, NewPerson
from korat.blocks.people.models import Post
from korat.kernel.errors import Conflict, Forbidden, Invalid, NotFound

pytestmark = pytest.mark.usefixtures("house")


@pytest.fixture
def newcomer(now):
    return actions.enrol(actor=None, person=NewPerson(names=Names("แก้ว")), now=now)


@pytest.fixture
def post(now):
    """A post of this test alone, in the engineer's office: what others stand on stays as it is."""
    like = next(post for post in queries.posts() if post.persona == "engineer")
    with change_of_post(now):
        return Post.objects.create(
            code="test.post",
            organisation_id=like.office,
            names={"th": "ตำแหน่งทดสอบ"},
            purposes=["case.handle", "case.triage"],
            basis="law",
        )


@pytest.fixture
def head(post, now):
    person = actions.enrol(actor=None, person=NewPerson(names=Names("ขวัญ")), now=now)
    return queries.term(appoint(person, post, now - timedelta(days=30)))


def appoint(person, post, now, **rest):
    rest = {"begins_at": now, **rest}
    return actions.appoint(actor=boss(), post=post.code, person=person, now=now, **rest)


def boss():
    return queries.service_actor("demo")


def grants(person, moment):
    actor = queries.actor_of(person, now=moment)
    return [grant for grant in actor.grants if grant.kind == "post"]


def test_an_appointment_gives_the_authority_of_the_post(newcomer, post, now):
    appoint(newcomer, post, now)
    (grant,) = grants(newcomer, now)
    assert (grant.office, grant.post, grant.purposes, grant.basis) == (
        post.organisation_id, "test.post", {"case.handle", "case.triage"}, "law"
    )  # fmt: skip
    assert grant.reach == {post.organisation_id}
    assert Act.objects.latest("id").kind == "people.post.filled"


def test_a_post_that_reaches_below_answers_for_every_office_under_it(newcomer, now):
    high = next(post for post in queries.posts() if post.persona == "mayor")
    own = queries.organisation_by_id(high.office)
    appoint(newcomer, high, now)
    assert grants(newcomer, now)[0].reach == {high.office, *queries.below(own.code)}
    assert len(queries.below(own.code)) > 1


def test_authority_holds_from_the_first_day_to_the_last(newcomer, post, now):
    begins, ends = now + timedelta(days=1), now + timedelta(days=8)
    appoint(newcomer, post, now, begins_at=begins, ends_at=ends)
    assert not grants(newcomer, now)
    assert grants(newcomer, begins)
    assert not grants(newcomer, ends)


def test_an_acting_head_needs_an_order_and_stands_after_the_head(newcomer, head, post, now):
    with pytest.raises(Invalid):
        appoint(newcomer, post, now, acting=True)
    appoint(newcomer, post, now, acting=True, order="กท 12/2569", ends_at=now + timedelta(days=3))
    first, acting = queries.terms_of(post.code, now)
    assert (first, acting.acting, acting.order, acting.person) == (head, True, "กท 12/2569", newcomer)


def test_nobody_holds_the_same_post_twice_at_once(newcomer, post, now):
    appoint(newcomer, post, now)
    with pytest.raises(Conflict):
        appoint(newcomer, post, now)


def test_an_end_before_the_beginning_is_refused(newcomer, post, now):
    with pytest.raises(Invalid):
        appoint(newcomer, post, now, ends_at=now)


def test_an_unknown_post_or_person_is_said_as_such(newcomer, post, now):
    with pytest.raises(NotFound):
        actions.appoint(actor=boss(), post="no-such-post", person=newcomer, begins_at=now, now=now)
    with pytest.raises(NotFound):
        appoint(boss().subject, post, now)


def test_only_who_manages_people_appoints(newcomer, post, officer, now):
    with pytest.raises(Forbidden):
        actions.appoint(actor=officer, post=post.code, person=newcomer, begins_at=now, now=now)


def test_leaving_ends_the_authority_at_once_and_names_the_successor(newcomer, head, post, now):
    term = appoint(newcomer, post, now)
    actions.leave(actor=boss(), term=head.id, now=now, hand_over_to=newcomer)
    assert not grants(head.person, now)
    assert grants(newcomer, now)
    act = Act.objects.latest("id")
    assert act.kind == "people.term.ended"
    assert act.facts == {"term": head.id, "post": post.code, "office": head.office, "successor_term": term}
    concerned = ActSubject.objects.using("owner").filter(act_id=act.pk).values_list("subject_id", flat=True)
    assert set(concerned) == {head.person, newcomer}


def test_work_is_handed_over_within_the_office_only(newcomer, head, now):
    with pytest.raises(Invalid):
        actions.leave(actor=boss(), term=head.id, now=now, hand_over_to=newcomer)
    assert grants(head.person, now)


def test_a_term_ends_once(head, now):
    actions.leave(actor=boss(), term=head.id, now=now)
    acts = Act.objects.count()
    with pytest.raises(Conflict):
        actions.leave(actor=boss(), term=head.id, now=now)
    assert Act.objects.count() == acts


def test_when_a_pack_changes_a_post_those_in_office_keep_step(newcomer, post, now):
    appoint(newcomer, post, now)
    with change_of_post(now):
        Post.objects.filter(code=post.code).update(purposes=["case.read"], reaches_below=True)
        assert actions.realign(now=now) == 1
        assert actions.realign(now=now) == 0
    (grant,) = grants(newcomer, now)
    own = queries.organisation_by_id(post.organisation_id)
    assert (grant.purposes, grant.reach) == ({"case.read"}, {own.id, *queries.below(own.code)})
    with change_of_post(now):
        Post.objects.filter(code=post.code).update(retired_at=now)
        actions.realign(now=now)
    assert not grants(newcomer, now)
    assert not queries.terms_of(post.code, now)


@contextmanager
def change_of_post(now):
    """A transaction that has recorded its act, as the application of a pack."""
    with transaction.atomic():
        ledger.record(actor=boss(), kind="pack.tested", purpose="people.manage", about=None, now=now)
        yield


def test_an_acting_head_needs_a_last_day(newcomer, post, now):
    with pytest.raises(Invalid):
        appoint(newcomer, post, now, acting=True, order="กท 12/2569")
    assert not queries.terms_of(post.code, now)


def test_who_manages_posts_takes_none(admin, post, now):
    with pytest.raises(Invalid) as refused:
        actions.appoint(actor=admin, post=post.code, person=admin.subject, begins_at=now, now=now)
    assert refused.value.code == "own_post"
    assert not queries.terms_of(post.code, now)


def test_the_orders_of_grants_are_those_of_acting_heads_alone(newcomer, head, post, now):
    term = queries.term(appoint(newcomer, post, now, acting=True, order="กท 12/2569", ends_at=now + timedelta(days=3)))
    assert queries.orders([head.grant, term.grant]) == {term.grant: "กท 12/2569"}


def test_terms_over_offices_hold_those_to_come_and_not_those_past(newcomer, head, post, now):
    coming = appoint(newcomer, post, now, begins_at=now + timedelta(days=2), ends_at=now + timedelta(days=3))
    found = [term.id for term in queries.terms_over([post.organisation_id], now) if term.post == post.code]
    assert found == [head.id, coming]
    later = queries.terms_over([post.organisation_id], now + timedelta(days=3))
    assert [term.id for term in later if term.post == post.code] == [head.id]
