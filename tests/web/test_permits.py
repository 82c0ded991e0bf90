"""The register of permits: what is in force at a market, by number, and never who holds it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client

from korat.blocks.cases.models import Case
from korat.blocks.catalog.consistency import faults
from korat.blocks.catalog.queries import service_or_fail
from korat.config.synthetic.load import run
from korat.kernel import clock
from tests.cast import holder
from tests.pages import read, words
from tests.reports import moved, row
from tests.requests import MARKET, NAMED, permitted, stall_asked

pytestmark = pytest.mark.usefixtures("house")
SignIn = Callable[[str], Client]
LENS = "/en/lens/community/sikhio-town-market-01/"
REGISTER = "/en/permits/"

COPIES = """
    INSERT INTO korat_cases_case SELECT (jsonb_populate_record(
        c, jsonb_build_object('id', c.id + n, 'uuid', gen_random_uuid(), 'reference', 'SS' || n)
    )).* FROM korat_cases_case c, generate_series(1, 60) n WHERE c.id = %s
"""


@pytest.fixture
def stall(sign_in: SignIn, now: datetime) -> Case:
    """A stall at the market whose seller paid and has the permit."""
    return row(permitted(sign_in("resident"), now))


def test_a_permit_is_found_on_its_market_and_in_the_register(browser: Client, stall: Case) -> None:
    for address in (LENS, REGISTER, f"{REGISTER}?place={MARKET}&kind=street-stall"):
        page = browser.get(address)
        assert f"/en/permits/{stall.reference}/" in read(page).links, address
        assert "Municipal market" in words(page)
    counted = next(one for one in read(browser.get(LENS)).links if one.startswith(f"{REGISTER}?") and "kind=" in one)
    assert f"/en/permits/{stall.reference}/" in read(browser.get(counted)).links


@pytest.mark.parametrize(
    "narrowed", ["place=sikhio-town-04", "kind=building-permit", "kind=nothing&place=sikhio-town-05"]
)
def test_what_lies_elsewhere_or_is_another_kind_is_not_listed(browser: Client, stall: Case, narrowed: str) -> None:
    assert stall.reference not in words(browser.get(f"{REGISTER}?{narrowed}"))


def test_whoever_reads_a_number_sees_until_when_it_holds_and_no_private_word(browser: Client, stall: Case) -> None:
    for address in (f"/en/permits/{stall.reference.lower()}/", LENS, REGISTER):
        page = browser.get(address)
        assert page.status_code == 200
        said = page.content.decode()
        assert "คำลับ" not in said and NAMED["name"] not in said and NAMED["phone"] not in said
        assert f"/c/{stall.reference}" not in said
    said = words(browser.get(f"/en/permits/{stall.reference}/"))
    assert "in force today" in said
    assert (
        str((clock.now() + timedelta(days=365)).year) in said
        or str((clock.now() + timedelta(days=365)).year + 543) in said
    )


def test_a_permit_that_ran_out_leaves_the_list_and_says_so_by_its_number(browser: Client, stall: Case) -> None:
    past = ", ".join(f"{name} = {name} - interval '400 days'" for name in ("opened_at", "closed_at"))
    run(f"UPDATE korat_cases_case SET {past} WHERE id = %s", stall.pk)
    assert stall.reference not in words(browser.get(REGISTER)) + words(browser.get(LENS))
    assert "has run out" in words(browser.get(f"/en/permits/{stall.reference}/"))


def test_what_is_only_asked_for_refused_or_no_permit_is_in_no_register(
    browser: Client, sign_in: SignIn, now: datetime
) -> None:
    asked_for, refused = stall_asked(sign_in("resident")), stall_asked(sign_in("resident"))
    moved(holder("sikhio-town.health-officer", now), clock.now(), refused, "refuse", reason="นอกเขต")
    for reference in (asked_for, refused, "SS69-999999-9"):
        assert browser.get(f"{REGISTER}{reference}/").status_code == 404
        assert reference not in words(browser.get(REGISTER))


def test_the_register_goes_on_page_after_page(browser: Client, stall: Case) -> None:
    run(COPIES, stall.pk)
    address, seen = REGISTER, list[str]()
    while address:
        page = read(browser.get(address))
        seen += [one for one in page.links if one.startswith("/en/permits/SS")]
        address = next((REGISTER + one for one in page.links if one.startswith("?") and "before=" in one), "")
    assert len(seen) == len(set(seen)) == 61


@pytest.mark.parametrize("before", ["x", "2026-01-01~1", "~", "2026-01-01T00:00:00+00:00~x", "9" * 40])
def test_a_key_of_a_page_that_is_none_begins_at_the_first(browser: Client, stall: Case, before: str) -> None:
    assert stall.reference in words(browser.get(REGISTER, {"before": before}))


def test_a_pack_whose_permit_step_does_not_end_the_case_is_told_so() -> None:
    service = service_or_fail("street-stall")
    assert not list(faults(service))
    assert service.permits is not None
    wrong = service.model_copy(update={"permits": service.permits.model_copy(update={"step": "billed"})})
    assert [one.at for one in faults(wrong)] == [("permits", "step")]
    shown = service.model_copy(update={"face": service.face.model_copy(update={"shown": True})})
    assert [one.at for one in faults(shown)] == [("permits",)]
