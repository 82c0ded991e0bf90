"""A pack may keep a look back for some days: then the person learns that there was one, and the rest when it opens."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections, transaction

from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger import queries
from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.services import service_actor
from korat.kernel import clock, ids
from korat.kernel.errors import Forbidden


def delay(**days: int) -> None:
    with transaction.atomic():
        ledger.record(
            actor=service_actor("pack"), kind="packs.pack.applied", purpose="pack.apply", about=None, now=clock.now()
        )
        ledger.delay_looks({purpose.replace("_", "."): count for purpose, count in days.items()})


@pytest.fixture
def delayed(house: None) -> Any:
    with connections["owner"].cursor() as owner:
        owner.execute("SELECT purpose, days FROM korat_ledger_lookdelay")
        before = dict(owner.fetchall())
    delay(case_handle=30)
    yield
    with transaction.atomic():
        ledger.record(
            actor=service_actor("pack"), kind="packs.pack.applied", purpose="pack.apply", about=None, now=clock.now()
        )
        ledger.delay_looks(before)


def looks_at(person: Actor) -> list[queries.ActView]:
    with ledger.look(
        actor=person, purpose="self", subjects=[person.subject], now=clock.now(), kind="ledger.looks.read"
    ):
        return [look for look in queries.looks_at(person.subject).items if look.ground != "self"]


def test_a_delayed_look_says_only_when_it_opens(resident: Actor, officer: Actor, delayed: None) -> None:
    about = ids.uuid7()
    with ledger.look(actor=officer, purpose="case.handle", subjects=[resident.subject], now=clock.now(), about=about):
        pass
    (seen,) = looks_at(resident)
    assert seen.opens_at is not None
    assert timedelta(days=29) < seen.opens_at - clock.now() < timedelta(days=31)
    said = json.dumps(
        [str(getattr(seen, name)) for name in ("uuid", "kind", "office", "post", "purpose", "about", "facts")]
    )
    assert not any(word in said for word in (str(about), "case.handle", "engineer", "record"))
    assert seen.actor == 0


def test_a_delayed_look_opens_on_its_day(resident: Actor, officer: Actor, delayed: None) -> None:
    with ledger.look(actor=officer, purpose="case.handle", subjects=[resident.subject], now=clock.now()):
        pass
    delay()
    (seen,) = looks_at(resident)
    assert (seen.opens_at, seen.purpose, seen.actor) == (None, "case.handle", officer.subject)


def test_own_looks_are_never_delayed(resident: Actor, house: None) -> None:
    delay(self=9)
    try:
        with ledger.look(actor=resident, purpose="self", subjects=[resident.subject], now=clock.now()):
            assert [look.opens_at for look in queries.looks_at(resident.subject).items] == [None]
    finally:
        delay()


def test_a_delay_has_a_maximum_and_comes_from_a_pack_alone(resident: Actor, officer: Actor) -> None:
    from django.db import DatabaseError

    with pytest.raises(DatabaseError, match="look_delay_has_a_bound"):
        delay(case_handle=181)
    for actor, purpose in ((resident, "self"), (service_actor("demo"), "people.manage")):
        with pytest.raises(Forbidden):
            delayed_by(actor, purpose)


def delayed_by(actor: Actor, purpose: str) -> None:
    with transaction.atomic():
        ledger.record(actor=actor, kind="a.b.c", purpose=purpose, about=None, now=clock.now())
        ledger.delay_looks({"case.handle": 9})
