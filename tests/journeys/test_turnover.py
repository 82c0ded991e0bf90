"""An officer leaves: what she had in hand goes on without her, her colleagues find everything, she herself finds nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from django.test import Client

from korat.blocks.cases import actions as cases
from korat.blocks.cases import queries
from korat.blocks.cases.models import Case
from korat.blocks.cases.queries import QueueFilter
from korat.blocks.ledger import queries as ledger_read
from korat.blocks.ledger import sealing
from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.models import Act
from korat.blocks.people import actions
from korat.blocks.people import queries as people
from korat.blocks.people.models import Term
from korat.blocks.reactions.follow import follow
from korat.kernel import clock
from korat.kernel.errors import Forbidden, NotFound
from tests.cast import holder
from tests.consents import given as consent_given
from tests.pages import read, words
from tests.reports import OUTSIDE, filed, moved, row

SignIn = Callable[[str], Client]
POST, PAGE = "triage.officer", "/desk/posts/triage.officer/"
NOTE = "คุยกับเจ้าของที่แล้ว บันทึก-9c1"
OPEN = 12


@dataclass
class Left:
    """What the leaver had in hand: her cases, one that she had passed to a colleague, whom she had paused."""

    leaver: Actor
    cases: list[str]
    passed: str
    paused: str


def again(actor: Actor) -> Actor:
    found = people.actor_of(actor.subject, session=actor.session, request="test")
    assert found is not None
    return found


def followed() -> None:
    while sealing.seal() + follow(clock.now()):
        pass


def browser_of(code: str) -> Client:
    client = Client()
    assert client.post("/demo/persona", {"persona": code, "next": "/"}).status_code == 302
    return client


def given_to(actor: Actor, reference: str, official: int) -> None:
    cases.assign(actor=actor, now=clock.now(), reference=reference, official=official, version=row(reference).version)


@pytest.fixture
def left(resident: Actor, clerk: Actor, carer: Actor, outsider: Actor) -> Left:
    """Twelve cases open and taken, a note, a pause, lists of her own and of the office, a mandate, a consent."""
    leaver, now = holder(POST, clock.now()), clock.now()
    found = [filed(resident, now, where=OUTSIDE).reference for _ in range(OPEN)]
    for reference in found:
        moved(leaver, clock.now(), reference, "take")
    cases.comment(actor=leaver, now=clock.now(), reference=found[0], words=NOTE)
    moved(leaver, clock.now(), found[1], "pause", pause="parts", reason="รออะไหล่")
    passed = filed(resident, clock.now(), where=OUTSIDE).reference
    moved(leaver, clock.now(), passed, "take")
    given_to(leaver, passed, clerk.subject)
    for name, shared in (("ของฉัน", False), ("ของศูนย์", True)):
        cases.save_filter(actor=leaver, now=clock.now(), name=name, query="late=on", shared=shared)
    actions.witness_mandate(
        actor=leaver, giver=outsider.subject, holder=carer.subject, purposes={"case.follow"},
        ends_at=clock.now() + timedelta(days=9), now=clock.now(),
    )  # fmt: skip
    consent_given(leaver, resident)
    return Left(leaver, found, passed, found[1])


def leaves(admin: Client, left: Left, successor: Actor | None) -> None:
    """The administrator ends the term by the pages, and says who takes over."""
    term = Term.objects.get(person_id=left.leaver.subject, ends_at=None)
    following = Term.objects.filter(person_id=successor.subject, post__code=POST).latest("id") if successor else None
    link = f"{PAGE}{term.pk}/end/"
    assert link in read(admin.get(PAGE)).links
    assert admin.post(link, {"successor": str(following.pk) if following else "nobody"}).url == PAGE
    followed()


def mine(actor: Actor) -> set[str]:
    found = queries.queue(again(actor), QueueFilter(mine=True), now=clock.now(), limit=50).items
    return {one.reference for one in found}


def test_an_acting_head_goes_on_then_a_new_holder_and_nothing_is_lost(
    sign_in: SignIn, left: Left, dpo: Actor, clerk: Actor, resident: Actor
) -> None:
    admin, before = sign_in("admin"), {one: row(one) for one in left.cases}
    # The data protection officer acts for the post, by an order, until the new holder comes.
    now = clock.now()
    actions.appoint(
        actor=people.service_actor("demo"), post=POST, person=dpo.subject, begins_at=now, now=now, acting=True,
        order="นม 0017/88", ends_at=now + timedelta(days=20),
    )  # fmt: skip
    leaves(admin, left, dpo)
    assert mine(dpo) == set(left.cases)
    assert mine(clerk) == {left.passed}
    for reference, was in before.items():
        now_is = row(reference)
        assert (now_is.step, now_is.due_at, now_is.pause) == (was.step, was.due_at, was.pause)
        assert now_is.office_id == was.office_id
    page = queries.case_page(actor=again(dpo), reference=left.cases[0], now=clock.now())
    assert page.relation == "office"
    assert NOTE in [one.words for one in page.comments]
    moved(again(dpo), clock.now(), left.paused, "resume")
    # A new holder comes with an account of her own, and takes over from who acted.
    newcomer = actions.make_persona(
        code="in-new-clerk",
        names=actions.Names("ใหม่", "มาแล้ว"),
        post_codes=[POST],
        now=clock.now() - timedelta(minutes=1),
    )
    acting = Term.objects.get(person_id=dpo.subject, acting=True)
    following = Term.objects.get(person_id=newcomer)
    assert admin.post(f"{PAGE}{acting.pk}/end/", {"successor": str(following.pk)}).url == PAGE
    followed()
    new = people.actor_of(newcomer, session="new", request="test")
    assert new is not None
    assert mine(new) == set(left.cases)
    assert mine(dpo) == set()
    desk = words(browser_of("in-new-clerk").get("/desk/?mine=on"))
    assert left.cases[-1] in desk
    assert next(queries.unexplained(), None) is None
    assert Case.objects.filter(assignee=left.leaver.subject).count() == 0


def test_who_left_finds_nothing_any_more(sign_in: SignIn, left: Left, clerk: Actor, resident: Actor) -> None:
    glass = cases.break_glass(
        actor=again(left.leaver), subject=resident.subject, reason="เกรงว่าจะเป็นอันตรายถึงชีวิต", now=clock.now(), key="k"
    )
    leaves(sign_in("admin"), left, clerk)
    gone, browser = again(left.leaver), browser_of("in-officer")
    assert [grant.kind for grant in gone.grants if grant.kind == "post"] == []
    for path in ("/desk/", "/desk/list/", "/desk/sheet/", "/desk/mandate/", "/desk/consents/", "/desk/bookings/", PAGE):
        assert browser.get(path).status_code in (302, 404), path
    for reference in (*left.cases, left.passed):
        page = browser.get(f"/c/{reference}")
        assert page.status_code in (302, 404) or "คำลับ" not in page.content.decode()
        with pytest.raises((NotFound, Forbidden)):
            moved(gone, clock.now(), reference, "answer", note="ยังอยู่")
    with pytest.raises((NotFound, Forbidden)):
        people.person_private(gone, resident.subject, clock.now())
    with pytest.raises(Forbidden):
        people.person_private(gone, resident.subject, clock.now(), purpose="emergency.look", about=glass)
    looks = Act.objects.filter(look=True, actor_id=gone.subject).count()
    assert browser.get(f"/desk/emergency/{glass}/").status_code in (302, 403, 404)
    assert Act.objects.filter(look=True, actor_id=gone.subject).count() == looks
    assert browser.get("/my/").status_code == 200, "her own affairs stay hers"


def test_the_successor_finds_the_offices_lists_and_may_tidy_them(
    sign_in: SignIn, left: Left, clerk: Actor, officer: Actor
) -> None:
    leaves(sign_in("admin"), left, clerk)
    (kept,) = queries.saved_filters(again(clerk))
    assert (kept.name, kept.shared, kept.own) == ("ของศูนย์", True, True)
    with pytest.raises(NotFound):
        cases.drop_filter(actor=officer, now=clock.now(), id=kept.id)
    cases.drop_filter(actor=again(clerk), now=clock.now(), id=kept.id)
    assert queries.saved_filters(again(clerk)) == ()


def test_the_resident_reads_one_sentence_and_what_was_given_to_people_stays(
    sign_in: SignIn, left: Left, clerk: Actor, carer: Actor, outsider: Actor
) -> None:
    leaves(sign_in("admin"), left, clerk)
    mine = sign_in("resident")
    for reference in left.cases[:3]:
        said = words(mine.get(f"/en/c/{reference}"))
        assert said.count("Handed over to a colleague") == 1
        assert "ผู้แทน" not in said
    assert people.mandates_of(again(carer), clock.now())
    acts = ledger_read.about(row(left.cases[0]).uuid, since=row(left.cases[0]).opened_at)
    assert [act.kind for act in acts if not act.look][-1] == "cases.case.handed_over"


def test_without_a_successor_the_queue_has_it_all_and_reminders_reach_the_office(
    sign_in: SignIn, left: Left, clerk: Actor, now: datetime
) -> None:
    leaves(sign_in("admin"), left, None)
    assert set(left.cases) <= {
        one.reference for one in queries.queue(again(clerk), QueueFilter(), now=clock.now(), limit=50).items
    }
    assert mine(clerk) == {left.passed}
    assert {row(one).assignee_id for one in left.cases} == {None}
    cases.watch(clock.now() + timedelta(days=60))
    assert Act.objects.filter(kind="cases.case.overdue", about=row(left.paused).uuid).exists()


def test_work_in_an_office_below_goes_along_to_whom_may_do_it(sign_in: SignIn, resident: Actor) -> None:
    """A post that reaches below takes cases there; none of them stays with who has left."""
    post = "sikhio-town.clerk"
    leaver, follower = holder(post, clock.now()), clock.now() - timedelta(minutes=1)
    reference = filed(resident, clock.now(), "footpath").reference
    moved(leaver, clock.now(), reference, "take")
    assert row(reference).office_id != Term.objects.get(person_id=leaver.subject).post.organisation_id
    next_one = actions.make_persona(code="in-next", names=actions.Names("ถัดไป"), post_codes=[post], now=follower)
    term = Term.objects.get(person_id=leaver.subject)
    actions.leave(actor=people.service_actor("demo"), term=term.pk, now=clock.now(), hand_over_to=next_one)
    followed()
    assert row(reference).assignee_id == next_one


def test_who_keeps_another_post_keeps_the_work_of_that_one(left: Left, clerk: Actor, resident: Actor) -> None:
    now = clock.now()
    actions.appoint(
        actor=people.service_actor("demo"), post="sikhio-town.health-officer", person=left.leaver.subject,
        begins_at=now - timedelta(minutes=1), now=now,
    )  # fmt: skip
    waste = filed(resident, now, "waste").reference
    moved(again(left.leaver), now, waste, "take")
    term = Term.objects.get(person_id=left.leaver.subject, post__code=POST)
    actions.leave(actor=people.service_actor("demo"), term=term.pk, now=clock.now(), hand_over_to=clerk.subject)
    followed()
    assert row(waste).assignee_id == left.leaver.subject
    assert mine(clerk) == {*left.cases, left.passed}
