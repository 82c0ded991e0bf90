"""Where I am signed in: the list, and ending what is not mine to keep open."""

import pytest
from django.db import connection
from django.test import Client

from korat.blocks.ledger.models import Act
from korat.blocks.people import actions, queries
from korat.blocks.people.models import Session
from korat.kernel import clock
from korat.kernel.errors import NotFound
from korat.web.middleware.devices import device
from tests.cast import client_of

pytestmark = pytest.mark.usefixtures("house")
PHONE = (
    "Mozilla/5.0 (Linux; Android 14; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36"
)


def signed_in(agent=PHONE, who="resident"):
    browser = Client(headers={"user-agent": agent})
    browser.post("/demo/persona", {"persona": who, "next": "/"})
    return browser


def listed(browser):
    page = browser.get("/my/sessions/").context
    return page["here"], page["others"]


def test_each_sign_in_stands_there_with_device_and_time_and_this_one_is_marked():
    here, other = (
        signed_in(),
        signed_in("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1"),
    )
    mine, others = listed(here)
    assert (mine.device, [one.device for one in others]) == ("Chrome · Android", ["Safari · iPhone"])
    assert abs((clock.now() - mine.began_at).total_seconds()) < 60
    assert listed(other)[0].device == "Safari · iPhone"


def test_the_time_stays_when_the_session_is_used():
    browser = signed_in()
    before, _ = listed(browser)
    session = browser.session
    session["anything"] = 1
    session.save()
    assert listed(browser)[0].began_at == before.began_at


def test_one_is_ended_by_one_tap_and_is_out_at_once():
    here, other = signed_in(), signed_in()
    (one,) = listed(here)[1]
    assert here.post("/my/sessions/end/", {"session": one.mark}).url == "/my/sessions/"
    assert other.get("/my/").url == "/sign-in/?next=%2Fmy%2F"
    assert listed(here)[1] == []
    assert here.get("/my/").status_code == 200


def test_all_others_are_ended_by_one_tap():
    here, others = signed_in(), [signed_in() for _ in range(3)]
    here.post("/my/sessions/end/")
    assert [one.get("/my/").status_code for one in others] == [302] * 3
    assert here.get("/my/").status_code == 200
    assert here.post("/my/sessions/end/").status_code == 404


def test_ending_is_an_act_of_ones_own(resident):
    here, _other = signed_in(), signed_in()
    here.post("/my/sessions/end/")
    act = Act.objects.get(kind="people.session.ended")
    assert (act.actor_id, act.ground, act.facts) == (resident.subject, "self", {"count": 1})


def test_nobody_sees_or_ends_the_session_of_another(resident, outsider):
    mine, theirs = signed_in(), signed_in(who="elder")
    (victim,) = queries.sessions_of(outsider.subject, clock.now())
    assert listed(mine)[1] == []
    assert mine.post("/my/sessions/end/", {"session": victim.mark}).status_code == 404
    assert theirs.get("/my/").status_code == 200
    with pytest.raises(NotFound):
        actions.end_sessions(actor=resident, marks={victim.mark}, now=clock.now())


def test_the_page_tells_no_key_of_a_session():
    here, other = signed_in(), signed_in()
    page = here.get("/my/sessions/").content.decode()
    assert other.session.session_key not in page
    assert here.session.session_key not in page


def test_it_is_for_who_is_signed_in(browser):
    assert browser.get("/my/sessions/").url.startswith("/sign-in/")
    assert browser.post("/my/sessions/end/").url.startswith("/sign-in/")
    assert signed_in().get("/my/sessions/end/").status_code == 405


def test_sessions_lie_with_the_accounts_and_are_swept_when_over():
    signed_in()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM accounts.korat_people_session")
        assert cursor.fetchone() == (1,)
    Session.objects.update(expire_date=clock.now())
    gone = signed_in()
    assert actions.sweep_sessions(clock.now()) == 1
    assert gone.get("/my/").status_code == 200


def test_signing_in_anew_changes_the_key_of_the_session():
    browser = client_of("resident")
    before = browser.session.session_key
    browser.post("/demo/persona", {"persona": "elder", "next": "/"})
    assert browser.session.session_key != before
    assert not Session.objects.filter(pk=before).exists()


@pytest.mark.parametrize(
    ("agent", "said"),
    [
        (PHONE, "Chrome · Android"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/130.0 Safari/537.36 Edg/130.0", "Edge · Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0", "Firefox · Linux"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/18.0 Safari/605.1.15", "Safari · Mac"),
        ("<script>alert(1)</script>", ""),
        ("", ""),
    ],
)
def test_a_device_is_said_in_words(agent, said):
    assert device(agent) == said
