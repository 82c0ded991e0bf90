"""What failed is tried again, exactly once in the end; and a person can ask for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import OperationalError, transaction

from korat.blocks.ledger import packs, sealing
from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.models import Act
from korat.blocks.messages import queries as messages
from korat.blocks.people import queries as people
from korat.blocks.people.models import Term
from korat.blocks.reactions import actions, effects, queries, retry
from korat.blocks.reactions import follow as following
from korat.blocks.reactions.failing import MOST_ATTEMPTS
from korat.blocks.reactions.follow import follow
from korat.blocks.reactions.models import Failure, Rule
from korat.kernel import ids
from korat.kernel.errors import NotFound, Unavailable
from tests.reports import filed

MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def caught_up(house: None, now: datetime) -> None:
    while sealing.seal() + follow(now):
        pass


@contextmanager
def broken(error: Exception | None = None) -> Iterator[None]:
    """Every effect fails after it was carried out."""

    def take(effect: Any, occasion: Any) -> None:
        effects.take(effect, occasion)
        raise error or Unavailable()

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(following, "take", take)
        patched.setattr(retry, "take", take)
        yield


@pytest.fixture
def failing(resident: Actor, now: datetime) -> Any:
    """A report whose reporter could not be told."""
    opened = filed(resident, now)
    sealing.seal()
    with broken():
        follow(now)
    return opened


def sent(opened: Any) -> int:
    return len(messages.sent_about(opened.uuid))


def test_what_failed_is_tried_again_after_a_minute_and_is_then_forgotten(failing: Any, now: datetime) -> None:
    assert (sent(failing), queries.failures()) == (0, 1)
    assert retry.retry(now) == 0
    assert retry.retry(now + MINUTE) == 1
    assert (sent(failing), queries.failures()) == (3, 0)
    assert retry.retry(now + MINUTE) == 0
    assert sent(failing) == 3


def test_what_it_makes_is_caused_by_the_act_it_follows(failing: Any, now: datetime) -> None:
    retry.retry(now + MINUTE)
    first, second = Act.objects.filter(about=failing.uuid).order_by("id")
    assert second.cause == first.uuid


def test_it_is_tried_more_and_more_rarely_and_then_waits_for_a_person(failing: Any, now: datetime) -> None:
    waited = []
    with broken():
        at = now
        while (row := Failure.objects.get()).next_at is not None:
            waited.append((row.next_at - at) // MINUTE)
            at = row.next_at
            assert retry.retry(at) == 0
    assert waited == [1, 4, 16, 64, 256, 360, 360]
    assert Failure.objects.get().attempts == MOST_ATTEMPTS
    assert retry.retry(now + timedelta(days=365)) == 0


def test_who_is_killed_after_the_effect_and_before_the_commit_does_it_once_in_the_end(
    failing: Any, now: datetime
) -> None:
    with transaction.atomic():
        assert retry.retry(now + MINUTE) == 1
        assert sent(failing) == 3
        transaction.set_rollback(True)
    assert (sent(failing), queries.failures()) == (0, 1)
    retry.retry(now + MINUTE)
    assert sent(failing) == 3


def test_a_database_that_went_away_is_no_further_failure(failing: Any, now: datetime) -> None:
    with broken(OperationalError("gone")), pytest.raises(OperationalError):
        retry.retry(now + MINUTE)
    assert Failure.objects.get().attempts == 1


@pytest.fixture
def with_rule(now: datetime) -> Iterator[Callable[..., None]]:
    def add(code: str, *effects_: dict[str, Any]) -> None:
        when = {"kind": "cases.case.opened", "facts": {"category": "light"}}
        Rule.objects.using("owner").create(code=code, definition={"code": code, "when": when, "then": list(effects_)})
        packs.touch(now)

    yield add
    Rule.objects.using("owner").filter(code__startswith="test-").delete()
    packs.touch(now)


def test_each_effect_of_a_rule_is_tried_again_by_its_own_number(
    resident: Actor, now: datetime, with_rule: Callable[..., None]
) -> None:
    missing = {"send_message": {"template": "not-there"}}
    with_rule("test-two", {"send_message": {"template": "case-closed"}}, missing)
    opened = filed(resident, now)
    sealing.seal()
    follow(now)
    row = Failure.objects.get()
    assert (row.rule, row.effect, row.error) == ("test-two", 1, "no_template")
    assert "not-there" in row.said["th"] and "not-there" in row.said["en"]
    assert retry.retry(now + MINUTE) == 0
    assert [one.template for one in messages.sent_about(opened.uuid)].count("case-closed") == 1


def test_what_the_pack_no_longer_asks_for_is_let_go(
    resident: Actor, now: datetime, with_rule: Callable[..., None]
) -> None:
    with_rule("test-gone", {"send_message": {"template": "not-there"}})
    filed(resident, now)
    sealing.seal()
    follow(now)
    Rule.objects.using("owner").filter(code="test-gone").delete()
    packs.touch(now)
    packs.forget()
    assert retry.retry(now + MINUTE) == 1
    assert queries.failures() == 0


def test_work_that_cannot_be_handed_over_holds_up_nothing_and_is_tried_again(
    officer: Actor, resident: Actor, admin: Actor, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    term = Term.objects.filter(person_id=officer.subject).latest("id")
    keeper = people.actor_of(admin.subject, now=now)
    assert keeper is not None
    with monkeypatch.context() as patched:
        patched.setattr(following, "relieve", lambda *_: (_ for _ in ()).throw(ValueError("secret")))
        with transaction.atomic():
            from korat.blocks.ledger import actions as ledger

            ledger.record(
                actor=keeper, kind=following.LEFT, purpose="people.manage", about=None, now=now,
                facts={"term": term.pk},
            )  # fmt: skip
        opened = filed(resident, now)
        sealing.seal()
        follow(now)
    assert sent(opened) == 3
    assert Failure.objects.get().error == "ValueError"
    assert retry.retry(now + MINUTE) == 1


def test_a_person_lets_it_try_at_once_with_an_act(failing: Any, admin: Actor, now: datetime) -> None:
    Failure.objects.update(attempts=MOST_ATTEMPTS, next_at=None)
    (shown,) = queries.failed(admin)
    assert shown.case == failing.uuid and shown.effect is not None and shown.said is not None
    actions.try_again(actor=admin, failure=shown.uuid, now=now)
    act = Act.objects.latest("id")
    assert (act.kind, act.facts["rule"], act.facts["attempts"]) == (
        "reactions.failure.resumed", "tell-received", MOST_ATTEMPTS
    )  # fmt: skip
    assert retry.retry(now) == 1
    assert sent(failing) == 3
    with pytest.raises(NotFound):
        actions.try_again(actor=admin, failure=shown.uuid, now=now)


@pytest.mark.parametrize("who", ["outsider", "officer", "mayor"])
def test_nobody_else_sees_or_moves_it(failing: Any, now: datetime, request: pytest.FixtureRequest, who: str) -> None:
    stranger, row = request.getfixturevalue(who), Failure.objects.get()
    with pytest.raises(NotFound):
        queries.failed(stranger)
    with pytest.raises(NotFound):
        actions.try_again(actor=stranger, failure=row.uuid, now=now)
    assert Failure.objects.get().next_at == row.next_at
    with pytest.raises(NotFound):
        actions.try_again(actor=stranger, failure=ids.uuid7(), now=now)
