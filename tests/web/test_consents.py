"""A consent on its pages: asked at the desk, answered in two taps, used, ended."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.models import Act, Grant
from korat.blocks.messages.models import Message
from korat.blocks.people import queries as people
from korat.blocks.people.models import Asking
from korat.kernel import clock
from tests.blocks.people.test_resolve import enrol
from tests.consents import WHY, asked, given
from tests.pages import form, read, words
from tests.reports import UNSURE, filed
from tests.web.test_grants import stale

SignIn = Callable[[str], Client]
ASK = "/desk/consents/ask/"
KNOWN, NOBODY, SHARED = "0810000001", "0899999999", "0812345678"


def put(client: Client, to: str, **changed: str):
    page = client.get(ASK)
    return client.post(ASK, form(page, "reason").filled(**({"number": to, "reason": WHY} | changed)))


def test_an_office_asks_and_the_person_agrees_in_two_taps(sign_in: SignIn, resident: Actor, clerk: Actor) -> None:
    opened = filed(resident, clock.now())
    desk, own = sign_in("clerk"), sign_in("resident")
    assert desk.get(f"/c/{opened.reference}").status_code in (200, 404)
    assert put(desk, KNOWN)["Location"] == "/desk/consents/"
    page = own.get("/my/grants/")
    assert (WHY in words(page), "24" in words(page)) == (True, True)
    (first,) = (link for link in read(page).links if link.endswith("/agree/"))
    asked_again = own.get(first)
    assert WHY in words(asked_again)
    assert not Grant.objects.filter(kind="consent").exists(), "the first tap asks"
    assert own.post(first, read(asked_again).forms[0].filled())["Location"] == "/my/grants/"
    grant = Grant.objects.get(kind="consent")
    assert (grant.holder_id, grant.subject_id) == (clerk.subject, resident.subject)
    listed = desk.get("/desk/consents/")
    assert "สมใจ" in words(listed)
    assert f"/desk/consents/{grant.uuid}/" in read(listed).links
    assert opened.reference in words(desk.get(f"/desk/consents/{grant.uuid}/"))
    case = desk.get(f"/c/{opened.reference}")
    assert "คำลับ" in case.content.decode()
    looked = words(own.get("/my/looks/"))
    assert "ความยินยอม" in looked or "Your consent" in looked


def test_a_no_opens_nothing_and_shows_nothing(sign_in: SignIn, resident: Actor, clerk: Actor) -> None:
    asked(clerk, resident.subject)
    own = sign_in("resident")
    (first,) = (link for link in read(own.get("/my/grants/")).links if link.endswith("/refuse/"))
    page = own.get(first)
    assert Asking.objects.get().answer == ""
    own.post(first, read(page).forms[0].filled())
    assert Asking.objects.get().answer == "refused"
    assert WHY not in words(own.get("/my/grants/"))
    assert "สมใจ" not in words(sign_in("clerk").get("/desk/consents/"))
    assert own.get(first).status_code == 404


def test_a_known_an_unknown_and_a_shared_number_are_answered_alike(sign_in: SignIn, resident: Actor) -> None:
    for _ in range(2):
        enrol(clock.now(), phone=SHARED)
    client = sign_in("clerk")
    answers = [put(client, number) for number in (KNOWN, NOBODY, SHARED)]
    assert {one.status_code for one in answers} == {302}
    assert {one["Location"] for one in answers} == {"/desk/consents/"}
    assert "สมใจ" not in words(client.get("/desk/consents/")), "a question that waits is not shown either"
    assert Asking.objects.count() == 1


@pytest.mark.parametrize(
    "changed",
    [{"reason": "สั้น"}, {"count": "0"}, {"count": "x"}, {"count": "400", "unit": "days"}, {"number": ""}],
    ids=str,
)
def test_a_question_with_gaps_comes_back_in_words(sign_in: SignIn, changed: dict[str, str], resident: Actor) -> None:
    answer = put(sign_in("clerk"), KNOWN, **changed)
    assert answer.status_code == 422
    assert not Asking.objects.exists()


def test_thai_digits_and_days_are_understood(sign_in: SignIn, resident: Actor) -> None:
    put(sign_in("clerk"), KNOWN, count="๓", unit="days")
    assert Asking.objects.get().hours == 72


def test_the_reporter_of_ones_own_case_is_asked_without_a_number(sign_in: SignIn, resident: Actor) -> None:
    opened = filed(resident, clock.now(), where=UNSURE)
    client = sign_in("clerk")
    (door,) = (link for link in read(client.get(f"/c/{opened.reference}")).links if link.startswith(ASK))
    page = client.get(door)
    assert "number" not in form(page, "reason").filled()
    client.post(ASK, form(page, "reason").filled(reason=WHY))
    assert Asking.objects.get().subject_id == resident.subject
    for stranger in ("officer", "mayor", "outsider"):
        assert sign_in(stranger).get(door).status_code == 404


def test_who_reported_without_a_name_cannot_be_asked(sign_in: SignIn) -> None:
    opened = filed(None, clock.now(), where=UNSURE)
    assert sign_in("clerk").get(f"{ASK}?case={opened.reference}").status_code == 409


def test_outsiders_find_nothing(sign_in: SignIn, resident: Actor, clerk: Actor) -> None:
    _, uuid = given(clerk, resident)
    asked(clerk, resident.subject)
    (waiting,) = people.askings_of(resident, clock.now())
    paths = ("/desk/consents/", ASK, f"/desk/consents/{uuid}/")
    for stranger in ("officer", "outsider", "resident"):
        assert {sign_in(stranger).get(path).status_code for path in paths} == {404}
    for stranger in ("clerk", "outsider"):
        for answer in ("agree", "refuse"):
            assert sign_in(stranger).get(f"/my/grants/{waiting.uuid}/{answer}/").status_code == 404
            assert sign_in(stranger).post(f"/my/grants/{waiting.uuid}/{answer}/").status_code == 404
    assert Asking.objects.filter(answer="").count() == 1


def test_a_proof_is_asked_for_before_asking_and_before_a_yes(sign_in: SignIn, resident: Actor, clerk: Actor) -> None:
    asked(clerk, resident.subject)
    (waiting,) = people.askings_of(resident, clock.now())
    for who, path in (("clerk", ASK), ("resident", f"/my/grants/{waiting.uuid}/agree/")):
        assert stale(sign_in(who)).get(path)["Location"].startswith("/sign-in/again/")
    assert stale(sign_in("resident")).get(f"/my/grants/{waiting.uuid}/refuse/").status_code == 200, "no needs none"


def test_the_office_gives_it_back_and_the_person_takes_it_back(sign_in: SignIn, resident: Actor, clerk: Actor) -> None:
    for ender, where in (("clerk", "/desk/consents/"), ("resident", "/my/grants/")):
        _, uuid = given(clerk, resident)
        client = sign_in(ender)
        (first,) = (link for link in read(client.get(where)).links if link == f"/my/grants/{uuid}/end/")
        client.post(first, read(client.get(first)).forms[0].filled())
        assert Grant.objects.get(uuid=uuid).ended_at
        assert sign_in("clerk").get(f"/desk/consents/{uuid}/").status_code == 404


def test_the_question_reaches_the_inbox_by_the_packs_rule(sign_in: SignIn, resident: Actor, clerk: Actor) -> None:
    from tests.journeys.walks import work

    asked(clerk, resident.subject)
    work()
    assert Message.objects.filter(template="consent-asked", subject_id=resident.subject, channel="inbox").count() == 1
    said = words(sign_in("resident").get("/my/messages/"))
    assert WHY not in said, "why stands behind the sign-in, not in a text message"
    assert "ขอความยินยอม" in said
    assert Act.objects.filter(kind="messages.message.made", facts__template="consent-asked").exists()
