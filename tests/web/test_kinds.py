"""An officer sees what the words propose, puts a case under another kind; an administrator sees how good that is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.test import Client

from korat.blocks.catalog import queries as catalog
from korat.blocks.catalog.models import Learned
from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.models import Act
from korat.kernel import clock
from tests.pages import form, words
from tests.reports import SERVICE, filed, row

SignIn = Callable[[str], Client]


def test_the_case_page_tells_what_else_the_words_speak_for_and_leads_to_the_choice(
    sign_in: SignIn, resident: Actor
) -> None:
    opened = filed(resident, clock.now(), description="ไฟทางดับ และกิ่งไม้พาดสายไฟ")
    officer = sign_in("officer")
    page = officer.get(f"/c/{opened.reference}")
    assert f'href="/c/{opened.reference}/kind"' in page.content.decode()
    assert "“กิ่งไม้" in words(page)
    page = officer.get(f"/c/{opened.reference}/kind")
    assert "<mark>" in page.content.decode()
    done = officer.post(f"/c/{opened.reference}/kind", form(page, "category").filled(category="tree"), follow=True)
    assert done.status_code == 200
    assert row(opened.reference).category == "tree"
    assert Act.objects.filter(about=opened.uuid, kind="cases.case.categorised").count() == 1


def test_a_case_that_goes_to_another_office_leaves_the_desk_with_a_word(sign_in: SignIn, resident: Actor) -> None:
    opened = filed(resident, clock.now())
    officer = sign_in("officer")
    page = officer.get(f"/c/{opened.reference}/kind")
    done = officer.post(f"/c/{opened.reference}/kind", form(page, "category").filled(category="waste"))
    assert (done.status_code, done["Location"]) == (302, "/desk/")
    assert officer.get(f"/c/{opened.reference}/kind").status_code == 404


def test_nothing_chosen_or_an_old_page_comes_back_in_words(sign_in: SignIn, resident: Actor) -> None:
    opened = filed(resident, clock.now())
    officer = sign_in("officer")
    page = form(officer.get(f"/c/{opened.reference}/kind"), "category")
    assert officer.post(f"/c/{opened.reference}/kind", page.fields).status_code == 422
    old = page.filled(category="tree") | {"version": "7"}
    assert officer.post(f"/c/{opened.reference}/kind", old).status_code == 422
    assert row(opened.reference).category == "light"


def test_the_page_is_the_offices_alone(sign_in: SignIn, browser: Client, resident: Actor) -> None:
    opened = filed(resident, clock.now())
    for name in ("resident", "outsider", "crew", "auditor"):
        answer = sign_in(name).post(f"/c/{opened.reference}/kind", {"category": "tree", "version": "1"})
        assert answer.status_code in (302, 404), name
    assert browser.get(f"/c/{opened.reference}/kind").status_code in (302, 404)
    assert row(opened.reference).category == "light"


def test_an_administrator_sees_each_kinds_precision_beside_that_of_the_words(sign_in: SignIn, now: datetime) -> None:
    worth = {"texts": 20, "precision": 0.9, "recall": 0.8, "precision_of_words": 0.7, "recall_of_words": 0.4}
    Learned.objects.using("owner").create(
        service=SERVICE, version=3, learned_at=now, phrases=700, corrections=55, lessons=b"", categories=["light"],
        grams=b"", weights=b"", scores={"f1": 0.85, "f1_of_words": 0.5, "categories": {"light": worth}}, used=True,
    )  # fmt: skip
    page = sign_in("admin").get("/desk/learned/")
    said = words(page)
    assert all(figure in said for figure in ("90 %", "70 %", "85 %", "50 %", "55", "20"))
    assert catalog.versions(SERVICE)[0].number == 3
    assert sign_in("officer").get("/desk/learned/").status_code == 404
    assert sign_in("resident").get("/desk/learned/").status_code in (302, 404)
