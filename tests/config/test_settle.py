"""The made-up past is loaded whole or not at all, and once, wherever a start was cut short."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import NoReturn

import pytest

from korat.blocks.cases.models import Case
from korat.blocks.ledger import marks
from korat.blocks.ledger.models import Marker
from korat.blocks.people.models import Person
from korat.config.synthetic import acts, morning, settle


class PowerCut(Exception):
    pass


def cut(*_: object) -> NoReturn:
    raise PowerCut


@pytest.fixture
def unsettled(house: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What the other tests share is left out: figures, the follower's place, and whose the pack's poles are."""
    monkeypatch.setattr(acts, "skip_reactions", lambda: None)
    monkeypatch.setattr("korat.blocks.measures.actions.refresh", lambda **_: 0)
    monkeypatch.setattr("korat.config.synthetic.assets.settle", lambda *_: None)
    yield
    Marker.objects.using("owner").filter(code="demo").delete()


def state() -> tuple[str, int, int]:
    found = marks.read("demo")
    return found[0] if found else "", Case.objects.count(), Person.objects.count()


@pytest.mark.usefixtures("unsettled")
def test_a_start_that_is_cut_while_it_loads_leaves_no_report(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    with monkeypatch.context() as power:
        power.setattr(acts, "settle_ids", cut)
        with pytest.raises(PowerCut):
            settle.settle_province(now, count=3, reports=5, seal=False)
    assert state()[:2] == ("settling", 0)
    people = state()[2]
    settle.settle_province(now, count=3, reports=5, seal=False)
    assert state() == ("settled", 5, people + 3)


@pytest.mark.usefixtures("unsettled")
def test_a_start_that_is_cut_after_it_loaded_goes_on_and_loads_nothing_twice(
    monkeypatch: pytest.MonkeyPatch, now: datetime
) -> None:
    with monkeypatch.context() as power:
        power.setattr(morning, "begin", cut)
        with pytest.raises(PowerCut):
            settle.settle_province(now, count=3, reports=5)
    loaded = state()
    assert loaded[:2] == ("loaded", 5)
    settle.settle_province(now, count=3, reports=5, seal=False)
    assert state() == ("settled", *loaded[1:])
