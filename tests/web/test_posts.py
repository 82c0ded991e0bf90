"""Posts at the desk, acting heads, and the papers that they sign for the days of their order."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pypdf
import pytest
from django.test import Client

from korat.blocks.documents.models import Paper
from korat.blocks.documents.papers import actions as papers
from korat.blocks.documents.papers import attached
from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.models import Act, ActSubject
from korat.blocks.people import actions
from korat.blocks.people import queries as people
from korat.blocks.people.models import Term
from korat.blocks.people.values import PostView
from korat.kernel import clock
from korat.kernel.errors import Forbidden
from korat.web.post_forms import today
from korat.web.present import papers as present
from tests.cast import holder
from tests.pages import form, read, words
from tests.reports import OUTSIDE, filed
from tests.web.test_grants import proven

SignIn = Callable[[str], Client]
ORDER = "กท 412/2569"


@pytest.fixture
def post(house: None) -> PostView:
    return next(one for one in people.posts() if one.persona == "clerk")


@pytest.fixture
def page(post: PostView) -> str:
    return f"/desk/posts/{post.code}/"


def days(first: int, last: int) -> dict[str, Any]:
    """The form's days, counted from today."""
    given = {"begins_on": today() + timedelta(days=first), "ends_on": today() + timedelta(days=last)}
    return {
        f"{name}_{part}": str(getattr(day, part) + (543 if part == "year" else 0))
        for name, day in given.items() for part in ("day", "month", "year")
    }  # fmt: skip


def asked(page: Any, person: Actor, **changed: Any) -> dict[str, Any]:
    """The form of the page, filled for an official of the office."""
    term = Term.objects.get(person_id=person.subject, acting=False)
    return form(page, "official").filled(official=str(term.pk), order=ORDER, **days(0, 3), **changed)


def named(client: Client, page: str, person: Actor) -> Term:
    check = client.post(page, asked(client.get(page), person))
    assert client.post(page, form(check, "named").filled()).status_code == 302
    return Term.objects.get(person_id=person.subject, acting=True)


def held(person: Actor, post: PostView, begins: timedelta, ends: timedelta) -> Actor:
    """Acting between two moments counted from now; as who held it on the first of these days."""
    now, boss = clock.now(), people.service_actor("demo")
    actions.appoint(
        actor=boss, post=post.code, person=person.subject, begins_at=now + begins, ends_at=now + ends, now=now,
        acting=True, order=ORDER,
    )  # fmt: skip
    found = people.actor_of(person.subject, now=now + begins)
    assert found is not None and found.may("case.handle")
    return found


def sign(client: Client, reference: str) -> Any:
    return client.post(f"/c/{reference}/confirmation/office")


# Naming and ending


def test_an_acting_head_is_named_by_an_order_for_its_days(
    sign_in: SignIn, admin: Actor, dpo: Actor, post: PostView, page: str
) -> None:
    client = proven(sign_in("admin"), page)
    assert page in read(client.get("/desk/posts/")).links
    assert "/desk/posts/" in read(client.get("/desk/")).links
    check = client.post(page, asked(client.get(page), dpo))
    assert ORDER in words(check)
    assert not Term.objects.filter(acting=True).exists(), "nothing is given before it was read back"
    assert client.post(page, form(check, "named").filled()).url == page
    term = Term.objects.get(acting=True)
    assert (term.person_id, term.post.code, term.order) == (dpo.subject, post.code, ORDER)
    act = Act.objects.filter(kind="people.post.filled").latest("id")
    assert (act.actor_id, act.purpose, act.facts["acting"], act.facts["order"]) == (
        admin.subject, "people.manage", True, ORDER
    )  # fmt: skip
    now, last = clock.now(), term.ends_at - timedelta(seconds=1)
    assert last.astimezone(present.catalog.zone()).date() == today() + timedelta(days=3)
    for moment, holds in ((now, True), (last, True), (term.ends_at, False)):
        assert people.actor_of(dpo.subject, now=moment).may("case.handle", office=post.office) is holds
    assert ORDER in words(client.get(page))
    assert ORDER in words(client.get("/desk/posts/"))
    assert ORDER in words(sign_in("dpo").get("/my/grants/"))
    client.post(page, form(check, "named").filled())
    assert Term.objects.filter(acting=True).count() == 1, "sent twice, given once"


def test_who_is_not_among_the_officials_is_found_by_a_number(sign_in: SignIn, outsider: Actor, page: str) -> None:
    client = sign_in("admin")
    given = form(client.get(page), "official").filled(official="other", order=ORDER, **days(1, 2))
    answer = client.post(page, given | {"number": "0899999999"})
    assert (answer.status_code, "ลงทะเบียน" in words(answer)) == (422, True)
    check = client.post(page, given | {"number": "0810000002"})
    assert "บุญมี" in words(check)
    assert client.post(page, form(check, "named").filled()).status_code == 302
    term = Term.objects.get(acting=True)
    assert term.person_id == outsider.subject
    assert not people.actor_of(outsider.subject, now=clock.now()).reach(), "not before the first day"
    assert people.actor_of(outsider.subject, now=term.begins_at).reach()


@pytest.mark.parametrize(
    ("first", "last", "wrong", "field"),
    [(0, 3, {"official": ""}, "official"), (0, 3, {"official": "other"}, "number"), (0, 3, {"order": " "}, "order"),
     (-1, 2, {}, "begins_on"), (2, 1, {}, "ends_on"), (0, 400, {}, "ends_on"), (0, 3, {"ends_on_day": ""}, "ends_on")],
)  # fmt: skip
def test_what_is_missing_is_said_beside_its_field(
    sign_in: SignIn, dpo: Actor, page: str, first: int, last: int, wrong: dict[str, str], field: str
) -> None:
    client = sign_in("admin")
    answer = client.post(page, asked(client.get(page), dpo) | days(first, last) | wrong)
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {field})
    assert not Term.objects.filter(acting=True).exists()


def test_names_stand_on_the_posts_own_page_under_a_look(sign_in: SignIn, admin: Actor, clerk: Actor, page: str) -> None:
    client, name = sign_in("admin"), people.person_private(clerk, clerk.subject, clock.now()).names.show()
    assert name not in words(client.get("/desk/posts/"))
    assert name in words(client.get(page))
    look = Act.objects.filter(look=True, actor_id=admin.subject).latest("id")
    assert look.purpose == "people.manage"
    assert ActSubject.objects.using("owner").filter(act_id=look.pk, subject_id=clerk.subject).exists()


def test_two_taps_end_what_is_held_by_order(
    sign_in: SignIn, dpo: Actor, clerk: Actor, page: str, post: PostView
) -> None:
    client = sign_in("admin")
    term = named(client, page, dpo)
    asks = f"{page}{term.pk}/end/"
    assert asks in read(client.get(page)).links
    assert ORDER in words(client.get(asks))
    assert people.actor_of(dpo.subject).may("case.handle", office=post.office)
    assert client.post(asks, {"successor": "nobody"}).url == page
    assert not people.actor_of(dpo.subject).may("case.handle", office=post.office)
    assert Act.objects.latest("id").kind == "people.term.ended"
    assert client.post(asks, {"successor": "nobody"}).status_code == 404
    assert people.actor_of(clerk.subject).may("case.handle")


# Giving a post for good, and leaving it


def test_a_post_is_given_for_good_from_a_day_on(sign_in: SignIn, admin: Actor, outsider: Actor, page: str) -> None:
    client = proven(sign_in("admin"), f"{page}head/")
    assert f"{page}head/" in read(client.get(page)).links
    given = form(client.get(f"{page}head/"), "official").filled(official="other", number="0810000002", **days(0, 0))
    check = client.post(f"{page}head/", given)
    assert "บุญมี" in words(check)
    assert not Term.objects.filter(person_id=outsider.subject).exists(), "nothing is given before it was read back"
    assert client.post(f"{page}head/", form(check, "named").filled()).url == page
    term = Term.objects.get(person_id=outsider.subject)
    assert (term.acting, term.order, term.ends_at) == (False, "", None)
    assert people.actor_of(outsider.subject).may("case.handle")
    act = Act.objects.filter(kind="people.post.filled").latest("id")
    assert (act.actor_id, act.purpose, act.facts["acting"]) == (admin.subject, "people.manage", False)


def test_what_was_read_back_for_good_names_no_acting_head(sign_in: SignIn, dpo: Actor, page: str) -> None:
    client = sign_in("admin")
    sent = form(client.post(page, asked(client.get(page), dpo)), "named").filled()
    assert client.post(f"{page}head/", sent).status_code == 404
    assert not Term.objects.filter(person_id=dpo.subject, post__code=page.split("/")[-2]).exists()


@pytest.fixture
def personnel(house: None) -> Actor:
    return holder("sikhio-town.personnel", clock.now())


@pytest.fixture
def clerk_of_town(personnel: Actor) -> Client:
    client = Client()
    assert client.post("/demo/persona", {"persona": "in-personnel"}).status_code == 302
    return client


def offices_of_the_page(client: Client) -> set[str]:
    return {link.split("/")[-2] for link in read(client.get("/desk/posts/")).links if link.startswith("/desk/posts/")}


def test_a_town_names_the_heads_of_its_own_offices(clerk_of_town: Client, outsider: Actor, personnel: Actor) -> None:
    page = "/desk/posts/sikhio-town.finance-director/"
    given = form(clerk_of_town.get(page), "official").filled(
        official="other", number="0810000002", order=ORDER, **days(0, 3)
    )
    check = clerk_of_town.post(page, given)
    assert clerk_of_town.post(page, form(check, "named").filled()).url == page
    term = Term.objects.get(person_id=outsider.subject)
    assert (term.post.code, term.acting) == ("sikhio-town.finance-director", True)
    assert Act.objects.filter(kind="people.post.filled").latest("id").actor_id == personnel.subject
    assert clerk_of_town.post(f"{page}{term.pk}/end/", {"successor": "nobody"}).url == page
    assert not people.actor_of(outsider.subject).reach()


def test_a_town_finds_no_post_of_the_province_or_of_another_office(
    clerk_of_town: Client, personnel: Actor, outsider: Actor, clerk: Actor, admin: Actor
) -> None:
    posts = {one.code: one for one in people.posts()}
    assert offices_of_the_page(clerk_of_town) == {code for code in posts if code.startswith("sikhio-town.")}
    others = [one for code, one in posts.items() if not code.startswith("sikhio-town.")]
    assert {"province.administrator", "triage.officer", "doh.coordinator"} <= {one.code for one in others}
    for one in others:
        for path in (f"/desk/posts/{one.code}/", f"/desk/posts/{one.code}/head/"):
            assert (clerk_of_town.get(path).status_code, clerk_of_town.post(path).status_code) == (404, 404)
        with pytest.raises(Forbidden):
            actions.appoint(
                actor=personnel, post=one.code, person=outsider.subject, begins_at=clock.now(), now=clock.now()
            )
    for person in (clerk, admin):
        term = Term.objects.get(person_id=person.subject)
        assert clerk_of_town.post(f"/desk/posts/{term.post.code}/{term.pk}/end/").status_code == 404
        with pytest.raises(Forbidden):
            actions.leave(actor=personnel, term=term.pk, now=clock.now())
    assert not Term.objects.filter(person_id=outsider.subject).exists()


def test_who_manages_a_towns_people_opens_no_case_and_no_panel_of_the_house(
    clerk_of_town: Client, resident: Actor
) -> None:
    reference = filed(resident, clock.now()).reference
    links = read(clerk_of_town.get("/desk/")).links
    assert "/desk/posts/" in links and "/desk/failures/" not in links
    assert clerk_of_town.get("/desk/failures/").status_code == 404
    assert "คำลับ-7d1" not in words(clerk_of_town.get(f"/c/{reference}"))


def test_others_find_nothing_there(sign_in: SignIn, browser: Client, dpo: Actor, page: str) -> None:
    admin = sign_in("admin")
    check = form(admin.post(page, asked(admin.get(page), dpo)), "named").filled()
    term = named(admin, page, dpo)
    for stranger, status in ((sign_in("officer"), 404), (sign_in("resident"), 404), (browser, 302)):
        for path in ("/desk/posts/", page, f"{page}head/", f"{page}{term.pk}/end/"):
            assert stranger.get(path).status_code == status
        assert stranger.post(page, check).status_code == status
        assert stranger.post(f"{page}head/", check).status_code == status
        assert stranger.post(f"{page}{term.pk}/end/").status_code == status
    assert "/desk/posts/" not in read(sign_in("officer").get("/desk/")).links
    assert admin.get("/desk/posts/no-such-post/").status_code == 404
    assert Term.objects.filter(acting=True, ends_at__gt=clock.now()).count() == 1


def test_what_was_read_back_holds_for_this_post_and_this_reader_alone(sign_in: SignIn, dpo: Actor, page: str) -> None:
    client = sign_in("admin")
    sent = form(client.post(page, asked(client.get(page), dpo)), "named").filled()
    other = next(one for one in people.posts() if one.persona == "mayor")
    assert client.post(f"/desk/posts/{other.code}/", sent).status_code == 404
    client.post(page, sent | {"named": sent["named"][0][:-3] + "xxx"})
    assert not Term.objects.filter(acting=True).exists()


# Signing


def test_an_acting_head_signs_by_order(resident: Actor, dpo: Actor, sign_in: SignIn, page: str, post: PostView) -> None:
    reference = filed(resident, clock.now(), where=OUTSIDE).reference
    assert sign(sign_in("dpo"), reference).status_code == 404, "not without an order"
    named(sign_in("admin"), page, dpo)
    client = sign_in("dpo")
    assert f"/c/{reference}/confirmation/office" in [one.action for one in read(client.get(f"/c/{reference}")).forms]
    pdf = sign(client, reference).content
    data = json.loads(attached.files(pdf)[attached.DATA])
    line = f"ผู้รักษาราชการแทน{people.post_names(post.code).show('th')} ตามคำสั่งที่ {ORDER}"
    assert data["signer"] == {"post": post.code, "name": people.post_names(post.code).show("th"), "order": ORDER}
    assert {"label": "ผู้ลงนาม", "value": line} in data["content"]["rows"]
    assert "412/2569" in "".join(one.extract_text() for one in pypdf.PdfReader(io.BytesIO(pdf)).pages)
    act = Act.objects.filter(kind="documents.paper.issued").latest("id")
    assert (act.actor_id, act.post, act.purpose, act.facts["order"]) == (dpo.subject, post.code, "case.handle", ORDER)
    holder = sign_in("resident")
    taken = holder.post(f"/c/{reference}/confirmation")["Location"]
    assert holder.get(f"{taken}/paper.pdf").content == pdf, "it is the reporter's paper"
    assert sign_in("outsider").get(f"{taken}/paper.pdf").status_code == 404


def test_the_head_signs_in_the_own_name_of_the_post(resident: Actor, sign_in: SignIn, post: PostView) -> None:
    reference = filed(resident, clock.now(), where=OUTSIDE).reference
    data = json.loads(attached.files(sign(sign_in("clerk"), reference).content)[attached.DATA])
    assert data["signer"] == {"post": post.code, "name": people.post_names(post.code).show("th"), "order": ""}
    assert "order" not in Act.objects.filter(kind="documents.paper.issued").latest("id").facts
    own = sign_in("resident")
    own.post("/my/looks/paper")
    assert Paper.objects.filter(kind="looks").exists()


def test_nobody_else_signs_for_an_office(resident: Actor, sign_in: SignIn, browser: Client) -> None:
    reference = filed(resident, clock.now(), where=OUTSIDE).reference
    for who in ("resident", "outsider", "officer", "crew", "mayor", "auditor", "dpo"):
        assert sign(sign_in(who), reference).status_code == 404
    assert sign(browser, reference).status_code == 404
    assert not Paper.objects.filter(document__subject_id=resident.subject).exists()


@pytest.mark.parametrize(
    ("begins", "ends"),
    [(timedelta(days=-3), timedelta(hours=-1)), (timedelta(hours=1), timedelta(days=3))],
    ids=["after the last day", "before the first day"],
)
def test_outside_the_days_of_the_order_nothing_can_be_signed(
    resident: Actor, dpo: Actor, sign_in: SignIn, post: PostView, begins: timedelta, ends: timedelta
) -> None:
    opened = filed(resident, clock.now(), where=OUTSIDE)
    then = held(dpo, post, begins, ends)
    assert sign(sign_in("dpo"), opened.reference).status_code == 404
    with pytest.raises(Forbidden):
        issue(then, opened, clock.now() + begins, post)
    assert not Paper.objects.filter(document__subject_id=resident.subject).exists()


def test_on_the_days_of_the_order_the_same_is_signed(resident: Actor, dpo: Actor, post: PostView) -> None:
    opened = filed(resident, clock.now(), where=OUTSIDE)
    issued = issue(held(dpo, post, timedelta(days=-1), timedelta(days=1)), opened, clock.now(), post)
    assert ORDER in attached.files(issued.pdf)[attached.DATA].decode()


def issue(actor: Actor, opened: Any, now: datetime, post: PostView, **given: Any) -> papers.Issued:
    return papers.issue_paper(
        actor=actor, now=now, issuer=present.issuer(), kind="confirmation", office=post.office, subject=opened.subject,
        about=opened.uuid, content={"title": "T"}, language="th", purpose="case.handle",
        **given,
    )  # fmt: skip


def test_a_post_signs_under_no_seal_of_another_office(dpo: Actor, resident: Actor, post: PostView) -> None:
    opened, now = filed(resident, clock.now(), where=OUTSIDE), clock.now()
    own = dpo.grant_for("case.handle")
    for grant in (own, None):
        with pytest.raises(Forbidden):
            issue(dpo, opened, now, post, grant=grant)
    assert not Paper.objects.filter(document__subject_id=resident.subject).exists()
