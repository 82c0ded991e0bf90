"""An auditor finds what a superuser of the database did to sealed acts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

import pytest
from django.db import connections, transaction

from benchmarks import tampering
from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger import heads, sealing, verification
from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.faults import DoesNotHold
from korat.blocks.ledger.models import Act, Head, Leaf, Pending
from korat.config.postgres import Server
from korat.kernel import ids
from korat.kernel.notes import Checkpoint

SOME = 12


def recorded(actor: Actor, now: datetime, count: int = SOME) -> None:
    for number in range(count):
        with transaction.atomic():
            ledger.record(
                actor=actor, kind="a.b.c", purpose="self", about=ids.uuid7(), now=now, facts={"number": number},
                concerning={actor.subject: {"note": f"คำที่ {number}"} if number % 2 else None},
            )  # fmt: skip


def sealed(now: datetime) -> Checkpoint:
    while sealing.seal():
        pass
    heads.sign(now=now)
    found = heads.latest()
    assert found is not None
    return found.checkpoint


@pytest.fixture
def kept(resident: Actor, now: datetime) -> Checkpoint:
    """A head over some more acts, which an auditor wrote down."""
    recorded(resident, now)
    return sealed(now)


@pytest.fixture
def attacker(own_postgres: Server) -> Iterator[None]:
    with tampering.superuser(own_postgres.superuser_url):
        yield


def owner(sql: str, *values: object) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(sql, values)


def test_what_nobody_touched_holds(kept: Checkpoint, resident: Actor, now: datetime) -> None:
    recorded(resident, now, 3)
    found = verification.verify(kept=kept)
    assert (found.sealed, found.waiting, found.head) == (Leaf.objects.count(), 3, kept)
    assert found.sealed == kept.size


@pytest.mark.usefixtures("attacker")
@pytest.mark.parametrize("kind", tampering.KINDS)
def test_each_kind_of_tampering_is_found_and_undone_holds_again(kind: str, kept: Checkpoint) -> None:
    random = Random(kind)
    outcomes = [tampering.attempt(kind, random, kept) for _ in range(8)]
    assert [one for one in outcomes if one.fault is None] == []
    assert {one.thorough for one in outcomes} == {True, False}
    after = [one for one in outcomes if one.fault and one.fault.leaf is not None and one.fault.leaf > one.place]
    assert after == [], "the first fault is never named after the place that was tampered with"
    assert verification.verify(kept=kept).sealed == kept.size


@pytest.mark.usefixtures("attacker")
def test_a_plain_flip_is_named_by_its_very_place(kept: Checkpoint) -> None:
    random = Random(3)
    found = [one for one in (tampering.attempt("flip", random, kept) for _ in range(20)) if not one.thorough]
    assert Counter(one.fault.leaf == one.place for one in found if one.fault) == {True: len(found)}


def test_an_auditor_without_a_kept_head_still_sees_what_the_published_heads_tell(kept: Checkpoint) -> None:
    act = Act.objects.filter(kind="a.b.c").order_by("-id").first()
    assert act is not None
    owner("UPDATE korat_ledger_act SET purpose = 'other' WHERE id = %s", act.pk)
    try:
        with pytest.raises(DoesNotHold, match="was changed after it was sealed") as found:
            verification.verify()
        assert found.value.leaf == kept.size - 1
    finally:
        owner("UPDATE korat_ledger_act SET purpose = 'self' WHERE id = %s", act.pk)


def test_a_head_that_our_key_did_not_sign_is_named(kept: Checkpoint) -> None:
    owner("UPDATE korat_ledger_head SET signature = sha256('x') || sha256('y') WHERE size = %s", kept.size)
    with pytest.raises(DoesNotHold, match="not signed with a key of this installation"):
        verification.verify()


def test_an_act_that_waits_and_is_taken_away_is_missed_by_count(
    kept: Checkpoint, resident: Actor, now: datetime
) -> None:
    recorded(resident, now, 2)
    waiting = Pending.objects.order_by("-act_id").first()
    assert waiting is not None
    owner("DELETE FROM korat_ledger_actsubject WHERE act_id = %s", waiting.pk)
    owner("DELETE FROM korat_ledger_act WHERE id = %s", waiting.pk)
    with pytest.raises(DoesNotHold, match="removed"):
        verification.verify(kept=kept)


EMPTY = "UPDATE korat_ledger_actsubject SET detail = NULL, salt = NULL WHERE subject_id = %s AND detail IS NOT NULL"


def test_words_that_the_person_had_erased_leave_the_proof_whole(
    kept: Checkpoint, resident: Actor, now: datetime
) -> None:
    recorded(resident, now, 1)
    waiting = Pending.objects.values_list("act_id", flat=True)[0]
    owner("UPDATE korat_ledger_act SET purpose = 'erase' WHERE id = %s", waiting)
    sealed(now)
    owner(EMPTY, resident.subject)
    assert verification.verify(kept=kept).erased == SOME // 2


def test_words_that_nobody_asked_to_have_erased_are_missed(kept: Checkpoint, resident: Actor) -> None:
    owner(EMPTY, resident.subject)
    with pytest.raises(DoesNotHold, match="The words or the persons concerned"):
        verification.verify(kept=kept)


def test_a_look_that_was_emptied_is_found(kept: Checkpoint, resident: Actor, now: datetime) -> None:
    with ledger.look(actor=resident, purpose="self", subjects=[resident.subject], now=now):
        pass
    sealed(now)
    owner("UPDATE korat_ledger_actsubject SET salt = NULL WHERE look AND subject_id = %s", resident.subject)
    with pytest.raises(DoesNotHold, match="The words or the persons concerned"):
        verification.verify(kept=kept)


def test_a_clock_that_was_set_back_five_minutes_spoils_nothing(
    kept: Checkpoint, resident: Actor, now: datetime
) -> None:
    """Leaf order is the truth, clocks are statements."""
    recorded(resident, now - timedelta(minutes=5), 3)
    grown = sealed(now - timedelta(minutes=5))
    assert grown.size == kept.size + 3
    assert verification.verify(kept=kept).sealed == grown.size


def test_a_head_is_signed_once_and_only_when_the_tree_grew(kept: Checkpoint, now: datetime) -> None:
    assert heads.sign(now=now) is None
    assert Head.objects.filter(size=kept.size).count() == 1
