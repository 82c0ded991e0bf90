"""The pages of advice: from a case to a draft, to a reviewed page, to the public list."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.test import Client

from korat.blocks.cases import actions
from korat.blocks.cases.actions import Told
from korat.blocks.cases.advice import Advice
from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.models import Act
from korat.kernel import clock
from korat.web.present import morning
from tests import cast
from tests.cast import holder
from tests.pages import read
from tests.reports import filed, moved

POST = "sikhio-town.engineer"
FORM = {"question": "ไฟทางในซอยใครดูแล", "answer": "เทศบาลดูแล", "public": "on",
        "expires_on_day": "1", "expires_on_month": "6", "expires_on_year": "2570"}  # fmt: skip

pytestmark = pytest.mark.usefixtures("house")


def test_an_officer_keeps_an_answer_and_a_colleague_reads_it(
    sign_in: Callable[[str], Client], resident: Actor, officer: Actor, now: datetime
) -> None:
    reference, client = filed(resident, now).reference, sign_in("officer")
    assert f"/c/{reference}/advise/" in client.get(f"/c/{reference}").content.decode()
    sent = client.post(f"/c/{reference}/advise/", FORM)
    page = Advice.objects.get().page
    assert (sent.status_code, sent["Location"]) == (302, f"/desk/answers/{page}/")
    own = client.get(f"/desk/answers/{page}/").content.decode()
    assert 'value="review"' not in own
    assert "/desk/answers/" in client.get("/desk/answers/").content.decode()
    assert FORM["question"] not in client.get("/answers/").content.decode()

    actions.review(actor=holder(POST, now), now=now, page=page, version=1)
    assert FORM["question"] in client.get(f"/c/{filed(resident, now).reference}").content.decode()
    assert FORM["question"] in Client().get("/answers/?q=ซอย").content.decode()


def test_a_colleague_is_offered_to_review(
    sign_in: Callable[[str], Client], resident: Actor, officer: Actor, now: datetime
) -> None:
    reference = filed(resident, now).reference
    told = Told("ถาม", "ตอบ", date(2027, 6, 1))
    page = actions.advise(actor=holder(POST, now), now=now, reference=reference, told=told)
    client = sign_in("officer")
    assert 'value="review"' in client.get(f"/desk/answers/{page}/").content.decode()
    client.post(f"/desk/answers/{page}/onward/", {"do": "review", "version": "1"})
    assert Advice.objects.get().state == "reviewed"
    client.post(f"/desk/answers/{page}/", {**FORM, "question": "ใหม่"})
    client.post(f"/desk/answers/{page}/onward/", {"do": "retire"})
    assert set(Advice.objects.values_list("state", flat=True)) == {"retired"}


def test_who_publishes_for_the_office_may_read_it_too_and_changes_no_word(
    sign_in: Callable[[str], Client], resident: Actor, officer: Actor, now: datetime
) -> None:
    reference = filed(resident, now).reference
    page = actions.advise(actor=officer, now=now, reference=reference, told=Told("ถาม", "ตอบ", date(2027, 6, 1)))
    mayor = sign_in("mayor")
    assert "/desk/answers/" in read(mayor.get("/desk/")).links
    assert f"/desk/answers/{page}/" in read(mayor.get("/desk/answers/")).links
    shown = mayor.get(f"/desk/answers/{page}/").content.decode()
    assert 'value="review"' in shown and 'name="answer"' not in shown
    assert mayor.post(f"/desk/answers/{page}/", FORM).status_code == 404
    mayor.post(f"/desk/answers/{page}/onward/", {"do": "review", "version": "1"})
    assert Advice.objects.get().state == "reviewed"
    act = Act.objects.get(about=page, kind="cases.advice.reviewed")
    assert (act.purpose, act.ground) == ("case.publish", "post")


@pytest.mark.parametrize("who", ["outsider", "crew"])
def test_others_find_nothing(
    who: str, sign_in: Callable[[str], Client], resident: Actor, officer: Actor, now: datetime
) -> None:
    reference = filed(resident, now).reference
    page = actions.advise(actor=officer, now=now, reference=reference, told=Told("ถาม", "ตอบ", date(2027, 6, 1)))
    client = sign_in(who)
    assert client.get(f"/desk/answers/{page}/").status_code == 404
    assert client.post(f"/c/{reference}/advise/", FORM).status_code == 404
    assert client.post(f"/desk/answers/{page}/onward/", {"do": "retire"}).status_code == 404
    assert "advise" not in client.get(f"/c/{reference}").content.decode()
    assert Advice.objects.get().state == "draft"


def test_a_form_with_somebodys_number_comes_back_with_the_reason(
    sign_in: Callable[[str], Client], resident: Actor, now: datetime
) -> None:
    reference = filed(resident, now).reference
    answer = sign_in("officer").post(f"/c/{reference}/advise/", {**FORM, "answer": "โทร 081-234-5678"})
    assert (answer.status_code, Advice.objects.count()) == (422, 0)
    assert "เบอร์มือถือ" in answer.content.decode()


def test_an_answer_becomes_a_page_with_one_press_and_names_nobody(
    sign_in: Callable[[str], Client], resident: Actor, officer: Actor, now: datetime
) -> None:
    words = "ไฟทางดับค่ะ หนูชื่อนางสาวสมใจ ใจดี โทร 081-234-5678 ต้องแจ้งใคร"
    reference = filed(resident, now, description=words).reference
    moved(officer, now, reference, "answer", note="เทศบาลดูแลไฟในซอย คุณสมใจโทร 081-234-5678 ถามได้")
    moved(officer, now, reference, "take")
    client = sign_in("officer")
    (url,) = [one for one in read(client.get(f"/c/{reference}")).links if "advise/?answer=" in one]
    form = client.get(url).context["form"].initial
    assert form["question"].startswith("ไฟทางดับค่ะ") and form["answer"].startswith("เทศบาลดูแลไฟในซอย")
    assert not any(told in form[name] for name in ("question", "answer") for told in ("สมใจ", "081-234-5678"))
    assert "ไฟทางดับ" in client.get(url).content.decode()
    assert "advise" not in sign_in("resident").get(f"/c/{reference}").content.decode()
    assert sign_in("crew").get(url).status_code == 404
    assert sign_in("clerk").get(url).status_code == 404


def test_what_is_to_be_read_again_stands_first_on_the_desk_and_in_the_morning(
    sign_in: Callable[[str], Client], resident: Actor, officer: Actor, now: datetime
) -> None:
    colleague, today = holder(POST, now), clock.now().date()
    pages = []
    for question, days in (("เก่า", 5), ("ใหม่", 300)):
        told = Told(question, "ตอบ", today + timedelta(days=days))
        pages.append(
            actions.advise(actor=officer, now=clock.now(), reference=filed(resident, now).reference, told=told)
        )
        actions.review(actor=colleague, now=clock.now(), page=pages[-1], version=1)
    found = sign_in("officer").get("/desk/answers/").context["found"]
    assert [(one["question"], one.get("due", False)) for one in found] == [("เก่า", True), ("ใหม่", False)]
    head = morning.page(colleague, clock.now())["advice"]
    assert [one["question"] for one in head] == ["เก่า"]
    assert morning.page(cast.actor("mayor", now), clock.now())["advice"] == []
