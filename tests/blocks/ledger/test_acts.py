"""No change without an act; an act once; sealed in order."""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256

import pytest
from django.db import DatabaseError, connections, transaction

from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger import queries, sealing
from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.models import Act, ActSubject, Leaf, Pending
from korat.blocks.people.models import Person
from korat.kernel import ids
from korat.kernel.errors import Forbidden


def test_a_change_without_an_act_is_refused(resident: Actor) -> None:
    with pytest.raises(DatabaseError, match="without an act"), transaction.atomic():
        Person.objects.filter(subject_id=resident.subject).update(sex="x")


def test_an_act_opens_its_own_transaction_and_no_other(resident: Actor, now: datetime) -> None:
    with transaction.atomic():
        ledger.record(actor=resident, kind="people.person.changed", purpose="self", about=None, now=now)
        assert Person.objects.filter(subject_id=resident.subject).update(language="en") == 1
    with pytest.raises(DatabaseError, match="without an act"), transaction.atomic():
        Person.objects.filter(subject_id=resident.subject).update(language="th")
    with transaction.atomic():
        ledger.record(actor=resident, kind="people.person.changed", purpose="self", about=None, now=now)
        Person.objects.filter(subject_id=resident.subject).update(language="th")


def test_the_same_request_twice_is_recorded_once(resident: Actor, now: datetime) -> None:
    about = ids.uuid7()
    with transaction.atomic():
        ledger.record(actor=resident, kind="a.b.c", purpose="self", about=about, now=now, key="same")
    with pytest.raises(ledger.DoneBefore) as again, transaction.atomic():
        ledger.record(actor=resident, kind="a.b.c", purpose="self", about=ids.uuid7(), now=now, key="same")
    assert again.value.about == about
    assert Act.objects.filter(about=about).count() == 1


def test_an_act_wants_a_grant_for_its_purpose(resident: Actor, now: datetime) -> None:
    with pytest.raises(Forbidden), transaction.atomic():
        ledger.record(
            actor=resident, kind="a.b.c", purpose="case.handle", about=None, now=now, grant=resident.grant_for("self")
        )


def test_a_grant_that_has_ended_is_none(officer: Actor, now: datetime) -> None:
    grant = officer.grant_for("case.handle")
    with connections["owner"].cursor() as owner:
        owner.execute("UPDATE korat_ledger_grant SET ended_at = now() WHERE id = %s", [grant.id])
    try:
        with pytest.raises(Forbidden), transaction.atomic():
            ledger.record(actor=officer, kind="a.b.c", purpose="case.handle", about=None, now=now, grant=grant)
    finally:
        with connections["owner"].cursor() as owner:
            owner.execute("UPDATE korat_ledger_grant SET ended_at = NULL WHERE id = %s", [grant.id])


def test_words_lie_apart_and_open_only_to_a_look(resident: Actor, now: datetime) -> None:
    about = ids.uuid7()
    with transaction.atomic():
        ledger.record(
            actor=resident,
            kind="a.b.c",
            purpose="self",
            about=about,
            now=now,
            concerning={resident.subject: {"note": "ความลับ"}},
        )
    (act,) = queries.about(about, since=now - timedelta(days=1))
    assert queries.words([act], resident.subject) == {}
    with ledger.look(actor=resident, purpose="self", subjects=[resident.subject], now=now):
        assert queries.words([act], resident.subject) == {act.id: '{"note":"ความลับ"}'}


def test_the_commitment_binds_the_words(resident: Actor, now: datetime) -> None:
    about = ids.uuid7()
    with transaction.atomic():
        ledger.record(
            actor=resident,
            kind="a.b.c",
            purpose="self",
            about=about,
            now=now,
            concerning={resident.subject: {"note": "x"}},
        )
    act = Act.objects.get(about=about)
    with ledger.look(actor=resident, purpose="self", subjects=[resident.subject], now=now):
        part = ActSubject.objects.get(act_id=act.pk)
    own = sha256(bytes(part.salt) + resident.uuid.bytes + b"\x00" + b'{"note":"x"}').digest()
    assert bytes(part.commitment) == own
    assert bytes(act.commitment) == sha256(own).digest()


def test_sealing_leaves_no_gap_and_nothing_waiting(resident: Actor, now: datetime) -> None:
    for _ in range(5):
        with transaction.atomic():
            ledger.record(actor=resident, kind="a.b.c", purpose="self", about=None, now=now)
    while sealing.seal(limit=3):
        pass
    indexes = list(Leaf.objects.order_by("index").values_list("index", flat=True))
    assert indexes == list(range(len(indexes)))
    assert Leaf.objects.count() == Act.objects.count()
    assert sealing.seal() == 0


def test_a_batch_takes_the_oldest_of_those_that_wait(resident: Actor, now: datetime) -> None:
    while sealing.seal():
        pass
    for _ in range(4):
        with transaction.atomic():
            ledger.record(actor=resident, kind="a.b.c", purpose="self", about=None, now=now)
    waiting = sorted(Pending.objects.values_list("act_id", flat=True))
    assert sealing.seal(limit=3) == 3
    assert list(Leaf.objects.order_by("-index").values_list("act_id", flat=True)[:3]) == waiting[2::-1]
    assert list(Pending.objects.values_list("act_id", flat=True)) == waiting[3:]


def test_the_leaf_names_no_person(resident: Actor, now: datetime) -> None:
    with transaction.atomic():
        ledger.record(
            actor=resident, kind="a.b.c", purpose="self", about=None, now=now, concerning={resident.subject: None}
        )
    with connections["default"].cursor() as cursor:
        cursor.execute(sealing.WAITING, [100])
        leaves = b"".join(sealing.canonical(row) for row in cursor.fetchall())
    assert str(resident.uuid).encode() not in leaves


def test_nobody_gives_a_grant_on_ones_own_authority(resident: Actor, now: datetime) -> None:
    """Raw SQL with an act of one's own is not enough: it takes the authority over grants."""
    with transaction.atomic():
        ledger.record(actor=resident, kind="people.post.filled", purpose="self", about=None, now=now)
        with pytest.raises(Forbidden):
            ledger.give(
                kind="post", holder=resident.subject, purposes=["case.handle"], basis="x", begins_at=now, reach=[1]
            )
        transaction.set_rollback(True)
