"""The register on the desk, and a lamp as everybody sees it."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from korat.blocks.cases.models import Case, Task
from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.models import Act
from korat.blocks.places.models import Fixture
from korat.config.synthetic.load import run
from korat.domains.living.assets.actions import go_on
from korat.domains.living.models import AssetList
from korat.kernel import clock
from korat.web.post_forms import today
from tests.blocks.cases.test_assets import about, found, lamp, settled
from tests.domains.living.assets.test_import import good, listed
from tests.pages import read, words
from tests.reports import filed, moved, office

if TYPE_CHECKING:
    from django.http import HttpResponse

SignIn = Callable[[str], Client]
LIST, LISTS, ENDING, EXPORT = "/desk/assets/", "/desk/assets/lists/", "/desk/assets/ending/", "/desk/assets/all.csv"
ONE = "/desk/assets/SK-1/"


def sent(browser: Client, data: bytes, key: str = "a" * 32) -> HttpResponse:
    return browser.post(LISTS, {"file": SimpleUploadedFile("lamps.csv", data), "key": key})


@pytest.fixture
def ordered(resident: Actor, officer: Actor) -> Task:
    now = clock.now()
    lamp("SK-1", now, warranty_until=today() + timedelta(days=30))
    one = filed(resident, now, **about("SK-1"))
    moved(officer, now, one.reference, "take")
    moved(officer, now, one.reference, "order", instruction="เปลี่ยนหลอด", crew=office("sikhio-town.lights-crew"))
    return Task.objects.get(case__reference=one.reference)


class TestTheList:
    def test_lies_on_the_desk_and_leads_to_each_thing(self, sign_in: SignIn, officer: Actor) -> None:
        lamp("SK-1", clock.now())
        browser = sign_in("officer")
        assert LIST in read(browser.get("/desk/")).links
        assert ONE in read(browser.get(LIST)).links

    def test_is_narrowed_by_kind_place_state_and_ordered_by_failures(self, sign_in: SignIn, resident: Actor) -> None:
        now, browser = clock.now(), sign_in("officer")
        for number in ("SK-1", "SK-2", "SK-3"):
            lamp(number, now)
        for number in ("SK-3", "SK-3", "SK-2"):
            filed(resident, now, **about(number))
        shown = {
            "": ["SK-1", "SK-2", "SK-3"], "failing=on": ["SK-3", "SK-2"], "state=ok": ["SK-1"], "kind=drain": [],
            "place=sikhio-town-05": [], "place=sikhio-town-04&kind=lamp&state=reported": ["SK-2", "SK-3"],
            "kind=' OR 1=1": ["SK-1", "SK-2", "SK-3"], "number=sk-2": ["SK-2"], "number=SK": ["SK-1", "SK-2", "SK-3"],
            "number=9": [], "number=%": [],
        }  # fmt: skip
        for query, numbers in shown.items():
            links = [one for one in read(browser.get(f"{LIST}?{query}")).links if one.startswith("/desk/assets/SK-")]
            assert links == [f"/desk/assets/{number}/" for number in numbers], query

    @pytest.mark.parametrize("failing", ["", "failing=on"])
    def test_goes_on_page_after_page(self, sign_in: SignIn, failing: str) -> None:
        for number in range(60):
            lamp(f"SK-{number:02}", clock.now())
        run("UPDATE korat_places_fixture SET failures = 1 + mod(id, 3) WHERE starts_with(number, 'SK-')")
        browser, address, seen = sign_in("officer"), f"{LIST}?{failing}", []
        while address:
            page = read(browser.get(address))
            seen += [one for one in page.links if one.startswith("/desk/assets/SK-")]
            address = next((LIST + one for one in page.links if one.startswith("?") and "after=" in one), "")
        assert len(seen) == len(set(seen)) == 60
        assert Fixture.objects.filter(failures=3).exists()

    @pytest.mark.parametrize("who", ["resident", "clerk", "crew", "mayor", "auditor", "dpo"])
    def test_is_nobody_elses(self, sign_in: SignIn, who: str) -> None:
        browser = sign_in(who)
        for address in (LIST, LISTS, ENDING, EXPORT):
            assert browser.get(address).status_code in (302, 404), address
        assert sent(browser, listed(*good(1))).status_code in (302, 404)
        assert AssetList.objects.count() == 0
        assert not Act.objects.filter(kind="living.assets.exported").exists()


class TestAThing:
    def test_shows_its_cases_its_work_and_what_that_cost(self, sign_in: SignIn, ordered: Task) -> None:
        browser = sign_in("officer")
        page = browser.get(ONE)
        assert f"/c/{ordered.case.reference}" in read(page).links
        form = next(form for form in read(page).forms if form.action.endswith(f"{ordered.uuid}/"))
        answer = browser.post(
            form.action, {**form.fields, "parts": "หลอด LED", "hours": "1.5", "baht": "350.25"}, follow=True
        )
        assert "350.25" in words(answer)
        assert "หลอด LED" in words(answer)
        row = Task.objects.get(pk=ordered.pk)
        assert (row.minutes, row.satang) == (90, 35025)
        assert Act.objects.filter(kind="cases.task.costed").count() == 1

    @pytest.mark.parametrize("typed", [{"baht": "much"}, {"hours": "-1"}, {"baht": "1.001"}])
    def test_takes_no_cost_that_is_none(self, sign_in: SignIn, ordered: Task, typed: dict[str, str]) -> None:
        browser = sign_in("officer")
        browser.post(f"/desk/assets/work/{ordered.uuid}/", {"number": "SK-1", **typed})
        assert Task.objects.get(pk=ordered.pk).satang is None

    @pytest.mark.parametrize("who", ["resident", "outsider", "clerk"])
    def test_is_not_shown_to_others_nor_costed_by_them(self, sign_in: SignIn, ordered: Task, who: str) -> None:
        browser = sign_in(who)
        assert browser.get(ONE).status_code in (302, 404)
        assert browser.post(f"/desk/assets/work/{ordered.uuid}/", {"number": "SK-1", "baht": "5"}).status_code in (
            302,
            404,
        )
        assert Task.objects.get(pk=ordered.pk).satang is None

    def test_is_found_by_the_sticker_and_reported_with_its_place(self, browser: Client, ordered: Task) -> None:
        page = browser.get("/a/sk-1", follow=True)
        assert page.redirect_chain == [("/a/SK-1", 302)]
        assert "เปลี่ยนหลอด" not in words(page)
        assert "lamps.csv" not in words(page)
        (address,) = [one for one in read(page).links if one.startswith("/report/")]
        assert address == "/report/report-problem/?pole=SK-1&category=light"
        first = read(browser.get(address)).forms[0]
        assert first.fields["pole"] == ["SK-1"]
        assert first.fields["inside"] == ["sikhio-town"]

    def test_that_does_not_exist_is_404(self, browser: Client, sign_in: SignIn) -> None:
        assert browser.get("/a/nothing").status_code == 404
        assert sign_in("officer").get("/desk/assets/nothing/").status_code == 404

    def test_whose_contract_ends_within_90_days_is_listed(self, sign_in: SignIn, officer: Actor) -> None:
        now, day = clock.now(), today()
        for number, days in (("SK-1", 89), ("SK-2", 91), ("SK-3", -1), ("SK-4", 0)):
            lamp(number, now, contract_ends_on=day + timedelta(days=days), contract="สญ 1")
        links = [one for one in read(sign_in("officer").get(ENDING)).links if "/SK-" in one]
        assert links == ["/desk/assets/SK-4/", "/desk/assets/SK-1/"]


class TestAListByPage:
    def test_shows_how_far_it_came_and_names_the_bad_lines(self, sign_in: SignIn) -> None:
        browser = sign_in("officer")
        answer = sent(browser, listed(*good(2), good(3)[2].replace("ไฟทาง", "เรือ")))
        assert answer.status_code == 302
        assert "0 / 3" in " ".join(words(browser.get(answer["Location"])).split())
        while go_on(clock.now()):
            pass
        page = " ".join(words(browser.get(answer["Location"])).split())
        assert "3 / 3" in page
        assert "เรือ" in page
        assert "“เรือ” is not known here." in words(browser.get("/en" + answer["Location"]))
        assert found("SK-00002").kind == "lamp"

    def test_its_numbers_open_the_very_things_it_brought_and_changed(self, sign_in: SignIn) -> None:
        browser = sign_in("officer")
        lamp("SK-00001", clock.now())
        address = sent(browser, listed(*good(3)))["Location"]
        while go_on(clock.now()):
            pass
        lists = {name: browser.get(f"{address}{name}/") for name in ("new", "changed")}
        numbers = {name: [one for one in read(page).links if "/SK-" in one] for name, page in lists.items()}
        assert numbers == {
            "new": ["/desk/assets/SK-00002/", "/desk/assets/SK-00003/"],
            "changed": ["/desk/assets/SK-00001/"],
        }
        assert {f"{address}new/", f"{address}changed/"} <= set(read(browser.get(address)).links)
        assert sign_in("outsider").get(f"{address}new/").status_code == 404
        assert sign_in("mayor").get(f"{address.replace(address[-6:-1], '00000')}new/").status_code == 404

    def test_says_beforehand_which_kinds_and_places_are_known(self, sign_in: SignIn) -> None:
        said = words(sign_in("officer").get(LISTS))
        for known in ("lamp", "ไฟทาง", "sikhio-town-04"):
            assert known in said, known

    def test_that_is_no_list_is_refused_in_words(self, sign_in: SignIn) -> None:
        browser = sign_in("officer")
        for data in (b"PK\x03\x04\0\0", b"a,b\n1,2", b""):
            assert sent(browser, data).status_code == 422
        assert browser.post(LISTS, {}).status_code == 422
        assert AssetList.objects.count() == 0

    def test_goes_out_and_comes_back_unchanged_with_no_formula_in_it(self, sign_in: SignIn) -> None:
        browser = sign_in("officer")
        lamp("SK-1", clock.now(), contract='=HYPERLINK("http://x")', yearly_satang=125050, warranty_until=today())
        data = browser.get(EXPORT).getvalue()
        assert data.startswith(b"\xef\xbb\xbf")
        lines = list(csv.reader(StringIO(data.decode("utf-8-sig"))))
        assert [cell for line in lines for cell in line if cell[:1] in ("=", "+", "-", "@")] == []
        assert Act.objects.filter(kind="living.assets.exported").count() == 1
        sent(browser, data)
        while go_on(clock.now()):
            pass
        row = AssetList.objects.get()
        assert (row.added, row.changed, row.same, row.problems) == (0, 0, 1, [])


def test_the_case_page_says_what_it_is_about_and_that_it_is_claimed(sign_in: SignIn, ordered: Task) -> None:
    settled(clock.now())
    claim = Case.objects.get(service="warranty-claim")
    page = sign_in("officer").get(f"/c/{ordered.case.reference}")
    assert ONE in read(page).links
    assert f"/c/{claim.reference}" in read(page).links
    assert "ประกัน" in words(page) or "warranty" in words(page)


class TestWhichThing:
    def test_is_said_by_the_office_from_those_close_by_or_by_number(self, sign_in: SignIn, resident: Actor) -> None:
        lamp("SK-1", clock.now()), lamp("SK-2", clock.now())
        one = filed(resident, clock.now())
        browser, address = sign_in("officer"), f"/c/{one.reference}/asset"
        assert address in read(browser.get(f"/c/{one.reference}")).links
        form = read(browser.get(address)).forms[0]
        assert {value for name, value in form.buttons if name == "this"} >= {"SK-1", "SK-2"}
        assert browser.post(address, {**form.fields, "number": "SK-9999"}).status_code == 422
        assert browser.post(address, {**form.fields, "number": ""}).status_code == 422
        assert browser.post(address, {**form.fields, "this": "SK-2"}).status_code == 302
        assert Case.objects.get(reference=one.reference).asset_id == found("SK-2").id
        assert browser.post(address, {**form.fields, "this": "SK-1", "key": "f" * 32}).status_code == 422
        again = read(browser.get(address)).forms[0]
        assert browser.post(address, {**again.fields, "none": "1"}).status_code == 302
        assert Case.objects.get(reference=one.reference).asset_id is None

    @pytest.mark.parametrize("who", ["resident", "outsider", "crew", "auditor"])
    def test_is_not_for_others_to_say(self, sign_in: SignIn, resident: Actor, who: str) -> None:
        lamp("SK-1", clock.now())
        one, browser = filed(resident, clock.now()), sign_in(who)
        assert browser.get(f"/c/{one.reference}/asset").status_code in (302, 404)
        assert browser.post(f"/c/{one.reference}/asset", {"this": "SK-1", "version": "1"}).status_code in (302, 404)
        assert Case.objects.get(reference=one.reference).asset_id is None
