"""Orders over offices, from their forms to what everyone sees of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

import pytest
from django.test import Client

from korat.blocks.bookings import queries as bookings
from korat.blocks.cases import actions as cases
from korat.blocks.ledger import packs, sealing
from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.models import Act, ActSubject
from korat.blocks.ledger.services import service_actor
from korat.blocks.measures import follow
from korat.blocks.people import actions, queries
from korat.blocks.people.models import Election, Succession
from korat.kernel import clock
from korat.web.demo import personas
from korat.web.post_forms import today
from tests.cast import holder
from tests.dissolved import CREW, HEIR, OLD, ORDER
from tests.pages import form, read, words
from tests.public import public_pages
from tests.reports import filed, moved, row

SignIn = Callable[[str], Client]
TOWN = "/en/offices/sikhio-town/"
ELECTIONS, OFFICES = "/en/desk/elections/", "/en/desk/offices/"


@pytest.fixture(autouse=True)
def forgotten(house: None) -> Iterator[None]:
    yield
    Succession.objects.using("owner").all().delete()
    packs.touch(clock.now())


@pytest.fixture
def boss(house: None) -> Client:
    """The municipal clerk, who manages the people of the town, in a browser."""
    holder("sikhio-town.personnel", clock.now())
    client = Client()
    assert client.post("/demo/persona", {"persona": "in-personnel", "next": "/"}).status_code == 302
    return client


def named(day: date, name: str) -> dict[str, object]:
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


def quiet(**given: object) -> dict[str, object]:
    first, last = named(today(), "begins_on"), named(today() + timedelta(days=40), "ends_on")
    return {"office": "sikhio-town", "order": "กกต 7/2569", **first, **last, **given}


def mayor_name() -> str:
    role = next(one for one in personas.ROLES if one.code == "mayor")
    return role.names.show()


def test_who_is_elected_is_named_in_public(browser: Client) -> None:
    assert TOWN in read(browser.get("/en/offices/")).links
    said = words(browser.get(TOWN))
    assert "Mayor" in said
    assert mayor_name() in said


def test_from_the_day_of_the_order_nobody_elected_is_named_on_any_public_page_and_afterwards_again(
    boss: Client, browser: Client, resident: Actor, officer: Actor, now: datetime
) -> None:
    opened = filed(resident, clock.now())
    moved(officer, clock.now(), opened.reference, "take")
    assert mayor_name() in words(browser.get(TOWN))
    assert boss.post(ELECTIONS, quiet()).status_code == 302
    given = next(one for one in personas.ROLES if one.code == "mayor").names.given
    pages = public_pages(browser)
    assert TOWN.removeprefix("/en") in pages
    assert len(pages) > 25
    assert [page for page, text in pages.items() if given in text] == []
    said = words(browser.get(TOWN))
    assert "not named before the election" in said
    assert "กกต 7/2569" in said
    found, order = queries.elected(queries.organisation("sikhio-town").id, clock.now() + timedelta(days=42))
    assert (found[0].name, order) == (mayor_name(), None)


def test_an_order_entered_wrongly_is_taken_back(boss: Client, browser: Client) -> None:
    boss.post(ELECTIONS, quiet())
    page = boss.get(ELECTIONS)
    assert "names are kept back now" in words(page)
    (taking, _new) = read(page).forms
    assert boss.post(taking.action, taking.fields).status_code == 302
    assert mayor_name() in words(browser.get(TOWN))
    acts = Act.objects.filter(kind__startswith="people.election").order_by("id")
    assert [act.kind for act in acts] == ["people.election.ordered", "people.election.taken_back"]
    concerned = ActSubject.objects.using("owner").filter(act_id=acts[0].pk).values_list("subject_id", flat=True)
    assert list(concerned) == [personas.person_of("mayor")]
    assert boss.post(taking.action, taking.fields, follow=True).status_code == 200
    assert Act.objects.filter(kind="people.election.taken_back").count() == 1


@pytest.mark.parametrize("who", ["resident", "officer", "mayor", "admin"])
def test_who_may_not_order_an_election_finds_nothing(boss: Client, sign_in: SignIn, who: str) -> None:
    boss.post(ELECTIONS, quiet())
    browser, one = sign_in(who), Election.objects.get()
    assert browser.get(ELECTIONS).status_code in (302, 404)
    assert browser.post(ELECTIONS, quiet()).status_code in (302, 404)
    assert browser.post(f"/desk/elections/{one.uuid}/end").status_code in (302, 404)
    assert Election.objects.get().ended_at is None


def test_an_order_needs_a_number_and_days_that_follow(boss: Client) -> None:
    for gap in ({"order": ""}, named(today() - timedelta(days=1), "ends_on"), {"office": "doh"}, {"begins_on_day": ""}):
        assert boss.post(ELECTIONS, quiet(**gap)).status_code == 422, gap
    assert not Election.objects.exists()


def test_an_acting_head_of_an_elected_post_is_not_named(boss: Client, browser: Client, officer: Actor) -> None:
    now = clock.now()
    actions.appoint(
        actor=queries.service_actor("demo"), post="sikhio-town.mayor", person=officer.subject, begins_at=now, now=now,
        acting=True, order="1/2569", ends_at=now + timedelta(days=2), public_name="คนรักษาการ",
    )  # fmt: skip
    assert "คนรักษาการ" not in words(browser.get(TOWN))


def test_whoever_comes_to_an_elected_post_is_named_as_the_clerk_typed_it(
    boss: Client, browser: Client, outsider: Actor
) -> None:
    head = "/en/desk/posts/sikhio-town.mayor/head/"
    typed = form(boss.get(head), "official").filled(
        official="other", number="0810000002", public_name="นายก ใหม่เอี่ยม", **named(today(), "begins_on")
    )
    check = boss.post(head, typed)
    assert "นายก ใหม่เอี่ยม" in words(check)
    assert boss.post(head, form(check, "named").filled()).status_code == 302
    assert "นายก ใหม่เอี่ยม" in words(browser.get(TOWN))
    act = Act.objects.filter(kind="people.post.filled").latest("id")
    assert "ใหม่เอี่ยม" not in str(act.facts)
    assert "public_name" not in form(boss.get("/en/desk/posts/sikhio-town.auditor/head/"), "official").names
    assert "public_name" not in form(boss.get("/en/desk/posts/sikhio-town.mayor/"), "official").names


def order(**given: object) -> dict[str, object]:
    return {"office": OLD, "successor": HEIR, "order": ORDER, **named(today(), "begins_on"), **given}


def test_an_order_is_typed_read_back_entered_and_its_progress_told(
    boss: Client, browser: Client, resident: Actor
) -> None:
    opened = filed(resident, clock.now(), "waste")
    assert OFFICES.removeprefix("/en") in read(boss.get("/desk/")).links
    for same in (OLD, CREW):
        refused = boss.post(OFFICES, order(successor=same))
        assert refused.status_code == 422
        assert "Please choose another office" in words(refused)
        assert form(refused, "successor").fields["order"] == [ORDER], "nothing typed is lost"
    asked = boss.post(OFFICES, order())
    assert "cannot be taken back" in words(asked)
    assert "What nobody there may do yet" in words(asked)
    assert "Looking after the office's bookings" in words(asked)
    assert "Handling the report" not in words(asked), "somebody there may"
    assert not Succession.objects.exists()
    back = boss.post(OFFICES, {**form(asked, "order").fields, "go": "form"})
    assert back.status_code == 200
    assert form(back, "successor").fields["order"] == [ORDER], "back keeps what was typed"
    assert not Succession.objects.exists()
    sure = read(asked).forms[-1]
    assert boss.post(OFFICES, sure.fields).status_code == 302
    assert "waits for its day" in words(boss.get(OFFICES))
    assert actions.carry_out(clock.now()) == 1
    assert "0 / 1" in words(boss.get(OFFICES))
    while cases.take_over(clock.now()):
        pass
    assert "1 / 1" in words(boss.get(OFFICES))
    assert boss.post(OFFICES, sure.fields).status_code == 422
    old = browser.get(f"/en/offices/{OLD}/")
    assert ORDER in words(old)
    assert f"/en/offices/{HEIR}/" in read(old).links
    assert "(now Social Welfare Division)" in words(old)
    said = words(browser.get(f"/en/c/{opened.reference}"))
    assert row(opened.reference).office_id == queries.organisation(HEIR).id
    assert "Social Welfare Division" in said
    assert "was dissolved by an order" in said


def test_what_stays_with_the_old_office_says_where_to_turn_now(
    boss: Client, browser: Client, resident: Actor, now: datetime
) -> None:
    """Closed reports, programs that read them, and what can be booked."""
    health = holder("sikhio-town.health-officer", clock.now())
    closed = filed(resident, clock.now(), "waste").reference
    moved(health, clock.now(), closed, "reject", reason="ที่ดินเอกชน")
    boss.post(OFFICES, {**order(), "sure": "yes"})
    assert actions.carry_out(clock.now()) == 1
    assert cases.take_over(clock.now()) == 0
    assert "(now Social Welfare Division)" in words(browser.get(f"/en/c/{closed}"))
    (told,) = browser.get("/open311/v2/requests.json").json()
    assert told["service_request_id"] == closed
    assert "ปัจจุบันคือ กองสวัสดิการสังคม" in told["agency_responsible"]
    lent = next(one for one in bookings.resources() if one.code == "sikhio-septic-truck")
    assert lent.office == queries.organisation(HEIR).id


def test_a_dissolved_office_keeps_its_months_and_its_part_of_the_town_s(
    boss: Client, sign_in: SignIn, resident: Actor
) -> None:
    filed(resident, clock.now(), "waste")
    while sealing.seal():
        pass
    follow.follow(actor=service_actor("measures"), now=clock.now())
    boss.post(OFFICES, {**order(), "sure": "yes"})
    assert actions.carry_out(clock.now()) == 1
    auditor, month = sign_in("auditor"), f"{today():%Y-%m}"
    for code in (OLD, "sikhio-town"):
        said = words(auditor.get("/en/desk/report/", {"office": code, "month": month}))
        assert "Came in 1 " in said, code
    assert "(now Social Welfare Division)" in words(auditor.get("/en/desk/audit/"))


@pytest.mark.parametrize("who", ["resident", "officer", "mayor"])
def test_who_manages_no_people_finds_nothing(boss: Client, sign_in: SignIn, who: str) -> None:
    browser = sign_in(who)
    assert browser.get(OFFICES).status_code in (302, 404)
    assert browser.post(OFFICES, {**order(), "sure": "yes"}).status_code in (302, 404)
    assert not Succession.objects.exists()


def test_beyond_the_own_reach_no_office_is_offered(boss: Client, sign_in: SignIn) -> None:
    for gap in ({"office": "doh"}, {"successor": "triage"}, {"successor": OLD}, {"order": ""}):
        assert boss.post(OFFICES, {**order(**gap), "sure": "yes"}).status_code == 422, gap
    assert sign_in("admin").post(OFFICES, {**order(), "sure": "yes"}).status_code == 422
    assert not Succession.objects.exists()
