"""No private row without a committed look; what was recorded and what could be read are the same."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.db import ProgrammingError, connection, transaction

from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger import queries
from korat.blocks.ledger.actor import Actor
from korat.blocks.people.models import PersonPrivate
from korat.kernel import ids
from korat.kernel.errors import Forbidden


def test_without_a_look_no_private_row_is_seen(resident: Actor) -> None:
    assert PersonPrivate.objects.count() == 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM korat_people_personprivate")
        assert cursor.fetchone() == (0,)


def test_a_look_opens_the_rows_of_its_subjects_only(resident: Actor, now: datetime) -> None:
    with ledger.look(actor=resident, purpose="self", subjects=[resident.subject], now=now):
        assert [row.subject_id for row in PersonPrivate.objects.all()] == [resident.subject]
    assert PersonPrivate.objects.count() == 0


def test_a_look_is_read_by_whom_it_concerned(resident: Actor, now: datetime) -> None:
    with ledger.look(actor=resident, purpose="self", subjects=[resident.subject], now=now):
        (seen, *_) = queries.looks_at(resident.subject).items
    assert (seen.actor, seen.purpose, seen.ground, seen.basis) == (resident.subject, "self", "self", "pdpa-30")


def test_a_page_that_fails_after_its_look_still_leaves_the_look(resident: Actor, now: datetime) -> None:
    with (
        pytest.raises(ZeroDivisionError),
        ledger.look(actor=resident, purpose="self", subjects=[resident.subject], now=now),
    ):
        _ = 1 / 0
    with ledger.look(actor=resident, purpose="self", subjects=[resident.subject], now=now, kind="ledger.looks.read"):
        kinds = [look.kind for look in queries.looks_at(resident.subject).items]
    assert "ledger.record.looked" in kinds


def test_a_look_that_is_not_committed_opens_nothing(resident: Actor) -> None:
    """Raw SQL may call the function inside a transaction; the rows stay shut, for it could be rolled back."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT ledger.look(%s, 'x.y.z', now(), %s, %s, 'self', NULL, '', '', %s)",
            [ids.uuid7(), resident.subject, resident.grant_for("self").id, [resident.subject]],
        )
        assert PersonPrivate.objects.count() == 0
        transaction.set_rollback(True)


def test_naming_a_look_in_a_setting_opens_nothing(resident: Actor) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('korat.look', gen_random_uuid()::text, false)")
        assert PersonPrivate.objects.count() == 0


def test_an_old_look_opens_nothing(resident: Actor, now: datetime) -> None:
    from django.db import connections

    with ledger.look(actor=resident, purpose="self", subjects=[resident.subject], now=now):
        with connections["owner"].cursor() as owner:
            owner.execute("UPDATE korat_ledger_opening SET opened_at = opened_at - interval '31 seconds'")
        assert PersonPrivate.objects.count() == 0


def test_looks_do_not_nest_and_none_is_opened_in_a_transaction(resident: Actor, now: datetime) -> None:
    own = {"actor": resident, "purpose": "self", "subjects": [resident.subject], "now": now}
    with ledger.look(**own), pytest.raises(RuntimeError), ledger.look(**own):
        pass
    with transaction.atomic(), pytest.raises(RuntimeError), ledger.look(**own):
        pass


def test_nobody_looks_on_anothers_grant(resident: Actor, outsider: Actor, now: datetime) -> None:
    stolen = Actor(subject=outsider.subject, uuid=outsider.uuid, grants=resident.grants)
    with pytest.raises(Forbidden), ledger.look(actor=stolen, purpose="self", subjects=[resident.subject], now=now):
        pass


def test_oneself_is_no_ground_to_look_at_another(resident: Actor, outsider: Actor, now: datetime) -> None:
    with pytest.raises(Forbidden), ledger.look(actor=outsider, purpose="self", subjects=[resident.subject], now=now):
        pass


def test_own_looks_are_written_once_a_session_and_kind_of_page(resident: Actor, now: datetime) -> None:
    for _ in range(3):
        with ledger.look(actor=resident, purpose="self", subjects=[resident.subject], now=now):
            looks = queries.looks_at(resident.subject).items
    assert len([look for look in looks if look.kind == "ledger.record.looked"]) == 1


def test_a_crew_never_opens_a_contact(crew: Actor, resident: Actor, now: datetime) -> None:
    """The row policy itself bars the purpose of a repair, whatever the code above it asks for."""
    with ledger.look(actor=crew, purpose="case.repair", subjects=[resident.subject], now=now):
        assert PersonPrivate.objects.count() == 0


def test_the_application_cannot_write_acts_or_openings_itself(resident: Actor) -> None:
    for table in (
        "korat_ledger_act",
        "korat_ledger_actsubject",
        "korat_ledger_opening",
        "korat_ledger_leaf",
        "korat_ledger_grant",
    ):
        with pytest.raises(ProgrammingError), connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {table}")
