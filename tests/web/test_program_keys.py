"""Keys for programs, at the desk of who manages an organisation's people."""

import pytest
from django.test import Client

from korat.blocks.people import actions, queries
from korat.kernel import clock
from tests.cast import client_of

pytestmark = pytest.mark.usefixtures("house")
PAGE = "/desk/keys/"


@pytest.fixture
def administrator():
    """A browser of the one who holds the post that manages people, right after signing in."""
    now = clock.now()
    account = actions.open_account(email="admin@example.com")
    person = actions.enrol(actor=None, person=actions.NewPerson(actions.Names("ธารา")), now=now, account=account)
    post = next(post for post in queries.posts() if "people.manage" in post.purposes)
    actions.appoint(actor=queries.service_actor("demo"), post=post.code, person=person, begins_at=now, now=now)
    browser = Client()
    browser.post("/sign-in/", {"address": "admin@example.com"})
    from tests.web.test_signin import code_sent_to

    browser.post("/sign-in/code/", {"code": code_sent_to("admin@example.com")})
    return browser


def make(browser, **rest):
    organisation = browser.get(PAGE).context["form"].fields["organisation"].choices[0][0]
    asked = {"label": "แผนที่กลาง", "organisation": organisation, "scopes": ["case.file"], "days": 30}
    return browser.post(PAGE, asked | rest)


def test_a_key_is_made_shown_once_and_ended(administrator):
    answer = make(administrator)
    key = answer.context["made"]
    assert key in answer.content.decode()
    assert queries.actor_of_token(key).may("case.file")
    again = administrator.get(PAGE)
    assert key not in again.content.decode()
    (row,) = again.context["rows"]
    assert (row["key"].label, row["runs"]) == ("แผนที่กลาง", True)
    asked = administrator.get(f"{PAGE}{row['key'].id}/end/")
    assert asked.status_code == 200 and "แผนที่กลาง" in asked.content.decode()
    assert queries.actor_of_token(key) is not None, "asking ends nothing"
    assert administrator.post(f"{PAGE}{row['key'].id}/end/").url == PAGE
    assert queries.actor_of_token(key) is None
    assert administrator.post(f"{PAGE}{row['key'].id}/end/").status_code == 404


def test_what_is_wrong_is_said_beside_the_field(administrator):
    answer = make(administrator, label="", scopes=["people.manage"], days=9999, organisation=1)
    assert set(answer.context["form"].errors) == {"label", "scopes", "days", "organisation"}
    assert answer.context["made"] == ""


def test_others_find_nothing_there_and_end_nothing(administrator, browser):
    make(administrator)
    (row,) = administrator.get(PAGE).context["rows"]
    for stranger, status in ((client_of("officer"), 404), (client_of("resident"), 404), (browser, 302)):
        assert stranger.get(PAGE).status_code == status
        for send in (stranger.get, stranger.post):
            assert send(f"{PAGE}{row['key'].id}/end/").status_code == status
    assert administrator.get(PAGE).context["rows"][0]["runs"]


def test_it_asks_who_is_there_when_the_sign_in_is_old(administrator, monkeypatch):
    from datetime import timedelta

    monkeypatch.setattr("korat.web.signin.stepup.RECENT", timedelta(0))
    assert administrator.get(PAGE).url.startswith("/sign-in/again/")


def test_the_desk_leads_to_the_keys_and_the_keys_back(administrator, officer):
    from korat.web import desk_doors

    assert f'href="{PAGE}"' in administrator.get("/desk/").content.decode()
    assert 'href="/desk/"' in administrator.get(PAGE).content.decode().split("<main", 1)[1]
    assert PAGE not in {door["url"] for door in desk_doors.doors(officer)}
