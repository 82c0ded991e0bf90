"""Organisations and posts as the applied pack says."""

import pytest

from korat.blocks.ledger.actor import GrantView
from korat.blocks.people import queries

pytestmark = pytest.mark.usefixtures("house")


def government():
    return next(one for one in queries.organisations() if one.place_code and queries.below(one.code))


def test_an_organisation_is_found_by_code_and_by_id():
    own = government()
    assert queries.organisation(own.code) == own == queries.organisation_by_id(own.id)
    assert queries.organisation("no-such-office") is None
    assert queries.organisation_by_id(0) is None


def test_an_office_is_called_with_its_authority_and_no_name_is_said_twice():
    damrong = next(one for one in queries.organisations() if one.names.show("th").startswith("ศูนย์ดำรงธรรมจังหวัด"))
    assert queries.full_names(damrong.id).show("th").count("จังหวัดนครราชสีมา") == 1
    works = queries.organisation("sikhio-town.engineering")
    assert queries.full_names(works.id).show("th") == "กองช่าง เทศบาลเมืองสีคิ้ว"
    assert queries.full_names(None) is None


def test_below_is_everything_under_an_office_and_not_itself():
    own = government()
    ids = queries.below(own.code)
    assert own.id not in ids
    assert all(queries.organisation_by_id(id).parent_code for id in ids)


def test_the_office_of_a_role_is_found_under_the_government_of_the_jurisdiction():
    own = government()
    office = next(
        queries.organisation_by_id(id) for id in queries.below(own.code) if queries.organisation_by_id(id).role
    )
    assert queries.office_of(own.place_code, office.role) == office
    assert queries.office_of(own.place_code, "no-such-role") is None
    assert queries.office_of("no-such-place", office.role) is None


def test_a_grant_is_shown_with_post_and_office(officer):
    grant = next(grant for grant in officer.grants if grant.kind == "post")
    post, office = queries.displayed_post(grant)
    assert post == queries.post(grant.post).names
    assert office == queries.organisation_by_id(grant.office).names


def test_a_post_that_no_pack_knows_is_shown_by_its_code():
    assert queries.displayed_post(GrantView(1, "service", frozenset(), post="service:pack"))[0].show() == "service:pack"


def test_asking_again_asks_no_database(django_queries):
    queries.organisations(), queries.posts()
    with django_queries() as asked:
        queries.organisations(), queries.posts(), queries.below(government().code)
    assert len(asked) <= 1


@pytest.fixture
def django_queries():
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    return lambda: CaptureQueriesContext(connection)
