"""A pack's organisations and posts."""

import pytest
from django.db import transaction

from korat.blocks.ledger import actions as ledger
from korat.blocks.people import apply, queries
from korat.blocks.people.models import Organisation, Post
from korat.blocks.people.pack import OrganisationDefinition, PostDefinition
from korat.blocks.places.models import Place
from korat.kernel.texts import Text

pytestmark = pytest.mark.usefixtures("house")
CHILD = OrganisationDefinition(code="test.works", parent="test", role="roads", names=Text.of(th="กองช่าง"))
PARENT = OrganisationDefinition(code="test", names=Text.of(th="เทศบาล", en="Town"))
POST = PostDefinition(
    code="test.head",
    organisation="test",
    names=Text.of(th="ปลัด"),
    purposes=("case.read",),
    basis="law",
    persona="clerk",
)


def applied(now, organisations, posts):
    with transaction.atomic():
        pack = queries.service_actor("pack")
        ledger.record(actor=pack, kind="pack.tested", purpose="pack.apply", about=None, now=now)
        found = apply.apply_definitions(apply.Offices(organisations, posts), now, places=places())
    return found


def places():
    return dict(Place.objects.values_list("code", "pk"))


@pytest.fixture
def present():
    """What the applied pack has, so that these tests retire nothing of it."""
    organisations = [
        OrganisationDefinition(
            code=one.code,
            parent=one.parent_code,
            role=one.role or None,
            names=one.names,
            place=one.place_code,
            phone=one.phone,
        )
        for one in queries.organisations()
    ]
    posts = [
        PostDefinition(
            code=one.code,
            organisation=queries.organisation_by_id(one.office).code,
            names=one.names,
            purposes=one.purposes,
            reaches_below=one.reaches_below,
            basis=one.basis,
            persona=one.persona or None,
            elected=one.elected,
        )
        for one in queries.posts()
    ]
    return organisations, posts


def test_the_same_pack_again_changes_nothing(present, now):
    assert not any(applied(now, *present).values())


def test_a_child_may_stand_before_its_parent(present, now):
    organisations, posts = present
    found = applied(now, [CHILD, PARENT, *organisations], [POST, *posts])
    assert found["organisations"].added == ("test.works", "test")
    assert Organisation.objects.get(code="test.works").parent.code == "test"
    assert Organisation.objects.get(code="test").subject.kind == "organisation"
    assert Post.objects.get(code="test.head").persona == "clerk"


def test_what_is_gone_is_retired_and_what_comes_back_works_again(present, now):
    organisations, posts = present
    applied(now, [PARENT, *organisations], [POST, *posts])
    applied(now, organisations, posts)
    assert Organisation.objects.get(code="test").retired_at == now
    assert Post.objects.get(code="test.head").retired_at == now
    subject = Organisation.objects.get(code="test").pk
    applied(now, [PARENT, *organisations], [POST, *posts])
    back = Organisation.objects.get(code="test")
    assert (back.retired_at, back.pk) == (None, subject)
