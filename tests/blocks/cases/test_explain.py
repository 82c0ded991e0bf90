"""What the replay sees: a row that was changed without an act, in each column that acts speak of."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

import pytest

from korat.blocks.cases import actions, queries
from korat.blocks.cases.actions import Order
from korat.blocks.cases.models import Case, Surge
from korat.blocks.cases.values import Opened
from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.models import Act
from tests.blocks.cases.test_assets import about, found, lamp
from tests.cast import holder
from tests.reports import filed, office, row


@pytest.fixture
def flooded(resident: Actor, mayor: Actor, now: datetime) -> Opened:
    """About one lamp, under an order that lets its clock rest."""
    lamp("SK-1", now), lamp("SK-2", now)
    one = filed(resident, now - timedelta(hours=1), **about("SK-1"))
    order = Order(
        title="น้ำท่วม", number="1/2569", on=date(2026, 11, 23), offices=frozenset({office("sikhio-town.engineering")}),
        categories=(), begins_at=now - timedelta(days=1), ends_at=now + timedelta(days=10),
    )  # fmt: skip
    actions.gather(actor=mayor, now=now, surge=actions.open_surge(actor=mayor, now=now, order=order))
    return one


def unexplained() -> list[str]:
    return [one.reference for one in queries.unexplained()]


@pytest.mark.parametrize("column", ["urgent", "surge", "rested", "asset", "no asset"])
def test_what_no_act_says_is_found(flooded: Opened, column: str) -> None:
    assert (unexplained(), row(flooded.reference).asset_id) == ([], found("SK-1").id)
    changes: Mapping[str, Mapping[str, object]] = {
        "urgent": {"urgent": True},
        "surge": {"surge": None},
        "rested": {"rested": timedelta(days=90)},
        "asset": {"asset_id": found("SK-2").id},
        "no asset": {"asset": None},
    }
    Case.objects.using("owner").filter(reference=flooded.reference).update(**changes[column])
    assert unexplained() == [flooded.reference]


def test_an_early_end_and_another_thing_are_explained(
    mayor: Actor, officer: Actor, flooded: Opened, now: datetime
) -> None:
    surge, later = Surge.objects.get().uuid, now + timedelta(days=1)
    actions.end_surge(actor=mayor, now=later, surge=surge)
    actions.release(actor=mayor, now=later, surge=surge)
    for number in ("SK-2", ""):
        version = row(flooded.reference).version
        actions.bind(actor=officer, now=later, reference=flooded.reference, number=number, version=version)
        assert unexplained() == []
    assert row(flooded.reference).asset_id is None


def test_where_the_place_stays_hidden_the_act_says_that_there_is_a_thing_and_not_which(
    resident: Actor, now: datetime
) -> None:
    lamp("SK-1", now)
    one = filed(resident, now, "nuisance", **about("SK-1"))
    assert Act.objects.get(kind="cases.case.opened", about=one.uuid).facts["asset"] == "-"
    assert (row(one.reference).asset_id, unexplained()) == (found("SK-1").id, [])
    actions.bind(
        actor=holder("sikhio-town.health-officer", now), now=now, reference=one.reference, number="", version=1
    )
    assert (row(one.reference).asset_id, unexplained()) == (None, [])
    Case.objects.using("owner").filter(reference=one.reference).update(asset=found("SK-1").id)
    assert unexplained() == [one.reference]
