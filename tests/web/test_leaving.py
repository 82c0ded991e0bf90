"""Who leaves a post, by its page: the open work goes to a colleague or back into the queue."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from korat.blocks.cases.models import Case
from korat.blocks.ledger import sealing
from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.models import Act
from korat.blocks.people import queries as people
from korat.blocks.people.models import Term
from korat.blocks.people.values import PostView
from korat.blocks.reactions.follow import follow
from korat.kernel import clock
from tests.cast import holder
from tests.pages import form, read, words
from tests.reports import OUTSIDE, filed, moved
from tests.web.test_posts import named

SignIn = Callable[[str], Client]
ORDER = "กท 412/2569"


@pytest.fixture
def post(house: None) -> PostView:
    return next(one for one in people.posts() if one.persona == "clerk")


@pytest.fixture
def page(post: PostView) -> str:
    return f"/desk/posts/{post.code}/"


@pytest.fixture
def leaver(post: PostView) -> Actor:
    """A second holder of the post: what others stand on stays as it is."""
    return holder(post.code, clock.now())


@pytest.fixture
def taken(resident: Actor, leaver: Actor) -> Case:
    """A case that the leaver has taken."""
    opened = filed(resident, clock.now(), where=OUTSIDE)
    return moved(leaver, clock.now(), opened.reference, "take")


def followed() -> None:
    while sealing.seal() + follow(clock.now()):
        pass


def leaving(client: Client, page: str, person: Actor) -> str:
    term = Term.objects.get(person_id=person.subject, ends_at=None)
    link = f"{page}{term.pk}/end/"
    assert link in read(client.get(page)).links
    return link


def test_who_leaves_hands_the_open_work_to_a_colleague_by_name(
    sign_in: SignIn, admin: Actor, dpo: Actor, leaver: Actor, taken: Case, page: str
) -> None:
    client = sign_in("admin")
    named(client, page, dpo)
    link = leaving(client, page, leaver)
    asks = client.get(link)
    name = people.person_private(dpo, dpo.subject, clock.now()).names.show()
    assert name in words(asks)
    assert client.post(link, {"successor": ""}).status_code == 422
    following = Term.objects.get(person_id=dpo.subject, acting=True)
    assert client.post(link, {"successor": str(following.pk)}).url == page
    assert not people.actor_of(leaver.subject).may("case.handle")
    act = Act.objects.filter(kind="people.term.ended").latest("id")
    assert (act.actor_id, act.facts["successor_term"]) == (admin.subject, following.pk)
    followed()
    taken.refresh_from_db()
    assert taken.assignee_id == dpo.subject
    assert Act.objects.filter(kind="cases.case.handed_over", about=taken.uuid).exists()


def test_without_a_colleague_it_goes_back_into_the_queue(
    sign_in: SignIn, leaver: Actor, taken: Case, page: str
) -> None:
    client = sign_in("admin")
    link = leaving(client, page, leaver)
    elsewhere = Term.objects.exclude(post__code=page.split("/")[-2]).first()
    assert elsewhere is not None
    assert client.post(link, {"successor": str(elsewhere.pk)}).status_code == 422
    assert client.post(link, form(client.get(link), "successor").filled(successor="nobody")).url == page
    followed()
    taken.refresh_from_db()
    assert taken.assignee_id is None


def test_the_page_of_leaving_names_people_under_one_look(
    sign_in: SignIn, admin: Actor, leaver: Actor, page: str
) -> None:
    client = sign_in("admin")
    link = leaving(client, page, leaver)
    before = Act.objects.filter(look=True, actor_id=admin.subject).count()
    client.get(link)
    looks = Act.objects.filter(look=True, actor_id=admin.subject)
    assert (looks.count() - before, looks.latest("id").purpose) == (1, "people.manage")


# The people of a town
