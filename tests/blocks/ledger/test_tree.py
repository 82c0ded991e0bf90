"""The stored tree: two sequencers make one, proofs come from few rows, the application writes none of it."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.db import DatabaseError, connection, transaction

from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger import heads, sealing, tree, verification
from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.models import Act, Leaf, Node, Pending
from korat.kernel import ids, merkle
from korat.kernel.errors import Invalid, NotFound
from korat.kernel.notes import Note
from korat.kernel.signing import KeyRing
from tests.threads import together

TABLES = ("leaf", "node", "head", "cosignature", "witnessed")


def recorded(actor: Actor, now: datetime, count: int) -> None:
    for _ in range(count):
        with transaction.atomic():
            ledger.record(actor=actor, kind="a.b.c", purpose="self", about=ids.uuid7(), now=now)


def test_two_sequencers_at_once_make_one_tree(resident: Actor, now: datetime) -> None:
    recorded(resident, now, 60)

    def sequencer() -> None:
        while sealing.seal(limit=7):
            heads.sign(now=now)

    together(sequencer, 3)
    assert not Pending.objects.exists()
    heads.sign(now=now)
    found = verification.verify()
    assert (found.sealed, found.waiting) == (Act.objects.count(), 0)


def test_whoever_grew_from_an_old_size_changes_nothing(resident: Actor, now: datetime) -> None:
    recorded(resident, now, 3)
    size = tree.size()
    with connection.cursor() as cursor:
        cursor.execute(sealing.WAITING, [10])
        late = sealing.grown(size, cursor.fetchall())
        assert sealing.seal() == 3
        recorded(resident, now, 1)
        cursor.execute(sealing.SEAL, late)
        assert cursor.fetchone() == (False,)
    assert (tree.size(), Pending.objects.count()) == (size + 3, 1)


def test_a_seal_of_acts_that_do_not_wait_is_refused_whole(resident: Actor, now: datetime) -> None:
    recorded(resident, now, 1)
    size = tree.size()
    (waiting,) = Pending.objects.values_list("act_id", flat=True)
    grown = tree.frontier(size)
    nodes = [node for _ in range(2) for node in grown.append(b"h" * 32)]
    with pytest.raises(DatabaseError, match="missing"), connection.cursor() as cursor:
        cursor.execute(sealing.SEAL, [size, [waiting, 10**12], [b"h" * 32] * 2, nodes])
    assert (tree.size(), Pending.objects.count()) == (size, 1)


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("verb", ["DELETE FROM {0}", "INSERT INTO {0} DEFAULT VALUES", "TRUNCATE {0}"])
def test_the_application_writes_no_part_of_the_tree(house: None, table: str, verb: str) -> None:
    with pytest.raises(DatabaseError, match="permission denied"), connection.cursor() as cursor:
        cursor.execute(verb.format(f"korat_ledger_{table}"))


def test_every_act_is_proved_under_every_head_that_covers_it(resident: Actor, now: datetime) -> None:
    recorded(resident, now, 9)
    sealing.seal()
    size = tree.size()
    assert Node.objects.count() == merkle.inner_nodes(size)
    for index, act in Leaf.objects.order_by("index").values_list("index", "act_id"):
        uuid = Act.objects.get(pk=act).uuid
        for whole in range(index + 1, size + 1):
            found = tree.prove(uuid, size=whole)
            assert merkle.included(found.leaf, found.index, whole, found.path, tree.root(whole))
    with pytest.raises(NotFound):
        tree.prove(uuid, size=size - 1)


def test_sizes_that_the_tree_never_had_are_refused(resident: Actor, now: datetime) -> None:
    for first, second in ((-1, 1), (2, 1), (1, tree.size() + 1)):
        with pytest.raises(Invalid):
            tree.consistency(first, second)


def test_after_a_lost_key_older_heads_still_hold_and_new_ones_have_a_new_key(
    resident: Actor, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = heads.latest()
    assert before is not None
    (lost,) = heads.ring("ledger").folder.glob("*.key")
    away = lost.rename(lost.with_suffix(".away"))
    try:
        fresh = KeyRing(lost.parent, True)
        monkeypatch.setattr(heads, "ring", lambda _use: fresh)
        recorded(resident, now, 1)
        sealing.seal()
        heads.sign(now=now)
        after = heads.latest()
        assert after is not None and after.key_id != before.key_id
        for head in (before, after):
            assert Note.parse(head.note()).by(heads.verifiers(head.checkpoint.origin))
        assert verification.verify().sealed == after.size
    finally:
        for path in lost.parent.glob("0002.*"):
            path.unlink()
        away.rename(lost)
