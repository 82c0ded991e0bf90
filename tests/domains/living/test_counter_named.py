"""In one flow at the counter: the mandate witnessed, the report taken in under it, and the slip with its QR."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client

from korat.blocks.cases import actions as cases
from korat.blocks.cases.models import Case
from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.models import Act, ActSubject, Grant
from korat.blocks.messages.models import Address
from korat.blocks.people import actions as people
from korat.kernel import clock, ids
from korat.kernel.errors import Forbidden
from tests.domains.living.test_counter import PAGE, TOLD
from tests.pages import form, read, words
from tests.reports import wanted
from tests.web.test_grants import ALL, DAY

SignIn = Callable[[str], Client]
MANDATE = f"/desk/mandate/?next={PAGE}"
BOTH = {"giver": "0810000002", "holder": "081-000-0003", "purposes": ALL, **DAY}


def registered(browser: Client, **changed: object) -> str:
    """The mandate witnessed; the address to which the flow leads on."""
    aloud = browser.post(MANDATE, BOTH | changed)
    assert aloud.status_code == 200, words(aloud)
    return browser.post(MANDATE, form(aloud, "pair").filled())["Location"]


def told(browser: Client, address: str) -> dict[str, str]:
    carried = dict(browser.get(address).context["carried"])
    return {"key": carried["key"], "mandate": carried["mandate"], "channel": "counter", **TOLD}


def test_the_way_to_the_mandate_stands_on_the_first_page_and_leads_back_to_it(sign_in: SignIn) -> None:
    browser = sign_in("clerk")
    assert browser.get(PAGE).context["other_url"] == "/desk/mandate/?next=%2Fdesk%2Fcounter%2Freport-problem%2F"
    address = registered(browser)
    assert address.startswith(f"{PAGE}?mandate=")
    assert "other_url" not in browser.get(address).context


def test_the_report_becomes_that_of_the_one_who_gave_the_mandate_by_two_acts(
    sign_in: SignIn, outsider: Actor, carer: Actor, clerk: Actor
) -> None:
    browser = sign_in("clerk")
    sent = told(browser, registered(browser, seen="known"))
    read_back = browser.post(PAGE, sent | {"step": "contact", "checked": "1"})
    assert "บุญมี" in words(read_back)
    url = browser.post(PAGE, sent | {"checked": "1"})["Location"]
    case = Case.objects.get()
    assert (case.subject_id, case.channel, case.key_digest) == (outsider.subject, "counter", None)
    grant = Grant.objects.get(kind="mandate")
    given = Act.objects.get(about=grant.uuid)
    assert (given.kind, given.actor_id, given.facts["seen"]) == ("people.mandate.given", clerk.subject, "known")
    opened = Act.objects.get(about=case.uuid, kind="cases.case.opened")
    assert (opened.actor_id, opened.ground, opened.facts["mandate"]) == (clerk.subject, "post", str(grant.uuid))
    assert (
        ActSubject.objects.using("owner").filter(act_id=opened.pk).values_list("subject_id", flat=True)[0]
        == outsider.subject
    )
    for who in ("outsider", "carer"):
        assert case.reference in words(sign_in(who).get("/my/"))
    assert "key" not in (browser.get(url).context["key"] or "")


def test_the_slip_with_its_qr_is_printed_for_who_took_it_in_alone(sign_in: SignIn) -> None:
    browser = sign_in("clerk")
    url = browser.post(PAGE, told(browser, registered(browser)) | {"checked": "1"})["Location"]
    slip = browser.get(url).context["paper_url"]
    made = browser.post(slip)
    assert made.status_code == 200 and made.content.startswith(b"%PDF")
    assert Act.objects.filter(kind="documents.paper.issued", purpose="case.file").count() == 1
    assert sign_in("mayor").post(slip).status_code == 404


def test_what_was_typed_for_the_person_does_not_become_their_address(sign_in: SignIn, outsider: Actor) -> None:
    before = Address.objects.filter(subject_id=outsider.subject).count()
    browser = sign_in("clerk")
    browser.post(PAGE, told(browser, registered(browser)) | {"checked": "1"})
    assert Address.objects.filter(subject_id=outsider.subject).count() == before


def test_no_key_is_read_back_to_a_named_person_who_left_no_number(sign_in: SignIn, outsider: Actor) -> None:
    browser = sign_in("clerk")
    sent = told(browser, registered(browser, seen="known")) | {"name": "", "phone": ""}
    read_back = words(browser.post(f"/en{PAGE}", sent | {"step": "contact", "checked": "1"}))
    assert "as the person chose for messages" in read_back and "I take a key" not in read_back


def test_whoever_does_not_agree_finds_the_way_back(sign_in: SignIn) -> None:
    assert "/desk/mandate/" in read(sign_in("clerk").post(MANDATE, BOTH | {"seen": "known"})).links


def test_sent_twice_it_is_one_mandate_and_one_report(sign_in: SignIn) -> None:
    browser = sign_in("clerk")
    aloud = browser.post(MANDATE, BOTH)
    pair = form(aloud, "pair").filled()
    addresses = [browser.post(MANDATE, pair)["Location"] for _ in range(2)]
    assert Grant.objects.filter(kind="mandate").count() == 1
    sent = told(browser, addresses[1]) | {"checked": "1"}
    assert browser.post(PAGE, sent)["Location"] == browser.post(PAGE, sent)["Location"]
    assert Case.objects.count() == 1


def test_a_mandate_registered_too_long_ago_files_nothing_and_loses_no_word(
    sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    from korat.web.views import counter

    browser = sign_in("clerk")
    sent = told(browser, registered(browser)) | {"checked": "1"}
    monkeypatch.setattr(counter, "WITNESSED_LASTS", -1)
    again = browser.post(PAGE, sent)
    assert (again.status_code, Case.objects.count()) == (200, 0)
    assert "ไฟทางดับ" in words(again) and "หน้าตลาด" in words(again)


def test_another_clerks_mandate_opens_nothing(sign_in: SignIn, outsider: Actor, carer: Actor, clerk: Actor) -> None:
    lasts = {"purposes": ALL, "ends_at": clock.now() + timedelta(days=3), "now": clock.now()}
    given = people.give_mandate(actor=outsider, holder=carer.subject, **lasts)
    for uuid in (given, UUID(int=7)):
        with pytest.raises(Forbidden):
            cases.open_case(
                actor=clerk, now=clock.now(), request=wanted(channel="counter"), key=ids.uuid7().hex, for_caller=True,
                witnessed=uuid,
            )  # fmt: skip
    assert not Case.objects.exists()


def test_an_ended_mandate_and_one_that_does_not_let_file_open_nothing(
    outsider: Actor, carer: Actor, clerk: Actor
) -> None:
    def witnessed(purposes: list[str]) -> UUID:
        return people.witness_mandate(
            actor=clerk, giver=outsider.subject, holder=carer.subject, purposes=purposes, now=clock.now(),
            ends_at=clock.now() + timedelta(days=3),
        )  # fmt: skip

    ended, looking = witnessed(ALL), witnessed(["case.follow"])
    people.end_mandate(actor=outsider, grant=ended, now=clock.now())
    given = {"actor": clerk, "request": wanted(channel="counter"), "for_caller": True}
    for uuid in (ended, looking):
        with pytest.raises(Forbidden):
            cases.open_case(now=clock.now(), key=ids.uuid7().hex, witnessed=uuid, **given)
    running = witnessed(ALL)
    with pytest.raises(Forbidden):
        cases.open_case(now=clock.now() + timedelta(days=4), key="late", witnessed=running, **given)
    assert not Case.objects.exists()


def test_the_flow_leads_to_no_other_house(sign_in: SignIn) -> None:
    browser = sign_in("clerk")
    for wrong in ("https://example.org/", "//example.org", f"{PAGE}?x=1"):
        aloud = browser.post(f"/desk/mandate/?next={wrong}", BOTH)
        assert browser.post(f"/desk/mandate/?next={wrong}", form(aloud, "pair").filled())["Location"] == "/desk/"


def test_how_they_were_known_must_be_said(sign_in: SignIn) -> None:
    asked = sign_in("clerk").post(MANDATE, {name: one for name, one in BOTH.items() if name != "seen"})
    assert asked.status_code == 422 and not Grant.objects.filter(kind="mandate").exists()
