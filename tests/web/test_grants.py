"""Grants and mandates on their pages: seen by the two concerned, given in a few questions, ended in two taps."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from korat.blocks.cases.models import Case
from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.models import Act, Grant
from korat.blocks.people import actions
from korat.kernel import clock, ids
from tests.domains.living.slips import ANSWERS, URL
from tests.pages import form, read, words

SignIn = Callable[[str], Client]
DAY = {"ends_on_day": "1", "ends_on_month": "3", "ends_on_year": "2570", "seen": "cards"}
ALL = list(actions.LENDABLE)
REASON = "บ้านข้างเคียงไฟไหม้ ต้องแจ้งให้อพยพ"


def lend(giver: Actor, to: Actor, **changed):
    wanted = {"purposes": ALL, "ends_at": clock.now() + timedelta(days=30), "now": clock.now()} | changed
    return actions.give_mandate(actor=giver, holder=to.subject, **wanted)


def stale(client: Client) -> Client:
    """The same browser, eleven minutes after signing in."""
    session = client.session
    records = session["account_authentication_methods"]
    session["account_authentication_methods"] = [{**one, "at": time.time() - 11 * 60} for one in records]
    session.save()
    return client


def proven(client: Client, path: str) -> Client:
    """Through the page that asks once more who it is."""
    sent = stale(client).get(path)
    assert (sent.status_code, sent["Location"].startswith("/sign-in/again/")) == (302, True)
    page = client.get(sent["Location"])
    assert "ตัวละครสมมติ" in words(page) or "made-up" in words(page)
    back = client.post(sent["Location"], form(page, "next").filled())
    assert back["Location"] == path
    return client


def test_a_father_lets_his_daughter_act_with_the_code_that_she_reads_out(sign_in: SignIn) -> None:
    father, daughter = sign_in("outsider"), sign_in("carer")
    code = next(one for one in read(daughter.get("/my/grants/code/")).words if one.count("-") == 2)
    page = proven(father, "/my/grants/give/").get("/my/grants/give/")
    asked = form(page, "code").filled(code=code, **DAY)
    assert not asked.get("purposes"), "nothing is ticked beforehand"
    untouched = father.post("/my/grants/give/", asked)
    assert untouched.status_code == 422
    assert "โปรดเลือกว่าให้ทำอะไรแทนได้" in words(untouched)
    asked["purposes"] = ALL
    check = father.post("/my/grants/give/", asked)
    assert "มาลี" in words(check)
    assert "1 มีนาคม 2570" in words(check)
    assert not Grant.objects.filter(kind="mandate").exists(), "nothing is given before it was read back"
    done = form(check, "sure")
    assert father.post("/my/grants/give/", done.filled()).status_code == 302
    assert "มาลี" in words(father.get("/my/grants/"))
    assert "บุญมี" in words(daughter.get("/my/grants/"))
    father.post("/my/grants/give/", done.filled())
    assert Grant.objects.filter(kind="mandate").count() == 1


@pytest.mark.parametrize("code", ["AAAA-AAAA-AAAA", "own"])
def test_a_wrong_code_and_ones_own_are_refused_in_words(sign_in: SignIn, code: str) -> None:
    father = sign_in("outsider")
    own = next(one for one in read(father.get("/my/grants/code/")).words if one.count("-") == 2)
    page = proven(father, "/my/grants/give/").get("/my/grants/give/")
    answer = father.post(
        "/my/grants/give/", form(page, "code").filled(code=own if code == "own" else code, purposes=ALL, **DAY)
    )
    assert answer.status_code == 422
    assert not Grant.objects.filter(kind="mandate").exists()


def test_two_taps_end_it_and_an_outsider_finds_nothing(
    sign_in: SignIn, outsider: Actor, carer: Actor, resident: Actor
) -> None:
    for ender in ("outsider", "carer"):
        uuid = lend(outsider, carer)
        client = sign_in(ender)
        (first,) = (link for link in read(client.get("/my/grants/")).links if str(uuid) in link)
        assert sign_in("resident").get(first).status_code == 404
        assert sign_in("resident").post(first).status_code == 404
        asked = client.get(first)
        assert Grant.objects.get(uuid=uuid).ended_at is None
        assert client.post(first, read(asked).forms[0].filled()).status_code == 302
        assert Grant.objects.get(uuid=uuid).ended_at
        assert client.post(first).status_code == 404


def test_an_official_sees_the_own_post_and_may_lay_it_down(sign_in: SignIn, officer: Actor) -> None:
    page = sign_in("officer").get("/my/grants/")
    assert "วิศวกรโยธา" in words(page)
    (link,) = (one for one in read(page).links if one.endswith("/end/"))
    assert "ผู้ดูแลระบบ" in words(sign_in("officer").get(link)) or "administrator" in words(sign_in("officer").get(link))
    assert sign_in("outsider").get(link).status_code == 404


@pytest.mark.parametrize("path", ["/my/grants/", "/my/grants/code/", "/my/grants/give/"])
def test_who_is_not_signed_in_is_sent_to_sign_in(browser: Client, path: str) -> None:
    assert browser.get(path)["Location"].startswith("/sign-in/")


# Reporting for somebody


def test_a_daughter_reports_for_her_father(sign_in: SignIn, outsider: Actor, carer: Actor) -> None:
    uuid = lend(outsider, carer)
    client = sign_in("carer")
    sent = {"key": ids.uuid7().hex, **ANSWERS}
    asked = client.post(URL, {**{name: one for name, one in sent.items() if name != "checked"}, "step": "details"})
    assert "บุญมี" in words(asked)
    check = client.post(URL, {**sent, "step": "contact", "behalf": str(uuid)})
    assert "บุญมี" in words(check)
    confirmed = client.post(URL, {**sent, "behalf": str(uuid)}, follow=True)
    case = Case.objects.get()
    assert case.subject_id == outsider.subject
    assert confirmed.status_code == 200
    assert case.reference in words(confirmed)
    assert sign_in("resident").get(f"/sent/{case.reference}").status_code == 404
    for who in ("outsider", "carer"):
        assert case.reference in words(sign_in(who).get("/my/"))
    hers = words(client.get(f"/c/{case.reference}"))
    assert "ผู้รับมอบ" in hers or "mandate" in hers
    assert case.reference not in words(sign_in("resident").get("/my/"))


def test_somebody_without_a_mandate_reports_for_nobody(sign_in: SignIn, outsider: Actor, carer: Actor) -> None:
    uuid = lend(outsider, carer)
    sent = {"key": ids.uuid7().hex, **ANSWERS}
    assert 'name="behalf"' not in sign_in("resident").post(URL, {**sent, "step": "details"}).content.decode()
    sign_in("resident").post(URL, {**sent, "behalf": str(uuid)})
    assert not Case.objects.filter(subject_id=outsider.subject).exists()


# The counter


def test_a_clerk_registers_what_both_said_at_the_counter(sign_in: SignIn, outsider: Actor, carer: Actor) -> None:
    client = proven(sign_in("clerk"), "/desk/mandate/")
    numbers = {"giver": "0810000002", "holder": "081-000-0003"}
    read_out = client.post("/desk/mandate/", {**numbers, "purposes": ALL, **DAY})
    said = words(read_out)
    assert ("บุญมี" in said, "มาลี" in said, "1 มีนาคม 2570" in said) == (True, True, True)
    done = client.post("/desk/mandate/", form(read_out, "pair").filled())
    assert done.status_code == 302
    grant = Grant.objects.get(kind="mandate")
    assert (grant.subject_id, grant.holder_id) == (outsider.subject, carer.subject)
    assert Act.objects.get(about=grant.uuid).post == "triage.officer"


def test_a_changed_pair_registers_nothing(sign_in: SignIn) -> None:
    client = proven(sign_in("clerk"), "/desk/mandate/")
    numbers = {"giver": "0810000002", "holder": "081-000-0003"}
    sent = form(client.post("/desk/mandate/", {**numbers, "purposes": ALL, **DAY}), "pair").filled()
    client.post("/desk/mandate/", sent | {"pair": sent["pair"][0][:-3] + "xxx"})
    stale(sign_in("clerk")).post("/desk/mandate/", sent)
    assert sign_in("officer").post("/desk/mandate/", sent).status_code == 404
    assert not Grant.objects.filter(kind="mandate").exists()


def test_an_unknown_number_is_said_beside_its_field(sign_in: SignIn) -> None:
    client = proven(sign_in("clerk"), "/desk/mandate/")
    answer = client.post("/desk/mandate/", {"giver": "0899999999", "holder": "0810000003", "purposes": ALL, **DAY})
    assert answer.status_code == 422


def test_the_counter_is_for_whose_post_has_the_authority(sign_in: SignIn) -> None:
    officer = sign_in("officer")
    for path in ("/desk/mandate/", "/desk/emergency/"):
        sent = officer.get(path)
        answer = officer.get(path) if sent.status_code == 404 else proven(officer, path).get(path)
        assert answer.status_code == 404
        assert sign_in("outsider").get(path).status_code == 404
    assert "/desk/mandate/" not in read(officer.get("/desk/")).links
    assert {"/desk/mandate/", "/desk/emergency/"} <= set(read(sign_in("clerk").get("/desk/")).links)


def test_an_emergency_opens_one_record_and_its_person_is_told(sign_in: SignIn, resident: Actor) -> None:
    client = proven(sign_in("clerk"), "/desk/emergency/")
    page = client.get("/desk/emergency/")
    sent = form(page, "reason").filled(number="0810000001", reason=REASON)
    where = client.post("/desk/emergency/", sent)["Location"]
    shown = words(client.get(where))
    assert ("สมใจ" in shown, "081 000 0001" in shown.replace("-", " ")) == (True, True)
    assert sign_in("officer").get(where).status_code == 404
    assert sign_in("resident").get(where).status_code == 404
    own = sign_in("resident")
    assert REASON in words(own.get("/my/grants/"))
    assert "ฉุกเฉิน" in words(own.get("/my/messages/"))
    assert "triage" not in words(own.get("/my/looks/"))
    (end,) = (link for link in read(own.get("/my/grants/")).links if link.endswith("/end/"))
    own.post(end)
    assert client.get(where).status_code == 404, "she ended it"


def test_who_closes_an_emergency_goes_on_at_the_desk(sign_in: SignIn, resident: Actor) -> None:
    client = proven(sign_in("clerk"), "/desk/emergency/")
    sent = form(client.get("/desk/emergency/"), "reason").filled(number="0810000001", reason=REASON)
    where = client.post("/desk/emergency/", sent)["Location"]
    (end,) = (link for link in read(client.get(where)).links if link.endswith("/end/"))
    assert "End this right" in words(client.get(f"/en{end}"))
    assert client.post(end)["Location"] == "/desk/"
    assert sign_in("officer").post(end).status_code == 404


def test_an_english_page_names_the_clause_in_english(sign_in: SignIn, outsider: Actor, carer: Actor) -> None:
    lend(outsider, carer)
    shown = words(sign_in("outsider").get("/en/my/grants/"))
    assert "Section 797" in shown and "มาตรา" not in shown


# Who looked


def looked(by: Actor, at: Actor) -> None:
    with ledger.look(actor=by, purpose="case.handle", subjects=[at.subject], now=clock.now()):
        pass


def test_one_tap_disputes_a_look(sign_in: SignIn, resident: Actor, officer: Actor, outsider: Actor) -> None:
    looked(officer, resident)
    client = sign_in("resident")
    page = client.get("/my/looks/")
    assert "อำนาจตามตำแหน่ง" in words(page) or "Authority" in words(page)
    (flag,) = (one for one in read(page).forms if one.action.endswith("/dispute"))
    assert sign_in("outsider").post(flag.action).status_code == 404
    assert not Case.objects.exists()
    case = client.post(flag.action)["Location"]
    assert Case.objects.get().service == "your-data"
    assert client.get(case).status_code == 200
    assert sign_in("dpo").get(case).status_code == 200
    for stranger in ("officer", "mayor", "outsider", "clerk"):
        assert sign_in(stranger).get(case).status_code == 404
    assert client.post(flag.action)["Location"] == case


def test_a_look_told_later_shows_its_day_and_nothing_else(sign_in: SignIn, resident: Actor, officer: Actor) -> None:
    from tests.cast import holder

    worker = holder("sikhio-town.social-worker", clock.now())
    with ledger.look(actor=worker, purpose="person.protect", subjects=[resident.subject], now=clock.now()):
        pass
    page = sign_in("resident").get("/my/looks/")
    said = words(page)
    assert "นักพัฒนาชุมชน" not in said
    assert "สวัสดิการ" not in said
    assert "2569" in said
    assert not [one for one in read(page).forms if one.action.endswith("/dispute")]


# Step-up


def test_a_proof_is_asked_for_before_each_dangerous_page(sign_in: SignIn) -> None:
    for who, path in (("outsider", "/my/grants/give/"), ("clerk", "/desk/mandate/"), ("clerk", "/desk/emergency/")):
        client = stale(sign_in(who))
        assert client.get(path)["Location"].startswith("/sign-in/again/")
        assert client.post(path, {})["Location"].startswith("/sign-in/again/")


def test_a_proof_grows_old(sign_in: SignIn) -> None:
    client = proven(sign_in("outsider"), "/my/grants/give/")
    assert client.get("/my/grants/give/").status_code == 200
    assert stale(client).get("/my/grants/give/").status_code == 302


# A mandate ended at the counter


def test_a_clerk_ends_a_mandate_for_one_of_the_two_who_is_there(sign_in: SignIn, outsider: Actor, carer: Actor) -> None:
    for number in ("0810000002", "081-000-0003"):
        uuid = lend(outsider, carer)
        client = proven(sign_in("clerk"), "/desk/mandate/end/")
        page = client.post("/desk/mandate/end/", {"number": number})
        assert ("บุญมี" in words(page), "มาลี" in words(page)) == (True, True)
        assert Grant.objects.get(uuid=uuid).ended_at is None, "nothing ends before it was read aloud"
        sent = form(page, "whose").filled()
        assert client.post("/desk/mandate/end/", sent).status_code == 422, "which one is said in words"
        assert client.post("/desk/mandate/end/", sent | {"mandate": str(uuid)})["Location"] == "/desk/"
        assert Grant.objects.get(uuid=uuid).ended_at
        act = Act.objects.get(kind="people.grant.ended", about=uuid)
        assert (act.purpose, act.post, act.facts["why"]) == ("mandate.witness", "triage.officer", "counter")


def test_the_counter_ends_no_mandate_of_others_and_only_for_a_witness(
    sign_in: SignIn, outsider: Actor, carer: Actor, resident: Actor, clerk: Actor, officer: Actor
) -> None:
    from korat.kernel.errors import Forbidden, NotFound

    uuid, own = lend(outsider, carer), lend(clerk, carer)
    client = proven(sign_in("clerk"), "/desk/mandate/end/")
    assert client.post("/desk/mandate/end/", {"number": "0810000001"}).status_code == 422
    sent = form(client.post("/desk/mandate/end/", {"number": "0810000002"}), "whose").filled(mandate=str(uuid))
    assert client.post("/desk/mandate/end/", sent | {"mandate": str(own)}).status_code == 404
    assert sign_in("officer").get("/desk/mandate/end/").status_code == 404
    assert sign_in("outsider").get("/desk/mandate/end/").status_code == 404
    end = {"grant": uuid, "now": clock.now()}
    for person, actor, error in ((resident, clerk, NotFound), (outsider, officer, Forbidden)):
        with pytest.raises(error):
            actions.end_at_counter(actor=actor, person=person.subject, **end)
    with pytest.raises(NotFound):
        actions.end_at_counter(actor=clerk, person=clerk.subject, grant=own, now=clock.now())
    assert Grant.objects.filter(uuid__in=[uuid, own], ended_at=None).count() == 2
