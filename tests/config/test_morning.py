"""On its first morning the demonstration has something for each of the six lives to begin with, made by real acts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pytest

from korat.blocks.bookings import queries as bookings
from korat.blocks.cases import queries as cases
from korat.blocks.cases.models import Case
from korat.blocks.ledger import sealing
from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.models import Act
from korat.blocks.measures.models import Change
from korat.blocks.payments.models import Invoice
from korat.config import ledger
from korat.config.packs import load
from korat.config.packs.format import Pack
from korat.config.synthetic import morning
from tests.conftest import ROOT
from tests.reports import office

PACKS = {name: load(ROOT / "packs" / name) for name in ("th-30-nakhon-ratchasima", "xx-00-example")}
OURS = PACKS["th-30-nakhon-ratchasima"].demo


@pytest.fixture
def begun(house: None, now: datetime) -> datetime:
    morning.begin(OURS, now)
    return now


def test_three_decisions_wait_for_the_mayor_and_no_one_else(begun: datetime, mayor: Actor, officer: Actor) -> None:
    waiting = cases.decisions(mayor)
    assert [{move.code for move in one.moves} for one in waiting] == [{"approve", "decline"}] * 3
    assert cases.decisions(officer) == ()


def test_an_order_stands_and_gathers(begun: datetime, mayor: Actor, outsider: Actor) -> None:
    (surge,) = cases.surges(mayor)
    assert surge.ended_at is None and surge.begins_at < begun < surge.ends_at
    assert Act.objects.filter(kind="cases.surge.gathering", about=surge.uuid).exists()


def test_five_reports_of_one_lamp_wait_to_be_joined(begun: datetime) -> None:
    of_lamp = Case.objects.filter(asset__number="DEMO-02-003", state="open", main=None)
    assert (of_lamp.count(), of_lamp.values("subject").distinct().count()) == (5, 5)


def test_a_permit_is_in_force_a_bill_waits_and_each_counter_has_a_request(begun: datetime, resident: Actor) -> None:
    (permit,) = cases.permits(begun).items
    assert cases.in_force(permit, begun)
    assert Invoice.objects.filter(state="open", about=Case.objects.get(service="waste-fee").uuid).exists()
    requested = Case.objects.filter(step="requested").values_list("office_id", flat=True)
    assert set(requested) == {
        office(f"sikhio-town.{one}") for one in ("welfare", "education", "permanent-secretary", "disaster")
    }
    assert "booked" in {one.state for one in bookings.own_bookings(resident, now=begun)}


def test_an_office_changed_something_long_enough_ago_to_be_compared(begun: datetime) -> None:
    (change,) = Change.objects.filter(office_id=office("sikhio-town.engineering"))
    assert (begun.date() - change.day).days > 90


def test_every_state_of_it_follows_from_its_acts(begun: datetime, capsys: pytest.CaptureFixture[str]) -> None:
    while sealing.seal():
        pass
    assert ledger.verify_command(None) == 0, capsys.readouterr().out


def test_beginning_again_makes_nothing(begun: datetime) -> None:
    def counted() -> tuple[int, ...]:
        return (
            Case.objects.count(),
            Invoice.objects.count(),
            Change.objects.count(),
            Act.objects.filter(look=False).count(),
        )

    before = counted()
    morning.begin(OURS, begun)
    assert counted() == before


def told(pack: Pack) -> Mapping[str, Any]:
    found: Mapping[str, Any] = pack.demo["morning"]
    return found


@pytest.mark.parametrize("pack", PACKS.values(), ids=PACKS)
def test_what_a_pack_tells_of_its_morning_names_what_there_is(pack: Pack) -> None:
    services = {service.code: service for service in pack.services}
    fixtures, spots = {one.number for one in pack.fixtures}, {one.code for one in pack.places}
    working = {post.persona for post in pack.posts}
    for one in told(pack)["cases"]:
        service, step = services[one["service"]], services[one["service"]].first_step
        assert "category" not in one or service.category(one["category"])
        assert one.get("asset") is None or one["asset"] in fixtures
        assert one.get("place") is None or one["place"] in spots
        for done in one.get("then", ()):
            assert done["by"] in working
            if move := service.move(done.get("move", "")):
                assert step in move.start
                step = move.to or step
            else:
                assert "move" not in done
    for one in told(pack).get("surges", ()):
        assert {*one["offices"]} <= {office.code for office in pack.organisations}
