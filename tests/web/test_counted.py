"""Each figure of an office opens its own list, and the list counts what the figure counts."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random

import pytest
from django.test import Client
from django.utils.html import strip_tags

from korat.blocks.cases.models import Case
from korat.blocks.ledger import sealing
from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.services import service_actor
from korat.blocks.measures import actions as measures
from korat.blocks.measures import behind, follow
from korat.kernel import clock
from tests.pages import words
from tests.reports import COMMUNITY, TOWN, filed, moved, office

SignIn = Callable[[str], Client]
OFFICE = "sikhio-town.engineering"
KINDS = ("light", "road", "waste")
LINK = re.compile(r'<a href="(/en/desk/counted/[^"]*|/en/offices/[^"]*/done/[^"]*)">([^<]*)</a>')


def sealed_and_counted(now: datetime) -> None:
    while sealing.seal():
        pass
    while follow.follow(actor=service_actor("measures"), now=now):
        pass


def lived(chance: Random, resident: Actor, officer: Actor) -> None:
    """Reports of two months: some handed in, answered, reopened and handed in again, closed by the office, or left late."""
    now = clock.now()
    for _ in range(chance.randint(6, 10)):
        at = now - timedelta(days=chance.randint(3, 50), hours=chance.randint(0, 20))
        case = filed(resident, at, chance.choice(KINDS)).reference
        if chance.random() < 0.2 or case_of(case).office_id != office(OFFICE):
            continue
        for _ in range(chance.randint(0, 2)):
            at += timedelta(hours=chance.randint(1, 20))
            moved(officer, at, case, "take")
            moved(officer, at, case, "complete", note="เสร็จ")
            if chance.random() < 0.5:
                moved(resident, at, case, "confirm", solved=True)
            moved(resident, at, case, "reopen", note="ดับอีก")


def case_of(reference: str) -> Case:
    return Case.objects.get(reference=reference)


def listed(client: Client, url: str) -> list[str]:
    """The numbers of what a list holds, page after page."""
    found: list[str] = []
    while url:
        page = client.get(url).content.decode()
        found += re.findall(r'<span class="muted number">([^<]+)</span>', page)
        more = re.search(r'<a class="button second" href="(\?[^"]*)" rel="next"', page)
        url = url.partition("?")[0] + more[1].replace("&amp;", "&") if more else ""
    return found


def figures(page: str) -> list[tuple[str, str]]:
    """Every link to a list behind a figure, with the figure."""
    return [(url.replace("&amp;", "&"), strip_tags(said)) for url, said in LINK.findall(page)]


@pytest.mark.parametrize("seed", range(3))
def test_whatever_happened_each_list_counts_what_its_figure_counts(
    sign_in: SignIn, resident: Actor, officer: Actor, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    monkeypatch.setattr("korat.web.present.counted.SHOWN", 3)
    lived(Random(seed), resident, officer)
    sealed_and_counted(clock.now())
    mayor, now, compared = sign_in("mayor"), clock.now(), 0
    month = (now.replace(day=1) - timedelta(days=1)).strftime("%Y-%m")
    pages = ["morning/", f"report/?office={TOWN}&month={now:%Y-%m}", f"report/?office={TOWN}&month={month}"]
    for path in pages:
        for url, said in figures(mayor.get(f"/en/desk/{path}").content.decode()):
            if said.replace(",", "").isdigit() and "completed" not in url:
                assert len(listed(mayor, url)) == int(said.replace(",", "")), (path, url, said)
                compared += 1
    assert compared > 20


@pytest.fixture
def done(resident: Actor, officer: Actor) -> None:
    """Five lamps and six roads handed in, one of them twice; one more road lies open."""
    at = clock.now() - timedelta(days=2)
    for kind in ("light",) * 5 + ("road",) * 6:
        case = filed(resident, at, kind).reference
        moved(officer, at, case, "take")
        moved(officer, at, case, "complete", note="เสร็จ")
    moved(resident, at, case, "reopen", note="หลุมอีก")
    moved(officer, at, case, "take")
    moved(officer, at, case, "complete", note="เสร็จ")
    filed(resident, at, "road")
    sealed_and_counted(clock.now())
    measures.refresh(actor=service_actor("measures"), now=clock.now())


@pytest.mark.usefixtures("done")
def test_what_everyone_reads_of_an_office_opens_lists_that_count_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("korat.web.present.counted.SHOWN", 3)
    anyone, compared = Client(), set()
    for path in (f"/en/offices/{OFFICE}/", "/en/offices/"):
        for url, said in LINK.findall(anyone.get(path).content.decode()):
            found = listed(anyone, url.replace("&amp;", "&"))
            assert len(found) == int(said), (url, said)
            compared.add(int(said))
    assert compared == {12, 5, 7}


@pytest.mark.usefixtures("done")
def test_a_list_without_an_end_says_since_when_and_a_month_names_itself() -> None:
    since, month = f"{clock.now():%Y-%m}", f"{clock.now():%B %Y}"
    for asked, before in (("", "since "), (f"&until={since}", "")):
        page = words(Client().get(f"/en/offices/{OFFICE}/done/?since={since}{asked}"))
        assert f"Engineering Division, Sikhio Town Municipality · {before}{month}" in page


@pytest.mark.usefixtures("done")
@pytest.mark.parametrize("path", ["/en/figures/", f"/en/lens/community/{COMMUNITY}/"])
def test_each_month_of_a_chart_opens_the_reports_of_that_month(path: str) -> None:
    page = Client().get(path).content.decode()
    column = r'<a href="(/en/reports/[^"]*)">\s*<rect[^>]*>\s*<text class="value"[^>]*>(\d+)</text>'
    columns = re.findall(column, page)
    told = {url: int(said) for url, said in columns if said != "0"}
    listed = [Client().get(url.replace("&amp;", "&")).content.decode().count('<a class="title"') for url in told]
    assert listed == list(told.values()) and sum(listed) == 12


@pytest.mark.usefixtures("done")
def test_too_few_to_be_told_are_not_listed_either(resident: Actor, officer: Actor) -> None:
    at = clock.now() - timedelta(days=1)
    case = filed(resident, at, "drain").reference
    moved(officer, at, case, "take")
    moved(officer, at, case, "complete", note="เสร็จ")
    sealed_and_counted(clock.now())
    for wrong in ("since=2026-01&kind=report-problem/drain", "", "since=x", "since=2026-01&until=2026-13", "page=0"):
        assert Client().get(f"/offices/{OFFICE}/done/?{wrong}").status_code == 404, wrong
    assert Client().get("/offices/none/done/?since=2026-01").status_code == 404


def test_a_case_that_was_closed_twice_stands_twice(
    sign_in: SignIn, resident: Actor, officer: Actor, now: datetime
) -> None:
    case = filed(resident, now).reference
    for day in (1, 2):
        moved(officer, now + timedelta(days=day), case, "take")
        moved(officer, now + timedelta(days=day), case, "complete", note="เสร็จ")
        moved(officer, now + timedelta(days=day), case, "close")
        moved(resident, now + timedelta(days=day, hours=1), case, "reopen", note="ดับอีก")
    sealed_and_counted(now)
    assert listed(sign_in("mayor"), f"/en/desk/counted/?what=closed&office={OFFICE}") == [case, case]


def test_another_kind_since_does_not_move_a_case_to_another_list(resident: Actor, now: datetime) -> None:
    case = filed(resident, now)
    sealed_and_counted(now)
    Case.objects.using("owner").filter(reference=case.reference).update(category="road")
    day = now.date()
    as_light = behind.Figure([office(OFFICE)], "opened", day, part=("report-problem", "light"))
    as_road = behind.Figure([office(OFFICE)], "opened", day, part=("report-problem", "road"))
    assert (behind.many(as_light), behind.many(as_road)) == ((1, 0), (0, 0))


def test_what_was_sealed_since_is_kept_back_and_the_page_says_so(
    sign_in: SignIn, resident: Actor, now: datetime
) -> None:
    case = filed(resident, now).reference
    sealed_and_counted(now)
    Case.objects.using("owner").filter(reference=case).update(sealed=True, public=False)
    url = f"/en/desk/counted/?what=opened&office={OFFICE}"
    assert listed(sign_in("mayor"), url) == []
    assert "1 more was sealed" in words(sign_in("mayor").get(url))


def test_nobody_opens_the_list_of_an_office_beyond_the_reach(sign_in: SignIn, resident: Actor, now: datetime) -> None:
    filed(resident, now)
    sealed_and_counted(now)
    url = f"/desk/counted/?what=opened&office={OFFICE}"
    assert sign_in("officer").get(url).status_code == 200
    for name in ("outsider", "cashier"):
        assert sign_in(name).get(url).status_code == 404
    for wrong in (
        "what=nothing",
        "what=opened&since=x",
        "what=opened&kind=none/x",
        "what=late&place=x",
        "page=0&what=late",
    ):
        assert sign_in("officer").get(f"/desk/counted/?{wrong}").status_code == 404, wrong
    assert not listed(sign_in("crew"), "/desk/counted/?what=opened")
