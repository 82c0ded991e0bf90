"""Money at stake: what work cost and what is claimed, each number of the morning page opening its list."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from korat.blocks.cases import actions
from korat.blocks.cases.actions import Cost
from korat.blocks.cases.models import Case, Task
from korat.blocks.ledger.actor import Actor
from korat.config.synthetic.load import run
from korat.kernel import clock, ids
from korat.web.post_forms import today
from tests.blocks.cases.test_assets import about, lamp, settled
from tests.pages import read, words
from tests.reports import filed, moved, office

SignIn = Callable[[str], Client]
MORNING, COSTS = "/en/desk/morning/", "/en/desk/costs/"


@pytest.fixture
def mended(resident: Actor, officer: Actor) -> Task:
    """A lamp under warranty that our own crew mended for 350.25 baht, and the claim that the house made of it."""
    now = clock.now()
    lamp("SK-1", now, warranty_until=today() + timedelta(days=30))
    one = filed(resident, now, **about("SK-1"))
    moved(officer, now, one.reference, "take")
    moved(officer, now, one.reference, "order", instruction="เปลี่ยนหลอด", crew=office("sikhio-town.lights-crew"))
    task = Task.objects.get(case__reference=one.reference)
    actions.cost(actor=officer, now=now, task=task.uuid, spent=Cost("หลอด LED", 90, 35025), key=ids.uuid7().hex)
    settled(now)
    return task


def test_the_mayor_sees_what_work_cost_and_what_is_claimed_and_opens_both(sign_in: SignIn, mended: Task) -> None:
    mayor, claim = sign_in("mayor"), Case.objects.get(service="warranty-claim")
    morning = mayor.get(MORNING)
    assert "350.25" in words(morning)
    assert {COSTS, f"{COSTS}#claims"} <= set(read(morning).links)
    page = mayor.get(COSTS)
    assert {f"/en/c/{mended.case.reference}", f"/en/c/{claim.reference}"} <= set(read(page).links)
    assert words(page).count("350.25") == 4, "in the sum, by office, at the work order, at its claim"
    assert "หลอด LED" in words(page) and "SK-1" in words(page)


def test_a_cost_said_again_counts_once_and_what_is_older_than_a_month_not_at_all(
    sign_in: SignIn, officer: Actor, mended: Task
) -> None:
    mayor = sign_in("mayor")
    actions.cost(actor=officer, now=clock.now(), task=mended.uuid, spent=Cost("", 0, 10000), key=ids.uuid7().hex)
    said = words(mayor.get(MORNING))
    assert "100 baht" in said and "350.25" not in said
    run("UPDATE korat_cases_task SET ordered_at = ordered_at - interval '31 days' WHERE id = %s", mended.pk)
    assert "100 baht" not in words(mayor.get(MORNING))
    assert mended.case.reference not in {one.rsplit("/", 1)[-1] for one in read(mayor.get(COSTS)).links if "?" in one}


def test_a_claim_that_is_closed_is_no_longer_at_stake(sign_in: SignIn, mended: Task) -> None:
    run("UPDATE korat_cases_case SET state = 'closed', closed_at = updated_at WHERE service = 'warranty-claim'")
    mayor = sign_in("mayor")
    assert f"{COSTS}#claims" not in read(mayor.get(MORNING)).links
    assert "No claim is open." in words(mayor.get(COSTS))


def test_without_costs_and_claims_nothing_is_said_of_them(sign_in: SignIn, resident: Actor) -> None:
    filed(resident, clock.now())
    assert COSTS not in read(sign_in("mayor").get(MORNING)).links


@pytest.mark.parametrize("who", ["resident", "outsider", "crew"])
def test_others_find_no_page_of_costs(sign_in: SignIn, who: str) -> None:
    assert sign_in(who).get(COSTS).status_code in (302, 404)


def test_another_office_sees_no_cost_of_ours(sign_in: SignIn, mended: Task) -> None:
    page = sign_in("dpo").get(COSTS)
    assert page.status_code == 404 or "350.25" not in words(page)


def test_a_sealed_case_adds_to_no_sum_of_who_reaches_it_from_above(sign_in: SignIn, mended: Task) -> None:
    run("UPDATE korat_cases_case SET sealed = true WHERE id = %s", mended.case_id)
    mayor = sign_in("mayor")
    assert "350.25" not in words(mayor.get(MORNING))
    assert mended.case.reference not in words(mayor.get(COSTS)).split("Open claims")[0]


def test_the_work_orders_go_on_page_after_page(sign_in: SignIn, mended: Task) -> None:
    run(
        "INSERT INTO korat_cases_task SELECT (jsonb_populate_record(t, jsonb_build_object('id', t.id + n, 'uuid',"
        " gen_random_uuid()))).* FROM korat_cases_task t, generate_series(1, 60) n WHERE t.id = %s", mended.pk,
    )  # fmt: skip
    mayor, address, shown = sign_in("mayor"), COSTS, 0
    while address:
        page = read(mayor.get(address))
        shown += page.links.count(f"/en/c/{mended.case.reference}")
        address = next((COSTS + one for one in page.links if one.startswith("?") and "before=" in one), "")
    assert shown == 61 + 2, "each once, and on both pages at the claim"
